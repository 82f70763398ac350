// SPDX-License-Identifier: BSL-1.0
// erf_inv, erfc_inv and lambert_w0 at run time, which <cmath> lacks: the kernels' starting values and one
// step of Halley's method with std::erf, or two of Fritsch's with std::log; within a few units in the last
// place of the kernels.  float goes through double, long double through the kernels.
#pragma once

#include <cmath>
#include <concepts>

#include <tapeless/math/kernel/erf_inv.hpp>
#include <tapeless/math/kernel/lambert_w.hpp>

namespace tapeless::inline v0_2::detail::math::run_time {
namespace detail {

inline constexpr double half_sqrt_pi = kernel::detail::half_sqrt_pi.hi;

// |p| <= 1/2
inline double erf_inv_central(double p) {
  const double y = kernel::detail::rough_erf_inv(p);
  const double u = (std::erf(y) - p) * half_sqrt_pi * std::exp(y * y);
  return y - u / (1 + y * u);
}

// 0 < q <= 1/2.  The erfc of a subnormal q has too few digits left for the residual.
inline double erfc_inv_tail(double q) {
  if (q < 0x1p-1000) return kernel::erfc_inv(q);
  const double y = kernel::detail::rough_erfc_inv(std::sqrt(-std::log(q)));
  const double u = (q - std::erfc(y)) * half_sqrt_pi * std::exp(y * y);
  return y - u / (1 + y * u);
}

inline double erf_inv(double p) {
  const double size = std::abs(p);
  if (size <= 0.5) return erf_inv_central(p);
  if (size < 1) return std::copysign(erfc_inv_tail(1 - size), p);
  return size == 1 ? std::copysign(kernel::infinity<double>, p) : kernel::not_a_number<double>;
}

inline double erfc_inv(double q) {
  if (q <= 0.5) return q > 0 ? erfc_inv_tail(q) : q == 0 ? kernel::infinity<double> : kernel::not_a_number<double>;
  if (q < 1.5) return erf_inv_central(1 - q);
  if (q < 2) return -erfc_inv_tail(2 - q);
  return q == 2 ? -kernel::infinity<double> : kernel::not_a_number<double>;
}

// The step of Fritsch, Shafer and Crowley: the increment of w, given v = 1 + w and z = log(x/w) - w
inline double lambert_w_increment(double w, double v, double z) {
  const double q = 2 * v * (v + (2 / 3.0) * z);
  return w * (z / v) * ((q - z) / (q - 2 * z));
}

// -1/e < x < -1/4.  In v = 1 + w and s = 1 + e x the logarithms keep their digits at the branch point.
inline double lambert_w_near_branch(double x) {
  const double s = std::fma(kernel::detail::euler_number.hi, x, 1.0) + kernel::detail::euler_number.lo * x;
  double v = 1 + kernel::detail::lambert_w_near_branch(std::sqrt(2 * s));
  const double target = std::log1p(-s);
  for (int i = 0; i < 2; ++i) v += lambert_w_increment(v - 1, v, target - std::log1p(-v) - v);
  return v - 1;
}

inline double lambert_w0(double x) {
  constexpr double branch_point = kernel::detail::minus_inverse_e.hi;
  if (!(x > branch_point && x < kernel::infinity<double>))
    return x == branch_point ? -1 : x < 0 ? kernel::not_a_number<double> : x;
  if (x < -0.25) return lambert_w_near_branch(x);
  if (std::abs(x) < 0x1p-54) return x;
  double w = 0;
  if (x < 0.75)
    w = kernel::detail::lambert_w_near_zero(x);
  else {
    const double log_x = std::log(x);
    w = kernel::detail::lambert_w_far(log_x, log_x < 3.5 ? 0 : std::log(log_x));
  }
  for (int i = 0; i < 2; ++i) w += lambert_w_increment(w, 1 + w, std::log(x / w) - w);
  return w;
}

}  // namespace detail

template <std::floating_point T>
T erf_inv(T p) {
  if constexpr (kernel::detail::wider_than_double<T>)
    return kernel::erf_inv(p);
  else
    return static_cast<T>(detail::erf_inv(static_cast<double>(p)));
}

template <std::floating_point T>
T erfc_inv(T q) {
  if constexpr (kernel::detail::wider_than_double<T>)
    return kernel::erfc_inv(q);
  else
    return static_cast<T>(detail::erfc_inv(static_cast<double>(q)));
}

template <std::floating_point T>
T lambert_w0(T x) {
  if constexpr (kernel::detail::wider_than_double<T>)
    return kernel::lambert_w0(x);
  else
    return static_cast<T>(detail::lambert_w0(static_cast<double>(x)));
}

}  // namespace tapeless::detail::math::run_time
