// SPDX-License-Identifier: BSL-1.0
// The constants of a formula: exact rationals with numerator and denominator of up to 126 bits. A result that does not
// fit becomes the nearest double and stays one; it never wraps, and no arithmetic fails in a constant expression.
// Doubles that are small dyadic fractions are exact from the start, so that 0.5 and 1/2 are one constant.
#pragma once

#include <bit>
#include <concepts>
#include <cstdint>
#include <limits>

#include <tapeless/dag/double_arithmetic.hpp>

namespace tapeless::inline v0_2::dag {

class number {
 public:
  constexpr number() = default;

  template <std::integral I>
  constexpr number(I value) : numerator_(static_cast<int128>(value)) {}

  constexpr number(int128 value) : number(ratio(value, 1)) {}

  constexpr number(double value) {
    // Exact when the value is a multiple of 2^-20 that a 53-bit integer can count; other doubles keep their bits.
    constexpr double scale = 1048576.0;
    constexpr double largest = 9007199254740992.0 / scale;
    if (value > -largest && value < largest && std::bit_cast<std::uint64_t>(value) != std::uint64_t{1} << 63) {
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
      const auto common = static_cast<int128>(common_factor(size_of(numerator), static_cast<uint128>(denominator)));
      numerator /= common;
      denominator /= common;
    }
    if (numerator <= limit && numerator >= -limit && denominator <= limit) return number(numerator, denominator);
    return nearest(numerator < 0, big_integer(size_of(numerator)), big_integer(static_cast<uint128>(denominator)));
  }

  static constexpr number ratio(const big_integer& numerator, const big_integer& denominator) {
    if (numerator.bit_length() > 126 || denominator.bit_length() > 126) return nearest(false, numerator, denominator);
    const auto narrow = [](const big_integer& value) {
      return static_cast<int128>(static_cast<uint128>(value.word(1)) << 64 | value.word(0));
    };
    return ratio(narrow(numerator), narrow(denominator));
  }

  static constexpr number inexact(double value) {
    return number(static_cast<int128>(std::bit_cast<std::uint64_t>(value)), 0);
  }

  constexpr bool exact() const { return denominator_ != 0; }
  constexpr bool is_integer() const { return denominator_ == 1; }
  // Exact, with a numerator and a denominator of 64 bits: what is written as a fraction; longer ones as decimals.
  constexpr bool is_short() const {
    constexpr int128 largest = std::numeric_limits<std::int64_t>::max();
    return denominator_ != 0 && denominator_ <= largest && numerator_ <= largest && numerator_ >= -largest;
  }
  constexpr bool is(std::int64_t value) const { return denominator_ == 1 && numerator_ == value; }
  // Of exact numbers only.
  constexpr int128 numerator() const { return exact() ? numerator_ : no_fraction(); }
  constexpr int128 denominator() const { return exact() ? denominator_ : no_fraction(); }
  // Of inexact numbers only.
  constexpr std::uint64_t bits() const { return static_cast<std::uint64_t>(exact() ? no_fraction() : numerator_); }
  // All that tells this number from others.
  constexpr uint128 first_word() const { return static_cast<uint128>(numerator_); }
  constexpr uint128 second_word() const { return static_cast<uint128>(denominator_); }
  static constexpr number from_words(uint128 first, uint128 second) {
    return number(static_cast<int128>(first), static_cast<int128>(second));
  }
  // Whether arithmetic with it cannot leave the range of double: identities compute with such numbers only.
  constexpr bool tame() const { return exact() || is_tame(std::bit_cast<double>(bits())); }
  constexpr bool negative() const { return exact() ? numerator_ < 0 : (bits() >> 63) != 0; }

  // The nearest double.
  constexpr double value() const {
    if (!exact()) return std::bit_cast<double>(bits());
    constexpr std::int64_t safe = std::int64_t{1} << 53;
    if (numerator_ > -safe && numerator_ < safe && denominator_ < safe)
      return static_cast<double>(static_cast<std::int64_t>(numerator_)) /
             static_cast<double>(static_cast<std::int64_t>(denominator_));
    return nearest(numerator_ < 0, big_integer(size_of(numerator_)), big_integer(static_cast<uint128>(denominator_)))
        .value();
  }

  constexpr bool operator==(const number&) const = default;

  friend constexpr number operator-(const number& a) {
    if (a.exact()) return number(-a.numerator_, a.denominator_);
    return number(static_cast<int128>(a.bits() ^ std::uint64_t{1} << 63), 0);
  }
  friend constexpr number operator+(const number& a, const number& b) {
    if (!a.exact() || !b.exact()) return double_sum(a.value(), b.value());
    if (a.is_short() && b.is_short())
      return ratio(a.numerator_ * b.denominator_ + b.numerator_ * a.denominator_, a.denominator_ * b.denominator_);
    return long_sum(a, b);
  }
  friend constexpr number operator-(const number& a, const number& b) { return a + -b; }
  friend constexpr number operator*(const number& a, const number& b) {
    if (!a.exact() || !b.exact()) return double_product(a.value(), b.value());
    if (a.is_short() && b.is_short()) return ratio(a.numerator_ * b.numerator_, a.denominator_ * b.denominator_);
    return long_product(a, b);
  }
  // The divisor must not be zero.
  friend constexpr number operator/(const number& a, const number& b) {
    if (!a.exact() || !b.exact()) return double_quotient(a.value(), b.value());
    const bool minus = b.numerator_ < 0;
    return a * number(minus ? -b.denominator_ : b.denominator_, minus ? -b.numerator_ : b.numerator_);
  }

  friend constexpr bool operator<(const number& a, const number& b) {
    if (a.is_short() && b.is_short()) return a.numerator_ * b.denominator_ < b.numerator_ * a.denominator_;
    // Differences of different numbers are not rounded to zero.
    if (a.exact() && b.exact()) return (a - b).negative();
    const double x = a.value(), y = b.value();
    if (x != y || (!a.exact() && !b.exact())) return x < y;
    return a.exact() ? compare_with_double(a, y) < 0 : compare_with_double(b, x) > 0;
  }

 private:
  static constexpr int128 limit = (int128{1} << 126) - 1;

  constexpr number(int128 numerator, int128 denominator) : numerator_(numerator), denominator_(denominator) {}

  // Stops the compiler: it is no constant expression.
  static int128 no_fraction() { __builtin_trap(); }

  static constexpr uint128 size_of(int128 value) { return static_cast<uint128>(value < 0 ? -value : value); }
  static constexpr uint128 common_factor(uint128 a, uint128 b) {
    while (b != 0) {
      const uint128 rest = a % b;
      a = b;
      b = rest;
    }
    return a;
  }
  static constexpr number nearest(bool minus, const big_integer& numerator, const big_integer& denominator) {
    const double size = nearest_double(numerator, denominator);
    return inexact(minus ? -size : size);
  }

  // a*b, whose common factors are cancelled first: what is left fits or does not.
  static constexpr number long_product(const number& a, const number& b) {
    const bool minus = (a.numerator_ < 0) != (b.numerator_ < 0);
    uint128 above[2] = {size_of(a.numerator_), size_of(b.numerator_)};
    uint128 below[2] = {static_cast<uint128>(a.denominator_), static_cast<uint128>(b.denominator_)};
    if (above[0] == 0 || above[1] == 0) return number();
    for (int k = 0; k < 2; ++k) {
      const uint128 common = common_factor(above[k], below[1 - k]);
      above[k] /= common;
      below[1 - k] /= common;
    }
    constexpr auto largest = static_cast<uint128>(limit);
    if (above[0] <= largest / above[1] && below[0] <= largest / below[1]) {
      const auto size = static_cast<int128>(above[0] * above[1]);
      return number(minus ? -size : size, static_cast<int128>(below[0] * below[1]));
    }
    return nearest(minus, big_integer(above[0]) * big_integer(above[1]), big_integer(below[0]) * big_integer(below[1]));
  }

  // a + b over the least common denominator.
  static constexpr number long_sum(const number& a, const number& b) {
    const uint128 common = common_factor(static_cast<uint128>(a.denominator_), static_cast<uint128>(b.denominator_));
    const uint128 rest_a = static_cast<uint128>(a.denominator_) / common;
    const uint128 rest_b = static_cast<uint128>(b.denominator_) / common;
    const big_integer left = big_integer(size_of(a.numerator_)) * big_integer(rest_b);
    const big_integer right = big_integer(size_of(b.numerator_)) * big_integer(rest_a);
    const bool same_sign = (a.numerator_ < 0) == (b.numerator_ < 0);
    const bool left_larger = compare(left, right) >= 0;
    big_integer above = left_larger ? left : right;
    if (same_sign)
      above = left + right;
    else
      above.subtract(left_larger ? right : left);
    const bool minus = left_larger ? a.numerator_ < 0 : b.numerator_ < 0;
    if (above.is_zero()) return number();
    big_integer below = big_integer(rest_a) * big_integer(static_cast<uint128>(b.denominator_));
    // What can still be cancelled divides the factor that the denominators have in common.
    const uint128 cancels = common_factor(common, big_integer(above).divide(common));
    if (cancels > 1) {
      above.divide(cancels);
      below.divide(cancels);
    }
    if (above.bit_length() > 126 || below.bit_length() > 126) return nearest(minus, above, below);
    const number size = ratio(above, below);
    return minus ? -size : size;
  }

  // Negative, zero or positive as an exact number is below, at or above a finite double of the same nearest double.
  static constexpr int compare_with_double(const number& a, double b) {
    const taken_apart size(b);
    const int order = compare(big_integer(size_of(a.numerator_)) * size.denominator,
                              big_integer(static_cast<uint128>(a.denominator_)) * size.numerator);
    return size.minus ? -order : order;
  }

  // Of an inexact number the bits of the double, and 0.
  int128 numerator_ = 0;
  int128 denominator_ = 1;
};

// Bits of the larger of numerator and denominator.
constexpr int bit_length(const number& value) {
  const int above =
      big_integer(static_cast<uint128>(value.negative() ? -value.numerator() : value.numerator())).bit_length();
  const int below = big_integer(static_cast<uint128>(value.denominator())).bit_length();
  return above < below ? below : above;
}
// An exact number to the power of n > 0, or of -n, exact or the nearest double. What it takes is n*bit_length(base).
inline constexpr std::int64_t most_bits_of_power = 1100;
constexpr number power(const number& base, std::int64_t n, bool inverse) {
  const int128 size = base.negative() ? -base.numerator() : base.numerator();
  const bool minus = base.negative() && n % 2 != 0;
  big_integer above(1), below(1), high(static_cast<uint128>(size)), low(static_cast<uint128>(base.denominator()));
  for (;; n /= 2) {
    if (n % 2 != 0) {
      above = above * high;
      below = below * low;
    }
    if (n <= 1) break;
    high = high * high;
    low = low * low;
  }
  const number result = inverse ? number::ratio(below, above) : number::ratio(above, below);
  return minus ? -result : result;
}

}  // namespace tapeless::dag
