// SPDX-License-Identifier: BSL-1.0
// Decimal text and doubles, both ways, exactly and in the compiler. Literals fall back to the nearest double when their
// exact value does not fit, and a double in a formula is printed with the fewest digits that read back as itself.
#pragma once

#include <array>
#include <bit>
#include <cstdint>

#include <tapeless/dag/big_integer.hpp>

namespace tapeless::inline v0_2::dag {

// 2^exponent as a double, for exponents whose result is normal or subnormal.
constexpr double power_of_two(int exponent) {
  if (exponent >= -1022) return std::bit_cast<double>(static_cast<std::uint64_t>(exponent + 1023) << 52);
  return std::bit_cast<double>(std::uint64_t{1} << (exponent + 1074));
}

// The double nearest to numerator/denominator (ties to even; overflow gives infinity). Source: long division in binary
// with one guard bit and a sticky remainder.
constexpr double nearest_double(big_integer numerator, big_integer denominator) {
  if (numerator.is_zero()) return 0.0;
  // Scale so that the quotient lies in [2^53, 2^55): 54 or 55 significant bits, the last of them below the rounding
  // point.
  int exponent = numerator.bit_length() - denominator.bit_length() - 54;
  const int lowest = -1074 - 1;  // one bit below the smallest subnormal
  if (exponent < lowest) exponent = lowest;
  if (exponent > 0) denominator.shift_left(exponent);
  if (exponent < 0) numerator.shift_left(-exponent);
  std::uint64_t quotient = 0;
  int shift = numerator.bit_length() - denominator.bit_length();
  if (shift >= 0) denominator.shift_left(shift);
  // The divisor stays where it is; the remainder is doubled instead, which saves a right shift.
  for (; shift >= 0; --shift) {
    quotient <<= 1;
    if (compare(numerator, denominator) >= 0) {
      numerator.subtract(denominator);
      quotient |= 1;
    }
    numerator.shift_left(1);
  }
  const bool sticky = !numerator.is_zero();
  const int drop = quotient >> 54 != 0 ? 2 : 1;
  const std::uint64_t rest = quotient & ((std::uint64_t{1} << drop) - 1);
  const std::uint64_t half = std::uint64_t{1} << (drop - 1);
  quotient >>= drop;
  exponent += drop;
  if (rest > half || (rest == half && (sticky || (quotient & 1) != 0))) ++quotient;
  if (quotient >> 53 != 0) {
    quotient >>= 1;
    ++exponent;
  }
  if (exponent > 971) return std::bit_cast<double>(std::uint64_t{0x7ff} << 52);
  return static_cast<double>(quotient) * power_of_two(exponent);
}

struct decimal_text {
  std::array<char, 32> text{};
  int size = 0;
  constexpr void put(char c) { text[static_cast<std::size_t>(size++)] = c; }
};

// The digits of the shortest decimal that reads back as a double (positive and finite): 0.d1 d2 ... * 10^exponent.
// Source: Steele and White, Dragon4, in the form of Burger and Dybvig, "Printing Floating-Point Numbers Quickly and
// Accurately" (1996), free-format algorithm.
class shortest_digits {
 public:
  constexpr explicit shortest_digits(double value) {
    const auto bits = std::bit_cast<std::uint64_t>(value);
    const int field = static_cast<int>(bits >> 52 & 0x7ff);
    const std::uint64_t fraction = bits & ((std::uint64_t{1} << 52) - 1);
    const std::uint64_t mantissa = field == 0 ? fraction : fraction | std::uint64_t{1} << 52;
    const int power = (field == 0 ? 1 : field) - 1075;
    const bool boundary = fraction == 0 && field > 1;  // the gap below is half the gap above
    even_ = (mantissa & 1) == 0;
    remainder_ = big_integer(mantissa);
    remainder_.shift_left((power > 0 ? power : 0) + (boundary ? 2 : 1));
    scale_.shift_left((power < 0 ? -power : 0) + (boundary ? 2 : 1));
    above_.shift_left((power > 0 ? power : 0) + (boundary ? 1 : 0));
    below_.shift_left(power > 0 ? power : 0);
    find_exponent((big_integer(mantissa).bit_length() + power) * 1233 / 4096 - 1);
    while (!next()) {
    }
  }
  // '0' after the last one.
  constexpr char operator[](int k) const { return k < count_ ? digits_[static_cast<std::size_t>(k)] : '0'; }
  constexpr int count() const { return count_; }
  constexpr int exponent() const { return exponent_; }

 private:
  // The exponent k with 10^(k-1) <= value + half a gap <= 10^k, from an estimate that is not above it; 1233/4096
  // approximates log10(2).
  constexpr void find_exponent(int estimate) {
    exponent_ = estimate;
    if (estimate >= 0) {
      scale_.multiply_power_of_ten(estimate);
    } else {
      remainder_.multiply_power_of_ten(-estimate);
      above_.multiply_power_of_ten(-estimate);
      below_.multiply_power_of_ten(-estimate);
    }
    const auto too_small = [&] {
      const int order = compare(remainder_ + above_, scale_);
      return even_ ? order >= 0 : order > 0;
    };
    for (; too_small(); ++exponent_) scale_.multiply_add(10, 0);
  }
  // Writes one digit; true when it is the last.
  constexpr bool next() {
    remainder_.multiply_add(10, 0);
    above_.multiply_add(10, 0);
    below_.multiply_add(10, 0);
    int digit = 0;
    for (; compare(remainder_, scale_) >= 0; ++digit) remainder_.subtract(scale_);
    const int low_order = compare(remainder_, below_);
    const int high_order = compare(remainder_ + above_, scale_);
    const bool low = even_ ? low_order <= 0 : low_order < 0;
    const bool high = even_ ? high_order >= 0 : high_order > 0;
    if (high && (!low || compare(remainder_ + remainder_, scale_) >= 0)) ++digit;
    digits_[static_cast<std::size_t>(count_++)] = static_cast<char>('0' + digit);
    return low || high;
  }

  big_integer remainder_;
  big_integer scale_{1};
  big_integer above_{1};
  big_integer below_{1};
  std::array<char, 20> digits_{};
  int count_ = 0;
  int exponent_ = 0;
  bool even_ = false;
};

// The shortest decimal that reads back as `value` (positive and finite).
constexpr decimal_text shortest_decimal(double value) {
  const shortest_digits digits(value);
  const int k = digits.exponent();
  decimal_text out;
  if (k > 0 && k <= 17) {
    for (int index = 0; index < k; ++index) out.put(digits[index]);
    out.put('.');
    for (int index = k; index < digits.count() || index == k; ++index) out.put(digits[index]);
  } else if (k <= 0 && k > -5) {
    out.put('0');
    out.put('.');
    for (int zero = k; zero < 0; ++zero) out.put('0');
    for (int index = 0; index < digits.count(); ++index) out.put(digits[index]);
  } else {
    out.put(digits[0]);
    if (digits.count() > 1) out.put('.');
    for (int index = 1; index < digits.count(); ++index) out.put(digits[index]);
    out.put('e');
    int shown = k - 1;
    out.put(shown < 0 ? '-' : '+');
    if (shown < 0) shown = -shown;
    if (shown >= 100) out.put(static_cast<char>('0' + shown / 100));
    if (shown >= 10) out.put(static_cast<char>('0' + shown / 10 % 10));
    out.put(static_cast<char>('0' + shown % 10));
  }
  return out;
}

}  // namespace tapeless::dag
