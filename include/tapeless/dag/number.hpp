// SPDX-License-Identifier: BSL-1.0
// The constants of a formula: exact rationals with 64-bit numerator and denominator. A result that does not fit becomes
// the nearest double and stays one; it never wraps. Doubles that are small dyadic fractions are exact from the start,
// so that 0.5 and 1/2 are one constant.
#pragma once

#include <bit>
#include <concepts>
#include <cstdint>
#include <limits>

#include <tapeless/dag/decimal.hpp>

namespace tapeless::dag {

__extension__ typedef __int128 int128;
__extension__ typedef unsigned __int128 uint128;

class number {
 public:
  constexpr number() = default;

  template <std::integral I>
  constexpr number(I value) : numerator_(static_cast<std::int64_t>(value)) {
    if constexpr (std::unsigned_integral<I> && sizeof(I) >= sizeof(std::int64_t))
      if (value > static_cast<I>(std::numeric_limits<std::int64_t>::max())) *this = inexact(static_cast<double>(value));
    // The one integer whose negation does not fit.
    if constexpr (std::signed_integral<I> && sizeof(I) >= sizeof(std::int64_t))
      if (value == std::numeric_limits<I>::min()) *this = inexact(static_cast<double>(value));
  }

  constexpr number(double value) {
    // Exact when the value is a multiple of 2^-20 that a 53-bit integer can count; other doubles keep their bits.
    constexpr double scale = 1048576.0;
    constexpr double limit = 9007199254740992.0 / scale;
    if (value > -limit && value < limit && std::bit_cast<std::uint64_t>(value) != std::uint64_t{1} << 63) {
      const auto scaled = static_cast<std::int64_t>(value * scale);
      if (static_cast<double>(scaled) == value * scale) {
        *this = ratio(scaled, 1048576);
        return;
      }
    }
    *this = inexact(value);
  }

  // numerator/denominator in lowest terms; the denominator must not be zero.
  static constexpr number ratio(int128 numerator, int128 denominator) {
    if (denominator < 0) {
      numerator = -numerator;
      denominator = -denominator;
    }
    if (denominator != 1) {
      uint128 a = static_cast<uint128>(numerator < 0 ? -numerator : numerator);
      uint128 b = static_cast<uint128>(denominator);
      while (b != 0) {
        const uint128 rest = a % b;
        a = b;
        b = rest;
      }
      numerator /= static_cast<int128>(a);
      denominator /= static_cast<int128>(a);
    }
    constexpr int128 limit = std::numeric_limits<std::int64_t>::max();
    if (numerator <= limit && numerator >= -limit && denominator <= limit) {
      number result;
      result.numerator_ = static_cast<std::int64_t>(numerator);
      result.denominator_ = static_cast<std::int64_t>(denominator);
      return result;
    }
    const bool negative = numerator < 0;
    const double magnitude =
        nearest(static_cast<uint128>(negative ? -numerator : numerator), static_cast<uint128>(denominator));
    return inexact(negative ? -magnitude : magnitude);
  }

  static constexpr number ratio(const big_integer& numerator, const big_integer& denominator) {
    if (numerator.bit_length() > 126 || denominator.bit_length() > 126)
      return inexact(nearest_double(numerator, denominator));
    const auto narrow = [](const big_integer& value) {
      return static_cast<int128>(static_cast<uint128>(value.word(1)) << 64 | value.word(0));
    };
    return ratio(narrow(numerator), narrow(denominator));
  }

  static constexpr number inexact(double value) {
    number result;
    result.denominator_ = 0;
    result.bits_ = std::bit_cast<std::uint64_t>(value);
    return result;
  }

  constexpr bool exact() const { return denominator_ != 0; }
  constexpr bool is_integer() const { return denominator_ == 1; }
  constexpr bool is(std::int64_t value) const { return denominator_ == 1 && numerator_ == value; }
  constexpr std::int64_t numerator() const { return numerator_; }
  constexpr std::int64_t denominator() const { return denominator_; }
  constexpr std::uint64_t bits() const { return bits_; }
  // Whether arithmetic with it cannot leave the range of double, which a constant expression would reject.
  constexpr bool tame() const {
    if (exact()) return true;
    const double size = negative() ? -value() : value();
    return size < 1e150 && size > 1e-150;
  }
  constexpr bool negative() const { return exact() ? numerator_ < 0 : (bits_ >> 63) != 0; }

  // The nearest double.
  constexpr double value() const {
    if (!exact()) return std::bit_cast<double>(bits_);
    constexpr std::int64_t safe = std::int64_t{1} << 53;
    if (numerator_ > -safe && numerator_ < safe && denominator_ < safe)
      return static_cast<double>(numerator_) / static_cast<double>(denominator_);
    const bool minus = numerator_ < 0;
    const double magnitude = nearest(static_cast<uint128>(minus ? -int128{numerator_} : int128{numerator_}),
                                     static_cast<uint128>(denominator_));
    return minus ? -magnitude : magnitude;
  }

  constexpr bool operator==(const number&) const = default;

  friend constexpr number operator-(number a) {
    if (a.exact())
      a.numerator_ = -a.numerator_;
    else
      a.bits_ ^= std::uint64_t{1} << 63;
    return a;
  }
  friend constexpr number operator+(const number& a, const number& b) {
    if (!a.exact() || !b.exact()) return a.value() + b.value();
    return ratio(int128{a.numerator_} * b.denominator_ + int128{b.numerator_} * a.denominator_,
                 int128{a.denominator_} * b.denominator_);
  }
  friend constexpr number operator-(const number& a, const number& b) { return a + -b; }
  friend constexpr number operator*(const number& a, const number& b) {
    if (!a.exact() || !b.exact()) return a.value() * b.value();
    return ratio(int128{a.numerator_} * b.numerator_, int128{a.denominator_} * b.denominator_);
  }
  // The divisor must not be zero.
  friend constexpr number operator/(const number& a, const number& b) {
    if (!a.exact() || !b.exact()) return a.value() / b.value();
    return ratio(int128{a.numerator_} * b.denominator_, int128{a.denominator_} * b.numerator_);
  }

  friend constexpr bool operator<(const number& a, const number& b) {
    if (a.exact() && b.exact()) return int128{a.numerator_} * b.denominator_ < int128{b.numerator_} * a.denominator_;
    return a.value() < b.value();
  }

 private:
  static constexpr double nearest(uint128 numerator, uint128 denominator) {
    return nearest_double(wide(numerator), wide(denominator));
  }
  static constexpr big_integer wide(uint128 value) {
    big_integer high(static_cast<std::uint64_t>(value >> 64));
    high.shift_left(64);
    return high + big_integer(static_cast<std::uint64_t>(value));
  }

  std::int64_t numerator_ = 0;
  std::int64_t denominator_ = 1;  // 0 marks a double
  std::uint64_t bits_ = 0;
};

}  // namespace tapeless::dag
