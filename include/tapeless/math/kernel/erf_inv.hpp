// SPDX-License-Identifier: BSL-1.0
// The inverses of erf and erfc for constant expressions: polynomials good to 2^-30 and one step of Halley's
// method, which triples the digits, with erf in double-double.  650 to 1500 steps of clang's
// evaluator.  The polynomials also start the run-time versions.
#pragma once

#include <concepts>

#include <tapeless/math/kernel/compose.hpp>
#include <tapeless/math/kernel/double_double.hpp>
#include <tapeless/math/kernel/erf.hpp>
#include <tapeless/math/kernel/exp.hpp>
#include <tapeless/math/kernel/float_bits.hpp>
#include <tapeless/math/kernel/log.hpp>
#include <tapeless/math/kernel/root.hpp>

namespace tapeless::inline v0_2::detail::math::kernel {
namespace detail {

inline constexpr double_double half_sqrt_pi{0x1.c5bf891b4ef6bp-1, -0x1.618f13eb7ca89p-55};

// Chebyshev interpolation: of erf_inv(p)/p in p^2 on [0, 1/4], and of erfc_inv(e^(-r^2))/r in variables that
// map 0.83 <= r <= 5 and 5 <= r <= 107 to [-1, 1]
inline constexpr double erf_inv_centre[] = {0x1.c5bf891b54c6bp-1, 0x1.db29faf5e7a0dp-3,  0x1.053c43ccf663bp-3,
                                            0x1.627d07b5f3fddp-4, 0x1.0aa80ebf9c25ap-4,  0x1.9add1a46cbec8p-5,
                                            0x1.b19434e83d988p-5, 0x1.e940938dc8e4fp-13, 0x1.867de9a2d50e5p-4};
inline constexpr double erfc_inv_near[] = {0x1.9f2374300c392p-1,   0x1.92662d45d2d8bp-3,  -0x1.991c33a6dbcaap-5,
                                           -0x1.05ba6b2cc52e3p-8,  0x1.985b06f998a18p-9,  -0x1.058e821b675b6p-11,
                                           -0x1.5498f00ef2e3ap-13, 0x1.179bc4cb16p-14,    -0x1.adc1d8e3893dbp-18,
                                           -0x1.86ec79effa5eep-18, 0x1.efb8fc84c525dp-21, -0x1.f08a03e0e6ebfp-25};
inline constexpr double erfc_inv_far[] = {0x1.fb733389c80eep-1,   0x1.1a5f4076989d9p-6,   -0x1.7dd28b43e7fep-7,
                                          0x1.15474559e6d1bp-8,   -0x1.8469c7751f45bp-10, 0x1.d27ca51fe997ap-12,
                                          -0x1.27076d129e859p-13, 0x1.18ebd5573eb6dp-15,  -0x1.efe0bc060f7a8p-17,
                                          0x1.59ec722064f0cp-18,  0x1.03afdace7fdb9p-19,  -0x1.1a7712717705ep-19,
                                          -0x1.f05d65fba4658p-20};

// |p| <= 1/2
constexpr double rough_erf_inv(double p) { return p * horner(p * p, erf_inv_centre); }

// r = sqrt(-log q) for 0 < q <= 1/2
constexpr double rough_erfc_inv(double r) {
  if (r < 5) return r * horner(1.87769784172661871 - 5.26618705035971223 / (r + 1), erfc_inv_near);
  return r * horner(1.19607843137254902 - 21.9607843137254902 / (r + 5), erfc_inv_far);
}

// Newton's correction u becomes Halley's.
constexpr double_double halley_step(double y, double u) { return fast_two_sum(y, -u / (1 + y * u)); }

// |p| <= 1/2, not tiny
constexpr double_double erf_inv_central(double_double p) {
  const double y = rough_erf_inv(p.hi);
  const scaled e = exp(two_prod(y, y));
  const double slope = e.value.hi * power_of_two(e.exponent) * half_sqrt_pi.hi;
  return halley_step(y, (erf_series({y, 0}) - p).hi * slope);
}

// 0 < q <= 1/2.  The residual erfc y - q is scaled by e^(y^2), so that it cannot underflow.
constexpr double_double erfc_inv_tail(scaled q) {
  const double y = rough_erfc_inv(kernel::sqrt(-log(q).hi));
  const scaled e = exp(two_prod(y, y));
  const int shift = e.exponent + q.exponent;
  const double_double target = scale(e.value * q.value, power_of_two(shift));
  const double_double got =
      y < 1 ? scale(e.value, power_of_two(e.exponent)) * (1.0 - erf_series({y, 0})) : scaled_erfc({y, 0});
  return halley_step(y, (target - got).hi * half_sqrt_pi.hi);
}

}  // namespace detail

template <std::floating_point T>
constexpr T erf_inv(T p) {
  const T size = abs(p);
  if (isnan(p) || size > 1) return not_a_number<T>;
  if (p == 0) return p;
  if (size == 1) return copysign(infinity<T>, p);
  if (size < T(0x1p-40)) {
    const detail::scaled s = detail::decompose(p);
    return detail::compose<T>(s.value * detail::half_sqrt_pi, s.exponent);
  }
  if (size <= T(0.5)) return detail::compose<T>(detail::erf_inv_central(detail::widen(p)));
  return copysign(detail::compose<T>(detail::erfc_inv_tail(detail::decompose(1 - size))), p);
}

template <std::floating_point T>
constexpr T erfc_inv(T q) {
  if (!(q >= 0 && q <= 2)) return not_a_number<T>;
  if (q == 0 || q == 2) return q == 0 ? infinity<T> : -infinity<T>;
  if (q <= T(0.5)) return detail::compose<T>(detail::erfc_inv_tail(detail::decompose(q)));
  if (q >= T(1.5)) return -detail::compose<T>(detail::erfc_inv_tail(detail::decompose(2 - q)));
  return erf_inv(1 - q);
}

}  // namespace tapeless::detail::math::kernel
