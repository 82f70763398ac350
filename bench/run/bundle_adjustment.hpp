// SPDX-License-Identifier: BSL-1.0
// The residual of bundle adjustment with its 2x12 Jacobian: Snavely's camera, nine parameters, and a point. By hand it
// is the left Jacobian of the rotation and one outer product that rotation and Jacobian share.
#pragma once

#include <array>
#include <random>
#include <span>

#include <bench/support/tally.hpp>

namespace bench {

// What a camera (rotation vector, translation, focal length, two coefficients of distortion) sees of a point.
template <class T>
constexpr std::array<T, 2> bundle_adjustment_residual(const std::array<T, 9>& camera, const std::array<T, 3>& X,
                                                      const T& u, const T& v) {
  using std::cos, std::sin, std::sqrt;
  const T angle = sqrt(camera[0] * camera[0] + camera[1] * camera[1] + camera[2] * camera[2]);
  const T a[3] = {camera[0] / angle, camera[1] / angle, camera[2] / angle};
  const T c = cos(angle), s = sin(angle);
  const T along = (a[0] * X[0] + a[1] * X[1] + a[2] * X[2]) * (T(1) - c);
  const T p0 = X[0] * c + (a[1] * X[2] - a[2] * X[1]) * s + a[0] * along + camera[3];
  const T p1 = X[1] * c + (a[2] * X[0] - a[0] * X[2]) * s + a[1] * along + camera[4];
  const T p2 = X[2] * c + (a[0] * X[1] - a[1] * X[0]) * s + a[2] * along + camera[5];
  const T x = -p0 / p2, y = -p1 / p2;
  const T rr = x * x + y * y;
  const T scale = camera[6] * (T(1) + rr * (camera[7] + camera[8] * rr));
  return {scale * x - u, scale * y - v};
}

struct bundle_adjustment {
  static constexpr const char* name = "bundle adjustment";
  static constexpr std::size_t inputs = 14, outputs = 26;
  static constexpr double tolerance = 1e-11;

  static constexpr auto formula =
      tapeless::record<"r1", "r2", "r3", "t1", "t2", "t3", "f", "k1", "k2", "X1", "X2", "X3", "u", "v">(
          [](auto r1, auto r2, auto r3, auto t1, auto t2, auto t3, auto f, auto k1, auto k2, auto X1, auto X2, auto X3,
             auto u, auto v) {
            using T = decltype(r1);
            return bundle_adjustment_residual<T>({r1, r2, r3, t1, t2, t3, f, k1, k2}, {X1, X2, X3}, u, v);
          });
  static constexpr auto h =
      [](auto... x) {
        return function(value_and_jacobian(formula, x...),
                        tapeless::arguments(x..., tapeless::symbol<"u">, tapeless::symbol<"v">));
      }(tapeless::symbol<"r1">, tapeless::symbol<"r2">, tapeless::symbol<"r3">, tapeless::symbol<"t1">,
        tapeless::symbol<"t2">, tapeless::symbol<"t3">, tapeless::symbol<"f">, tapeless::symbol<"k1">,
        tapeless::symbol<"k2">, tapeless::symbol<"X1">, tapeless::symbol<"X2">, tapeless::symbol<"X3">);
  static constexpr auto operations = count(h);

  static void sample(std::mt19937_64& random, double* in) {
    const double centre[14] = {0.1, -0.2, 0.3, 0.5, -0.4, -6.0, 400, -0.02, 0.001, 0.7, -0.3, 0.9, 45, -50};
    std::uniform_real_distribution<double> factor(0.5, 1.5);
    for (std::size_t k = 0; k < 14; ++k) in[k] = centre[k] * factor(random);
  }
  static void ours(const double* in, double* out) {
    h(std::span<const double, 14>(in, 14), std::span<double, 26>(out, 26));
  }

  // R = cos I + V w w' + A [w] and its left Jacobian A I + V [w] + C w w', where A = sin/angle, V = (1 - cos)/angle^2,
  // C = (1 - A)/angle^2. A row g of the Jacobian in the turned point q is (q x g)'J in w and g'R in X.
  template <class T>
  static constexpr void hand(const T* in, T* out) {
    using std::cos, std::sin, std::sqrt;
    const T w0 = in[0], w1 = in[1], w2 = in[2], f = in[6], k1 = in[7], k2 = in[8], X0 = in[9], X1 = in[10], X2 = in[11];
    const T w00 = w0 * w0, w11 = w1 * w1, w22 = w2 * w2, w01 = w0 * w1, w02 = w0 * w2, w12 = w1 * w2;
    const T squared = w00 + w11 + w22, angle = sqrt(squared);
    const T s = sin(angle), c = cos(angle), per_square = T(1) / squared;
    const T A = s * angle * per_square, V = (T(1) - c) * per_square, C = (T(1) - A) * per_square;

    const T Vx = V * w01, Vy = V * w02, Vz = V * w12, A0 = A * w0, A1 = A * w1, A2 = A * w2;
    const T R00 = c + V * w00, R11 = c + V * w11, R22 = c + V * w22;
    const T R01 = Vx - A2, R10 = Vx + A2, R02 = Vy + A1, R20 = Vy - A1, R12 = Vz - A0, R21 = Vz + A0;
    const T q0 = R00 * X0 + R01 * X1 + R02 * X2;
    const T q1 = R10 * X0 + R11 * X1 + R12 * X2;
    const T q2 = R20 * X0 + R21 * X1 + R22 * X2;

    const T n = T(-1) / (q2 + in[5]);
    const T x = (q0 + in[3]) * n, y = (q1 + in[4]) * n;
    const T rr = x * x + y * y, kr = k2 * rr, D = T(1) + rr * (k1 + kr), scale = f * D;
    const T fx = f * x, fy = f * y, rx = rr * fx, ry = rr * fy;
    out[0] = scale * x - in[12];
    out[1] = scale * y - in[13];

    // The 2x2 derivative in (x, y), and rows g, h of the derivative in the turned and moved point.
    const T slope = k1 + kr + kr, two = slope + slope, sx = two * fx, sy = two * fy;
    const T m00 = scale + sx * x, m01 = sx * y, m11 = scale + sy * y;
    const T g0 = n * m00, g1 = n * m01, g2 = g0 * x + g1 * y;
    const T h1 = n * m11, h2 = g1 * x + h1 * y;

    const T Cx = C * w01, Cy = C * w02, Cz = C * w12, V0 = V * w0, V1 = V * w1, V2 = V * w2;
    const T J00 = A + C * w00, J11 = A + C * w11, J22 = A + C * w22;
    const T J01 = Cx - V2, J10 = Cx + V2, J02 = Cy + V1, J20 = Cy - V1, J12 = Cz - V0, J21 = Cz + V0;
    const T a0 = q1 * g2 - q2 * g1, a1 = q2 * g0 - q0 * g2, a2 = q0 * g1 - q1 * g0;
    const T b0 = q1 * h2 - q2 * h1, b1 = q2 * g1 - q0 * h2, b2 = q0 * h1 - q1 * g1;
    T* const g = out + 2;
    T* const h_row = out + 14;
    g[0] = a0 * J00 + a1 * J10 + a2 * J20;
    g[1] = a0 * J01 + a1 * J11 + a2 * J21;
    g[2] = a0 * J02 + a1 * J12 + a2 * J22;
    h_row[0] = b0 * J00 + b1 * J10 + b2 * J20;
    h_row[1] = b0 * J01 + b1 * J11 + b2 * J21;
    h_row[2] = b0 * J02 + b1 * J12 + b2 * J22;
    g[3] = g0, g[4] = g1, g[5] = g2;
    h_row[3] = g1, h_row[4] = h1, h_row[5] = h2;
    g[6] = D * x, g[7] = rx, g[8] = rr * rx;
    h_row[6] = D * y, h_row[7] = ry, h_row[8] = rr * ry;
    g[9] = g0 * R00 + g1 * R10 + g2 * R20;
    g[10] = g0 * R01 + g1 * R11 + g2 * R21;
    g[11] = g0 * R02 + g1 * R12 + g2 * R22;
    h_row[9] = g1 * R00 + h1 * R10 + h2 * R20;
    h_row[10] = g1 * R01 + h1 * R11 + h2 * R21;
    h_row[11] = g1 * R02 + h1 * R12 + h2 * R22;
  }
};

// The same through dual numbers of any type that is made by make(value, place) and read by value(x) and part(x, place).
template <class Dual>
struct bundle_adjustment_by_duals {
  static constexpr const char* name = Dual::name;
  static void run(const double* in, double* out) {
    using T = typename Dual::type;
    std::array<T, 9> camera;
    std::array<T, 3> X;
    for (std::size_t k = 0; k < 9; ++k) camera[k] = Dual::make(in[k], k);
    for (std::size_t k = 0; k < 3; ++k) X[k] = Dual::make(in[9 + k], 9 + k);
    const std::array<T, 2> r = bundle_adjustment_residual<T>(camera, X, T(in[12]), T(in[13]));
    for (std::size_t row = 0; row < 2; ++row) {
      out[row] = Dual::value(r[row]);
      for (std::size_t k = 0; k < 12; ++k) out[2 + 12 * row + k] = Dual::part(r[row], k);
    }
  }
};

}  // namespace bench
