// SPDX-License-Identifier: BSL-1.0
// Logistic regression, mean loss and gradient: two products with a vector around some elementwise work. Features are
// read once or twice, and that decides for large data.
#include <bench/tensors/eigen.hpp>

#include <algorithm>
#include <cmath>
#include <random>
#include <vector>

#include <bench/tensors/hand_logistic.hpp>
#include <bench/tensors/race.hpp>
#include <tapeless/tensor.hpp>

namespace {

namespace formula {
using namespace tapeless;
constexpr auto n = axis<"n">;
constexpr auto i = axis<"i">;
constexpr auto X = tensor<"X">;
constexpr auto y = tensor<"y">;
constexpr auto w = tensor<"w">;
constexpr auto z = sum(i, X(n, i) * w(i));
constexpr auto request = value_and_gradient(mean(n, softplus(z) - y(n) * z), w);
}  // namespace formula

template <class T>
struct logistic_regression {
  using scalar = T;
  static constexpr double tolerance = bench::tolerance_in<T>(1e-11);
  static constexpr long features = 8;
  long n;
  bench::numbers_of<T> x, y, w;
  Eigen::ArrayX<T> z, e;  // of the version with Eigen

  explicit logistic_regression(long rows)
      : n(rows),
        x(rows * features),
        y(rows),
        w(features),
        z(rows),
        e(rows),
        net(tapeless::prepare<T>(formula::request, formula::n = rows, formula::i = features)) {
    std::mt19937_64 random(20240229);
    x.sample(random, 0, 1);
    w.sample(random, 0, 1);
    for (long k = 0; k < n; ++k) y[k] = static_cast<T>(random() % 2);
    bind();
  }
  std::vector<long> parts() const { return {1, features}; }

  // Bound once; a call runs the loops.
  tapeless::prepared_of<decltype(formula::request), T> net;
  void bind() {
    net.bind(formula::X = tapeless::view(x.data(), n, features), formula::y = tapeless::view(y.data(), n),
             formula::w = tapeless::view(w.data(), features));
  }
  void ours(T*) { net.run(); }
  void collect(T* out) {
    const auto r = net();
    out[0] = r.value;
    std::copy(r[formula::w].begin(), r[formula::w].end(), out + 1);
  }

  void reference(double* out) const {
    std::fill(out, out + 1 + features, 0);
    for (long k = 0; k < n; ++k) {
      double score = 0;
      for (long j = 0; j < features; ++j) score += x[k * features + j] * w[j];
      out[0] += std::max(score, 0.0) + std::log1p(std::exp(-std::abs(score))) - y[k] * score;
      for (long j = 0; j < features; ++j) out[1 + j] += (1 / (1 + std::exp(-score)) - y[k]) * x[k * features + j];
    }
    for (long j = 0; j < 1 + features; ++j) out[j] /= static_cast<double>(n);
  }
};

struct by_hand {
  static constexpr const char* name = "by hand";
  static void run(logistic_regression<double>& all, double* out) {
    out[0] = bench::hand::logistic::run(all.x.data(), all.y.data(), all.w.data(), all.n, out + 1);
  }
};

struct with_eigen {
  static constexpr const char* name = "Eigen";
  template <class T>
  static void run(logistic_regression<T>& all, T* out) {
    using matrix = Eigen::Matrix<T, Eigen::Dynamic, 8, Eigen::RowMajor>;
    const Eigen::Map<const matrix> x(all.x.data(), all.n, 8);
    const Eigen::Map<const Eigen::VectorX<T>> w(all.w.data(), 8);
    const Eigen::Map<const Eigen::ArrayX<T>> y(all.y.data(), all.n);
    Eigen::Map<Eigen::VectorX<T>> gradient(out + 1, 8);
    all.z.matrix().noalias() = x * w;
    all.e = (-all.z.abs()).exp();
    out[0] = (all.z.max(T(0)) + all.e.log1p() - y * all.z).sum() / static_cast<T>(all.n);
    all.z = (all.z > T(0)).select(T(1), all.e) / (T(1) + all.e) - y;
    gradient.noalias() = x.transpose() * all.z.matrix();
    gradient /= static_cast<T>(all.n);
  }
};

const bool added[] = {
    bench::add_tensors<logistic_regression<double>, by_hand, with_eigen>("logistic regression 1e4 x 8", 10000L),
    bench::add_tensors<logistic_regression<double>, by_hand, with_eigen>("logistic regression 1e6 x 8", 1000000L),
    bench::add_tensors<logistic_regression<float>, with_eigen>("logistic regression 1e4 x 8, float", 10000L),
    bench::add_tensors<logistic_regression<float>, with_eigen>("logistic regression 1e6 x 8, float", 1000000L)};

}  // namespace
