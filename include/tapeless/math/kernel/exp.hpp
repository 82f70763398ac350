// SPDX-License-Identifier: BSL-1.0
// exp, exp2 and expm1 for constant expressions.  e^x = 2^k e^(j/32) (1 + p) with |r| <= 1/64 for the rest
// r of the argument and p = expm1(r) from the Taylor series; relative error about 2^-95, about 290 steps
// of clang's evaluator.
#pragma once

#include <concepts>

#include <tapeless/math/kernel/compose.hpp>
#include <tapeless/math/kernel/double_double.hpp>
#include <tapeless/math/kernel/float_bits.hpp>

namespace tapeless::inline v0_2::detail::math::kernel {
namespace detail {

// e^(j/32), j = -12..12
inline constexpr double_double exp_of_32nds[] = {{0x1.5fe4615e98e8fp-1, -0x1.5613923fd9eeep-55},
                                                 {0x1.6b0ff72deb89dp-1, -0x1.dabf5975c0c02p-57},
                                                 {0x1.769652df22f7ep-1, 0x1.3445f7544e0efp-57},
                                                 {0x1.827a561889716p-1, -0x1.6b2eab63020c1p-57},
                                                 {0x1.8ebef9eac820bp-1, -0x1.797d4686c5393p-57},
                                                 {0x1.9b674f8f2f3d8p-1, -0x1.51bfdbb129094p-55},
                                                 {0x1.a876812c0877cp-1, -0x1.fd36226fadd44p-56},
                                                 {0x1.b5efd29f24c26p-1, 0x1.3d5fd7d70a5edp-56},
                                                 {0x1.c3d6a24ed8222p-1, -0x1.e1e0a76cb0685p-55},
                                                 {0x1.d22e6a0197c03p-1, -0x1.32ae7bdaf1116p-55},
                                                 {0x1.e0fabfbc702a4p-1, -0x1.8d0e700fcfb65p-56},
                                                 {0x1.f03f56a88b5d8p-1, -0x1.bad3fd501a227p-55},
                                                 {0x1p0, 0.0},
                                                 {0x1.08205601127edp0, -0x1.9c7d0bdf1516p-54},
                                                 {0x1.1082b577d34edp0, 0x1.f56c680678897p-54},
                                                 {0x1.192937074e0cdp0, 0x1.a24f46336ea04p-54},
                                                 {0x1.2216045b6f5cdp0, -0x1.8c4a5df1ec7e5p-58},
                                                 {0x1.2b4b58b372c79p0, 0x1.404dd9f031676p-54},
                                                 {0x1.34cb8170b5835p0, 0x1.6a7062465be33p-55},
                                                 {0x1.3e98deaa11dccp0, -0x1.5722108fefcffp-54},
                                                 {0x1.48b5e3c3e8186p0, 0x1.9d9ef0eda6eabp-54},
                                                 {0x1.5325180cfacf7p0, 0x1.b28b660a648dap-54},
                                                 {0x1.5de9176045ff5p0, 0x1.da89923298baap-55},
                                                 {0x1.690492cbf9433p0, -0x1.812833f7d6e43p-55},
                                                 {0x1.747a513dbef6ap0, 0x1.88d1e2d966c25p-54}};

// 1/n!, n = 2..5 and n = 6..13
inline constexpr double_double expm1_head[] = {{0x1p-1, 0.0},
                                               {0x1.5555555555555p-3, 0x1.5555555555555p-57},
                                               {0x1.5555555555555p-5, 0x1.5555555555555p-59},
                                               {0x1.1111111111111p-7, 0x1.1111111111111p-63}};
inline constexpr double expm1_tail[] = {0x1.6c16c16c16c17p-10, 0x1.a01a01a01a01ap-13, 0x1.a01a01a01a01ap-16,
                                        0x1.71de3a556c734p-19, 0x1.27e4fb7789f5cp-22, 0x1.ae64567f544e4p-26,
                                        0x1.1eed8eff8d898p-29, 0x1.6124613a86d09p-33};

// 2^exponent base (1 + growth)
struct exponential {
  double_double base;
  double_double growth;
  int exponent;
};

// e^r 2^exponent for |r| <= 0.36
constexpr exponential exp_reduced(double_double r, int exponent) {
  const int j = nearest_int(r.hi * 32);
  const double_double s = r - j * 0x1p-5;
  const double_double q = horner(s, expm1_head, horner(s.hi, expm1_tail));
  return {exp_of_32nds[j + 12], add_smaller(s, s * s * q), exponent};
}

// |x| < 20000.  ln 2 comes in three parts of which the first two, times k, are exact.
constexpr exponential exp_parts(double_double x) {
  const int k = nearest_int(x.hi * 0x1.71547652b82fep0);
  if (k == 0) return exp_reduced(x, 0);
  const double_double r = two_sum(x.hi, k * -0x1.62e42fefap-1) + k * -0x1.cf79abc9ep-40;
  return exp_reduced(r + two_sum(x.lo, k * -0x1.d9cc01f97b57ap-79), k);
}

constexpr scaled exp(double_double x) {
  const exponential e = exp_parts(x);
  return {add_smaller(e.base, e.base * e.growth), e.exponent};
}

// |x| < 700: the power of two is applied.
constexpr double_double expm1(double_double x) {
  const exponential e = exp_parts(x);
  if (e.exponent == 0 && e.base.hi == 1) return e.growth;
  return scale(add_smaller(e.base, e.base * e.growth), power_of_two(e.exponent)) - 1.0;
}

}  // namespace detail

template <std::floating_point T>
constexpr T exp(T x) {
  if (isnan(x)) return x;
  if (x > 12000) return infinity<T>;
  if (x < -12000) return 0;
  return detail::compose<T>(detail::exp(detail::widen(x)));
}

template <std::floating_point T>
constexpr T exp2(T x) {
  if (isnan(x)) return x;
  if (x > 17000) return infinity<T>;
  if (x < -17000) return 0;
  const double_double y = detail::widen(x);
  const int k = detail::nearest_int(y.hi);
  const detail::exponential e = detail::exp_reduced((y - k) * detail::ln_2, k);
  return detail::compose<T>(detail::add_smaller(e.base, e.base * e.growth), k);
}

// Below 2^-66 in magnitude x^2 / 2 is below the rounding error of any T (and could underflow).
template <std::floating_point T>
constexpr T expm1(T x) {
  if (isnan(x) || abs(x) < T(0x1p-66)) return x;
  if (x > 600) return exp(x);
  if (x < -100) return -1;
  return detail::compose<T>(detail::expm1(detail::widen(x)));
}

}  // namespace tapeless::detail::math::kernel
