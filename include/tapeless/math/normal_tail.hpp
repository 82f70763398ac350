// SPDX-License-Identifier: BSL-1.0
// The logarithm of the normal distribution function P(x), its slope r(x) = p(x)/P(x) with the density p, and x + r(x),
// which far below 0 is what r is more than -x: the second derivative is -r*(x + r).
#pragma once

#include <type_traits>

#include <tapeless/math/bell.hpp>
#include <tapeless/math/kernel/double_double.hpp>
#include <tapeless/math/normal.hpp>

namespace tapeless::inline v0_2::detail::math {
namespace detail {

// p(x)/P(x) where P is no small number
template <class T>
constexpr T normal_ratio(const T& x) {
  constexpr long double inverse_root_two_pi = 0.39894228040143267793994605993438187L;
  return T(T(T(inverse_root_two_pi) * math::bell(x, 0.5F)) / math::normal_cdf(x));
}

// r(-y) - y by Laplace's continued fraction 1/(y + 2/(y + 3/(y + ...))), from the inside; 2^-55 with 25 levels at y = 5
// (Abramowitz and Stegun 26.2.14).
template <class T>
constexpr T normal_excess_below(const T& y, int levels) {
  T rest(0);
  for (int k = levels; k > 0; --k) rest = T(T(static_cast<float>(k)) / T(y + rest));
  return rest;
}

constexpr double normal_excess(double x) {
  if (!(x < -1)) return x + normal_ratio(x);
  if (x < -5) return normal_excess_below(-x, 25);
  // r(-1 - t) - 1 - t on [0, 4], interpolated at Chebyshev's nodes, relative error 2^-57.4. In the function, because
  // nvcc does not find arrays of a namespace on a device.
  constexpr double numerator[] = {0x1.0cde87ea2cb83p-1,  0x1.0693c8d0294a5p-1, 0x1.f289a676f2683p-3,
                                  0x1.204ec0ca25978p-4,  0x1.b1aa77ee9b226p-7, 0x1.a5ce4d81e9283p-10,
                                  0x1.eacf868e7f7d1p-14, 0x1.084352eaf3233p-18};
  constexpr double denominator[] = {0x1p0,
                                    0x1.5b1167ad266fap+0,
                                    0x1.bb81a7c307d4ap-1,
                                    0x1.58b8bd41e4f1fp-2,
                                    0x1.62ae1804b842ap-4,
                                    0x1.edcca97588cdfp-7,
                                    0x1.c68c174e0e0d0p-10,
                                    0x1.fb53967674300p-14,
                                    0x1.08435c1b9ea24p-18};
  const double t = -1 - x;
  return kernel::detail::horner(t, numerator) / kernel::detail::horner(t, denominator);
}
constexpr double normal_hazard(double x) { return x < -1 ? normal_excess(x) - x : normal_ratio(x); }

// The same for types of any digits, which lose some of them in x + r(x) between -9 and -1.
template <class T>
constexpr T normal_excess(const T& x) {
  return x < T(-9) ? normal_excess_below(T(-x), 80) : T(x + normal_ratio(x));
}
template <class T>
constexpr T normal_hazard(const T& x) {
  return x < T(-9) ? T(normal_excess(x) - x) : normal_ratio(x);
}

template <class T>
constexpr T log_normal_cdf(const T& x) {
  constexpr long double log_root_two_pi = 0.91893853320467274178032973640561764L;
  if (x < T(-9)) return T(T(T(-0.5F) * x * x - T(log_root_two_pi)) - math::log(T(normal_hazard(x))));
  if (x > T(0)) return T(math::log1p(T(-math::normal_cdf(T(-x)))));
  return T(math::log(math::normal_cdf(x)));
}

}  // namespace detail

template <detail::operand T>
constexpr T log_normal_cdf(const T& x) {
  if constexpr (std::is_same_v<T, double> || std::is_same_v<T, float>) {
    return static_cast<T>(detail::log_normal_cdf(static_cast<double>(x)));
  } else {
    using detail::by_argument::log_normal_cdf;
    if constexpr (requires { log_normal_cdf(x); })
      return log_normal_cdf(x);
    else
      return detail::log_normal_cdf(x);
  }
}

template <detail::operand T>
constexpr T normal_hazard(const T& x) {
  if constexpr (std::is_same_v<T, double> || std::is_same_v<T, float>) {
    return static_cast<T>(detail::normal_hazard(static_cast<double>(x)));
  } else {
    using detail::by_argument::normal_hazard;
    if constexpr (requires { normal_hazard(x); })
      return normal_hazard(x);
    else
      return detail::normal_hazard(x);
  }
}

template <detail::operand T>
constexpr T normal_excess(const T& x) {
  if constexpr (std::is_same_v<T, double> || std::is_same_v<T, float>) {
    return static_cast<T>(detail::normal_excess(static_cast<double>(x)));
  } else {
    using detail::by_argument::normal_excess;
    if constexpr (requires { normal_excess(x); })
      return normal_excess(x);
    else
      return detail::normal_excess(x);
  }
}

}  // namespace tapeless::detail::math
