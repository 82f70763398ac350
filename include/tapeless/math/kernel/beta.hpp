// SPDX-License-Identifier: BSL-1.0
// beta(a, b) = gamma(a)*gamma(b)/gamma(a + b) for constant expressions, for positive a and b: a quotient of gammas
// where they are of moderate size, else by logarithms, with the difference log(gamma(l + s)) - log(gamma(l)) for a
// large l from Stirling's series term by term, so that nothing cancels (NIST Digital Library of Mathematical
// Functions, 5.12.1 and 5.11.1).
#pragma once

#include <concepts>

#include <tapeless/math/kernel/divide.hpp>
#include <tapeless/math/kernel/gamma.hpp>

namespace tapeless::detail::math::kernel {
namespace detail {

// log(gamma(l + s)) - log(gamma(l)) for l > 1000 and s <= l: (l - 1/2)*log(1 + s/l) + s*log(l + s) - s, and the series.
constexpr double_double lgamma_rise(double_double l, double_double s) {
  const double_double ratio = s / l;
  const double_double growth = ratio.hi < 0x1p-6 ? log_near_one(ratio) : log(1.0 + ratio);
  const double_double sum = l + s;
  const double_double series = (1.0 / sum - 1.0 / l) * (1.0 / 12.0);
  const double_double cubes = 1.0 / (l * l * l) - 1.0 / (sum * sum * sum);
  return (l - 0.5) * growth + s * log(sum) - s + series + cubes * (1.0 / 360.0);
}

}  // namespace detail

template <std::floating_point T>
constexpr T beta(T a, T b) {
  if (isnan(a) || isnan(b) || !(a > 0 && b > 0)) return not_a_number<T>;
  const T small = a < b ? a : b, large = a < b ? b : a;
  if (large == infinity<T>) return 0;
  if (small < T(0x1p-70)) return divide(T(1), small) + (large < T(1) ? divide(T(1), large) : T(0));
  const double_double s = detail::widen(small);
  if (large < 1000) {
    const double_double l = detail::widen(large);
    const detail::scaled above_s = detail::tgamma_positive(s), above_l = detail::tgamma_positive(l);
    const detail::scaled below = detail::tgamma_positive(s + l);
    return detail::compose<T>(above_s.value * above_l.value / below.value,
                              above_s.exponent + above_l.exponent - below.exponent);
  }
  if (small > T(2000) && static_cast<long double>(large) > 0x1p200L) return 0;
  const double_double rise = static_cast<long double>(large) > 0x1p200L ? s * detail::log(detail::decompose(large))
                                                                        : detail::lgamma_rise(detail::widen(large), s);
  const double_double logarithm = detail::lgamma_positive(s) - rise;
  return logarithm.hi < -12000 ? T(0) : detail::compose<T>(detail::exp(logarithm));
}

}  // namespace tapeless::detail::math::kernel
