// SPDX-License-Identifier: BSL-1.0
// digamma, trigamma and polygamma for constant expressions.  The polygamma functions are Hurwitz' zeta,
// psi_n(x) = (-1)^(n + 1) n! zeta(n + 1, x), summed by Euler and Maclaurin's formula; negative arguments
// by sums over all integers less those on one side.  About 1500 steps of clang's evaluator for digamma,
// 3000 for trigamma, up to some 15000 for orders around 50.
//
// Poles: psi_n(+-0) is -+infinity for even n and +infinity for odd n; at the negative integers NaN for
// even n, where the sides differ, and +infinity for odd n.
#pragma once

#include <concepts>

#include <tapeless/math/kernel/compose.hpp>
#include <tapeless/math/kernel/double_double.hpp>
#include <tapeless/math/kernel/exp.hpp>
#include <tapeless/math/kernel/float_bits.hpp>
#include <tapeless/math/kernel/gamma.hpp>
#include <tapeless/math/kernel/log.hpp>
#include <tapeless/math/kernel/rounding.hpp>
#include <tapeless/math/kernel/trigonometric.hpp>

namespace tapeless::inline v0_2::detail::math::kernel {
namespace detail {

// B_2k/2k, k = 1, 2 and k = 3..14
inline constexpr double_double digamma_head[] = {{0x1.5555555555555p-4, 0x1.5555555555555p-58},
                                                 {-0x1.1111111111111p-7, -0x1.1111111111111p-63}};
inline constexpr double digamma_tail[] = {0x1.041041041041p-8,   -0x1.1111111111111p-8, 0x1.f07c1f07c1f08p-8,
                                          -0x1.5995995995996p-6, 0x1.5555555555555p-4,  -0x1.c5e5e5e5e5e5ep-2,
                                          0x1.86e7f9b9fe6e8p1,   -0x1.a74ca514ca515p4,  0x1.1975cc0ed7304p8,
                                          -0x1.c2f0566566566p11, 0x1.ac572aaaaaaabp15,  -0x1.dc0b1a5cfbe16p19};

// B_2k/(2k)!, k = 1..18
inline constexpr double euler_maclaurin[] = {0x1.5555555555555p-4,   -0x1.6c16c16c16c17p-10, 0x1.1566abc011567p-15,
                                             -0x1.bbd779334ef0bp-21, 0x1.66a8f2bf70ebep-26,  -0x1.22805d644267fp-31,
                                             0x1.d6db2c4e09162p-37,  -0x1.7da4e1f79955cp-42, 0x1.355871d652e9ep-47,
                                             -0x1.f57d968caacf1p-53, 0x1.967e1f09c376fp-58,  -0x1.497d9033a2b5cp-63,
                                             0x1.0b132d7c6ad06p-68,  -0x1.b0f72d59f1c16p-74, 0x1.5ef2da4cca26dp-79,
                                             -0x1.1c77df96de38bp-84, 0x1.cd299de521b62p-90,  -0x1.75cde656574a7p-95};

// The zero of digamma, less the leading part, and the Taylor coefficients there, from the first on: 1..5, 6..14
inline constexpr double digamma_zero = 0x1.762d86356be3fp0;
inline constexpr double_double digamma_zero_rest{0x1.b86a722197829p-54, 0x1.e0d62a6be90c7p-109};
inline constexpr double_double digamma_zero_head[] = {{0x1.ef72bc8ee38acp-1, -0x1.3879eb97bf58dp-55},
                                                      {-0x1.c563b54aa1a35p-2, -0x1.c760306906dfep-56},
                                                      {0x1.08b4294d50381p-2, -0x1.14c9424b7ffe7p-56},
                                                      {-0x1.4fc1317257da8p-3, -0x1.86b1cc35dbc77p-58},
                                                      {0x1.b9a5b6370f3abp-4, -0x1.a0ad224c7f6d4p-58}};
inline constexpr double digamma_zero_tail[] = {-0x1.27baba261cc2cp-4, 0x1.8fce02b239ca7p-5,  -0x1.0fa7ec36a7d8fp-5,
                                               0x1.723d6807edccp-6,   -0x1.f970508e1b6a2p-7, 0x1.5955caaa962f3p-7,
                                               -0x1.d828079282eb8p-8, 0x1.42e1acf81d8dcp-8,  -0x1.b9afc7cee8a14p-9};

// 2^-70 < x < 2^200
constexpr double_double digamma_positive(double_double x) {
  const double_double from_zero = (x - digamma_zero) - digamma_zero_rest;
  if (-0x1p-6 < from_zero.hi && from_zero.hi < 0x1p-6)
    return from_zero * horner(from_zero, digamma_zero_head, horner(from_zero.hi, digamma_zero_tail));
  double_double sum{0, 0};
  while (x.hi < 12) {
    sum = sum + 1.0 / x;
    x = x + 1.0;
  }
  const double_double w = 1.0 / x;
  const double_double square = w * w;
  const double_double series = square * horner(square, digamma_head, horner(square.hi, digamma_tail));
  return log(x) - (scale(w, 0.5) + series) - sum;
}

constexpr double_double integer_power(double_double x, int n) {
  double_double r{1, 0};
  for (; n > 0; n /= 2) {
    if (n % 2 != 0) r = r * x;
    x = x * x;
    if (x.hi < 0x1p-200) return n > 1 ? double_double{0, 0} : r;
  }
  return r;
}

// x^s zeta(s, x) = sum of (x/(x + k))^s, s >= 2, 2^-70 < x < 2^200.  From the first a = x + k >= s + 10 on
// the sum is an integral with corrections, which decrease by about 2^-4 each.
constexpr double_double scaled_zeta(int s, double_double x) {
  double_double sum{0, 0};
  double_double a = x;
  double_double weight{1, 0};
  while (a.hi < s + 10.0) {
    sum = sum + weight;
    a = a + 1.0;
    weight = integer_power(x / a, s);
    if (weight.hi < 0x1p-90) return sum;
  }
  const double w = 1 / (a.hi * a.hi);
  double rising = s * (s + 1.0) * (s + 2.0) * w;
  double rest = 0;
  for (int j = 1; j < 18; ++j) {
    const double term = euler_maclaurin[j] * rising;
    rest += term;
    if ((term < 0 ? -term : term) < 0x1p-90) break;
    rising *= (s + 2 * j + 1.0) * (s + 2 * j + 2.0) * w;
  }
  // euler_maclaurin[0] = 1/12
  const double_double inverse = 1.0 / a;
  const double_double corrections = inverse * (double_double{static_cast<double>(s), 0} / 12.0 + rest) + 0.5;
  return sum + weight * (a / (s - 1.0) + corrections);
}

// (-1)^s (zeta(s, f) + (-1)^s (zeta(s, 1 - f) - zeta(s, 1 - x))), f = x - floor(x), in units of g^-s with the
// smaller g of f and 1 - f
struct one_sided_sum {
  double_double value;
  double_double unit;
};

constexpr one_sided_sum sum_below_zero(int s, double_double x, double_double floor_of_x) {
  const double_double f = x - floor_of_x;
  const double_double h = 1.0 - f;
  const bool lower = less(f, h);
  const double_double g = lower ? f : h;
  const double_double a = lower ? scaled_zeta(s, f) : integer_power(g / f, s) * scaled_zeta(s, f);
  const double_double b = lower ? integer_power(g / h, s) * scaled_zeta(s, h) : scaled_zeta(s, h);
  const double_double beyond = 1.0 - x;
  // Halfway between poles b - a is 0, and the rest, which is far smaller than b far out, is all there is.
  return {(s % 2 == 0 ? a + b : b - a) - integer_power(g / beyond, s) * scaled_zeta(s, beyond), g};
}

// n!/unit^(n + 1) value; value not zero
template <std::floating_point T>
constexpr T polygamma_compose(int n, double_double value, double_double log_unit) {
  const double_double factor = lgamma_positive({n + 1.0, 0}) - (n + 1.0) * log_unit;
  if (factor.hi > 15000) return value.hi < 0 ? -infinity<T> : infinity<T>;
  if (factor.hi < -15000) return value.hi < 0 ? -T(0) : T(0);
  const scaled e = exp(factor);
  return compose<T>(e.value * value, e.exponent);
}

}  // namespace detail

template <std::floating_point T>
constexpr T digamma(T x) {
  if (isnan(x) || x == infinity<T>) return x;
  if (x == 0) return copysign(infinity<T>, -x);
  if (x < 0 && trunc(x) == x) return not_a_number<T>;
  if (abs(x) < T(0x1p-70)) {
    const detail::scaled s = detail::decompose(-x);
    return detail::compose<T>(1.0 / s.value, -s.exponent);
  }
  if (x > T(0x1p120)) return log(x);
  const double_double v = detail::widen(x);
  if (x > 0) return detail::compose<T>(detail::digamma_positive(v));
  const detail::reduced_angle r = detail::reduce_half_turns(v);
  const double_double cot = detail::cos(r) / detail::sin(r);
  return detail::compose<T>(detail::digamma_positive(1.0 - v) - detail::pi * cot);
}

// The n-th derivative of digamma; NaN for negative n
template <std::floating_point T>
constexpr T polygamma(int n, T x) {
  if (n <= 0) return n == 0 ? digamma(x) : not_a_number<T>;
  if (isnan(x)) return x;
  const bool odd = n % 2 != 0;
  if (x == infinity<T>) return odd ? T(0) : -T(0);
  if (x == 0) return odd ? infinity<T> : copysign(infinity<T>, -x);
  if (x < 0 && trunc(x) == x) return odd && !isinf(x) ? infinity<T> : not_a_number<T>;
  const double_double sign{odd || x < 0 ? 1.0 : -1.0, 0};
  if (x > T(-0x1p-70) && static_cast<long double>(x) < 0x1p150L) {
    const double_double log_unit = detail::log(detail::decompose(abs(x)));
    // The pole alone
    if (abs(x) < T(0x1p-70)) return detail::polygamma_compose<T>(n, sign, log_unit);
    return detail::polygamma_compose<T>(n, sign * detail::scaled_zeta(n + 1, detail::widen(x)), log_unit);
  }
  // Far out the integral alone: (n - 1)!/x^n
  if (x > 0) return detail::polygamma_compose<T>(n - 1, sign, detail::log(detail::decompose(x)));
  const detail::one_sided_sum sum = detail::sum_below_zero(n + 1, detail::widen(x), detail::widen(floor(x)));
  return sum.value.hi == 0 ? T(0) : detail::polygamma_compose<T>(n, sum.value, detail::log(sum.unit));
}

template <std::floating_point T>
constexpr T trigamma(T x) {
  return polygamma(1, x);
}

}  // namespace tapeless::detail::math::kernel
