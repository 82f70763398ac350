// SPDX-License-Identifier: BSL-1.0
// The hyperbolic functions and their inverses for constant expressions, from expm1 and log1p in
// double-double, in forms without cancellation; 350 to 550 steps of clang's evaluator.
#pragma once

#include <concepts>

#include <tapeless/math/kernel/compose.hpp>
#include <tapeless/math/kernel/double_double.hpp>
#include <tapeless/math/kernel/exp.hpp>
#include <tapeless/math/kernel/float_bits.hpp>
#include <tapeless/math/kernel/log.hpp>
#include <tapeless/math/kernel/root.hpp>

namespace tapeless::inline v0_2::detail::math::kernel {
namespace detail {

// From here on e^-x does not matter next to e^x, nor 1/x^2 next to 1.
inline constexpr double large_exponent = 60;
inline constexpr double large_argument = 0x1p60;

// log 2x for x > 0, for the inverse functions of large arguments
template <std::floating_point T>
constexpr T log_of_twice(T x) {
  const scaled s = decompose(x);
  return compose<T>(log(scaled{s.value, s.exponent + 1}));
}

}  // namespace detail

template <std::floating_point T>
constexpr T sinh(T x) {
  if (!isfinite(x) || abs(x) < T(0x1p-33)) return x;
  const T y = abs(x);
  if (y > 12000) return copysign(infinity<T>, x);
  if (y > T(detail::large_exponent)) {
    const detail::scaled e = detail::exp(detail::widen(y));
    return copysign(detail::compose<T>(e.value, e.exponent - 1), x);
  }
  const double_double e = detail::expm1(detail::widen(y));
  return copysign(detail::compose<T>(detail::scale(e + e / (e + 1.0), 0.5)), x);
}

template <std::floating_point T>
constexpr T cosh(T x) {
  if (isnan(x)) return x;
  const T y = abs(x);
  if (y > 12000) return infinity<T>;
  if (y < T(0x1p-34)) return 1;
  const detail::scaled e = detail::exp(detail::widen(y));
  if (y > T(detail::large_exponent)) return detail::compose<T>(e.value, e.exponent - 1);
  const double_double v = detail::scale(e.value, detail::power_of_two(e.exponent - 1));
  return detail::compose<T>(v + double_double{0.25, 0} / v);
}

template <std::floating_point T>
constexpr T tanh(T x) {
  if (isnan(x) || abs(x) < T(0x1p-33)) return x;
  if (abs(x) > T(detail::large_exponent)) return copysign(T(1), x);
  const double_double e = detail::expm1(detail::widen(2 * abs(x)));
  return copysign(detail::compose<T>(e / (e + 2.0)), x);
}

// asinh x = log1p(x + x^2 / (1 + sqrt(1 + x^2)))
template <std::floating_point T>
constexpr T asinh(T x) {
  if (!isfinite(x) || abs(x) < T(0x1p-33)) return x;
  if (abs(x) > T(detail::large_argument)) return copysign(detail::log_of_twice(abs(x)), x);
  const double_double y = detail::widen(abs(x));
  const double_double square = y * y;
  const double_double t = y + square / (1.0 + detail::sqrt(square + 1.0));
  return copysign(detail::compose<T>(detail::log1p(t)), x);
}

// acosh x = log1p(t + sqrt(t (2 + t))), t = x - 1
template <std::floating_point T>
constexpr T acosh(T x) {
  if (isnan(x) || x == infinity<T>) return x;
  if (x < 1) return not_a_number<T>;
  if (x > T(detail::large_argument)) return detail::log_of_twice(x);
  const double_double t = detail::widen(x) - 1.0;
  return detail::compose<T>(detail::log1p(t + detail::sqrt(t * (t + 2.0))));
}

// atanh x = log((1 + x) / (1 - x)) / 2
template <std::floating_point T>
constexpr T atanh(T x) {
  if (isnan(x) || abs(x) < T(0x1p-33)) return x;
  if (abs(x) >= 1) return abs(x) > 1 ? not_a_number<T> : copysign(infinity<T>, x);
  const double_double y = detail::widen(abs(x));
  const double_double r =
      y.hi < 0x1p-7 ? detail::atanh_series(y) : detail::scale(detail::log((1.0 + y) / (1.0 - y)), 0.5);
  return copysign(detail::compose<T>(r), x);
}

}  // namespace tapeless::detail::math::kernel
