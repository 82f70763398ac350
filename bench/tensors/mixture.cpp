// SPDX-License-Identifier: BSL-1.0
// A mixture of normal densities with full precision matrices: a product for each component, log-sum-exp over
// components, and gradients in weights, means and factors.
#include <bench/tensors/eigen.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <random>
#include <vector>

#include <bench/tensors/hand_mixture.hpp>
#include <bench/tensors/race.hpp>
#include <tapeless/tensor.hpp>

namespace {

namespace formula {
using namespace tapeless;
using namespace tapeless::literals;
constexpr auto n = axis<"n">;  // data
constexpr auto k = axis<"k">;  // components
constexpr auto d = axis<"d">;  // dimensions, rows of the factors
constexpr auto e = axis<"e">;  // and their columns
constexpr auto X = tensor<"X">;
constexpr auto a = tensor<"a">;
constexpr auto m = tensor<"m">;
constexpr auto A = tensor<"A">;
constexpr auto I = tensor<"I">;  // the identity, which picks the diagonals
constexpr auto whitened = sum(e, A(k, d, e) * (X(n, e) - m(k, e)));
constexpr auto log_determinant = sum(d, log(sum(e, A(k, d, e) * I(d, e))));
constexpr auto log_weight = log_softmax(k, a(k));
constexpr auto joint = log_weight + log_determinant - square_norm(d, whitened) / 2_c;
constexpr auto likelihood = sum(n, log_sum_exp(k, joint)) - size(n) * size(d) * constant<0.91893853320467274178>;
constexpr auto request = value_and_gradient(likelihood, a, m, A);
}  // namespace formula

using matrix = Eigen::Matrix<double, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;
using matrix_view = Eigen::Map<matrix>;
using constant_view = Eigen::Map<const matrix>;

constexpr double half_log_two_pi = 0.91893853320467274178;

struct mixture {
  static constexpr double tolerance = 1e-10;
  static constexpr long tile = 128;  // of the version with Eigen
  long n, D, K;
  bench::numbers x, a, mu, A, memory;
  std::vector<matrix> y;  // of the version with Eigen: for each component, D x tile
  matrix apart;
  Eigen::ArrayXXd r;

  mixture(long data, long dimensions, long components)
      : n(data),
        D(dimensions),
        K(components),
        x(n * D),
        a(K),
        mu(K * D),
        A(K * D * D),
        memory(bench::hand::mixture<96>::memory_size({n, D, K})),
        y(static_cast<std::size_t>(K), matrix(D, tile)),
        apart(tile, D),
        r(tile, K),
        net(tapeless::prepare(formula::request, formula::n = data, formula::d = dimensions, formula::e = dimensions,
                              formula::k = components)),
        identity(D * D) {
    std::mt19937_64 random(20240229);
    x.sample(random, 0.5, 1.5);
    a.sample(random, 0, 1);
    mu.sample(random, 0.5, 1);
    A.sample(random, 0, 0.2 / std::sqrt(static_cast<double>(D)));
    std::uniform_real_distribution<double> unit(0.5, 1);
    for (long k = 0; k < K; ++k)
      for (long d = 0; d < D; ++d) A[(k * D + d) * D + d] = unit(random);
    bind();
  }
  // In a, mu, A, and the value.
  std::vector<long> parts() const { return {K, K * D, K * D * D, 1}; }

  // Bound once; a call runs the loops.
  tapeless::prepared_of<decltype(formula::request)> net;
  bench::numbers identity;
  void bind() {
    for (long d = 0; d < D; ++d) identity[d * D + d] = 1;
    net.bind(formula::X = tapeless::view(x.data(), n, D), formula::a = tapeless::view(a.data(), K),
             formula::m = tapeless::view(mu.data(), K, D), formula::A = tapeless::view(A.data(), K, D, D),
             formula::I = tapeless::view(identity.data(), D, D));
  }
  void ours(double*) { net.run(); }
  void collect(double* out) {
    const auto all = net();
    out = std::copy(all[formula::a].begin(), all[formula::a].end(), out);
    out = std::copy(all[formula::m].begin(), all[formula::m].end(), out);
    out = std::copy(all[formula::A].begin(), all[formula::A].end(), out);
    *out = all.value;
  }

  void by_hand(double* out) {
    if (D > 16)
      by_hand_in<32>(out);
    else
      by_hand_in<96>(out);
  }
  template <long Tile>
  void by_hand_in(double* out) {
    out[K + K * D + K * D * D] = bench::hand::mixture<Tile>::run({n, D, K}, x.data(), {a.data(), mu.data(), A.data()},
                                                                 {out, out + K, out + K + K * D}, memory.data());
  }

  void reference(double* out) const {
    double *ga = out, *gmu = ga + K, *gA = gmu + K * D;
    std::fill(out, out + K + K * D + K * D * D + 1, 0);
    double& value = gA[K * D * D];
    double sum_of_weights = 0;
    for (long k = 0; k < K; ++k) sum_of_weights += std::exp(a[k]);
    std::vector<double> all(static_cast<std::size_t>(K * D)), l(static_cast<std::size_t>(K));
    for (long i = 0; i < n; ++i) {
      double sum = 0;
      for (long k = 0; k < K; ++k) {
        double& one = l[static_cast<std::size_t>(k)];
        one = a[k] - std::log(sum_of_weights) - static_cast<double>(D) * half_log_two_pi;
        for (long d = 0; d < D; ++d) {
          double& component = all[static_cast<std::size_t>(k * D + d)];
          component = 0;
          for (long e = 0; e < D; ++e) component += A[(k * D + d) * D + e] * (x[i * D + e] - mu[k * D + e]);
          one += std::log(A[(k * D + d) * D + d]) - component * component / 2;
        }
        sum += std::exp(one);
      }
      value += std::log(sum);
      for (long k = 0; k < K; ++k) {
        const double share = std::exp(l[static_cast<std::size_t>(k)]) / sum;
        ga[k] += share - std::exp(a[k]) / sum_of_weights;
        for (long d = 0; d < D; ++d) {
          const double scaled = share * all[static_cast<std::size_t>(k * D + d)];
          gA[(k * D + d) * D + d] += share / A[(k * D + d) * D + d];
          for (long e = 0; e < D; ++e) {
            gmu[k * D + e] += scaled * A[(k * D + d) * D + e];
            gA[(k * D + d) * D + e] -= scaled * (x[i * D + e] - mu[k * D + e]);
          }
        }
      }
    }
  }
};

struct by_hand {
  static constexpr const char* name = "by hand";
  static void run(mixture& all, double* out) { all.by_hand(out); }
};

// The same tiles as by hand; row-wise sums are column-wise ones of the transposed products.
struct with_eigen {
  static constexpr const char* name = "Eigen";
  static void run(mixture& all, double* out) {
    const long n = all.n, D = all.D, K = all.K;
    const constant_view x(all.x.data(), n, D), mu(all.mu.data(), K, D);
    const Eigen::Map<const Eigen::ArrayXd> a(all.a.data(), K);
    Eigen::Map<Eigen::ArrayXd> ga(out, K);
    matrix_view gmu(out + K, K, D), gA(out + K + K * D, K * D, D);
    const double most = a.maxCoeff(), weight = most + std::log((a - most).exp().sum());
    ga.setZero();
    gmu.setZero();
    gA.setZero();
    double value = 0;
    for (long first = 0; first < n; first += all.tile) {
      const long rows = std::min(all.tile, n - first);
      auto apart = all.apart.topRows(rows);
      auto r = all.r.topRows(rows);
      for (long k = 0; k < K; ++k) {
        const constant_view A(all.A.data() + k * D * D, D, D);
        auto y = all.y[static_cast<std::size_t>(k)].leftCols(rows);
        apart = x.middleRows(first, rows).rowwise() - mu.row(k);
        y.noalias() = A * apart.transpose();
        r.col(k) = a[k] - weight + A.diagonal().array().log().sum() - y.colwise().squaredNorm().transpose().array() / 2;
      }
      for (long k = 0; k < rows; ++k) {
        const double largest = r.row(k).maxCoeff();
        r.row(k) = (r.row(k) - largest).exp();
        const double sum = r.row(k).sum();
        r.row(k) /= sum;
        value += largest + std::log(sum);
      }
      ga += r.colwise().sum().transpose();
      for (long k = 0; k < K; ++k) {
        auto y = all.y[static_cast<std::size_t>(k)].leftCols(rows);
        y.array().rowwise() *= r.col(k).transpose();
        gmu.row(k) += y.rowwise().sum().transpose();
        apart = x.middleRows(first, rows).rowwise() - mu.row(k);
        gA.middleRows(k * D, D).noalias() -= y * apart;
      }
    }
    for (long k = 0; k < K; ++k) {
      const constant_view A(all.A.data() + k * D * D, D, D);
      gA.middleRows(k * D, D).diagonal().array() += ga[k] / A.diagonal().array();
      gmu.row(k) *= A;
    }
    ga -= static_cast<double>(n) * (a - weight).exp();
    out[K + K * D + K * D * D] = value - static_cast<double>(n * D) * half_log_two_pi;
  }
};

const bool added[] = {bench::add_tensors<mixture, by_hand, with_eigen>("mixture 1e4, D 8, K 8", 10000L, 8L, 8L),
                      bench::add_tensors<mixture, by_hand, with_eigen>("mixture 1e4, D 2, K 8", 10000L, 2L, 8L),
                      bench::add_tensors<mixture, by_hand, with_eigen>("mixture 1e4, D 32, K 16", 10000L, 32L, 16L)};

}  // namespace
