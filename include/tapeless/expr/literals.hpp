// SPDX-License-Identifier: BSL-1.0
// 2_c, 0.1_c, 1e-3_c: the numbers of a formula, read exactly as they are typed. 0.1_c is one tenth, not the double.
#pragma once

#include <tapeless/expr/symbol.hpp>

namespace tapeless {
namespace detail {

constexpr int digit_value(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

// The value of a C++ numeric literal (decimal, hexadecimal, octal, binary; with or without fraction and exponent; digit
// separators allowed) as an exact rational, or the nearest double when that does not fit.
template <std::size_t N>
constexpr dag::number read_literal(const char (&text)[N]) {
  std::size_t at = 0;
  int base = 10;
  bool floating = false;
  for (std::size_t k = 0; k < N; ++k)
    if (text[k] == '.' || (text[k] == 'e' && !(text[1] == 'x' || text[1] == 'X')) || text[k] == 'E' || text[k] == 'p' ||
        text[k] == 'P')
      floating = true;
  if (N > 2 && text[0] == '0' && (text[1] == 'x' || text[1] == 'X')) {
    base = 16;
    at = 2;
  } else if (N > 2 && text[0] == '0' && (text[1] == 'b' || text[1] == 'B')) {
    base = 2;
    at = 2;
  } else if (text[0] == '0' && !floating) {
    base = 8;
  }
  dag::big_integer numerator;
  dag::big_integer denominator(1);
  int power = 0;  // of the base's exponent: 10, or 2 for hexadecimal
  int digits = 0;
  bool fraction = false;
  for (; text[at] != '\0'; ++at) {
    const char c = text[at];
    if (c == '\'') continue;
    if (c == '.') {
      fraction = true;
      continue;
    }
    if ((base == 10 && (c == 'e' || c == 'E')) || c == 'p' || c == 'P') {
      int exponent = 0;
      const bool minus = text[at + 1] == '-';
      for (at += text[at + 1] == '-' || text[at + 1] == '+' ? 2 : 1; text[at] != '\0'; ++at)
        if (text[at] != '\'') exponent = exponent * 10 + digit_value(text[at]);
      power += minus ? -exponent : exponent;
      break;
    }
    if (++digits > 400) {  // what comes behind 400 digits cannot change a double
      if (!fraction) power += base == 10 ? 1 : 4;
      continue;
    }
    numerator.multiply_add(static_cast<std::uint32_t>(base), static_cast<std::uint32_t>(digit_value(c)));
    if (fraction) power -= base == 10 ? 1 : 4;
  }
  if (base == 10) {
    if (power > 0) numerator.multiply_power_of_ten(power < 400 ? power : 400);
    if (power < 0) denominator.multiply_power_of_ten(power > -400 ? -power : 400);
  } else {
    if (power > 0) numerator.shift_left(power < 1100 ? power : 1100);
    if (power < 0) denominator.shift_left(power > -1100 ? -power : 1100);
  }
  return dag::number::ratio(numerator, denominator);
}

template <char... Text>
struct literal_source {
  static constexpr char text[] = {Text..., '\0'};
  static constexpr literal value = read_literal(text);
};

}  // namespace detail

namespace literals {

// An exact constant of a formula: 2_c * x, 0.1_c, 1e-3_c, 0x1p-4_c.
template <char... Text>
constexpr auto operator""_c() {
  return constant<detail::literal_source<Text...>::value>;
}

}  // namespace literals
}  // namespace tapeless
