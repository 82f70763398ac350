// SPDX-License-Identifier: BSL-1.0
// From values of a program to sums of terms and back: what a term is, which order terms have, how their sum is written.
#pragma once

#include <tapeless/pass/simplify/memo.hpp>
#include <tapeless/pass/simplify/monomial.hpp>
#include <tapeless/pass/simplify/terms.hpp>

namespace tapeless::inline v0_2::detail::pass {

class term_algebra {
 public:
  constexpr term_algebra(dag::builder& program, form how) : program_(program), how_(how) {}

  constexpr dag::role part(int id) const { return program_[id].op->part; }
  constexpr bool is_sum(int id) const { return part(id) == dag::role::sum || part(id) == dag::role::difference; }
  constexpr bool unread() const { return is_for_comparison(how_); }

  // Nodes as they are, without identities.
  constexpr int raw(const dag::operation* op, int a, int b) {
    const int operands[2] = {a, b};
    return program_.make(*op, operands, 2);
  }
  constexpr int raw_add(int a, int b) { return raw(program_.arithmetic().add, a, b); }
  constexpr int raw_subtract(int a, int b) { return raw(program_.arithmetic().subtract, a, b); }
  constexpr int raw_negate(int a) { return program_.make(*program_.arithmetic().negate, &a, 1); }

  // A product as coefficient and rest, and the rest rebuilt without its coefficient.
  constexpr term split(int id) {
    if (part(id) == dag::role::symbol) return {dag::number(1), id, id};
    return splits_.get(id, [&] { return computed_split(id); });
  }

  constexpr int join(const dag::number& coefficient, int rest) {
    if (rest < 0) return program_.make_number(coefficient);
    if (coefficient.is(1)) return rest;
    monomial product(program_, how_);
    product.multiply(rest, dag::number(1));
    product.multiply(coefficient);
    product.sort();
    return product.build().id_in(program_);
  }

  // Adds scale * (the sum id) to a list of terms, from left to right. The terms of a sum that is simplified are
  // distinct, so those of the first need no comparison with each other. True when a term has become a sum by itself,
  // as 2*(a + b) does where -(a + b) is added: the list must be collected anew.
  constexpr bool collect(term_list& list, int id, dag::number scale) {
    struct scaled_sum {
      int id = 0;
      dag::number scale{};
    };
    dag::scratch<scaled_sum> pending;
    bool distinct = list.count() == 0;
    bool reopened = false;
    while (true) {
      for (; is_sum(id); id = program_.operand(id, 0))
        pending.push({program_.operand(id, 1), part(id) == dag::role::difference ? -scale : scale});
      const term one = split(id);
      const dag::number coefficient = one.coefficient * scale;
      const bool fits = coefficient.exact();
      if (fits && one.rest >= 0 && is_sum(one.rest) && opens(coefficient)) {
        distinct = false;
        id = one.rest;
        scale = coefficient;
        continue;
      }
      const term scaled =
          fits ? term{coefficient, one.rest, scale.is(1) || scale.is(-1) ? one.whole : -1} : too_long(one, scale);
      distinct = distinct && fits;
      if (distinct)
        list.append(scaled);
      else
        reopened = (opens(list.add(scaled)) && scaled.rest >= 0 && is_sum(scaled.rest)) || reopened;
      if (pending.empty()) return reopened;
      const scaled_sum next = pending.pop();
      id = next.id;
      scale = next.scale;
    }
  }

  constexpr void order(term_list& list) {
    const int count = list.count();
    if (count < 2) return;
    term* const terms = list.data();
    const ordering by(program_, unread());
    const auto before = [&](const term& a, const term& b) {
      if (a.rest < 0 || b.rest < 0) return a.rest >= 0 && b.rest < 0;
      return by.compare(a.rest, b.rest) < 0;
    };
    if (unread()) return dag::stable_sort(terms, count, before);
    struct ranked_term {
      term one{};
      dag::number degree{};
    };
    dag::scratch<ranked_term> ranked(count);
    for (int k = 0; k < count; ++k) ranked[k] = {terms[k], degree(terms[k].rest)};
    dag::stable_sort(ranked.data(), count, [&](const ranked_term& a, const ranked_term& b) {
      if (b.degree < a.degree) return true;
      return !(a.degree < b.degree) && before(a.one, b.one);
    });
    for (int k = 0; k < count; ++k) terms[k] = ranked[k].one;
  }

  // The sum of the terms in order, a positive one first where there is one.
  constexpr int emit(term_list& list) {
    list.remove_zeros();
    const int count = list.count();
    if (count == 0) return program_.make_number(0);
    order(list);
    int first = 0;
    while (first < count && list[first].coefficient.negative()) ++first;
    const bool all_negative = first == count && count > 1;
    if (first == count) first = 0;
    const auto value = [&](int k) {
      const term& one = list[k];
      if (one.whole >= 0 && (count > 1 || !one.coefficient.negative())) return one.whole;
      return join(one.coefficient.negative() && count > 1 ? -one.coefficient : one.coefficient, one.rest);
    };
    int sum = value(first);
    for (int k = 0; k < count; ++k) {
      if (k == first) continue;
      const bool minus = list[k].coefficient.negative() && !all_negative;
      sum = minus ? raw_subtract(sum, value(k)) : raw_add(sum, value(k));
    }
    return all_negative ? raw_negate(sum) : sum;
  }

 private:
  // Whether the terms of coefficient*(a sum) are terms of the sum that it stands in.
  constexpr bool opens(const dag::number& coefficient) const {
    return unread() || coefficient.is(1) || coefficient.is(-1);
  }

  // A term of a sum whose coefficient is no fraction: its absolute value is a factor of the rest.
  constexpr term too_long(const term& one, const dag::number& scale) {
    monomial product(program_, how_);
    if (one.rest >= 0) product.multiply(one.rest, dag::number(1));
    product.multiply(one.coefficient);
    product.multiply(scale);
    product.settle();
    const bool minus = product.coefficient.negative();
    if (minus) product.coefficient = -product.coefficient;
    product.sort();
    const int id = product.build().id_in(program_);
    return {dag::number(minus ? -1 : 1), id, id};
  }

  constexpr term computed_split(int id) {
    if (part(id) == dag::role::number && program_.value(id).exact())
      return {program_.value(id), -1, program_.value(id).negative() ? -1 : id};
    if (part(id) != dag::role::product && part(id) != dag::role::quotient && part(id) != dag::role::negation)
      return {dag::number(1), id, id};
    monomial product(program_, how_);
    product.multiply(id, dag::number(1));
    product.settle();
    const dag::number coefficient = product.coefficient;
    if (coefficient.is(1)) return {coefficient, id, id};
    product.coefficient = 1;
    product.sort();
    return {coefficient, product.build().id_in(program_), coefficient.negative() ? -1 : id};
  }

  // The total degree in symbols, by which the terms of a polynomial are ordered.
  constexpr dag::number degree(int rest) {
    if (rest < 0) return dag::number(-1);
    return degrees_.get(rest, [&] { return computed_degree(rest); });
  }
  constexpr dag::number computed_degree(int rest) {
    dag::number total;
    monomial product(program_, how_);
    product.multiply(rest, dag::number(1));
    for (int k = 0; k < product.count(); ++k)
      if (part(product[k].base) == dag::role::symbol && !product[k].exponent.negative())
        total = total + product[k].exponent;
    return total;
  }

  dag::builder& program_;
  form how_;
  memo<term> splits_;
  memo<dag::number> degrees_;
};

}  // namespace tapeless::detail::pass
