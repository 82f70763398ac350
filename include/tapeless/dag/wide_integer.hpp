// SPDX-License-Identifier: BSL-1.0
// Integers of 128 bits, signed and unsigned, made of two words, for compilers without such a type: those for processors
// of 32 bits. They wrap, divide and round as the types of g++ and clang do. The words are public members, so that
// values can be template arguments.
#pragma once

#include <bit>
#include <compare>
#include <concepts>
#include <cstdint>
#include <limits>

namespace tapeless::inline v0_2::dag {

struct two_words {
  std::uint64_t high = 0;
  std::uint64_t low = 0;
};

constexpr bool below(const two_words& a, const two_words& b) {
  return a.high != b.high ? a.high < b.high : a.low < b.low;
}
constexpr two_words difference(const two_words& a, const two_words& b) {
  return {a.high - b.high - (a.low < b.low ? 1u : 0u), a.low - b.low};
}
// By 0 to 63 bits.
constexpr two_words shifted_left(const two_words& a, int bits) {
  return bits == 0 ? a : two_words{a.high << bits | a.low >> (64 - bits), a.low << bits};
}
constexpr two_words shifted_right(const two_words& a, int bits) {
  return bits == 0 ? a : two_words{a.high >> bits, a.low >> bits | a.high << (64 - bits)};
}

constexpr two_words product(std::uint64_t a, std::uint64_t b) {
  constexpr std::uint64_t half = 0xffffffff;
  const std::uint64_t low = (a & half) * (b & half);
  const std::uint64_t one = (a >> 32) * (b & half) + (low >> 32);
  const std::uint64_t other = (a & half) * (b >> 32) + (one & half);
  return {(a >> 32) * (b >> 32) + (one >> 32) + (other >> 32), other << 32 | (low & half)};
}

// The next 32 bits of a quotient: of rest*2^32 + digit by a divisor whose highest bit is set. `rest` is below the
// divisor and becomes the remainder.
constexpr std::uint64_t next_digit(std::uint64_t& rest, std::uint64_t digit, std::uint64_t divisor) {
  constexpr std::uint64_t base = std::uint64_t{1} << 32;
  const std::uint64_t upper = divisor >> 32, lower = divisor & (base - 1);
  std::uint64_t quotient = rest / upper, left = rest % upper;
  while (quotient >= base || quotient * lower > (left << 32 | digit)) {
    --quotient;
    left += upper;
    if (left >= base) break;
  }
  rest = (rest << 32 | digit) - quotient * divisor;
  return quotient;
}

struct word_quotient {
  std::uint64_t quotient = 0;
  std::uint64_t remainder = 0;
};
// Of a number whose upper word is below the divisor. Source: Knuth, The Art of Computer Programming 2, 4.3.1, algorithm
// D, with digits of 32 bits.
constexpr word_quotient divide(const two_words& a, std::uint64_t divisor) {
  const int shift = std::countl_zero(divisor);
  const two_words number = shifted_left(a, shift);
  std::uint64_t rest = number.high;
  const std::uint64_t first = next_digit(rest, number.low >> 32, divisor << shift);
  const std::uint64_t second = next_digit(rest, number.low & 0xffffffff, divisor << shift);
  return {first << 32 | second, rest >> shift};
}

struct wide_quotient {
  two_words quotient;
  two_words remainder;
};
// The divisor is not zero.
constexpr wide_quotient divide(const two_words& a, const two_words& divisor) {
  if (below(a, divisor)) return {{}, a};
  if (divisor.high == 0) {
    const word_quotient lower = divide({a.high % divisor.low, a.low}, divisor.low);
    return {{a.high / divisor.low, lower.quotient}, {0, lower.remainder}};
  }
  // The upper bits of both say the quotient, which may be too large by one. Source: Warren, Hacker's Delight, 9-5.
  const int shift = std::countl_zero(divisor.high);
  std::uint64_t quotient = divide(shifted_right(a, 1), shifted_left(divisor, shift).high).quotient >> (63 - shift);
  if (quotient != 0) --quotient;
  two_words multiple = product(quotient, divisor.low);
  multiple.high += quotient * divisor.high;
  two_words rest = difference(a, multiple);
  if (!below(rest, divisor)) {
    ++quotient;
    rest = difference(rest, divisor);
  }
  return {{0, quotient}, rest};
}

// The nearest number, halves to even.
template <std::floating_point T>
constexpr T nearest(const two_words& size) {
  if (size.high == 0) return static_cast<T>(size.low);
  if constexpr (std::numeric_limits<T>::digits >= 64) {
    return static_cast<T>(size.high) * static_cast<T>(0x1p64) + static_cast<T>(size.low);  // the sum alone rounds
  } else {
    // The upper 64 bits, of which the last also says whether anything is below them, are rounded once.
    const int drop = 64 - std::countl_zero(size.high);
    const std::uint64_t upper = drop == 64 ? size.high : shifted_right(size, drop).low;
    const std::uint64_t dropped = size.low << (64 - drop);
    T value = static_cast<T>(upper | (dropped != 0 ? 1u : 0u));
    for (int k = 0; k < drop; ++k) value *= 2;
    return value;
  }
}

template <bool Signed>
struct wide_integer {
  std::uint64_t high = 0;  // with the sign
  std::uint64_t low = 0;

  constexpr wide_integer() = default;
  template <std::integral I>
  constexpr wide_integer(I value)
      : high(std::signed_integral<I> && value < I(0) ? ~std::uint64_t{0} : 0), low(static_cast<std::uint64_t>(value)) {}
  constexpr explicit wide_integer(const two_words& words) : high(words.high), low(words.low) {}
  constexpr explicit wide_integer(const wide_integer<!Signed>& other) : high(other.high), low(other.low) {}

  // The lower bits; whether it is not 0.
  template <std::integral I>
  constexpr explicit operator I() const {
    if constexpr (std::same_as<I, bool>)
      return (low | high) != 0;
    else
      return static_cast<I>(low);
  }
  template <std::floating_point T>
  constexpr explicit operator T() const {
    const T size = nearest<T>(magnitude());
    return is_negative() ? -size : size;
  }

  constexpr two_words words() const { return {high, low}; }
  constexpr bool is_negative() const { return Signed && high >> 63 != 0; }
  constexpr two_words magnitude() const { return is_negative() ? difference({}, words()) : words(); }

  friend constexpr bool operator==(const wide_integer&, const wide_integer&) = default;
  friend constexpr std::strong_ordering operator<=>(const wide_integer& a, const wide_integer& b) {
    constexpr std::uint64_t sign = Signed ? std::uint64_t{1} << 63 : 0;
    if (a.high != b.high) return (a.high ^ sign) <=> (b.high ^ sign);
    return a.low <=> b.low;
  }

  constexpr wide_integer operator+() const { return *this; }
  constexpr wide_integer operator-() const { return wide_integer(difference({}, words())); }
  constexpr wide_integer operator~() const { return wide_integer(two_words{~high, ~low}); }

  friend constexpr wide_integer operator+(const wide_integer& a, const wide_integer& b) {
    const std::uint64_t sum = a.low + b.low;
    return wide_integer(two_words{a.high + b.high + (sum < a.low ? 1u : 0u), sum});
  }
  friend constexpr wide_integer operator-(const wide_integer& a, const wide_integer& b) {
    return wide_integer(difference(a.words(), b.words()));
  }
  friend constexpr wide_integer operator*(const wide_integer& a, const wide_integer& b) {
    two_words result = product(a.low, b.low);
    result.high += a.high * b.low + a.low * b.high;
    return wide_integer(result);
  }
  // Toward zero.
  friend constexpr wide_integer operator/(const wide_integer& a, const wide_integer& b) {
    const wide_integer size(divide(a.magnitude(), b.magnitude()).quotient);
    return a.is_negative() != b.is_negative() ? -size : size;
  }
  // With the sign of a.
  friend constexpr wide_integer operator%(const wide_integer& a, const wide_integer& b) {
    const wide_integer size(divide(a.magnitude(), b.magnitude()).remainder);
    return a.is_negative() ? -size : size;
  }
  friend constexpr wide_integer operator&(const wide_integer& a, const wide_integer& b) {
    return wide_integer(two_words{a.high & b.high, a.low & b.low});
  }
  friend constexpr wide_integer operator|(const wide_integer& a, const wide_integer& b) {
    return wide_integer(two_words{a.high | b.high, a.low | b.low});
  }
  friend constexpr wide_integer operator^(const wide_integer& a, const wide_integer& b) {
    return wide_integer(two_words{a.high ^ b.high, a.low ^ b.low});
  }
  // By 0 to 127 bits; to the right the sign fills up.
  friend constexpr wide_integer operator<<(const wide_integer& a, int bits) {
    if (bits >= 64) return wide_integer(two_words{a.low << (bits - 64), 0});
    return wide_integer(shifted_left(a.words(), bits));
  }
  friend constexpr wide_integer operator>>(const wide_integer& a, int bits) {
    const std::uint64_t fill = a.is_negative() ? ~std::uint64_t{0} : 0;
    const two_words upper = bits >= 64 ? two_words{fill, a.high} : a.words();
    const two_words shifted = shifted_right(upper, bits % 64);
    return wide_integer(
        two_words{bits % 64 == 0 ? shifted.high : shifted.high | fill << (64 - bits % 64), shifted.low});
  }

  constexpr wide_integer& operator+=(const wide_integer& other) { return *this = *this + other; }
  constexpr wide_integer& operator-=(const wide_integer& other) { return *this = *this - other; }
  constexpr wide_integer& operator*=(const wide_integer& other) { return *this = *this * other; }
  constexpr wide_integer& operator/=(const wide_integer& other) { return *this = *this / other; }
  constexpr wide_integer& operator%=(const wide_integer& other) { return *this = *this % other; }
  constexpr wide_integer& operator&=(const wide_integer& other) { return *this = *this & other; }
  constexpr wide_integer& operator|=(const wide_integer& other) { return *this = *this | other; }
  constexpr wide_integer& operator^=(const wide_integer& other) { return *this = *this ^ other; }
  constexpr wide_integer& operator<<=(int bits) { return *this = *this << bits; }
  constexpr wide_integer& operator>>=(int bits) { return *this = *this >> bits; }
  constexpr wide_integer& operator++() { return *this += 1; }
  constexpr wide_integer& operator--() { return *this -= 1; }
};

}  // namespace tapeless::dag
