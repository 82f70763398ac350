// SPDX-License-Identifier: BSL-1.0
// Classification, signs and exponents in constant expressions: <cmath> offers none of this as constexpr
// before C++23, and std::bit_cast of an x87 long double is not a constant expression because of its
// padding, so long double goes through exact multiplications by powers of two.
#pragma once

#include <concepts>
#include <cstddef>
#include <cstdint>
#include <limits>

#include <tapeless/math/kernel/double_double.hpp>

namespace tapeless::inline v0_2::detail::math::kernel {

template <std::floating_point T>
inline constexpr T infinity = std::numeric_limits<T>::infinity();

template <std::floating_point T>
inline constexpr T not_a_number = std::numeric_limits<T>::quiet_NaN();

template <std::floating_point T>
constexpr bool isnan(T x) {
  return !(x == x);
}

template <std::floating_point T>
constexpr bool isinf(T x) {
  return x == infinity<T> || x == -infinity<T>;
}

template <std::floating_point T>
constexpr bool isfinite(T x) {
  return x > -infinity<T> && x < infinity<T>;
}

// Zeros and NaNs keep their sign in the conversion to double; the others show it by comparison.
template <std::floating_point T>
constexpr bool signbit(T x) {
  if (x < 0) return true;
  if (x > 0) return false;
  return (__builtin_bit_cast(std::uint64_t, static_cast<double>(x)) >> 63) != 0;
}

template <std::floating_point T>
constexpr T abs(T x) {
  return signbit(x) ? -x : x;
}

template <std::floating_point T>
constexpr T copysign(T magnitude, T sign) {
  return signbit(magnitude) == signbit(sign) ? magnitude : -magnitude;
}

namespace detail {

// value * 2^exponent
struct scaled {
  double_double value;
  int exponent;
};

template <class T>
inline constexpr bool wider_than_double =
    std::numeric_limits<T>::max_exponent > std::numeric_limits<double>::max_exponent ||
    std::numeric_limits<T>::digits > std::numeric_limits<double>::digits;

// 2^k for -1022 <= k <= 1023
constexpr double power_of_two(int k) { return __builtin_bit_cast(double, static_cast<std::uint64_t>(k + 1023) << 52); }

// floor(log2 |x|) of a normal double
constexpr int exponent_of(double x) {
  return static_cast<int>((__builtin_bit_cast(std::uint64_t, x) >> 52) & 0x7ffU) - 1023;
}

constexpr int nearest_int(double x) { return static_cast<int>(x < 0 ? x - 0.5 : x + 0.5); }

// 2^(2^i): enough of them to reach every exponent of T
template <class T>
struct powers {
  static constexpr int count = [] {
    int n = 0;
    while ((1 << n) < std::numeric_limits<T>::max_exponent) ++n;
    return n;
  }();
  T value[static_cast<std::size_t>(count)];

  constexpr powers() : value() {
    value[0] = 2;
    for (int i = 1; i < count; ++i) value[i] = value[i - 1] * value[i - 1];
  }
};

template <class T>
inline constexpr powers<T> powers_of_two{};

// value in [1, 2) as a T, with its exponent
template <class T>
struct normalised {
  T value;
  int exponent;
};

// x finite and positive
template <class T>
constexpr normalised<T> normalise(T x) {
  const auto& power = powers_of_two<T>.value;
  normalised<T> r{x, 0};
  if (x < std::numeric_limits<T>::min()) r = {x * power[7], -128};
  for (int i = powers<T>::count; i-- > 0;) {
    if (r.value >= power[i]) {
      r.value /= power[i];
      r.exponent += 1 << i;
    } else if (r.value * power[i] < 2) {
      r.value *= power[i];
      r.exponent -= 1 << i;
    }
  }
  return r;
}

// x finite and non-zero; the value has magnitude in [1, 2), its low part is zero up to double.
template <std::floating_point T>
constexpr scaled decompose(T x) {
  if constexpr (wider_than_double<T>) {
    const normalised<T> r = normalise(x < 0 ? -x : x);
    const T value = x < 0 ? -r.value : r.value;
    const auto hi = static_cast<double>(value);
    return {{hi, static_cast<double>(value - static_cast<T>(hi))}, r.exponent};
  } else {
    const auto y = static_cast<double>(x);
    const bool tiny = -0x1p-1022 < y && y < 0x1p-1022;
    const auto bits = __builtin_bit_cast(std::uint64_t, tiny ? y * 0x1p64 : y);
    return {{__builtin_bit_cast(double, (bits & 0x800fffffffffffffU) | 0x3ff0000000000000U), 0.0},
            static_cast<int>((bits >> 52) & 0x7ffU) - (tiny ? 1023 + 64 : 1023)};
  }
}

// x as a double-double; |x| must be within the range of double.
template <std::floating_point T>
constexpr double_double widen(T x) {
  const auto hi = static_cast<double>(x);
  if constexpr (wider_than_double<T>)
    return {hi, static_cast<double>(x - static_cast<T>(hi))};
  else
    return {hi, 0.0};
}

}  // namespace detail
}  // namespace tapeless::detail::math::kernel
