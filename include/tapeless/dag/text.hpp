// SPDX-License-Identifier: BSL-1.0
// The text of a formula in one line: as the label that is the identity of its type, where two formulas must never share
// a text, and as the pieces from which the printers build what a person reads.
#pragma once

#include <bit>
#include <cstddef>
#include <cstdint>

#include <tapeless/dag/decimal.hpp>
#include <tapeless/dag/operation.hpp>

namespace tapeless::inline v0_2 {

// A name as a template argument: symbol<"x">.
template <std::size_t N>
struct fixed_string {
  char text[N]{};  // the terminator included
  // From a string literal.
  constexpr fixed_string(const char (&literal)[N]) {
    for (std::size_t k = 0; k < N; ++k) text[k] = literal[k];
  }
};

// The first Length characters of a text.
template <std::size_t Length>
constexpr fixed_string<Length + 1> fixed_text(const char* text) {
  char letters[Length + 1]{};
  for (std::size_t k = 0; k < Length; ++k) letters[k] = text[k];
  return fixed_string<Length + 1>(letters);
}

// What a type is known by. The length is exact and the terminator is part of it; otherwise clang prints numbers.
template <std::size_t N>
struct label {
  char text[N]{};  // the terminator included
};

namespace detail {

inline constexpr int label_length = 48;

// Collects a text and remembers whether it had to be cut. What is cut carries the structural hash instead.
class label_writer {
 public:
  constexpr void put(char c) {
    if (size_ < label_length)
      text_[size_++] = c;
    else
      cut_ = true;
  }
  constexpr void put(const char* text) {
    while (*text != '\0' && !cut_) put(*text++);
  }
  constexpr bool is_cut() const { return cut_; }
  constexpr void finish(std::uint64_t hash) {
    if (!cut_) return;
    text_[size_++] = '#';
    for (int shift = 60; shift >= 0; shift -= 4) text_[size_++] = "0123456789abcdef"[hash >> shift & 15];
  }
  constexpr std::size_t size() const { return static_cast<std::size_t>(size_); }
  constexpr char operator[](int k) const { return text_[k]; }

 private:
  char text_[label_length + 17]{};
  int size_ = 0;
  bool cut_ = false;
};

// N: the length with the terminator.
template <std::size_t N>
constexpr label<N> make_label(const label_writer& writer) {
  label<N> result;
  for (std::size_t k = 0; k + 1 < N; ++k) result.text[k] = writer[static_cast<int>(k)];
  result.text[N - 1] = '\0';  // written, or clang shows the text as numbers
  return result;
}

// Precedences of the text form.
inline constexpr int sums = 2;
inline constexpr int products = 3;
inline constexpr int powers = 4;
inline constexpr int atoms = 5;

constexpr int precedence_of(const dag::number& value) {
  if (value.negative()) return sums;
  return value.is_short() && !value.is_integer() ? products : atoms;
}

template <class Writer>
constexpr void put_integer(Writer& writer, dag::int128 value) {
  char digits[40]{};
  int count = 0;
  if (value < 0) writer.put('-');
  do {
    const int digit = static_cast<int>(value % 10);
    digits[count++] = static_cast<char>('0' + (digit < 0 ? -digit : digit));
    value /= 10;
  } while (value != 0);
  while (count > 0) writer.put(digits[--count]);
}

// The text of a number: an integer, a fraction, or a decimal that reads back as the nearest double.
template <class Writer>
constexpr void put_number(Writer& writer, const dag::number& value) {
  if (value.is_short()) {
    put_integer(writer, value.numerator());
    if (value.is_integer()) return;
    writer.put('/');
    put_integer(writer, value.denominator());
    return;
  }
  if (value.negative()) writer.put('-');
  const std::uint64_t magnitude = std::bit_cast<std::uint64_t>(value.value()) & ~(std::uint64_t{1} << 63);
  if (magnitude >= std::uint64_t{0x7ff} << 52) {
    writer.put(magnitude == std::uint64_t{0x7ff} << 52 ? "infinity" : "nan");
  } else if (magnitude == 0) {
    writer.put("0.0");
  } else {
    const auto digits = dag::shortest_decimal(std::bit_cast<double>(magnitude));
    for (int k = 0; k < digits.size; ++k) writer.put(digits.text[static_cast<std::size_t>(k)]);
  }
}

// The same in a label, where infinity and nan are names that a symbol may have, and all digits of a fraction count.
template <class Writer>
constexpr void put_label_number(Writer& writer, const dag::number& value) {
  if (value.exact() && !value.is_short()) {
    writer.put("number ");
    put_integer(writer, value.numerator());
    writer.put(':');
    put_integer(writer, value.denominator());
    return;
  }
  if (!value.exact() && (value.bits() << 1 >> 53) == 0x7ff) writer.put("number ");
  put_number(writer, value);
}

// A node's text is a few pieces: fixed text and operands, each operand with or without parentheses.
struct piece {
  const char* text = "";
  bool is_text = false;
  int operand = -1;  // -1: all remaining operands, separated by commas
  bool parentheses = false;
};

inline constexpr int all_operands = -1;
inline constexpr int all_but_first = -2;

struct layout {
  piece pieces[4]{};
  int count = 0;
  constexpr void put(const char* text) { pieces[count++] = {text, true, -1, false}; }
  constexpr void put(int operand, bool parentheses) { pieces[count++] = {"", false, operand, parentheses}; }
};

// What the layout of a node asks of its operands.
struct operand_text {
  int precedence = atoms;
  bool negative_number = false;
};

// `strict` keeps apart what reads the same, -(a*b) and (-a)*b, by parentheses that a person does not need.
constexpr layout lay_out(const dag::operation& op, const operand_text* operands, bool strict) {
  layout result;
  switch (op.style) {
    case dag::notation::infix: {
      const int own = op.precedence;
      const bool leading_number = own == products && operands[0].negative_number;  // -2*x is (-2)*x
      result.put(0, (operands[0].precedence < own && !leading_number) || (own == 1 && operands[0].precedence == 1));
      result.put(op.sign);
      result.put(1, operands[1].precedence <= own);
      break;
    }
    case dag::notation::power:
      result.put(0, operands[0].precedence < atoms);
      result.put(op.sign);
      result.put(1, operands[1].precedence < atoms);
      break;
    case dag::notation::prefix:
      result.put(op.sign);
      result.put(0, operands[0].precedence < (strict ? powers : products));
      break;
    case dag::notation::call:
      if (!strict && op.text[0] != '\0') {
        result.put(op.text);
      } else {
        result.put(op.name);
        if (op.arity == 0 && strict) result.put("()");  // no symbol has this label
      }
      if (op.arity != 0) {
        result.put("(");
        result.put(all_operands, false);
        result.put(")");
      }
      break;
    case dag::notation::access:
      result.put(0, false);
      result.put("(");
      result.put(all_but_first, false);
      result.put(")");
      break;
  }
  return result;
}

constexpr int precedence_of(const dag::operation& op) {
  switch (op.style) {
    case dag::notation::infix:
      return op.precedence;
    case dag::notation::prefix:
      return sums;
    case dag::notation::power:
      return powers;
    case dag::notation::call:
    case dag::notation::access:
      return atoms;
  }
  return atoms;
}

}  // namespace detail
}  // namespace tapeless
