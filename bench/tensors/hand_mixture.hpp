// SPDX-License-Identifier: BSL-1.0
// The log-likelihood of a mixture of normal densities by hand, with full precision matrices A'A by their factors A,
// value and all gradients. Data come in tiles that stay in cache: data lie along the lanes for everything but the
// products for the gradients in A, so that nothing is summed across lanes; both products are the project's.
#pragma once

#include <cmath>

#include <bench/tensors/hand_log_sum_exp.hpp>
#include <tapeless/simd/gather.hpp>
#include <tapeless/simd/log.hpp>
#include <tapeless/simd/product.hpp>

namespace bench::hand {

// tile: rows; 96 for few dimensions, 32 for many, because all components of a tile should stay in the second level of
// cache.
template <long tile>
class mixture {
 public:
  // n data in D dimensions, K components: weights exp(a[k]) / sum of exp(a), means mu[k][d], factors A[k][d][e] with
  // positive diagonal, whose logarithms make up the logarithm of the determinant.
  struct sizes {
    long n, D, K;
  };
  struct parameters {
    const double *a, *mu, *A;
  };
  struct gradients {
    double *a, *mu, *A;
  };
  static constexpr long memory_size(const sizes& s) { return tile * (2 * s.D + s.K * s.D + s.K) + s.K * (s.D + 2); }

  // memory: memory_size(s) finite numbers
  [[gnu::noinline]] static double run(const sizes& s, const double* x, const parameters& p, const gradients& g,
                                      double* memory) {
    double* const turned = memory;               // D x tile
    double* const apart = turned + tile * s.D;   // D x tile: x - mu, then tile x D: r (x - mu)
    double* const y = apart + tile * s.D;        // K x D x tile: A (x - mu)
    double* const r = y + tile * s.K * s.D;      // K x tile: log-densities, then responsibilities
    double* const sums = r + tile * s.K;         // K x D
    double* const constants = sums + s.K * s.D;  // K
    double* const total = constants + s.K;       // K: of the responsibilities
    const double weight = weights(s, p, g.a, constants);
    for (long k = 0; k < s.K * (s.D + 2); ++k)
      if (k < s.K * s.D || k >= s.K * (s.D + 1)) sums[k] = 0;
    for (long k = 0; k < s.K * s.D * s.D; ++k) g.A[k] = 0;

    double value = 0;
    for (long first = 0; first < s.n; first += tile) {
      const long rows = s.n - first < tile ? s.n - first : tile;
      const double* const from = x + first * s.D;
      turn(from, rows, s.D, turned);
      for (long k = 0; k < s.K; ++k) {
        subtract_along(turned, p.mu + k * s.D, s.D, apart);
        double* const out = y + k * s.D * tile;
        tapeless::detail::simd::multiply<double>(p.A + k * s.D * s.D, s.D, 1, apart, tile, out, tile, s.D, tile, s.D,
                                                 false);
        densities(out, s.D, constants[k], r + k * tile);
      }
      value += responsibilities(r, s.K, rows, total);
      for (long k = 0; k < s.K; ++k) {
        const double* const all = y + k * s.D * tile;
        tapeless::detail::simd::matrix_times_vector<double>(all, tile, r + k * tile, sums + k * s.D, 1, s.D, rows,
                                                            true);
        subtract_and_scale(from, p.mu + k * s.D, r + k * tile, rows, s.D, apart);
        tapeless::detail::simd::multiply<double>(all, tile, 1, apart, s.D, g.A + k * s.D * s.D, s.D, s.D, s.D, rows,
                                                 true);
      }
    }

    const double count = static_cast<double>(s.n);
    for (long k = 0; k < s.K; ++k) {
      const double* const A = p.A + k * s.D * s.D;
      double* const gA = g.A + k * s.D * s.D;
      tapeless::detail::simd::vector_times_matrix<double>(sums + k * s.D, 1, A, s.D, g.mu + k * s.D, s.D, s.D, false);
      for (long d = 0; d < s.D * s.D; ++d) gA[d] = -gA[d];
      for (long d = 0; d < s.D; ++d) gA[d * s.D + d] += total[k] / A[d * s.D + d];
      g.a[k] = total[k] - count * g.a[k];
    }
    constexpr double half_log_two_pi = 0.91893853320467274178;
    return value - count * (weight + static_cast<double>(s.D) * half_log_two_pi);
  }

 private:
  using pack = tapeless::detail::simd::pack<double>;
  static constexpr long width = pack::width;
  static_assert(tile % (4 * width) == 0);

  // shares: softmax of a; constants: a and the logarithm of the determinant. Returns log-sum-exp of a.
  static double weights(const sizes& s, const parameters& p, double* shares, double* constants) {
    for (long k = 0; k < s.K; ++k) {
      constants[k] = p.a[k];
      for (long d = 0; d < s.D; ++d) constants[k] += std::log(p.A[(k * s.D + d) * s.D + d]);
    }
    return log_sum_exp(p.a, s.K, shares);
  }

  // to: D x tile
  static void turn(const double* x, long rows, long D, double* to) {
    for (long d = 0; d < D; ++d)
      for (long j = 0; j < rows; j += width) {
        const int lanes = static_cast<int>(rows - j < width ? rows - j : width);
        pack::gather(x + j * D + d, D, lanes).store(to + d * tile + j);
      }
  }
  static void subtract_along(const double* x, const double* mu, long D, double* to) {
    for (long d = 0; d < D; ++d, x += tile, to += tile) {
      const pack m(mu[d]);
      for (long j = 0; j < tile; j += width) (pack::load(x + j) - m).store(to + j);
    }
  }
  // to: r (x - mu), row by row
  static void subtract_and_scale(const double* x, const double* mu, const double* r, long rows, long D, double* to) {
    long d = 0;
    for (; d + 4 * width <= D; d += 4 * width) {
      const pack m0 = pack::load(mu + d), m1 = pack::load(mu + d + width);
      const pack m2 = pack::load(mu + d + 2 * width), m3 = pack::load(mu + d + 3 * width);
      for (long j = 0; j < rows; ++j) {
        const pack share(r[j]);
        const double* const from = x + j * D + d;
        double* const row = to + j * D + d;
        ((pack::load(from) - m0) * share).store(row);
        ((pack::load(from + width) - m1) * share).store(row + width);
        ((pack::load(from + 2 * width) - m2) * share).store(row + 2 * width);
        ((pack::load(from + 3 * width) - m3) * share).store(row + 3 * width);
      }
    }
    for (; d < D; d += width) {
      const int lanes = static_cast<int>(D - d < width ? D - d : width);
      const pack m = pack::load(mu + d, lanes);
      for (long j = 0; j < rows; ++j)
        ((pack::load(x + j * D + d, lanes) - m) * pack(r[j])).store(to + j * D + d, lanes);
    }
  }
  static void densities(const double* y, long D, double constant, double* to) {
    const pack c(constant), half(-0.5);
    for (long j = 0; j < tile; j += 4 * width) {
      pack q0(0.0), q1(0.0), q2(0.0), q3(0.0);
      for (long d = 0; d < D; ++d) {
        const double* const from = y + d * tile + j;
        const pack y0 = pack::load(from), y1 = pack::load(from + width);
        const pack y2 = pack::load(from + 2 * width), y3 = pack::load(from + 3 * width);
        q0 = fma(y0, y0, q0), q1 = fma(y1, y1, q1), q2 = fma(y2, y2, q2), q3 = fma(y3, y3, q3);
      }
      fma(q0, half, c).store(to + j), fma(q1, half, c).store(to + j + width);
      fma(q2, half, c).store(to + j + 2 * width), fma(q3, half, c).store(to + j + 3 * width);
    }
  }
  // The sum of the log-sum-exps; r becomes responsibilities, which are 0 beyond the rows that exist.
  static double responsibilities(double* r, long K, long rows, double* total) {
    pack value(0.0);
    for (long j = 0; j < rows; j += width) {
      const auto there = pack::first_lanes(static_cast<int>(rows - j < width ? rows - j : width));
      pack most = pack::load(r + j), sum(0.0);
      for (long k = 1; k < K; ++k) most = max(most, pack::load(r + k * tile + j));
      for (long k = 0; k < K; ++k) {
        const pack e = exp(pack::load(r + k * tile + j) - most);
        sum = sum + e;
        e.store(r + k * tile + j);
      }
      const pack inverse = select(there, pack(1.0) / sum, pack(0.0));
      for (long k = 0; k < K; ++k) (pack::load(r + k * tile + j) * inverse).store(r + k * tile + j);
      value = value + select(there, most + log(sum), pack(0.0));
    }
    for (long k = 0; k < K; ++k) {
      pack sum(0.0);
      long j = 0;
      for (; j < rows; j += width) sum = sum + pack::load(r + k * tile + j);
      for (; j < tile; j += width) pack(0.0).store(r + k * tile + j);
      total[k] += reduce_add(sum);
    }
    return reduce_add(value);
  }
};

}  // namespace bench::hand
