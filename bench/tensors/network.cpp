// SPDX-License-Identifier: BSL-1.0
// The network of the notes, 784-128-10 with a batch of 128, and a tiny one: loss and all gradients. Nearly all of the
// work of the first is in two matrix products, that of the second in everything else.
#include <bench/tensors/eigen.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <random>
#include <vector>

#include <bench/tensors/hand_network.hpp>
#include <bench/tensors/network_formula.hpp>
#include <bench/tensors/race.hpp>
#include <tapeless/tensor.hpp>

namespace {

namespace formula {
using namespace bench::network_formula;
constexpr auto request = value_and_gradient(loss(hidden), W1, b1, W2, b2);
}  // namespace formula

using matrix = Eigen::Matrix<double, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;
using matrix_view = Eigen::Map<matrix>;
using constant_view = Eigen::Map<const matrix>;
using row_view = Eigen::Map<const Eigen::RowVectorXd>;

struct network {
  static constexpr double tolerance = 1e-11;
  long n, i, h, o;
  double lambda = 1e-3;
  bench::numbers x, W1, b1, W2, b2, hidden, hidden_gradient, scores, scores_gradient, scratch;
  std::vector<int> labels;

  network(long batch, long inputs, long units, long classes)
      : n(batch),
        i(inputs),
        h(units),
        o(classes),
        x(n * i),
        W1(i * h),
        b1(h),
        W2(h * o),
        b2(o),
        hidden(n * h),
        hidden_gradient(n * h),
        scores(n * o),
        scores_gradient(n * o),
        scratch(o + 8),
        labels(static_cast<std::size_t>(n)),
        net(tapeless::prepare(formula::request, formula::n = batch, formula::i = inputs, formula::h = units,
                              formula::o = classes)) {
    std::mt19937_64 random(20240229);
    x.sample(random, 0.3, 0.5);
    W1.sample(random, 0, 1 / std::sqrt(static_cast<double>(i)));
    b1.sample(random, 0, 0.1);
    W2.sample(random, 0, 1 / std::sqrt(static_cast<double>(h)));
    b2.sample(random, 0, 0.1);
    for (int& label : labels) label = static_cast<int>(random() % static_cast<unsigned long>(o));
    bind();
  }
  // Of W1, b1, W2, b2, and the loss.
  std::vector<long> parts() const { return {i * h, h, h * o, o, 1}; }

  // Bound once; a call runs the loops.
  tapeless::prepared_of<decltype(formula::request)> net;
  void bind() {
    net.bind(formula::X = tapeless::view(x.data(), n, i), formula::t = labels, formula::lambda = lambda,
             formula::W1 = tapeless::view(W1.data(), i, h), formula::b1 = tapeless::view(b1.data(), h),
             formula::W2 = tapeless::view(W2.data(), h, o), formula::b2 = tapeless::view(b2.data(), o));
  }
  void ours(double*) { net.run(); }
  void collect(double* out) {
    const auto r = net();
    out = std::copy(r[formula::W1].begin(), r[formula::W1].end(), out);
    out = std::copy(r[formula::b1].begin(), r[formula::b1].end(), out);
    out = std::copy(r[formula::W2].begin(), r[formula::W2].end(), out);
    out = std::copy(r[formula::b2].begin(), r[formula::b2].end(), out);
    *out = r.value;
  }

  template <class Products>
  void by_hand(double* out) {
    using code = bench::hand::network<Products>;
    double* const second = out + i * h + h;
    second[h * o + o] =
        code::run({n, i, h, o}, x.data(), labels.data(), lambda, {W1.data(), b1.data(), W2.data(), b2.data()},
                  {out, out + i * h, second, second + h * o},
                  {hidden.data(), hidden_gradient.data(), scores.data(), scores_gradient.data(), scratch.data()});
  }

  void reference(double* out) const {
    double *gW1 = out, *gb1 = gW1 + i * h, *gW2 = gb1 + h, *gb2 = gW2 + h * o, *value = gb2 + o;
    double squares = 0;
    for (long k = 0; k < i * h; ++k) gW1[k] = lambda * W1[k], squares += W1[k] * W1[k];
    for (long k = 0; k < h * o; ++k) gW2[k] = lambda * W2[k], squares += W2[k] * W2[k];
    std::fill(gb1, gb1 + h, 0);
    std::fill(gb2, gb2 + o, 0);
    *value = lambda / 2 * squares;
    std::vector<double> a(static_cast<std::size_t>(h)), s(static_cast<std::size_t>(o));
    for (long r = 0; r < n; ++r) {
      const double* const row = x.data() + r * i;
      for (long j = 0; j < h; ++j) {
        double sum = b1[j];
        for (long k = 0; k < i; ++k) sum += row[k] * W1[k * h + j];
        a[static_cast<std::size_t>(j)] = std::max(sum, 0.0);
      }
      double sum_of_exp = 0;
      for (long c = 0; c < o; ++c) {
        double sum = b2[c];
        for (long j = 0; j < h; ++j) sum += a[static_cast<std::size_t>(j)] * W2[j * o + c];
        s[static_cast<std::size_t>(c)] = sum;
        sum_of_exp += std::exp(sum);
      }
      const long label = labels[static_cast<std::size_t>(r)];
      *value += (std::log(sum_of_exp) - s[static_cast<std::size_t>(label)]) / static_cast<double>(n);
      for (long c = 0; c < o; ++c) {
        double& z = s[static_cast<std::size_t>(c)];
        z = (std::exp(z) / sum_of_exp - (c == label ? 1 : 0)) / static_cast<double>(n);
        gb2[c] += z;
      }
      for (long j = 0; j < h; ++j) {
        const double unit = a[static_cast<std::size_t>(j)];
        double back = 0;
        for (long c = 0; c < o; ++c) {
          gW2[j * o + c] += unit * s[static_cast<std::size_t>(c)];
          back += W2[j * o + c] * s[static_cast<std::size_t>(c)];
        }
        if (unit <= 0) continue;
        gb1[j] += back;
        for (long k = 0; k < i; ++k) gW1[k * h + j] += row[k] * back;
      }
    }
  }
};

struct eigen_products {
  static constexpr long strip = 1L << 40;
  static void product(const double* a, const double* b, double* c, long m, long n, long k, bool add) {
    put(constant_view(a, m, k) * constant_view(b, k, n), c, m, n, add);
  }
  static void left_transposed(const double* a, long a_row, const double* b, double* c, long m, long n, long k) {
    using strided = Eigen::Map<const matrix, 0, Eigen::OuterStride<>>;
    put(strided(a, k, m, Eigen::OuterStride<>(a_row)).transpose() * constant_view(b, k, n), c, m, n, false);
  }
  static void right_transposed(const double* a, const double* b, double* c, long m, long n, long k) {
    put(constant_view(a, m, k) * constant_view(b, n, k).transpose(), c, m, n, false);
  }
  template <class Product>
  static void put(const Product& product, double* c, long m, long n, bool add) {
    matrix_view to(c, m, n);
    if (add)
      to.noalias() += product;
    else
      to.noalias() = product;
  }
};

struct by_hand {
  static constexpr const char* name = "by hand";
  static void run(network& all, double* out) { all.by_hand<bench::hand::own_products>(out); }
};
struct by_hand_on_eigen {
  static constexpr const char* name = "by hand on Eigen";
  static void run(network& all, double* out) { all.by_hand<eigen_products>(out); }
};

struct with_eigen {
  static constexpr const char* name = "Eigen";
  static void run(network& all, double* out) {
    const long n = all.n, i = all.i, h = all.h, o = all.o;
    const constant_view x(all.x.data(), n, i), W1(all.W1.data(), i, h), W2(all.W2.data(), h, o);
    const row_view b1(all.b1.data(), h), b2(all.b2.data(), o);
    matrix_view a(all.hidden.data(), n, h), d(all.hidden_gradient.data(), n, h), g(all.scores_gradient.data(), n, o);
    matrix_view gW1(out, i, h), gb1(out + i * h, 1, h), gW2(out + i * h + h, h, o), gb2(out + i * h + h + h * o, 1, o);
    const double share = 1 / static_cast<double>(n);
    a.noalias() = x * W1;
    a = (a.rowwise() + b1).cwiseMax(0.0);
    g.noalias() = a * W2;
    g.rowwise() += b2;
    double loss = 0;
    for (long r = 0; r < n; ++r) {
      const long label = all.labels[static_cast<std::size_t>(r)];
      const double m = g.row(r).maxCoeff(), right = g(r, label);
      g.row(r) = (g.row(r).array() - m).exp();
      const double s = g.row(r).sum();
      g.row(r) *= share / s;
      g(r, label) -= share;
      loss += m + std::log(s) - right;
    }
    gW2.noalias() = a.transpose() * g;
    gW2 += all.lambda * W2;
    gb2 = g.colwise().sum();
    d.noalias() = g * W2.transpose();
    d = (a.array() > 0.0).select(d, 0.0);
    gW1.noalias() = x.transpose() * d;
    gW1 += all.lambda * W1;
    gb1 = d.colwise().sum();
    out[i * h + h + h * o + o] = loss * share + all.lambda / 2 * (W1.squaredNorm() + W2.squaredNorm());
  }
};

const bool added[] = {
    bench::add_tensors<network, by_hand, by_hand_on_eigen, with_eigen>("network 784-128-10, 128", 128L, 784L, 128L,
                                                                       10L),
    bench::add_tensors<network, by_hand, by_hand_on_eigen, with_eigen>("network 8-16-4, 16", 16L, 8L, 16L, 4L)};

}  // namespace
