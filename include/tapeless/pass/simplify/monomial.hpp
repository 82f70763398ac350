// SPDX-License-Identifier: BSL-1.0
// A product as coefficient and powers, the form in which factors are merged and put in order. Powers of one base merge
// only where that leaves the domain as it was: x^2/x^3 becomes 1/x, but x/x stays, because it is undefined at 0 and 1
// is not.
#pragma once

#include <tapeless/dag/index.hpp>
#include <tapeless/dag/sign.hpp>
#include <tapeless/dag/sort.hpp>
#include <tapeless/pass/simplify/long_product.hpp>
#include <tapeless/pass/simplify/ordering.hpp>

namespace tapeless::inline v0_2::detail::pass {

struct factor {
  int base = 0;
  dag::number exponent{1};
  bool root = false;  // written as a root: at -0 and -infinity the square root is -0 and NaN, the power 0 and infinity
};

class monomial {
 public:
  constexpr monomial(dag::builder& program, form how) : program_(&program), how_(how) {}

  dag::number coefficient{1};

  constexpr int count() const { return factors_.size(); }
  constexpr const factor& operator[](int k) const { return factors_[k]; }

  // Multiplies by an exact number; where the coefficient would be none, the number becomes a factor.
  constexpr void multiply(const dag::number& value) {
    if (take(value, dag::number(1))) return;
    if (value.negative()) coefficient = -coefficient;
    put(program_->make_number(value.negative() ? -value : value), dag::number(1));
  }

  // Multiplies by (node id)^exponent, where exponent is an integer unless id is an atom.
  constexpr void multiply(int id, dag::number exponent) {
    dag::scratch<factor> pending;  // the factors on the left of those that are looked at
    while (true) {
      if (!open(id, exponent, pending)) {
        if (pending.empty()) return;
        const factor next = pending.pop();
        id = next.base;
        exponent = next.exponent;
      }
    }
  }

  // Makes one factor of the numbers that are no fraction together, or leaves them apart where the double would be none.
  constexpr void settle() {
    if (long_.count() == 0) return;
    const bool minus = coefficient.negative();
    if (!coefficient.is(minus ? -1 : 1) && long_.multiply(minus ? -coefficient : coefficient, false, 1))
      coefficient = minus ? -1 : 1;
    const dag::number total = long_.value();
    if (total.exact())
      coefficient = coefficient * total;
    else if (total.value() > std::numeric_limits<double>::min() && total.value() < std::numeric_limits<double>::max())
      put(program_->make_number(total), dag::number(1));
    else
      for (int k = 0; k < long_.count(); ++k)
        put(program_->make_number(long_[k]), dag::number(long_.is_inverse(k) ? -1 : 1));
    long_ = {};
  }

  // Merges the powers of each base and puts the factors in printing order.
  constexpr void sort() {
    settle();
    for (int k = 0; repeated_ && k < factors_.size();) k += merge(k) ? 1 : 0;
    index_ = {};
    indexed_ = 0;
    const ordering order(*program_, is_for_comparison(how_));
    dag::stable_sort(factors_.data(), factors_.size(),
                     [&](const factor& a, const factor& b) { return order.compare(a.base, b.base) < 0; });
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
    const bool is_fraction = size.is_short();  // longer ones are written as decimals
    const dag::number p = is_fraction ? dag::number(size.numerator()) : size;
    const dag::number q = is_fraction ? dag::number(size.denominator()) : dag::number(1);
    bool any_above = false;
    const factor* const factors = factors_.data();
    const int count = factors_.size();
    for (int k = 0; k < count; ++k) any_above = any_above || !factors[k].exponent.negative();
    const bool lead = !any_above || !p.is(1);  // the number stands in the numerator and takes the sign
    if (lead) above = handle(negative ? -p : p, program_);
    if (!q.is(1)) below = handle(q, program_);
    for (int k = 0; k < count; ++k) {
      const bool inverse = factors[k].exponent.negative();
      const dag::number exponent = inverse ? -factors[k].exponent : factors[k].exponent;
      const bool root = factors[k].root || !is_evaluated(how_);
      handle& side = inverse ? below : above;
      const auto take = [&](const dag::number& part) {
        const handle power(*program_, power_of(*program_, factors[k].base, part, root));
        side = side.exists() ? raw(program_->arithmetic().multiply, side, power) : power;
      };
      // A root is no power at -0 and -infinity.
      const dag::number half = dag::number::ratio(1, 2);
      const bool splits = factors[k].root && how_ == form::textbook && !(exponent == half);
      if (splits) take(exponent - half);
      take(splits ? half : exponent);
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

  // One step: id^exponent becomes a simpler power, whose left factors are left to `pending`, or is multiplied in; then
  // false.
  constexpr bool open(int& id, dag::number& exponent, dag::scratch<factor>& pending) {
    const dag::node& node = (*program_)[id];
    const dag::role part = node.op->part;
    const bool integer = exponent.is_integer();
    if (part == dag::role::number && integer && take(program_->value(id), exponent)) return false;
    if (part == dag::role::negation && integer) {
      if (exponent.numerator() % 2 != 0) coefficient = -coefficient;
      id = program_->operand(id, 0);
      return true;
    }
    // (2*a)^n is 2^n*a^n, which is as exact.
    if (integer && part == dag::role::product && is_exact(program_->operand(id, 0)) &&
        take(program_->value(program_->operand(id, 0)), exponent)) {
      id = program_->operand(id, 1);
      return true;
    }
    if (integer && part == dag::role::quotient && is_exact(program_->operand(id, 1)) &&
        take(program_->value(program_->operand(id, 1)), -exponent)) {
      id = program_->operand(id, 0);
      return true;
    }
    // (a*b)^n is left alone for n other than 1 and -1: a^2*b^2 may overflow where (a*b)^2 does not.
    const bool plain = exponent.is(1) || exponent.is(-1);
    if (plain && (part == dag::role::product || part == dag::role::quotient)) {
      pending.push({program_->operand(id, 0), exponent});
      if (part == dag::role::quotient) exponent = -exponent;
      id = program_->operand(id, 1);
      return true;
    }
    const bool power = part == dag::role::power && is_exact(program_->operand(id, 1));
    const dag::number inner = power ? program_->value(program_->operand(id, 1)) : node.op->exponent;
    const dag::number both = integer && !inner.is(0) ? inner * exponent : dag::number();
    const bool opens = !both.is(0) && both.exact() && (plain || inner.is_integer());
    if (opens) {
      exponent = both;
      id = program_->operand(id, 0);
      if (exponent.is_integer()) return true;
    }
    put(id, exponent, opens && !power);
    return false;
  }

  // Takes number^exponent into the coefficient, or into the product that the coefficient could not hold. Doubles are
  // factors like others unless formulas are compared.
  constexpr bool take(const dag::number& value, const dag::number& exponent) {
    if (value.exact() && scale(value, exponent)) return true;
    const bool inverse = exponent.negative();
    const dag::int128 times = inverse ? -exponent.numerator() : exponent.numerator();
    constexpr int max_power = 8;
    if (times > max_power || (!is_for_comparison(how_) && (times > 1 || !value.exact()))) return false;
    const bool minus = value.negative();
    if (!long_.multiply(minus ? -value : value, inverse, static_cast<int>(times))) return false;
    if (minus && times % 2 != 0) coefficient = -coefficient;
    return true;
  }

  // Takes number^exponent into the coefficient if that stays exact. Powers above max_power stay as they are written.
  constexpr bool scale(const dag::number& value, const dag::number& exponent) {
    const bool inverse = exponent.negative();
    const dag::int128 times = inverse ? -exponent.numerator() : exponent.numerator();
    constexpr std::int64_t max_power = 16;
    if (times > max_power || (inverse && value.is(0))) return false;
    dag::number result = coefficient;
    for (dag::int128 k = 0; k < times && result.exact(); ++k) result = inverse ? result / value : result * value;
    if (!result.exact()) return false;
    coefficient = result;
    return true;
  }

  // Integer powers of one sign merge at once; what else may merge is seen when all factors are there.
  constexpr void put(int base, const dag::number& exponent, bool root = false) {
    const int kind = kind_of(exponent);
    factor* const factors = factors_.data();
    const int count = factors_.size();
    int known = -1;
    if (count > max_scanned) {
      known = look_up(base, kind);
    } else {
      for (int k = 0; k < count && known < 0; ++k) {
        if (factors[k].base != base) continue;
        repeated_ = true;
        if (kind != fraction && kind_of(factors[k].exponent) == kind) known = k;
      }
    }
    if (known >= 0) {
      const dag::number total = factors[known].exponent + exponent;
      if (total.exact()) {
        factors[known].exponent = total;
        return;
      }
    }
    factors_.push({base, exponent, root});
  }

  // Which powers of one base merge at once: those of one kind, but fractions.
  static constexpr int fraction = 2;
  static constexpr int kind_of(const dag::number& exponent) {
    return !exponent.is_integer() ? fraction : exponent.negative() ? 1 : 0;
  }

  // The factor with which a power of `base` merges at once, or -1, by an index over all of them.
  constexpr int look_up(int base, int kind) {
    for (; indexed_ < factors_.size(); ++indexed_)
      index_.note(3 * factors_[indexed_].base + kind_of(factors_[indexed_].exponent), indexed_);
    for (int other = 0; other < 3 && !repeated_; ++other) repeated_ = index_.find(3 * base + other) >= 0;
    return kind == fraction ? -1 : index_.find(3 * base + kind);
  }

  // All powers of the base of factor k as one, unless that would lose a pole or the restriction of a root. False when
  // factor k is gone.
  constexpr bool merge(int k) {
    dag::number total;
    bool pole = false;
    bool root = false;
    bool written_as_root = false;
    int same = 0;
    const int base = factors_[k].base;
    factor* const factors = factors_.data();
    const int count = factors_.size();
    for (int j = k; j < count; ++j) {
      if (factors[j].base != base) continue;
      total = total + factors[j].exponent;
      pole = pole || factors[j].exponent.negative();
      root = root || !factors[j].exponent.is_integer();
      written_as_root = written_as_root || factors[j].root;
      ++same;
    }
    if (same == 1 || !total.exact() || (root && total.is_integer())) return true;
    // A root of x times its cube root is no power at -infinity.
    if (written_as_root && how_ == form::textbook && total.denominator() != 2) return true;
    if (how_ != form::cancelled && (total.is(0) || (pole && !total.negative())) &&
        dag::sign_of(*program_, base) != dag::range::positive)
      return true;
    int kept = k;
    if (!total.is(0)) {
      factors[kept].root = written_as_root;
      factors[kept++].exponent = total;
    }
    for (int j = k + 1; j < count; ++j)
      if (factors[j].base != base) factors[kept++] = factors[j];
    factors_.shorten(kept);
    return !total.is(0);
  }

  dag::builder* program_;
  static constexpr int max_scanned = 16;  // longer products are searched by an index
  dag::scratch<factor> factors_;
  dag::key_index index_;
  long_product long_;
  int indexed_ = 0;        // how many factors the index knows
  bool repeated_ = false;  // some base stands in several factors
  form how_;
};

}  // namespace tapeless::detail::pass
