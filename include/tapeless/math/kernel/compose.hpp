// SPDX-License-Identifier: BSL-1.0
// The last step of every kernel: a double-double with an exponent becomes a float, double or long double,
// rounded once even where the result is subnormal, and infinite without an operation that overflows
// (g++ rejects those in constant expressions).
#pragma once

#include <concepts>
#include <cstdint>
#include <limits>

#include <tapeless/math/kernel/double_double.hpp>
#include <tapeless/math/kernel/float_bits.hpp>

namespace tapeless::inline v0_2::detail::math::kernel {
namespace detail {

// hi + lo, times 2^e, rounded once to double also where the result is subnormal.
constexpr double compose_double(double_double v, int e) {
  if (v.hi == 0) return v.hi;
  const auto bits = __builtin_bit_cast(std::uint64_t, v.hi);
  const int exponent = exponent_of(v.hi) + e;
  if (exponent > 1023) return v.hi < 0 ? -infinity<double> : infinity<double>;
  if (exponent >= -1022)
    return __builtin_bit_cast(double,
                              (bits & 0x800fffffffffffffU) | (static_cast<std::uint64_t>(exponent + 1023) << 52));
  const std::uint64_t sign = bits & 0x8000000000000000U;
  if (exponent < -1075) return __builtin_bit_cast(double, sign);
  const int shift = -1022 - exponent;
  const std::uint64_t mantissa = (bits & 0xfffffffffffffU) | 0x10000000000000U;
  const std::uint64_t kept = mantissa >> shift;
  const std::uint64_t half = std::uint64_t{1} << (shift - 1);
  const std::uint64_t rest = mantissa & (2 * half - 1);
  const double below = sign != 0 ? -v.lo : v.lo;
  const bool up = rest > half || (rest == half && (below > 0 || (below == 0 && (kept & 1U) != 0)));
  return __builtin_bit_cast(double, sign | (kept + (up ? 1U : 0U)));
}

// x 2^e for any e, in steps that are exact, but for the last one if the result is subnormal.
template <class T>
constexpr T shift_exponent(T x, int e) {
  if (x == 0 || !isfinite(x)) return x;
  const auto& power = powers_of_two<T>.value;
  const normalised<T> r = normalise(x < 0 ? -x : x);
  T y = x < 0 ? -r.value : r.value;
  int left = r.exponent + e;
  if (left >= std::numeric_limits<T>::max_exponent) return x < 0 ? -infinity<T> : infinity<T>;
  if (left < std::numeric_limits<T>::min_exponent - std::numeric_limits<T>::digits - 1) return x < 0 ? -T(0) : T(0);
  if (left < std::numeric_limits<T>::min_exponent - 1) {
    T last = 1;
    for (; left < std::numeric_limits<T>::min_exponent - 1; ++left) last /= 2;
    return shift_exponent(y, left) * last;
  }
  for (int i = powers<T>::count; i-- > 0;) {
    if (left >= 1 << i) {
      y *= power[i];
      left -= 1 << i;
    } else if (-left >= 1 << i) {
      y /= power[i];
      left += 1 << i;
    }
  }
  return y;
}

constexpr float narrow(double x) {
  constexpr double overflow = 0x1.ffffffp127;  // halfway between the largest float and 2^128
  if (isnan(x)) return not_a_number<float>;
  if (x >= overflow) return infinity<float>;
  if (x <= -overflow) return -infinity<float>;
  return static_cast<float>(x);
}

template <std::floating_point T>
constexpr T compose(double_double v, int e = 0) {
  if constexpr (wider_than_double<T>)
    return shift_exponent(static_cast<T>(v.hi) + static_cast<T>(v.lo), e);
  else if constexpr (std::same_as<T, double>)
    return compose_double(v, e);
  else
    return narrow(compose_double(v, e));
}

template <std::floating_point T>
constexpr T compose(scaled v) {
  return compose<T>(v.value, v.exponent);
}

}  // namespace detail

// x 2^e, rounded once
template <std::floating_point T>
constexpr T ldexp(T x, int e) {
  if (x == 0 || !isfinite(x)) return x;
  const int bounded = e > 100000 ? 100000 : e < -100000 ? -100000 : e;
  if constexpr (detail::wider_than_double<T>)
    return detail::shift_exponent(x, bounded);
  else {
    const detail::scaled s = detail::decompose(x);
    return detail::compose<T>(s.value, s.exponent + bounded);
  }
}

}  // namespace tapeless::detail::math::kernel
