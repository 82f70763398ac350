// SPDX-License-Identifier: BSL-1.0
// Rounding to integers and exact remainders in constant expressions.  The remainders of float and double
// divide the significands as integers, 11 bits of the quotient per round (at most 300 steps of clang's
// evaluator); a wider type is reduced bit by bit, in up to 120000 steps.
#pragma once

#include <concepts>
#include <cstdint>
#include <limits>

#include <tapeless/math/kernel/compose.hpp>
#include <tapeless/math/kernel/double_double.hpp>
#include <tapeless/math/kernel/float_bits.hpp>

namespace tapeless::inline v0_2::detail::math::kernel {

template <std::floating_point T>
constexpr T trunc(T x) {
  constexpr T all_integers =
      T(std::uint64_t{1} << (std::numeric_limits<T>::digits < 64 ? std::numeric_limits<T>::digits - 1 : 63));
  if (!(abs(x) < all_integers)) {
    if constexpr (std::numeric_limits<T>::digits <= 64)
      return x;
    else {
      // The leading digits of a quadruple-precision number are integers, the others are done apart.
      if (!(abs(x) < all_integers * all_integers)) return x;
      const T leading = trunc(x / all_integers) * all_integers;
      return leading + trunc(x - leading);
    }
  }
  return copysign(static_cast<T>(static_cast<long long>(x)), x);
}

template <std::floating_point T>
constexpr T floor(T x) {
  const T t = trunc(x);
  return x < t ? t - 1 : t;
}

template <std::floating_point T>
constexpr T ceil(T x) {
  const T t = trunc(x);
  return x > t ? copysign(t + 1, x) : t;
}

// Halfway cases away from zero
template <std::floating_point T>
constexpr T round(T x) {
  const T t = trunc(x);
  return isfinite(x) && abs(x - t) >= T(0.5) ? t + copysign(T(1), x) : t;
}

// Halfway cases to even
template <std::floating_point T>
constexpr T rint(T x) {
  const T t = trunc(x);
  if (!isfinite(x)) return x;
  const T rest = abs(x - t);
  const bool odd = trunc(t / 2) * 2 != t;
  return rest > T(0.5) || (rest == T(0.5) && odd) ? t + copysign(T(1), x) : t;
}

namespace detail {

// The significand of a positive double as a 53-bit integer, and the exponent of its unit
struct integer_significand {
  std::uint64_t value;
  int exponent;
};

constexpr integer_significand significand(double x) {
  const scaled s = decompose(x);
  return {(__builtin_bit_cast(std::uint64_t, s.value.hi) & 0xfffffffffffffU) | 0x10000000000000U, s.exponent - 52};
}

// x >= y > 0, finite
template <std::floating_point T>
constexpr T fmod_positive(T x, T y) {
  if constexpr (wider_than_double<T>) {
    int e = normalise(x).exponent - normalise(y).exponent;
    T multiple = shift_exponent(y, e);
    for (; e >= 0; --e) {
      if (x >= multiple) x -= multiple;
      multiple /= 2;
    }
    return x;
  } else {
    const integer_significand a = significand(static_cast<double>(x));
    const integer_significand b = significand(static_cast<double>(y));
    std::uint64_t rest = a.value % b.value;
    for (int left = a.exponent - b.exponent; left > 0; left -= 11) rest = (rest << (left < 11 ? left : 11)) % b.value;
    return static_cast<T>(ldexp(static_cast<double>(rest), b.exponent));
  }
}

}  // namespace detail

template <std::floating_point T>
constexpr T fmod(T x, T y) {
  if (!isfinite(x) || isnan(y) || y == 0) return not_a_number<T>;
  if (abs(x) < abs(y)) return x;
  return copysign(detail::fmod_positive(abs(x), abs(y)), x);
}

// x - n y with n the integer next to x / y, the even one of two
template <std::floating_point T>
constexpr T remainder(T x, T y) {
  if (!isfinite(x) || isnan(y) || y == 0) return not_a_number<T>;
  if (isinf(y)) return x;
  const T b = abs(y);
  // Twice the modulus keeps the parity of the quotient.
  T a = abs(x);
  if (b <= std::numeric_limits<T>::max() / 2 && a >= 2 * b) a = detail::fmod_positive(a, 2 * b);
  const bool beyond_half = a > b - a;  // 2 a > b; exact if the two are close
  if (beyond_half) {
    a -= b;
    if (a >= b - a) a -= b;
  }
  return signbit(x) ? -a : a;
}

}  // namespace tapeless::detail::math::kernel
