// SPDX-License-Identifier: BSL-1.0
// The normal distribution function, and the slopes of the inverses of erf and erfc, with the rounding errors of what
// stands inside the exponentials put back.
#pragma once

#include <type_traits>

#include <tapeless/math/bell.hpp>
#include <tapeless/math/kernel/double_double.hpp>
#include <tapeless/math/special.hpp>

namespace tapeless::inline v0_2::detail::math {
namespace detail {

// erfc(t)/2 for t = -x/sqrt(2). The rest of t that rounding left over goes into erfc by its slope, which is about
// -(t + sqrt(t^2 + 2))*erfc(t) for t > 0 (Abramowitz and Stegun 7.1.13).
constexpr double normal_cdf(double x) {
  constexpr double root_half = 0x1.6a09e667f3bcdp-1, rest = -0x1.bdd3413b26456p-55;
  const double t = -x * root_half;
  const double whole = math::erfc(t);
  if (!(t > 0.5 && t < 30)) return 0.5 * whole;
  const kernel::double_double product = kernel::two_prod(-x, root_half);
  const double lost = (product.hi - t) + (product.lo - x * rest);
  return 0.5 * (whole - whole * (lost * (t + math::sqrt(t * t + 2))));
}

// sqrt(pi)/2*exp(w^2) at erfc(w) = y, from the w that is nearest and one step of Newton's method.
constexpr double erfc_inv_slope(double y) {
  constexpr double half_root_pi = 0x1.c5bf891b4ef6bp-1;
  if (!(y >= 0 && y <= 2)) return std::numeric_limits<double>::quiet_NaN();
  const double tail = y > 1 ? 2 - y : y;
  if (tail == 0) return std::numeric_limits<double>::infinity();
  const double w = math::erfc_inv(tail);
  const double slope = math::divide(half_root_pi, math::bell(w, 1.0F));
  if (slope > std::numeric_limits<double>::max()) return slope;  // infinity
  const double gap = (math::erfc(w) - tail) / tail;
  return slope + slope * (2 * w * gap * (tail * slope));
}
constexpr double erf_inv_slope(double x) {
  const double size = math::abs(x);
  if (size >= 0.5) return erfc_inv_slope(1 - size);
  return 0x1.c5bf891b4ef6bp-1 / math::bell(math::erf_inv(x), 1.0F);
}

}  // namespace detail

template <detail::operand T>
constexpr T normal_cdf(const T& x) {
  if constexpr (std::is_same_v<T, double> || std::is_same_v<T, float>) {
    return static_cast<T>(detail::normal_cdf(static_cast<double>(x)));
  } else {
    using detail::by_argument::normal_cdf;
    if constexpr (requires { normal_cdf(x); })
      return normal_cdf(x);
    else
      return T(math::erfc(T(-x / math::sqrt(T(2)))) / T(2));
  }
}

template <detail::operand T>
constexpr T erfc_inv_slope(const T& x) {
  if constexpr (std::is_same_v<T, double> || std::is_same_v<T, float>) {
    return static_cast<T>(detail::erfc_inv_slope(static_cast<double>(x)));
  } else {
    using detail::by_argument::erfc_inv_slope;
    if constexpr (requires { erfc_inv_slope(x); }) {
      return erfc_inv_slope(x);
    } else {
      const T w = math::erfc_inv(x);
      return T(math::sqrt(T(0.78539816339744830961566084581987572L)) * math::exp(T(w * w)));
    }
  }
}

template <detail::operand T>
constexpr T erf_inv_slope(const T& x) {
  if constexpr (std::is_same_v<T, double> || std::is_same_v<T, float>) {
    return static_cast<T>(detail::erf_inv_slope(static_cast<double>(x)));
  } else {
    using detail::by_argument::erf_inv_slope;
    if constexpr (requires { erf_inv_slope(x); }) {
      return erf_inv_slope(x);
    } else {
      const T w = math::erf_inv(x);
      return T(math::sqrt(T(0.78539816339744830961566084581987572L)) * math::exp(T(w * w)));
    }
  }
}

}  // namespace tapeless::detail::math
