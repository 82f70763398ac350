// SPDX-License-Identifier: BSL-1.0
// The elastic energy of a tetrahedron of neo-Hookean material, with gradient and Hessian in its twelve coordinates: F =
// Ds*inverse(Dm) with the edges Ds as columns, energy mu/2*(tr(F'F) - 3) - mu*log(J) + lambda/2*log(J)^2 with J =
// det(F) (Bonet and Wood, Nonlinear Continuum Mechanics for Finite Element Analysis, 6.4.3).
#pragma once

#include <array>
#include <cmath>
#include <random>

#include <bench/support/tally.hpp>

// nvcc leaves loops with arrays in memory where it is not told to write them out.
#if defined(__CUDACC__)
#define BENCH_UNROLL _Pragma("unroll")
#else
#define BENCH_UNROLL
#endif

namespace bench {

// x: four vertices; B: inverse(Dm) by rows.
template <class T>
constexpr T neo_hookean_energy(const std::array<T, 12>& x, const std::array<T, 9>& B, const T& mu, const T& lambda) {
  using std::log;
  T F[9]{};
  for (std::size_t i = 0; i < 3; ++i)
    for (std::size_t j = 0; j < 3; ++j) {
      T sum = (x[3 + i] - x[i]) * B[j];
      for (std::size_t k = 1; k < 3; ++k) sum = sum + (x[3 * k + 3 + i] - x[i]) * B[3 * k + j];
      F[3 * i + j] = sum;
    }
  T squares = F[0] * F[0];
  for (std::size_t k = 1; k < 9; ++k) squares = squares + F[k] * F[k];
  const T J =
      F[0] * (F[4] * F[8] - F[5] * F[7]) + F[1] * (F[5] * F[6] - F[3] * F[8]) + F[2] * (F[3] * F[7] - F[4] * F[6]);
  const T l = log(J);
  return mu / 2 * (squares - 3) - mu * l + lambda / 2 * l * l;
}

struct neo_hookean {
  static constexpr const char* name = "neo-Hookean";
  static constexpr std::size_t inputs = 23, outputs = 157;

  static constexpr auto formula =
      tapeless::record<"x0", "x1", "x2", "x3", "x4", "x5", "x6", "x7", "x8", "x9", "x10", "x11", "B0", "B1", "B2", "B3",
                       "B4", "B5", "B6", "B7", "B8", "mu", "lambda">([](auto x0, auto... rest) {
        using T = decltype(x0);
        const std::array<T, 23> a{x0, rest...};
        std::array<T, 12> x{a[0], a[0], a[0], a[0], a[0], a[0], a[0], a[0], a[0], a[0], a[0], a[0]};
        std::array<T, 9> B{a[0], a[0], a[0], a[0], a[0], a[0], a[0], a[0], a[0]};
        for (std::size_t k = 0; k < 12; ++k) x[k] = a[k];
        for (std::size_t k = 0; k < 9; ++k) B[k] = a[12 + k];
        return neo_hookean_energy<T>(x, B, a[21], a[22]);
      });
  static constexpr auto coordinates =
      tapeless::symbols<"x0", "x1", "x2", "x3", "x4", "x5", "x6", "x7", "x8", "x9", "x10", "x11">;
  static constexpr auto h = function(
      value_gradient_hessian(formula, coordinates),
      tapeless::arguments(coordinates,
                          tapeless::symbols<"B0", "B1", "B2", "B3", "B4", "B5", "B6", "B7", "B8", "mu", "lambda">));
  static constexpr auto operations = count(h);

  static void sample(std::mt19937_64& random, double* in) {
    std::normal_distribution<double> noise(0, 0.1);
    const double corners[12] = {0, 0, 0, 1, 0, 0, 0, 1, 0, 0, 0, 1};
    for (int k = 0; k < 12; ++k) in[k] = corners[k] + noise(random);
    for (int k = 0; k < 9; ++k) in[12 + k] = (k % 4 == 0 ? 1 : 0) + noise(random);
    in[21] = 2;
    in[22] = 3;
  }

  // With G the transposed inverse of F and q_a = G*b_a, where b_a is how F varies with vertex a: P = mu*F +
  // (lambda*log(J) - mu)*G, the gradient of vertex a is P*b_a, and the Hessian of vertices a, b is mu*(b_a.b_b)*I + (mu
  // - lambda*log(J))*q_b*q_a' + lambda*q_a*q_b'. The upper triangle is computed, the lower one copied.
  template <class T>
  static constexpr void hand(const T* in, T* out) {
    using std::log;
    const T* const x = in;
    const T* const B = in + 12;
    const T mu = in[21], lambda = in[22];
    T D[9], F[9], G[9];
    BENCH_UNROLL
    for (int k = 0; k < 3; ++k) {
      BENCH_UNROLL
      for (int i = 0; i < 3; ++i) D[3 * k + i] = x[3 * k + 3 + i] - x[i];
    }
    BENCH_UNROLL
    for (int i = 0; i < 3; ++i) {
      BENCH_UNROLL
      for (int j = 0; j < 3; ++j) F[3 * i + j] = D[i] * B[j] + D[3 + i] * B[3 + j] + D[6 + i] * B[6 + j];
    }
    const T c0 = F[4] * F[8] - F[5] * F[7], c1 = F[5] * F[6] - F[3] * F[8], c2 = F[3] * F[7] - F[4] * F[6];
    const T J = F[0] * c0 + F[1] * c1 + F[2] * c2, r = T(1) / J, l = log(J);
    G[0] = c0 * r, G[1] = c1 * r, G[2] = c2 * r;
    G[3] = (F[2] * F[7] - F[1] * F[8]) * r, G[4] = (F[0] * F[8] - F[2] * F[6]) * r;
    G[5] = (F[1] * F[6] - F[0] * F[7]) * r, G[6] = (F[1] * F[5] - F[2] * F[4]) * r;
    G[7] = (F[2] * F[3] - F[0] * F[5]) * r, G[8] = (F[0] * F[4] - F[1] * F[3]) * r;
    T squares = F[0] * F[0];
    BENCH_UNROLL
    for (int k = 1; k < 9; ++k) squares = squares + F[k] * F[k];
    const T half = lambda * l * T(0.5);
    out[0] = mu * T(0.5) * (squares - T(3)) + (half - mu) * l;
    const T s = half + half - mu;
    T P[9], b[12], q[12];
    BENCH_UNROLL
    for (int k = 0; k < 9; ++k) P[k] = mu * F[k] + s * G[k];
    T* const g = out + 1;
    T* const H = out + 13;
    BENCH_UNROLL
    for (int j = 0; j < 3; ++j) {
      b[j] = -(B[j] + B[3 + j] + B[6 + j]);
      BENCH_UNROLL
      for (int a = 0; a < 3; ++a) b[3 + 3 * a + j] = B[3 * a + j];
    }
    BENCH_UNROLL
    for (int i = 0; i < 3; ++i) {
      BENCH_UNROLL
      for (int a = 1; a < 4; ++a) {
        g[3 * a + i] = P[3 * i] * b[3 * a] + P[3 * i + 1] * b[3 * a + 1] + P[3 * i + 2] * b[3 * a + 2];
        q[3 * a + i] = G[3 * i] * b[3 * a] + G[3 * i + 1] * b[3 * a + 1] + G[3 * i + 2] * b[3 * a + 2];
      }
      g[i] = -(g[3 + i] + g[6 + i] + g[9 + i]);
      q[i] = -(q[3 + i] + q[6 + i] + q[9 + i]);
    }
    T sq[12], lq[12];
    BENCH_UNROLL
    for (int k = 0; k < 12; ++k) sq[k] = -(s * q[k]), lq[k] = lambda * q[k];
    BENCH_UNROLL
    for (int a = 0; a < 4; ++a) {
      BENCH_UNROLL
      for (int c = a; c < 4; ++c) {
        const T d = mu * (b[3 * a] * b[3 * c] + b[3 * a + 1] * b[3 * c + 1] + b[3 * a + 2] * b[3 * c + 2]);
        BENCH_UNROLL
        for (int i = 0; i < 3; ++i) {
          BENCH_UNROLL
          for (int k = a == c ? i : 0; k < 3; ++k) {
            T e = sq[3 * c + i] * q[3 * a + k] + lq[3 * a + i] * q[3 * c + k];
            if (i == k) e = e + d;
            H[12 * (3 * a + i) + 3 * c + k] = e;
            H[12 * (3 * c + k) + 3 * a + i] = e;
          }
        }
      }
    }
  }
};

}  // namespace bench

#undef BENCH_UNROLL
