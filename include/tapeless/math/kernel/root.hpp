// SPDX-License-Identifier: BSL-1.0
// sqrt, cbrt and hypot for constant expressions: Newton's iteration in double and its last step in
// double-double.  sqrt is rounded correctly for float and double, as the processor's is, so constants and
// run-time values agree.
#pragma once

#include <concepts>

#include <tapeless/math/kernel/compose.hpp>
#include <tapeless/math/kernel/double_double.hpp>
#include <tapeless/math/kernel/float_bits.hpp>

namespace tapeless::inline v0_2::detail::math::kernel {
namespace detail {

// x in [1, 4); relative error below 2^-50.  The parabola starts within 3 %, every step squares the error.
constexpr double rough_rsqrt(double x) {
  double y = 1.3143 + x * (-0.39175 + x * 0.0476);
  for (int i = 0; i < 4; ++i) y *= 1.5 - 0.5 * x * y * y;
  return y;
}

// x.hi in [1, 4)
constexpr double_double sqrt_reduced(double_double x) {
  const double y = rough_rsqrt(x.hi);
  const double s = x.hi * y;
  const double_double rest = x - two_prod(s, s);
  return fast_two_sum(s, rest.hi * (0.5 * y));
}

// Half the exponent goes out of the root.
constexpr scaled sqrt(scaled x) {
  const int odd = x.exponent & 1;
  return {sqrt_reduced(odd != 0 ? scale(x.value, 2) : x.value), (x.exponent - odd) / 2};
}

// x normal and positive, or zero
constexpr double_double sqrt(double_double x) {
  if (x.hi == 0) return x;
  const int e = exponent_of(x.hi);
  const scaled r = sqrt(scaled{scale(x, power_of_two(-e)), e});
  return scale(r.value, power_of_two(r.exponent));
}

// The double next to the root of x, given one at most a unit u in its last place away from it: r is wrong if
// x is beyond (r +- u/2)^2.  x - r^2 is exact and a multiple of u^2.
constexpr double correct_root(double x, double r) {
  constexpr double u = 0x1p-52;
  const double_double square = two_prod(r, r);
  const double rest = (x - square.hi) - square.lo;
  return rest > r * u ? r + u : rest <= -r * u ? r - u : r;
}

// x.hi in [1, 8); the parabola starts within 4 %.
constexpr double_double cbrt_reduced(double_double x) {
  double y = 0.81379 + x.hi * (0.23625 - x.hi * 0.011159);
  for (int i = 0; i < 4; ++i) y -= (y * y * y - x.hi) / (3 * y * y);
  const double_double rest = x - two_prod(y, y) * y;
  return fast_two_sum(y, rest.hi / (3 * y * y));
}

// sqrt(x^2 + y^2) 2^e, 0 <= y <= x, x in [1, 2)
constexpr scaled hypot(double_double square, int e) {
  const bool large = square.hi >= 4;
  const scaled r{large ? scale(square, 0.25) : square, large ? 2 : 0};
  const scaled s = sqrt(r);
  return {s.value, s.exponent + e};
}

// x^2 in units of 2^(2 unit), zero if it is too small to matter
template <std::floating_point T>
constexpr double_double square_in_units(T x, int unit) {
  if (x == 0) return {0, 0};
  const scaled s = decompose(x);
  if (s.exponent < unit - 100) return {0, 0};
  const double_double y = scale(s.value, power_of_two(s.exponent - unit));
  return y * y;
}

template <std::floating_point T>
constexpr T hypot_finite(T x, T y, T z) {
  const T largest = [&] {
    const T a = abs(x) < abs(y) ? abs(y) : abs(x);
    return a < abs(z) ? abs(z) : a;
  }();
  if (largest == 0) return 0;
  const int e = decompose(largest).exponent;
  return compose<T>(hypot(square_in_units(x, e) + square_in_units(y, e) + square_in_units(z, e), e));
}

}  // namespace detail

template <std::floating_point T>
constexpr T sqrt(T x) {
  if (x == 0 || x == infinity<T> || isnan(x)) return x;
  if (x < 0) return not_a_number<T>;
  const detail::scaled s = detail::decompose(x);
  const detail::scaled r = detail::sqrt(s);
  if constexpr (detail::wider_than_double<T>)
    return detail::compose<T>(r);
  else {
    const double m = s.value.hi * detail::power_of_two(s.exponent & 1);
    return detail::compose<T>({detail::correct_root(m, r.value.hi), 0}, r.exponent);
  }
}

template <std::floating_point T>
constexpr T cbrt(T x) {
  if (x == 0 || !isfinite(x)) return x;
  const detail::scaled s = detail::decompose(abs(x));
  const int third = (s.exponent + 30000) / 3 - 10000;
  const double_double m = detail::scale(s.value, detail::power_of_two(s.exponent - 3 * third));
  return copysign(detail::compose<T>(detail::cbrt_reduced(m), third), x);
}

template <std::floating_point T>
constexpr T hypot(T x, T y) {
  if (isinf(x) || isinf(y)) return infinity<T>;
  if (isnan(x) || isnan(y)) return not_a_number<T>;
  return detail::hypot_finite(x, y, T(0));
}

template <std::floating_point T>
constexpr T hypot(T x, T y, T z) {
  if (isinf(x) || isinf(y) || isinf(z)) return infinity<T>;
  if (isnan(x) || isnan(y) || isnan(z)) return not_a_number<T>;
  return detail::hypot_finite(x, y, z);
}

}  // namespace tapeless::detail::math::kernel
