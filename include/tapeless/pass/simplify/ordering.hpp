// SPDX-License-Identifier: BSL-1.0
// What a formula is rewritten for, the order in which its factors and terms stand, and what is known of their signs.
#pragma once

#include <tapeless/pass/finished.hpp>

namespace tapeless::detail::pass {

// What a formula is rewritten for.
enum class form : std::uint8_t {
  textbook,   // to be evaluated, and printed where the form below is no other
  printed,    // the same, where what is computed with more digits than a textbook's formula is written as that formula
  cancelled,  // the same, with x/x = 1, which holds where x is not 0
  identity,   // to be compared
  expanded    // to be compared, with products of sums multiplied out
};
constexpr bool is_for_comparison(form how) { return how == form::identity || how == form::expanded; }
constexpr bool is_evaluated(form how) { return how == form::textbook || how == form::cancelled; }

// The order in which factors and terms are printed: constants, symbols by name, sums, functions by name. It depends on
// the structure alone, so it is the same in every translation unit.
class ordering {
 public:
  // unread: any order will do that depends on the structure alone, as nobody will read the formula.
  constexpr ordering(const dag::builder& program, bool unread) : program_(&program), unread_(unread) {}

  // Negative, zero or positive, like a string comparison. Zero only for the same node. What two values have in common
  // down to max_depth decides by their hashes: an order as well, which only looks arbitrary.
  static constexpr int max_depth = 8;
  constexpr int compare(int a, int b) const {
    if (a == b) return 0;
    for (int depth = max_depth;; --depth) {
      const dag::node& x = (*program_)[a];
      const dag::node& y = (*program_)[b];
      if (unread_ && x.hash != y.hash) return x.hash < y.hash ? -1 : 1;
      const int left = rank(x), right = rank(y);
      if (left != right) return left < right ? -1 : 1;
      if (x.op->is_symbol()) {
        const int names = compare_text(program_->symbol(a).name, program_->symbol(b).name);
        if (names != 0) return names;
      } else if (x.op->is_number()) {
        if (program_->value(a) < program_->value(b)) return -1;
        if (program_->value(b) < program_->value(a)) return 1;
      } else if (depth > 0) {
        const int names = x.op->hash == y.op->hash ? 0 : compare_text(x.op->name, y.op->name);
        if (names != 0) return names;
        // The first operands that differ decide.
        int k = 0;
        while (k < x.count && k < y.count && program_->operand(a, k) == program_->operand(b, k)) ++k;
        if (k < x.count && k < y.count) {
          a = program_->operand(a, k);
          b = program_->operand(b, k);
          continue;
        }
        if (x.count != y.count) return x.count < y.count ? -1 : 1;
      }
      return x.hash < y.hash ? -1 : 1;
    }
  }

 private:
  static constexpr int rank(const dag::node& node) {
    switch (node.op->part) {
      case dag::role::number:
        return 0;
      case dag::role::named:
        return node.op->text[0] == '\0' ? 1 : 5;  // pi before symbols, ln(10) after them
      case dag::role::symbol:
        return 2;
      case dag::role::sum:
      case dag::role::difference:
        return 3;
      default:
        return 4;
    }
  }
  static constexpr int compare_text(const char* a, const char* b) {
    for (; *a != '\0' && *a == *b; ++a) ++b;
    return static_cast<unsigned char>(*a) - static_cast<unsigned char>(*b);
  }

  const dag::builder* program_;
  bool unread_;
};

// base^exponent as a textbook writes it: x, a square root, or x^2. No identity is applied.
constexpr int power_of(dag::builder& program, int base, const dag::number& exponent) {
  if (exponent.is(1)) return base;
  if (exponent == dag::number::ratio(1, 2)) return program.make(*program.arithmetic().square_root, &base, 1);
  const int operands[2] = {base, program.make_number(exponent)};
  return program.make(*program.arithmetic().power, operands, 2);
}

// What the operations of a formula say about the sign of its values: 1 + x^2 is positive. Of values that are nested
// more deeply than max_depth it says nothing, which is always true.
constexpr dag::range sign_of(const dag::builder& program, int id, int depth = 0) {
  constexpr int max_depth = 6;
  const dag::node& node = program[id];
  if (node.op->is_number())
    return program.value(id).negative() ? dag::range::all
           : program.value(id).is(0)    ? dag::range::nonnegative
                                        : dag::range::positive;
  const dag::role part = node.op->part;
  if (part == dag::role::power) {
    const int exponent = program.operand(id, 1);
    const bool even = program[exponent].op->is_number() && program.value(exponent).is_integer() &&
                      program.value(exponent).numerator() % 2 == 0 && !program.value(exponent).negative();
    return even ? dag::range::nonnegative : dag::range::all;
  }
  if (part == dag::role::reduction && depth < max_depth) return sign_of(program, program.operand(id, 1), depth + 1);
  const bool sum = part == dag::role::sum;
  if ((!sum && part != dag::role::product && part != dag::role::quotient) || depth >= max_depth) return node.op->values;
  const dag::range a = sign_of(program, program.operand(id, 0), depth + 1);
  if (a == dag::range::all) return a;
  const dag::range b = sign_of(program, program.operand(id, 1), depth + 1);
  if (b == dag::range::all) return b;
  return (a > b) == sum ? a : b;
}

}  // namespace tapeless::detail::pass
