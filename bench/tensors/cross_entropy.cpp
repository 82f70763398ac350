// SPDX-License-Identifier: BSL-1.0
// Softmax cross-entropy of given scores and its gradient: many short rows, whose sums and maxima across lanes cost as
// much as the exponentials; and long rows beyond the caches.
#include <bench/tensors/eigen.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <random>
#include <vector>

#include <bench/tensors/hand_cross_entropy.hpp>
#include <bench/tensors/race.hpp>
#include <tapeless/tensor.hpp>

namespace {

namespace formula {
using namespace tapeless;
constexpr auto n = axis<"n">;
constexpr auto o = axis<"o">;
constexpr auto Z = tensor<"Z">;
constexpr auto t = labels<"t">;
constexpr auto P = exp(Z(n, o)) / sum(o, exp(Z(n, o)));
constexpr auto request = value_and_gradient(-mean(n, log(pick(P, o, t(n)))), Z);
}  // namespace formula

template <class T>
struct cross_entropy {
  using scalar = T;
  static constexpr double tolerance = bench::tolerance_in<T>(1e-12);
  long n, o;
  bench::numbers_of<T> z, scratch;
  std::vector<int> labels;

  cross_entropy(long rows, long classes)
      : n(rows),
        o(classes),
        z(rows * classes),
        scratch(classes + 8),
        labels(static_cast<std::size_t>(rows)),
        net(tapeless::prepare<T>(formula::request, formula::n = rows, formula::o = classes)) {
    std::mt19937_64 random(20240229);
    z.sample(random, 0, 3);
    for (int& label : labels) label = static_cast<int>(random() % static_cast<unsigned long>(o));
    bind();
  }
  // The gradient first, where it is aligned
  std::vector<long> parts() const { return {n * o, 1}; }

  // Bound once; a call runs the loops.
  tapeless::prepared_of<decltype(formula::request), T> net;
  void bind() { net.bind(formula::Z = tapeless::view(z.data(), n, o), formula::t = labels); }
  void ours(T*) { net.run(); }
  void collect(T* out) {
    const auto r = net();
    std::copy(r[formula::Z].begin(), r[formula::Z].end(), out);
    out[n * o] = r.value;
  }

  void reference(double* out) const {
    double loss = 0;
    for (long i = 0; i < n; ++i) {
      const T* const row = z.data() + i * o;
      const long label = labels[static_cast<std::size_t>(i)];
      double most = row[0], sum = 0;
      for (long j = 1; j < o; ++j) most = std::max<double>(most, row[j]);
      for (long j = 0; j < o; ++j) sum += std::exp(row[j] - most);
      loss += most + std::log(sum) - row[label];
      for (long j = 0; j < o; ++j)
        out[i * o + j] = (std::exp(row[j] - most) / sum - (j == label ? 1 : 0)) / static_cast<double>(n);
    }
    out[n * o] = loss / static_cast<double>(n);
  }
};

struct by_hand {
  static constexpr const char* name = "by hand";
  static void run(cross_entropy<double>& all, double* out) {
    out[all.n * all.o] =
        bench::hand::cross_entropy::run(all.z.data(), all.labels.data(), all.n, all.o, out, all.scratch.data());
  }
};

struct with_eigen {
  static constexpr const char* name = "Eigen";
  template <class T>
  static void run(cross_entropy<T>& all, T* out) {
    using matrix = Eigen::Array<T, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;
    const Eigen::Map<const matrix> z(all.z.data(), all.n, all.o);
    Eigen::Map<matrix> g(out, all.n, all.o);
    const T share = 1 / static_cast<T>(all.n);
    T loss = 0;
    for (long i = 0; i < all.n; ++i) {  // row by row: up to five times as fast as with colwise and rowwise
      const long label = all.labels[static_cast<std::size_t>(i)];
      const T m = z.row(i).maxCoeff();
      g.row(i) = (z.row(i) - m).exp();
      const T s = g.row(i).sum();
      g.row(i) *= share / s;
      g(i, label) -= share;
      loss += m + std::log(s) - z(i, label);
    }
    out[all.n * all.o] = loss * share;
  }
};

const bool added[] = {
    bench::add_tensors<cross_entropy<double>, by_hand, with_eigen>("cross-entropy 128 x 10", 128L, 10L),
    bench::add_tensors<cross_entropy<double>, by_hand, with_eigen>("cross-entropy 131 x 29", 131L, 29L),
    bench::add_tensors<cross_entropy<double>, by_hand, with_eigen>("cross-entropy 4096 x 1000", 4096L, 1000L),
    bench::add_tensors<cross_entropy<float>, with_eigen>("cross-entropy 128 x 10, float", 128L, 10L),
    bench::add_tensors<cross_entropy<float>, with_eigen>("cross-entropy 4096 x 1000, float", 4096L, 1000L)};

}  // namespace
