// SPDX-License-Identifier: BSL-1.0
// What a formula is rewritten for, the order in which its factors and terms stand.
#pragma once

#include <tapeless/pass/finished.hpp>

namespace tapeless::inline v0_2::detail::pass {

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

// base^exponent as a textbook writes it: x, a square root where that is meant, or x^2. No identity is applied.
constexpr int power_of(dag::builder& program, int base, const dag::number& exponent, bool root) {
  if (exponent.is(1)) return base;
  if (root && exponent == dag::number::ratio(1, 2)) return program.make(*program.arithmetic().square_root, &base, 1);
  const int operands[2] = {base, program.make_number(exponent)};
  return program.make(*program.arithmetic().power, operands, 2);
}

}  // namespace tapeless::detail::pass
