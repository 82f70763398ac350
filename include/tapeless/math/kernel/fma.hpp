// SPDX-License-Identifier: BSL-1.0
// a b + c with a single rounding in constant expressions, as the processor's instruction and std::fma
// have it: the exact sum as a 192-bit integer.  Correctly rounded for types of up to 64 binary digits; of
// longer ones only the leading 64 count.  About 200 steps of clang's evaluator.
#pragma once

#include <bit>
#include <concepts>
#include <cstdint>
#include <limits>

#include <tapeless/math/kernel/compose.hpp>
#include <tapeless/math/kernel/float_bits.hpp>

namespace tapeless::inline v0_2::detail::math::kernel {
namespace detail {

// (high 2^128 + middle 2^64 + low) 2^exponent
struct wide_number {
  std::uint64_t high;
  std::uint64_t middle;
  std::uint64_t low;
  int exponent;
};

// x positive and finite, as value 2^exponent with the top bit of the 64 set
struct significand_64 {
  std::uint64_t value;
  int exponent;
};

template <std::floating_point T>
constexpr significand_64 to_significand_64(T x) {
  if constexpr (wider_than_double<T>) {
    const normalised<T> r = normalise(x);
    return {static_cast<std::uint64_t>(r.value * T(0x1p63)), r.exponent - 63};
  } else {
    const scaled s = decompose(x);
    return {static_cast<std::uint64_t>(s.value.hi * 0x1p63), s.exponent - 63};
  }
}

// One bit of head room on top for the sum.
constexpr wide_number multiply(significand_64 a, significand_64 b) {
  const std::uint64_t a0 = a.value & 0xffffffffU;
  const std::uint64_t a1 = a.value >> 32;
  const std::uint64_t b0 = b.value & 0xffffffffU;
  const std::uint64_t b1 = b.value >> 32;
  const std::uint64_t middle = a1 * b0 + (a0 * b0 >> 32);
  const std::uint64_t other = a0 * b1 + (middle & 0xffffffffU);
  const std::uint64_t high = a1 * b1 + (middle >> 32) + (other >> 32);
  const std::uint64_t low = a.value * b.value;
  return {high >> 1, (high << 63) | (low >> 1), low << 63, a.exponent + b.exponent - 63};
}

// Bits shifted out leave a one behind: far below the rounding position it says "not exact".
constexpr wide_number shift_right(wide_number x, int n) {
  const int exponent = x.exponent + n;
  bool lost = false;
  for (; n >= 64; n -= 64) {
    lost = lost || x.low != 0;
    x = {0, x.high, x.middle, exponent};
    if ((x.high | x.middle | x.low) == 0) n = 0;
  }
  if (n > 0) {
    lost = lost || (x.low << (64 - n)) != 0;
    x = {x.high >> n, (x.middle >> n) | (x.high << (64 - n)), (x.low >> n) | (x.middle << (64 - n)), exponent};
  }
  return {x.high, x.middle, lost ? x.low | 1U : x.low, exponent};
}

constexpr wide_number shift_left(wide_number x, int n) {
  const int exponent = x.exponent - n;
  for (; n >= 64; n -= 64) x = {x.middle, x.low, 0, exponent};
  if (n == 0) return {x.high, x.middle, x.low, exponent};
  return {(x.high << n) | (x.middle >> (64 - n)), (x.middle << n) | (x.low >> (64 - n)), x.low << n, exponent};
}

constexpr bool less(const wide_number& x, const wide_number& y) {
  return x.high != y.high ? x.high < y.high : x.middle != y.middle ? x.middle < y.middle : x.low < y.low;
}

// The same exponent, x >= y when subtracting
constexpr wide_number add(const wide_number& x, const wide_number& y, bool subtract) {
  if (subtract) {
    const std::uint64_t borrow = x.low < y.low ? 1U : 0U;
    const std::uint64_t middle = x.middle - y.middle - borrow;
    const bool borrow_high = x.middle < y.middle || (x.middle == y.middle && borrow != 0);
    return {x.high - y.high - (borrow_high ? 1U : 0U), middle, x.low - y.low, x.exponent};
  }
  const std::uint64_t low = x.low + y.low;
  const std::uint64_t carry = low < y.low ? 1U : 0U;
  const std::uint64_t middle = x.middle + y.middle + carry;
  const bool carry_high = middle < y.middle || (middle == y.middle && carry != 0);
  return {x.high + y.high + (carry_high ? 1U : 0U), middle, low, x.exponent};
}

// Round to nearest, ties to even; gradual underflow.
template <std::floating_point T>
constexpr T round_wide(wide_number x) {
  if ((x.high | x.middle | x.low) == 0) return 0;
  const int zeros = x.high != 0     ? std::countl_zero(x.high)
                    : x.middle != 0 ? 64 + std::countl_zero(x.middle)
                                    : 128 + std::countl_zero(x.low);
  x = shift_left(x, zeros);
  constexpr int digits = std::numeric_limits<T>::digits < 64 ? std::numeric_limits<T>::digits : 64;
  constexpr int lowest = std::numeric_limits<T>::min_exponent - std::numeric_limits<T>::digits;
  int unit = x.exponent + 192 - digits;
  unit = unit < lowest ? lowest : unit;
  const int drop = unit - x.exponent - 128;  // bits of the high part, 0..
  if (drop > 64) return 0;
  std::uint64_t kept = drop == 64 ? 0 : x.high >> drop;
  const std::uint64_t rest = drop == 0 ? x.middle : drop == 64 ? x.high : x.high << (64 - drop);
  const bool more = drop == 0 ? x.low != 0 : (x.middle | x.low) != 0;
  constexpr std::uint64_t half = std::uint64_t{1} << 63;
  if (rest > half || (rest == half && (more || (kept & 1U) != 0))) {
    ++kept;
    if (kept == 0) {
      kept = half;
      ++unit;
    }
  }
  return ldexp(static_cast<T>(kept), unit);
}

}  // namespace detail

template <std::floating_point T>
constexpr T fma(T a, T b, T c) {
  if (isnan(a) || isnan(b) || isnan(c)) return not_a_number<T>;
  const bool negative = signbit(a) != signbit(b);
  if (isinf(a) || isinf(b)) {
    if (a == 0 || b == 0 || (isinf(c) && signbit(c) != negative)) return not_a_number<T>;
    return negative ? -infinity<T> : infinity<T>;
  }
  if (a == 0 || b == 0 || isinf(c)) return (negative ? -T(0) : T(0)) + c;
  const detail::wide_number product =
      detail::multiply(detail::to_significand_64(abs(a)), detail::to_significand_64(abs(b)));
  if (c == 0) {
    const T r = detail::round_wide<T>(product);
    return negative ? -r : r;
  }
  const detail::significand_64 s = detail::to_significand_64(abs(c));
  const detail::wide_number addend{s.value >> 1, s.value << 63, 0, s.exponent - 127};
  const int e = product.exponent > addend.exponent ? product.exponent : addend.exponent;
  const detail::wide_number x = detail::shift_right(product, e - product.exponent);
  const detail::wide_number y = detail::shift_right(addend, e - addend.exponent);
  const bool swapped = detail::less(x, y);
  const detail::wide_number sum = detail::add(swapped ? y : x, swapped ? x : y, negative != signbit(c));
  const T r = detail::round_wide<T>(sum);
  if (r == 0 && (sum.high | sum.middle | sum.low) == 0) return 0;
  return (swapped ? signbit(c) : negative) ? -r : r;
}

}  // namespace tapeless::detail::math::kernel
