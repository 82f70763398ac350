// SPDX-License-Identifier: BSL-1.0
// Long loops with branches: compilers do as much for each step of a loop of a hundred as for one of ten. The reference
// is the same loop on dual numbers, which take the branch that is taken. In two files, because they take long to
// compile.
#pragma once

#include "tests/support/catch.hpp"

#include <array>
#include <cmath>
#include <cstddef>
#include <type_traits>

#include <tapeless/tapeless.hpp>

namespace branches {

using namespace tapeless;

// A number with its derivatives in four inputs.
struct dual {
  double value = 0;
  std::array<double, 4> slopes{};
  dual(double x = 0) : value(x) {}
  dual(double x, std::size_t k) : value(x) { slopes[k] = 1; }
};
inline dual with(double value, double by_a, const dual& a, double by_b = 0, const dual& b = {}) {
  dual result(value);
  for (std::size_t k = 0; k < 4; ++k)
    result.slopes[k] = (by_a != 0 ? by_a * a.slopes[k] : 0) + (by_b != 0 ? by_b * b.slopes[k] : 0);
  return result;
}
inline dual operator+(const dual& a, const dual& b) { return with(a.value + b.value, 1, a, 1, b); }
inline dual operator-(const dual& a, const dual& b) { return with(a.value - b.value, 1, a, -1, b); }
inline dual operator-(const dual& a) { return with(-a.value, -1, a); }
inline dual operator*(const dual& a, const dual& b) { return with(a.value * b.value, b.value, a, a.value, b); }
inline dual operator/(const dual& a, const dual& b) {
  return with(a.value / b.value, 1 / b.value, a, -a.value / b.value / b.value, b);
}
inline bool operator<(const dual& a, const dual& b) { return a.value < b.value; }
inline dual log(const dual& a) { return with(std::log(a.value), 1 / a.value, a); }
inline dual exp(const dual& a) { return with(std::exp(a.value), std::exp(a.value), a); }
inline dual select(bool which, const dual& a, const dual& b) { return which ? a : b; }
inline dual max(const dual& a, const dual& b) { return a.value < b.value ? b : a; }
inline dual clamp(const dual& x, const dual& low, const dual& high) {
  return x.value < low.value ? low : high.value < x.value ? high : x;
}

enum class branch { maximum, clamped, one_sided, robust, nested };

// The measurements of a filter, whose residuals are bounded in one of these ways.
template <branch How, int Steps, class T>
constexpr T filter(const T& q, const T& r, const T& x0, const T& p0) {
  T x = x0, p = p0, cost = q - q;
  for (int k = 0; k < Steps; ++k) {
    p = p + q;
    const T residual = T(0.25 * (k % 16) + 0.125 * ((k * 7) % 5 - 2)) - x, s = p + r;
    T bounded = residual;
    if constexpr (How == branch::maximum) bounded = max(residual, s);
    if constexpr (How == branch::clamped) bounded = clamp(residual, -s, s);
    if constexpr (How == branch::one_sided) bounded = select(T(0) < residual, residual * s, q - q);
    if constexpr (How == branch::robust)
      bounded = select(s < residual, s + log(select(s < residual, residual / s, q / q)), residual);
    if constexpr (How == branch::nested)
      bounded = select(residual < s, select(-s < residual, residual * exp(-x), q - q), q - q);
    cost = cost + log(s) + bounded * bounded / s;
    x = x + p / s * bounded;
    p = p - p / s * p;
  }
  return cost;
}
template <branch How, int Steps>
constexpr auto slopes = function(value_and_gradient(record<"q", "r", "x", "p">([](auto q, auto r, auto x, auto p) {
                                                      return filter<How, Steps, handle>(q, r, x, p);
                                                    }),
                                                    symbol<"q">, symbol<"r">, symbol<"x">, symbol<"p">),
                                 arguments(symbol<"q">, symbol<"r">, symbol<"x">, symbol<"p">));

template <branch How>
void check() {
  constexpr int steps = 100;
  for (int point = 0; point < 8; ++point) {
    const double q = 0.05 + 0.03 * point, r = 0.75 + 0.11 * point, x = 0.3 * point - 1, p = 0.5 + 0.07 * point;
    const dual right = filter<How, steps, dual>({q, 0}, {r, 1}, {x, 2}, {p, 3});
    std::array<double, 5> out{};
    slopes<How, steps>(std::array{q, r, x, p}, out);
    INFO("point " << point);
    CHECK(out[0] == Approx(right.value).epsilon(1e-10));
    double size = 0;
    for (const double slope : right.slopes) size = std::fmax(size, std::fabs(slope));
    for (std::size_t k = 0; k < 4; ++k) CHECK(std::fabs(out[k + 1] - right.slopes[k]) <= 1e-9 * size);
  }
}

}  // namespace branches
