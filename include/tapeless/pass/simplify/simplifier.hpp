// SPDX-License-Identifier: BSL-1.0
// The identities that make a formula what a textbook writes, or what formulas are compared by: sums and products of any
// length at once, signs pulled out of functions, and what each rule knows by itself.
#pragma once

#include <tapeless/pass/simplify/term_algebra.hpp>

namespace tapeless::inline v0_2::detail::pass {

// What is added to a sum or subtracted from it.
struct summand {
  int id = 0;
  bool minus = false;
};

class simplifier {
 public:
  constexpr simplifier(dag::builder& program, form how) : program_(program), how_(how), terms_(program, how) {
    program_.set_mode(dag::mode::reduced);
  }

  constexpr form how() const { return how_; }
  constexpr bool is_sum(int id) const { return terms_.is_sum(id); }

  // The simplified value of op(operands), whose operands are simplified already.
  constexpr int make(const dag::operation& op, const int* operands, int count) {
    const dag::role part = op.part;
    if (part == dag::role::sum || part == dag::role::difference)
      return add(operands[0], operands[1], part == dag::role::difference);
    if (part == dag::role::negation) return negate(operands[0]);
    if (part == dag::role::product || part == dag::role::quotient) {
      monomial product(program_, how_);
      product.multiply(operands[0], dag::number(1));
      product.multiply(operands[1], dag::number(part == dag::role::quotient ? -1 : 1));
      return finish(product);
    }
    if (part == dag::role::power || !op.exponent.is(0)) {
      monomial product(program_, how_);
      product.multiply(program_.make(op, operands, count), dag::number(1));
      return finish(product);
    }
    return call(op, operands, count);
  }

  constexpr int add(int a, int b, bool minus) {
    const summand second{b, minus};
    return add(a, &second, 1);
  }

  // base + rest[0] + rest[1] + ..., the same as if each was added to the simplified sum before it. Like terms are
  // collected once for all of them, which takes time in proportion to their number.
  constexpr int add(int base, const summand* rest, int count) {
    int done = 0;  // how many of them `base` contains
    for (bool reopened = true; reopened;) {
      reopened = false;
      term_list list;
      terms_.collect(list, base, dag::number(1));
      int met = done, seen = done;  // up to here terms have met like ones; have been looked at
      while (seen < count && !reopened) {
        list.set_collected(false);
        reopened = terms_.collect(list, rest[seen].id, dag::number(rest[seen].minus ? -1 : 1));
        ++seen;
        if (list.collected() || terms_.unread()) met = seen;
      }
      if (met == done) break;
      if (met < seen) {  // the later ones stay in their order behind the others
        list = {};
        terms_.collect(list, base, dag::number(1));
        for (int k = done; k < met; ++k) terms_.collect(list, rest[k].id, dag::number(rest[k].minus ? -1 : 1));
      }
      base = terms_.emit(list);
      done = met;
    }
    for (int k = done; k < count; ++k) base = add_apart(base, rest[k].id, rest[k].minus);
    return base;
  }

  // A product as a value.
  constexpr int finish(monomial& product) {
    if (product.coefficient.is(0)) return program_.make_number(0);
    product.settle();
    if (terms_.unread()) product = normalized(product);
    product.sort();
    if (how_ == form::expanded) {
      const int sum = multiply_out(product);
      if (sum >= 0) return sum;
    }
    if (terms_.unread() && product.count() == 1 && product[0].exponent.is(1) && is_sum(product[0].base)) {
      term_list list;
      terms_.collect(list, product[0].base, product.coefficient);
      return terms_.emit(list);
    }
    return product.build().id_in(program_);
  }

 private:
  constexpr dag::role part(int id) const { return terms_.part(id); }
  constexpr int power(const factor& one) {
    return power_of(program_, one.base, one.exponent, one.root || !is_evaluated(how_));
  }

  // Whether a factor is a power of a sum that may be multiplied out: up to the fourth, as the effort grows with each.
  constexpr bool is_expandable(const factor& one) const {
    constexpr std::int64_t max_power = 4;
    return is_sum(one.base) && one.exponent.is_integer() && !one.exponent.negative() &&
           one.exponent.numerator() <= max_power;
  }

  // The product with its sums multiplied out, or -1 when there are none, or more terms than max_products on the way:
  // then the product stays one, which is as right.
  constexpr int multiply_out(const monomial& product) {
    constexpr int max_products = 12;
    term_list list;
    monomial others(program_, how_);
    others.coefficient = product.coefficient;
    bool any = false;
    for (int k = 0; k < product.count(); ++k) {
      const bool expands = is_expandable(product[k]);
      any = any || expands;
      if (!expands) others.multiply(power(product[k]), dag::number(1));
    }
    if (!any) return -1;
    others.sort();
    list.append(terms_.split(others.build().id_in(program_)));
    for (int k = 0; k < product.count(); ++k) {
      if (!is_expandable(product[k])) continue;
      term_list sum;
      terms_.collect(sum, product[k].base, dag::number(1));
      for (dag::int128 times = product[k].exponent.numerator(); times > 0; --times) {
        if (list.count() * sum.count() > max_products) return -1;
        term_list next;
        for (int a = 0; a < list.count(); ++a)
          for (int b = 0; b < sum.count(); ++b) next.add(product_of(list[a], sum[b]));
        list = next;
      }
    }
    return terms_.emit(list);
  }
  constexpr term product_of(const term& a, const term& b) {
    monomial product(program_, how_);
    if (a.rest >= 0) product.multiply(a.rest, dag::number(1));
    if (b.rest >= 0) product.multiply(b.rest, dag::number(1));
    product.multiply(a.coefficient);
    product.multiply(b.coefficient);
    product.sort();
    return terms_.split(product.build().id_in(program_));
  }

  // A sum as its first coefficient times a sum whose first coefficient is 1; no rest if that is not to be had.
  constexpr term primitive(int id) {
    term_list list;
    terms_.collect(list, id, dag::number(1));
    if (list.count() == 0 || !list[0].coefficient.exact()) return {};
    terms_.order(list);
    const dag::number lead = list[0].coefficient;
    term* const terms = list.data();
    if (!lead.is(1))
      for (int j = 0; j < list.count(); ++j) {
        terms[j] = {terms[j].coefficient / lead, terms[j].rest};
        if (!terms[j].coefficient.exact()) return {};
      }
    return {lead, terms_.emit(list)};
  }

  // For comparison: (2*a)^2 is 4*a^2, (a*b)^2 is a^2*b^2, (b - a) is -(a - b), and sums have 1 as first coefficient.
  constexpr monomial normalized(const monomial& product) {
    monomial result(program_, how_);
    result.coefficient = product.coefficient;
    for (int k = 0; k < product.count(); ++k) {
      const factor one = product[k];
      monomial inner(program_, how_);
      if (one.exponent.is_integer() && !is_sum(one.base)) inner.multiply(one.base, dag::number(1));
      inner.settle();
      if (one.exponent.is_integer() && is_sum(one.base)) {
        const term sum = primitives_.get(one.base, [&] { return primitive(one.base); });
        if (sum.rest >= 0) {
          result.multiply(sum.rest, one.exponent);
          result.multiply(program_.make_number(sum.coefficient), one.exponent);
          continue;
        }
      }
      if (inner.count() > 1) {
        for (int j = 0; j < inner.count(); ++j) result.multiply(power(inner[j]), one.exponent);
        result.multiply(program_.make_number(inner.coefficient), one.exponent);
      } else {
        result.multiply(one.exponent.is(1) ? one.base : power(one), dag::number(1));
      }
    }
    return result;
  }

  constexpr int negate(int a) {
    if (part(a) == dag::role::difference) return add(program_.operand(a, 1), program_.operand(a, 0), true);
    if (terms_.unread() && is_sum(a)) {
      monomial product(program_, how_);
      product.coefficient = -1;
      product.multiply(a, dag::number(1));
      return finish(product);
    }
    const term one = terms_.split(a);
    return terms_.join(-one.coefficient, one.rest);
  }

  // a + b or a - b, which have no like terms.
  constexpr int add_apart(int a, int b, bool minus) {
    const term first = terms_.split(a);
    term second = terms_.split(b);
    if (minus) second.coefficient = -second.coefficient;
    if (first.coefficient.is(0) && first.rest < 0) return terms_.join(second.coefficient, second.rest);
    if (second.coefficient.is(0) && second.rest < 0) return a;
    if (second.coefficient.negative()) {
      const int rest = terms_.join(-second.coefficient, second.rest);
      if (!first.coefficient.negative()) return terms_.raw_subtract(a, rest);
      return terms_.raw_negate(terms_.raw_add(terms_.join(-first.coefficient, first.rest), rest));
    }
    const int right = minus ? terms_.join(second.coefficient, second.rest) : b;
    if (first.coefficient.negative()) return terms_.raw_subtract(right, terms_.join(-first.coefficient, first.rest));
    if (is_sum(right) && !is_sum(a)) return terms_.raw_add(right, a);
    if (!is_sum(right) && !is_sum(a)) {
      term_list pair;
      pair.append(first);
      pair.append(second);
      return terms_.emit(pair);
    }
    return terms_.raw_add(a, right);
  }

  // A function: signs leave odd and even ones, then its own identities apply.
  constexpr int call(const dag::operation& op, const int* operands, int count) {
    if (terms_.unread() && op.part == dag::role::guard) return operands[2];
    dag::scratch<handle> list(count);
    for (int k = 0; k < count; ++k) list[k] = handle(program_, operands[k]);
    bool minus = false;
    if (op.symmetry != dag::parity::none) {
      const int positive = without_sign(operands[0]);
      if (positive >= 0) {
        list[0] = handle(program_, positive);
        minus = op.symmetry == dag::parity::odd;
      }
    }
    if (op.accurate && !is_evaluated(how_)) {
      const int plain = written_out(op, list.data(), count);
      return minus ? negate(plain) : plain;
    }
    const bool rewrites = op.has_textbook && !op.accurate;
    const handle preferred = rewrites ? op.textbook(list.data(), count) : handle::none();
    int id = (preferred.exists() ? preferred : tapeless::build(program_, op, list.data(), count)).id_in(program_);
    if (preferred.exists() && (is_sum(id) || part(id) == dag::role::product)) {
      const int inner[2] = {program_.operand(id, 0), program_.operand(id, 1)};
      id = make(*program_[id].op, inner, 2);
    }
    return minus ? negate(id) : id;
  }

  // The textbook form of op(operands), with all that it consists of simplified.
  constexpr int written_out(const dag::operation& op, const handle* operands, int count) {
    const int known = program_.size();
    const int root = op.textbook(operands, count).id_in(program_);
    const int end = program_.size();
    if (root < known) return root;
    dag::scratch<int> ids(end - known);
    for (int id = known; id < end; ++id) {
      const dag::node node = program_[id];
      dag::scratch<int> inner(node.count);
      for (int k = 0; k < node.count; ++k) {
        const int old = program_.operand(id, k);
        inner[k] = old < known ? old : ids[old - known];
      }
      ids[id - known] = node.count == 0 ? id : make(*node.op, inner.data(), node.count);
    }
    return ids[root - known];
  }

  // u for an operand -u, or -1.
  constexpr int without_sign(int id) {
    if (terms_.unread() && is_sum(id)) {
      term_list list;
      terms_.collect(list, id, dag::number(1));
      if (list.count() == 0) return -1;
      terms_.order(list);
      return list[0].coefficient.negative() ? negate(id) : -1;
    }
    const term one = terms_.split(id);
    return one.rest >= 0 && one.coefficient.negative() ? terms_.join(-one.coefficient, one.rest) : -1;
  }

  dag::builder& program_;
  form how_;
  term_algebra terms_;
  memo<term> primitives_;
};

}  // namespace tapeless::detail::pass
