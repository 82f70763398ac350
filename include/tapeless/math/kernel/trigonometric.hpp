// SPDX-License-Identifier: BSL-1.0
// sin, cos and tan for constant expressions, and sin(pi x), cos(pi x), whose reduction is exact.  Taylor
// series on [-pi/4, pi/4], relative error about 2^-85; about 250 steps of clang's evaluator, and
// 200 more where the argument has to be reduced.
//
// A long double beyond the range of double gives NaN: the table of 2/pi ends there.
#pragma once

#include <concepts>
#include <cstdint>

#include <tapeless/math/kernel/compose.hpp>
#include <tapeless/math/kernel/double_double.hpp>
#include <tapeless/math/kernel/float_bits.hpp>
#include <tapeless/math/kernel/pi_reduction.hpp>

namespace tapeless::inline v0_2::detail::math::kernel {
namespace detail {

// (-1)^n/(2n + 1)!, n = 1..5 and n = 6..13
inline constexpr double_double sin_head[] = {{-0x1.5555555555555p-3, -0x1.5555555555555p-57},
                                             {0x1.1111111111111p-7, 0x1.1111111111111p-63},
                                             {-0x1.a01a01a01a01ap-13, -0x1.a01a01a01a01ap-73},
                                             {0x1.71de3a556c734p-19, -0x1.c154f8ddc6cp-73},
                                             {-0x1.ae64567f544e4p-26, 0x1.c062e06d1f209p-80}};
inline constexpr double sin_tail[] = {0x1.6124613a86d09p-33,  -0x1.ae7f3e733b81fp-41, 0x1.952c77030ad4ap-49,
                                      -0x1.2f49b46814157p-57, 0x1.71b8ef6dcf572p-66,  -0x1.761b41316381ap-75,
                                      0x1.3f3ccdd165fa9p-84,  -0x1.d1ab1c2dccea3p-94};

// (-1)^n/(2n)!, n = 1..5 and n = 6..13
inline constexpr double_double cos_head[] = {{-0x1p-1, 0.0},
                                             {0x1.5555555555555p-5, 0x1.5555555555555p-59},
                                             {-0x1.6c16c16c16c17p-10, 0x1.f49f49f49f49fp-65},
                                             {0x1.a01a01a01a01ap-16, 0x1.a01a01a01a01ap-76},
                                             {-0x1.27e4fb7789f5cp-22, -0x1.cbbc05b4fa99ap-76}};
inline constexpr double cos_tail[] = {0x1.1eed8eff8d898p-29,  -0x1.93974a8c07c9dp-37, 0x1.ae7f3e733b81fp-45,
                                      -0x1.6827863b97d97p-53, 0x1.e542ba4020225p-62,  -0x1.0ce396db7f853p-70,
                                      0x1.f2cf01972f578p-80,  -0x1.88e85fc6a4e5ap-89};

// |x| <= pi/4
constexpr double_double sin_series(double_double x) {
  const double_double square = x * x;
  return add_smaller(x, x * (square * horner(square, sin_head, horner(square.hi, sin_tail))));
}

constexpr double_double cos_series(double_double x) {
  const double_double square = x * x;
  return add_smaller({1, 0}, square * horner(square, cos_head, horner(square.hi, cos_tail)));
}

constexpr double_double sin(reduced_angle x) {
  const double_double s = (x.quadrant & 1U) != 0 ? cos_series(x.rest) : sin_series(x.rest);
  return (x.quadrant & 2U) != 0 ? -s : s;
}

constexpr double_double cos(reduced_angle x) { return sin(reduced_angle{x.rest, x.quadrant + 1}); }

// x modulo 2, exact; from 2^53 on every double is an even integer.
constexpr double modulo_two(double x) {
  if (x >= 0x1p53 || x <= -0x1p53) return 0;
  return x - 2 * static_cast<double>(static_cast<long long>(x / 2));
}

// pi x, reduced to at most pi/4 in magnitude; exact but for the multiplication by pi
constexpr reduced_angle reduce_half_turns(double_double x) {
  const double_double r = two_sum(modulo_two(x.hi), modulo_two(x.lo));
  const int n = nearest_int(2 * r.hi);
  return {(r - 0.5 * n) * pi, static_cast<std::uint32_t>(n)};
}

template <std::floating_point T>
constexpr bool within_double(T x) {
  constexpr auto limit =
      static_cast<T>(std::numeric_limits<std::conditional_t<wider_than_double<T>, double, T>>::max());
  return x <= limit && x >= -limit;
}

}  // namespace detail

template <std::floating_point T>
constexpr T sin(T x) {
  if (abs(x) < T(0x1p-33)) return x;
  if (!detail::within_double(x)) return not_a_number<T>;
  return detail::compose<T>(detail::sin(detail::reduce(detail::widen(x))));
}

template <std::floating_point T>
constexpr T cos(T x) {
  if (abs(x) < T(0x1p-34)) return 1;
  if (!detail::within_double(x)) return not_a_number<T>;
  return detail::compose<T>(detail::cos(detail::reduce(detail::widen(x))));
}

template <std::floating_point T>
constexpr T tan(T x) {
  if (abs(x) < T(0x1p-33)) return x;
  if (!detail::within_double(x)) return not_a_number<T>;
  const detail::reduced_angle r = detail::reduce(detail::widen(x));
  return detail::compose<T>(detail::sin(r) / detail::cos(r));
}

// sin(pi x); as IEEE 754 has it, zero with the sign of x at the integers
template <std::floating_point T>
constexpr T sin_pi(T x) {
  if (x == 0) return x;
  if (!isfinite(x)) return not_a_number<T>;
  if (abs(x) < T(0x1p-40)) {
    const detail::scaled s = detail::decompose(x);
    return detail::compose<T>(s.value * detail::pi, s.exponent);
  }
  if (!detail::within_double(x)) return copysign(T(0), x);
  const T y = detail::compose<T>(detail::sin(detail::reduce_half_turns(detail::widen(x))));
  return y == 0 ? copysign(y, x) : y;
}

// cos(pi x); +0 halfway between integers
template <std::floating_point T>
constexpr T cos_pi(T x) {
  if (!isfinite(x)) return not_a_number<T>;
  if (abs(x) < T(0x1p-40) || !detail::within_double(x)) return 1;
  const T y = detail::compose<T>(detail::cos(detail::reduce_half_turns(detail::widen(x))));
  return y == 0 ? T(0) : y;
}

}  // namespace tapeless::detail::math::kernel
