// SPDX-License-Identifier: BSL-1.0
// A product as coefficient and powers, the form in which factors are merged and put in order. Powers of one base merge
// only where that leaves the domain as it was: x^2/x^3 becomes 1/x, but x/x stays, because it is undefined at 0 and 1
// is not.
#pragma once

#include <tapeless/pass/finished.hpp>

namespace tapeless::detail::pass {

// What a formula is rewritten for.
enum class form : std::uint8_t {
  textbook,   // to be printed and evaluated
  cancelled,  // the same, with x/x = 1, which holds where x is not 0
  identity,   // to be compared
  expanded    // to be compared, with products of sums multiplied out
};
constexpr bool is_for_comparison(form how) { return how == form::identity || how == form::expanded; }

// The order in which factors and terms are printed: constants, symbols by name, sums, functions by name. It depends on
// the structure alone, so it is the same in every translation unit.
class ordering {
 public:
  // unread: any order will do that depends on the structure alone, as nobody will read the formula.
  constexpr ordering(const dag::builder& program, bool unread) : program_(&program), unread_(unread) {}

  // Negative, zero or positive, like a string comparison. Zero only for the same node.
  constexpr int compare(int a, int b, int depth = 8) const {
    if (a == b) return 0;
    const dag::node& x = (*program_)[a];
    const dag::node& y = (*program_)[b];
    if (unread_ && x.hash != y.hash) return x.hash < y.hash ? -1 : 1;
    if (rank(x) != rank(y)) return rank(x) < rank(y) ? -1 : 1;
    if (x.op->is_symbol()) {
      const int names = compare_text(program_->symbol(a).name, program_->symbol(b).name);
      if (names != 0) return names;
    } else if (x.op->is_number()) {
      if (program_->value(a) < program_->value(b)) return -1;
      if (program_->value(b) < program_->value(a)) return 1;
    } else if (depth > 0) {
      const int names = compare_text(x.op->name, y.op->name);
      if (names != 0) return names;
      for (int k = 0; k < x.count && k < y.count; ++k) {
        const int operands = compare(program_->operand(a, k), program_->operand(b, k), depth - 1);
        if (operands != 0) return operands;
      }
      if (x.count != y.count) return x.count < y.count ? -1 : 1;
    }
    return x.hash < y.hash ? -1 : 1;
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

// What the operations of a formula say about the sign of its values: 1 + x^2 is positive.
constexpr dag::range sign_of(const dag::builder& program, int id, int depth = 0) {
  constexpr int deepest = 6;
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
  if (part == dag::role::reduction) return sign_of(program, program.operand(id, 1), depth + 1);
  const bool sum = part == dag::role::sum;
  if ((!sum && part != dag::role::product && part != dag::role::quotient) || depth == deepest) return node.op->values;
  const dag::range a = sign_of(program, program.operand(id, 0), depth + 1);
  if (a == dag::range::all) return a;
  const dag::range b = sign_of(program, program.operand(id, 1), depth + 1);
  if (b == dag::range::all) return b;
  return (a > b) == sum ? a : b;
}

struct factor {
  int base = 0;
  dag::number exponent{1};
};

class monomial {
 public:
  static constexpr int most = 24;

  constexpr monomial(dag::builder& program, form how) : program_(&program), how_(how) {}

  dag::number coefficient{1};

  constexpr int count() const { return count_; }
  constexpr const factor& operator[](int k) const { return factors_[k]; }
  // False when the product has more factors than fit; it must then be left as it is.
  constexpr bool fits() const { return fits_; }

  // Multiplies by (node id)^exponent, where exponent is an integer unless id is an atom.
  constexpr void multiply(int id, dag::number exponent, int depth = 0) {
    for (;; ++depth) {
      const dag::node& node = (*program_)[id];
      if (node.op->part == dag::role::number && program_->value(id).exact() && exponent.is_integer() &&
          scale(program_->value(id), exponent))
        return;
      if (depth > most) break;
      if (node.op->part == dag::role::negation && exponent.is_integer()) {
        if (exponent.numerator() % 2 != 0) coefficient = -coefficient;
        id = program_->operand(id, 0);
        continue;
      }
      // (2*a)^n is 2^n*a^n, which is as exact.
      if (exponent.is_integer() && node.op->part == dag::role::product && is_exact(program_->operand(id, 0)) &&
          scale(program_->value(program_->operand(id, 0)), exponent)) {
        id = program_->operand(id, 1);
        continue;
      }
      if (exponent.is_integer() && node.op->part == dag::role::quotient && is_exact(program_->operand(id, 1)) &&
          scale(program_->value(program_->operand(id, 1)), -exponent)) {
        id = program_->operand(id, 0);
        continue;
      }
      // (a*b)^n is left alone for n other than 1 and -1: a^2*b^2 may overflow where (a*b)^2 does not.
      const bool plain = exponent.is(1) || exponent.is(-1);
      if (plain && (node.op->part == dag::role::product || node.op->part == dag::role::quotient)) {
        multiply(program_->operand(id, 1), node.op->part == dag::role::product ? exponent : -exponent, depth + 1);
        id = program_->operand(id, 0);
        continue;
      }
      const bool power = node.op->part == dag::role::power && is_exact(program_->operand(id, 1));
      const dag::number inner = power ? program_->value(program_->operand(id, 1)) : node.op->exponent;
      if (inner.is(0) || !exponent.is_integer() || !(plain || inner.is_integer())) break;
      exponent = inner * exponent;
      id = program_->operand(id, 0);
      if (!exponent.is_integer()) break;
    }
    put(id, exponent);
  }

  // Merges the powers of each base and puts the factors in printing order.
  constexpr void sort() {
    for (int k = 0; k < count_;) k += merge(k) ? 1 : 0;
    const ordering order(*program_, is_for_comparison(how_));
    for (int k = 1; k < count_; ++k)
      for (int j = k; j > 0 && order.compare(factors_[j].base, factors_[j - 1].base) < 0; --j) {
        const factor other = factors_[j];
        factors_[j] = factors_[j - 1];
        factors_[j - 1] = other;
      }
  }

  // A node as it is, without identities.
  constexpr handle raw(const dag::operation* op, const handle& a, const handle& b) const {
    const int operands[2] = {a.id_in(*program_), b.id_in(*program_)};
    return {*program_, program_->make(*op, operands, 2)};
  }

  // The product as a fraction of products, a minus sign in front. Call sort() before.
  constexpr handle build() const {
    handle above = handle::none();
    handle below = handle::none();
    const bool negative = coefficient.negative();
    const dag::number size = negative ? -coefficient : coefficient;
    const dag::number p(size.numerator());
    const dag::number q(size.denominator());
    bool any_above = false;
    for (int k = 0; k < count_; ++k) any_above = any_above || !factors_[k].exponent.negative();
    const bool lead = !any_above || !p.is(1);  // the number stands in the numerator and takes the sign
    if (lead) above = handle(negative ? -p : p, program_);
    if (!q.is(1)) below = handle(q, program_);
    for (int k = 0; k < count_; ++k) {
      const bool inverse = factors_[k].exponent.negative();
      const handle power(*program_,
                         power_of(*program_, factors_[k].base, inverse ? -factors_[k].exponent : factors_[k].exponent));
      handle& side = inverse ? below : above;
      if (!side.exists())
        side = power;
      else
        side = raw(program_->arithmetic().multiply, side, power);
    }
    const handle value = !below.exists()                          ? above
                         : above.is_number() && below.is_number() ? handle(above.number() / below.number(), program_)
                                                                  : raw(program_->arithmetic().divide, above, below);
    if (!negative || lead) return value;
    const int operand = value.id_in(*program_);
    return {*program_, program_->make(*program_->arithmetic().negate, &operand, 1)};
  }

 private:
  constexpr bool is_exact(int id) const { return (*program_)[id].op->is_number() && program_->value(id).exact(); }

  // Takes number^exponent into the coefficient if that stays exact.
  constexpr bool scale(const dag::number& value, const dag::number& exponent) {
    const bool inverse = exponent.negative();
    const std::int64_t times = inverse ? -exponent.numerator() : exponent.numerator();
    if (times > 16 || (inverse && value.is(0))) return false;
    dag::number result = coefficient;
    for (std::int64_t k = 0; k < times; ++k) result = inverse ? result / value : result * value;
    if (!result.exact()) return false;
    coefficient = result;
    return true;
  }

  // Integer powers of one sign merge at once; what else may merge is seen when all factors are there.
  constexpr void put(int base, const dag::number& exponent) {
    for (int k = 0; k < count_; ++k) {
      const dag::number& other = factors_[k].exponent;
      if (factors_[k].base != base || !other.is_integer() || !exponent.is_integer() ||
          other.negative() != exponent.negative())
        continue;
      factors_[k].exponent = other + exponent;
      return;
    }
    if (count_ == most) {
      fits_ = false;
      return;
    }
    factors_[count_++] = {base, exponent};
  }

  // All powers of the base of factor k as one, unless that would lose a pole or the restriction of a root. False when
  // factor k is gone.
  constexpr bool merge(int k) {
    dag::number total;
    bool pole = false;
    bool root = false;
    int same = 0;
    const int base = factors_[k].base;
    for (int j = k; j < count_; ++j) {
      if (factors_[j].base != base) continue;
      total = total + factors_[j].exponent;
      pole = pole || factors_[j].exponent.negative();
      root = root || !factors_[j].exponent.is_integer();
      ++same;
    }
    if (same == 1 || !total.exact() || (root && total.is_integer())) return true;
    if (how_ != form::cancelled && (total.is(0) || (pole && !total.negative())) &&
        sign_of(*program_, base) != dag::range::positive)
      return true;
    int kept = k;
    if (!total.is(0)) factors_[kept++].exponent = total;
    for (int j = k + 1; j < count_; ++j)
      if (factors_[j].base != base) factors_[kept++] = factors_[j];
    count_ = kept;
    return !total.is(0);
  }

  dag::builder* program_;
  factor factors_[most]{};
  int count_ = 0;
  bool fits_ = true;
  form how_;
};

}  // namespace tapeless::detail::pass
