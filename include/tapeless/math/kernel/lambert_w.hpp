// SPDX-License-Identifier: BSL-1.0
// The principal branch of Lambert's W, the inverse of w e^w, for constant expressions: a start within 1 %
// and two steps of the fourth-order iteration of F. N. Fritsch, R. E. Shafer and W. P. Crowley, "Solution
// of the transcendental equation w e^w = x", Commun. ACM 16 (1973), in double-double.  900 to 1200 steps of
// clang's evaluator.
#pragma once

#include <concepts>

#include <tapeless/math/kernel/compose.hpp>
#include <tapeless/math/kernel/double_double.hpp>
#include <tapeless/math/kernel/float_bits.hpp>
#include <tapeless/math/kernel/log.hpp>
#include <tapeless/math/kernel/root.hpp>

namespace tapeless::inline v0_2::detail::math::kernel {
namespace detail {

inline constexpr double_double euler_number{0x1.5bf0a8b145769p1, 0x1.4d57ee2b1013ap-53};
inline constexpr double_double minus_inverse_e{-0x1.78b56362cef38p-2, 0x1.ca8a4270fadf5p-57};

// The series at the branch point in p = sqrt(2 (1 + e x)), for p <= 0.8
constexpr double lambert_w_near_branch(double p) {
  constexpr double coefficient[] = {-1, 1, -1 / 3.0, 11 / 72.0, -43 / 540.0, 769 / 17280.0, -221 / 8505.0};
  return horner(p, coefficient);
}

// The Pade approximant of the paper, -0.25 <= x <= 0.75
constexpr double lambert_w_near_zero(double x) { return x * (1 + x * (4 / 3.0)) / (1 + x * (7 / 3.0 + x * (5 / 6.0))); }

// From the logarithm of x >= 0.75: the paper's, and the asymptotic series
constexpr double lambert_w_far(double log_x, double log_log_x) {
  if (log_x < 3.5) return log_x - 24 * (log_x * (log_x + 2) - 3) / (log_x * (7 * log_x + 58) + 127);
  return log_x - log_log_x + log_log_x / log_x;
}

// w improved, given z = log(x/w) - w
constexpr double_double lambert_w_step(double_double w, double_double z) {
  const double_double v = w + 1.0;
  const double q = 2 * v.hi * (v.hi + (2 / 3.0) * z.hi);
  return w + w * (z / v) * ((q - z.hi) / (q - 2 * z.hi));
}

// -1/e < x < 0.75, not tiny
constexpr double_double lambert_w_small(double_double x) {
  const double_double s = x * euler_number + 1.0;
  double_double w{
      x.hi < -0.25 ? lambert_w_near_branch(kernel::sqrt(s.hi < 0 ? 0.0 : 2 * s.hi)) : lambert_w_near_zero(x.hi), 0};
  for (int i = 0; i < 2; ++i) w = lambert_w_step(w, log(x / w) - w);
  return w;
}

constexpr double_double lambert_w_large(scaled x) {
  const double_double log_x = log(x);
  double_double w{lambert_w_far(log_x.hi, log_x.hi < 3.5 ? 0 : kernel::log(log_x.hi)), 0};
  for (int i = 0; i < 2; ++i) w = lambert_w_step(w, log_x - log(w) - w);
  return w;
}

}  // namespace detail

// NaN below -1/e; the number next to -1/e counts as -1/e.
template <std::floating_point T>
constexpr T lambert_w0(T x) {
  if (isnan(x) || x == infinity<T> || abs(x) < T(0x1p-66)) return x;
  constexpr T branch_point = detail::compose<T>(detail::minus_inverse_e);
  if (x <= branch_point) return x == branch_point ? T(-1) : not_a_number<T>;
  if (x < T(0.75)) return detail::compose<T>(detail::lambert_w_small(detail::widen(x)));
  return detail::compose<T>(detail::lambert_w_large(detail::decompose(x)));
}

}  // namespace tapeless::detail::math::kernel
