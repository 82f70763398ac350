// SPDX-License-Identifier: BSL-1.0
// 2_c, 0.1_c, 1e-3_c: the numbers of a formula, read exactly as they are typed. 0.1_c is one tenth, not the double.
#pragma once

#include <tapeless/expr/symbol.hpp>

namespace tapeless::inline v0_2 {
namespace detail {

constexpr int digit_value(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

// Reads a C++ numeric literal: decimal, hexadecimal, octal, binary; with or without fraction and exponent; digit
// separators allowed.
class literal_reader {
 public:
  template <std::size_t N>
  constexpr explicit literal_reader(const char (&text)[N]) : at_(text) {
    find_base(text, N);
    for (; *at_ != '\0'; ++at_) {
      if (*at_ == '\'') continue;
      if (*at_ == '.') {
        fraction_ = true;
      } else if ((base_ == 10 && (*at_ == 'e' || *at_ == 'E')) || *at_ == 'p' || *at_ == 'P') {
        read_exponent();
        return;
      } else {
        read_digit();
      }
    }
  }
  // An exact rational, or the nearest double when that does not fit.
  constexpr dag::number value() {
    dag::big_integer denominator(1);
    if (base_ == 10) {
      if (power_ > 0) digits_.multiply_power_of_ten(power_ < 400 ? power_ : 400);
      if (power_ < 0) denominator.multiply_power_of_ten(power_ > -400 ? -power_ : 400);
    } else {
      if (power_ > 0) digits_.shift_left(power_ < 1100 ? power_ : 1100);
      if (power_ < 0) denominator.shift_left(power_ > -1100 ? -power_ : 1100);
    }
    return dag::number::ratio(digits_, denominator);
  }

 private:
  constexpr void find_base(const char* text, std::size_t size) {
    const bool hexadecimal = size > 2 && text[0] == '0' && (text[1] == 'x' || text[1] == 'X');
    const bool binary = size > 2 && text[0] == '0' && (text[1] == 'b' || text[1] == 'B');
    bool floating = false;
    for (std::size_t k = 0; k < size; ++k)
      floating = floating || text[k] == '.' || (!hexadecimal && (text[k] == 'e' || text[k] == 'E')) || text[k] == 'p' ||
                 text[k] == 'P';
    if (hexadecimal || binary) at_ += 2;
    base_ = hexadecimal ? 16 : binary ? 2 : text[0] == '0' && !floating ? 8 : 10;
  }
  // How much a digit counts in the exponent, which is of 10, or of 2 for the other bases.
  constexpr int step() const { return base_ == 10 ? 1 : 4; }
  constexpr void read_digit() {
    if (++digit_count_ > 400) {  // digits after the first 400 cannot change a double
      if (!fraction_) power_ += step();
      return;
    }
    digits_.multiply_add(static_cast<std::uint32_t>(base_), static_cast<std::uint32_t>(digit_value(*at_)));
    if (fraction_) power_ -= step();
  }
  constexpr void read_exponent() {
    int exponent = 0;
    const bool minus = at_[1] == '-';
    for (at_ += at_[1] == '-' || at_[1] == '+' ? 2 : 1; *at_ != '\0'; ++at_)
      if (*at_ != '\'' && exponent < 100000) exponent = exponent * 10 + digit_value(*at_);
    power_ += minus ? -exponent : exponent;
  }

  const char* at_;
  int base_ = 10;
  int power_ = 0;
  int digit_count_ = 0;
  bool fraction_ = false;
  dag::big_integer digits_;
};

template <std::size_t N>
constexpr dag::number read_literal(const char (&text)[N]) {
  return literal_reader(text).value();
}

template <char... Text>
struct literal_source {
  static constexpr char text[] = {Text..., '\0'};
  static constexpr literal value = read_literal(text);
};

}  // namespace detail

namespace literals {

// An exact constant of a formula: 2_c * x, 0.1_c, 1e-3_c, 0x1p-4_c. Where numerator or denominator is too large for an
// exact fraction it is the nearest double.
template <char... Text>
constexpr auto operator""_c() {
  return constant<detail::literal_source<Text...>::value>;
}

}  // namespace literals
}  // namespace tapeless
