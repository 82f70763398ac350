// SPDX-License-Identifier: BSL-1.0
// tgamma and lgamma for constant expressions: Stirling's series, to which arguments below 12 are
// raised by the recurrence (Abramowitz and Stegun 6.1.40, 6.1.15), reflection below zero (6.1.17), and around
// the zeros of lgamma at 1 and 2 the Taylor series (6.1.33), so that it keeps its relative accuracy there.
// 900 to 1750 steps of clang's evaluator.
//
// Poles: tgamma(+-0) is +-infinity and tgamma of a negative integer NaN, lgamma is +infinity there.
#pragma once

#include <concepts>

#include <tapeless/math/kernel/compose.hpp>
#include <tapeless/math/kernel/double_double.hpp>
#include <tapeless/math/kernel/exp.hpp>
#include <tapeless/math/kernel/float_bits.hpp>
#include <tapeless/math/kernel/log.hpp>
#include <tapeless/math/kernel/rounding.hpp>
#include <tapeless/math/kernel/trigonometric.hpp>

namespace tapeless::inline v0_2::detail::math::kernel {
namespace detail {

// B_2k/(2k (2k - 1)), k = 1, 2 and k = 3..13
inline constexpr double_double stirling_head[] = {{0x1.5555555555555p-4, 0x1.5555555555555p-58},
                                                  {-0x1.6c16c16c16c17p-9, 0x1.f49f49f49f49fp-64}};
inline constexpr double stirling_tail[] = {0x1.a01a01a01a01ap-11,  -0x1.3813813813814p-11, 0x1.b951e2b18ff23p-11,
                                           -0x1.f6ab0d9993c7dp-10, 0x1.a41a41a41a41ap-8,   -0x1.e4286cb0f5398p-6,
                                           0x1.6fe96381e068p-3,    -0x1.6476701181f3ap0,   0x1.ace44322ce006p3,
                                           -0x1.39b2525cccc1bp7,   0x1.12234e81b4e82p11};

inline constexpr double_double log_sqrt_two_pi{0x1.d67f1c864beb5p-1, -0x1.65b5a1b7ff5dfp-55};

// (-1)^k zeta(k)/k, k = 1 (Euler's constant) .. 7 and k = 8..15
inline constexpr double_double lgamma_head[] = {
    {-0x1.2788cfc6fb619p-1, 0x1.6cb90701fbfabp-58},  {0x1.a51a6625307d3p-1, 0x1.1873d8912200cp-56},
    {-0x1.9a4d55beab2d7p-2, 0x1.4c26d1b465993p-59},  {0x1.151322ac7d848p-2, 0x1.b5f91211196e5p-57},
    {-0x1.a8b9c17aa6149p-3, -0x1.2e826a4fdae1ap-58}, {0x1.5b40cb100c306p-3, 0x1.4a79940f15696p-59},
    {-0x1.2703a1dcea3aep-3, -0x1.6307fd0794ac4p-57}};
inline constexpr double lgamma_tail[] = {0x1.010b36af86397p-3,  -0x1.c806706d57db4p-4, 0x1.9a01e385d5f8fp-4,
                                         -0x1.748c33114c6d6p-4, 0x1.556ad63243bc4p-4,  -0x1.3b1d971fc5985p-4,
                                         0x1.2496df8320c5fp-4,  -0x1.11133476e7fep-4};

// log(gamma(x)), x >= 12
constexpr double_double stirling(double_double x) {
  const double_double w = 1.0 / x;
  const double_double square = w * w;
  const double_double series = w * horner(square, stirling_head, horner(square.hi, stirling_tail));
  return (x - 0.5) * log(x) - x + (series + log_sqrt_two_pi);
}

// gamma(x) = gamma(base)/product with base >= 12
struct raised {
  double_double base;
  double_double product;
};

// 0 < x; x not tiny
constexpr raised raise(double_double x) {
  double_double product{1, 0};
  while (x.hi < 12) {
    product = product * x;
    x = x + 1.0;
  }
  return {x, product};
}

// log(gamma(1 + z)), |z| <= 1/64
constexpr double_double lgamma_near_one(double_double z) {
  return z * horner(z, lgamma_head, horner(z.hi, lgamma_tail));
}

// 2^-70 < x < 2^200
constexpr double_double lgamma_positive(double_double x) {
  const double_double from_one = x - 1.0;
  if (-0x1p-6 < from_one.hi && from_one.hi < 0x1p-6) return lgamma_near_one(from_one);
  const double_double from_two = x - 2.0;
  if (-0x1p-6 < from_two.hi && from_two.hi < 0x1p-6) return log_near_one(from_two) + lgamma_near_one(from_two);
  if (x.hi >= 12) return stirling(x);
  const raised r = raise(x);
  return stirling(r.base) - log(r.product);
}

// gamma(x), 2^-70 < x < 3000
constexpr scaled tgamma_positive(double_double x) {
  const raised r = raise(x);
  const scaled e = exp(stirling(r.base));
  return {e.value / r.product, e.exponent};
}

// |sin(pi x)| for an x that is no integer
constexpr double_double sin_half_turns(double_double x) { return magnitude(sin(reduce_half_turns(x))); }

}  // namespace detail

template <std::floating_point T>
constexpr T tgamma(T x) {
  if (isnan(x) || x == infinity<T>) return x;
  if (x == 0) return copysign(infinity<T>, x);
  if (x < 0 && trunc(x) == x) return not_a_number<T>;
  if (x > 2000) return infinity<T>;
  if (abs(x) < T(0x1p-70)) {
    const detail::scaled s = detail::decompose(x);
    return detail::compose<T>(1.0 / s.value, -s.exponent);
  }
  const double_double v = detail::widen(x);
  if (x > 0) return detail::compose<T>(detail::tgamma_positive(v));
  const T floor_of_x = floor(x);
  const bool negative = trunc(floor_of_x / 2) * 2 != floor_of_x;
  if (x < -2000) return negative ? -T(0) : T(0);
  const detail::scaled g = detail::tgamma_positive(1.0 - v);
  const double_double r = detail::pi / (detail::sin_half_turns(v) * g.value);
  return detail::compose<T>(negative ? -r : r, -g.exponent);
}

template <std::floating_point T>
constexpr T lgamma(T x) {
  if (isnan(x)) return x;
  if (isinf(x) || (x <= 0 && trunc(x) == x)) return infinity<T>;
  if (abs(x) < T(0x1p-70)) return -log(abs(x));
  if (static_cast<long double>(x) > 0x1p200L) {
    const detail::scaled s = detail::decompose(x);
    return detail::compose<T>(s.value * (detail::log(s) - 1.0), s.exponent);
  }
  const double_double v = detail::widen(x);
  if (x > 0) return detail::compose<T>(detail::lgamma_positive(v));
  const double_double l = detail::log(detail::pi / detail::sin_half_turns(v));
  return detail::compose<T>(l - detail::lgamma_positive(1.0 - v));
}

}  // namespace tapeless::detail::math::kernel
