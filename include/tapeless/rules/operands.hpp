// SPDX-License-Identifier: BSL-1.0
// What the rules of arithmetic ask about their operands: coefficients, exact factors, branches that are zero, axes.
#pragma once

#include <tapeless/dag/sign.hpp>
#include <tapeless/rules/function.hpp>

namespace tapeless::inline v0_2::rules {

// The factor in front: 3 and x of 3*x, 1 and x of x.
struct term {
  dag::number coefficient;
  handle rest;
};
constexpr term split(const handle& a) {
  if (a.has_coefficient()) return {a.operand(0).number(), a.operand(1)};
  return {dag::number(1), a};
}

constexpr bool tame(const handle& a, const handle& b) { return a.number().tame() && b.number().tame(); }
// Whether two numbers that stand in products may become one: in float, too, the number is an ordinary one, and what it
// is taken out of stays within the range wherever the products did. Without this (1e100*x)*(1e100*y) would be 0 for
// x = y = 1e-165.
constexpr bool merge(const dag::number& a, const dag::number& b) {
  if (!a.tame() || !b.tame()) return false;
  const double size = a.value() * b.value();
  return size == 0 || (size < 0x1p64 && size > 0x1p-64) || (size > -0x1p64 && size < -0x1p-64);
}

// Whether a double holds the number exactly, so that multiplying by it rounds once.
constexpr bool is_dyadic(const dag::number& value) {
  constexpr auto limit = std::int64_t{1} << 52;
  return value.exact() && (value.denominator() & (value.denominator() - 1)) == 0 && value.denominator() < limit &&
         value.numerator() < limit && value.numerator() > -limit;
}

// 2, 4, 1/2, ...: factors that never round.
constexpr bool is_binary_scale(const dag::number& value) {
  if (!value.exact() || value.is(1) || value.is(0) || value.is(-1)) return false;
  const auto power = [](dag::int128 n) { return (n & (n - 1)) == 0; };
  return power(value.negative() ? -value.numerator() : value.numerator()) && power(value.denominator());
}

constexpr bool is_selection(const handle& a) {
  return a.part() == dag::role::selection || a.part() == dag::role::guard;
}

// a.operand(k).is(0), without a handle: choices may have many options.
constexpr bool is_zero_operand(const handle& a, int k) {
  const dag::builder& program = *a.owner();
  const int id = program.operand(a.id(), k);
  return program[id].op->is_number() && program.value(id).is(0);
}

// select(c, u, 0) and choose(y, 0, u, 0): a value that is zero unless its branch is taken. Multiplying it must not turn
// an infinity or NaN of the other factor into NaN, so products move inside. Where several options are the same value,
// it counts as one; so does the share of a tie, guard(tie, u/2, select(c, 0, u)).
constexpr bool is_guarded(const handle& a) {
  if (!is_selection(a) && a.part() != dag::role::choice) return false;
  const dag::builder& program = *a.owner();
  const int* const operands = program.look().edges + program[a.id()].first;
  const int count = a.count();
  int alive = -1, zero = -1;  // zeros are one node
  for (int k = 1; k < count; ++k) {
    const int option = operands[k];
    if (option == zero || option == alive) continue;
    if (is_zero_operand(a, k)) {
      zero = option;
      continue;
    }
    if (alive >= 0) return a.part() == dag::role::guard && is_guarded(a.operand(2));
    alive = option;
  }
  return true;
}

// Whether a value varies along an axis that another is constant along: their product is larger than the other.
constexpr bool widens(const handle& value, const handle& other) {
  if (value.is_number()) return false;
  return ((*value.owner())[value.id()].axes & ~(*other.owner())[other.id()].axes) != 0;
}

// guard(isnan(u), u, v): where u is NaN so is the product with anything.
constexpr bool keeps_nan(const handle& a) {
  return a.part() == dag::role::guard && a.operand(0).op()->finds_nan && a.operand(0).operand(0).same(a.operand(1));
}

// An operation with another operand, applied to branches that are not zero.
class inside_branches {
 public:
  constexpr inside_branches(const dag::operation* dag::algebra::*which, const handle& other)
      : which_(which), other_(other) {}

  constexpr handle of(const handle& guarded) {
    // What is NaN stays inside the branch that asks for it: a choice without an option for its number, too.
    const bool keeps = keeps_nan(guarded);
    const bool stays = guarded.part() == dag::role::choice || (keeps && !keeps_nan(other_));
    if (stays && which_ == &dag::algebra::multiply && is_selection(other_) && is_guarded(other_) &&
        !widens(guarded, other_))
      return inside_branches(which_, guarded).of(other_);
    const int count = guarded.count();
    handle few[3];  // without memory of their own
    dag::scratch<handle> many;
    if (count > 3) many = dag::scratch<handle>(count);
    handle* const branches = count > 3 ? many.data() : few;
    for (int k = 0; k < count; ++k) {
      branches[k] = guarded.operand(k);
      if (k == 0 || branches[k].is(0) || (k == 1 && keeps)) continue;
      // u/2 of a tie stays half of what u becomes, which is there anyway.
      const term half = split(branches[k]);
      const bool shared = guarded.part() == dag::role::guard && !half.coefficient.is(1);
      branches[k] = shared ? handle(half.coefficient) * applied(half.rest) : applied(branches[k]);
    }
    return build(*guarded.owner(), *guarded.op(), branches, count);
  }

 private:
  struct result {
    handle of;
    handle is;
  };

  // Of a value that comes again, as another option or in the other part of a tie, it is known: looked into every time,
  // nested choices would be looked into twice as often with each level.
  constexpr handle applied(const handle& value) {
    if (last_.of.exists() && last_.of.same(value)) return last_.is;
    if (!is_guarded(value)) {
      last_ = {value, detail::combine(value, other_, which_)};
      return last_.is;
    }
    for (const result& one : known_)
      if (one.of.same(value)) return one.is;
    ++depth_;
    const bool deep =
        depth_ > many_levels && value.part() == dag::role::selection && (*value.owner())[value.id()].axes == 0;
    last_ = {value, deep ? without_levels(value) : of(value)};
    if (--depth_ > 0) known_.push(last_);
    return last_.is;
  }

  // select(c, select(d, u, 0), 0) as select(c && d, u, 0): a derivative of a long loop with branches would be looked
  // into down to its first step with each product.
  constexpr handle without_levels(const handle& value) {
    dag::builder& program = *value.owner();
    handle all = handle::none(), rest = value;
    while (rest.part() == dag::role::selection && is_guarded(rest)) {
      const bool first = is_zero_operand(rest, 2);
      handle condition = rest.operand(0);
      if (!first) condition = build(program, *program.arithmetic().complement, &condition, 1);
      const handle two[] = {all, condition};
      all = all.exists() ? build(program, *program.arithmetic().both, two, 2) : condition;
      rest = rest.operand(first ? 1 : 2);
    }
    const handle branches[] = {all, applied(rest), value.operand(is_zero_operand(value, 2) ? 2 : 1)};
    return build(program, *value.op(), branches, 3);
  }

  static constexpr int many_levels = 2;
  const dag::operation* dag::algebra::*which_;
  handle other_;
  result last_{handle::none(), handle::none()};
  dag::scratch<result> known_;  // of what is nested
  int depth_ = 0;
};
constexpr handle inside(const handle& guarded, const dag::operation* dag::algebra::*which, const handle& other) {
  return inside_branches(which, other).of(guarded);
}

// Whether two values depend on one and the same condition.
constexpr bool share_condition(const handle& a, const handle& b) {
  return (is_selection(a) || a.part() == dag::role::choice) && a.op()->same(*b.op()) && a.count() == b.count() &&
         a.operand(0).same(b.operand(0));
}

// Whether two values of one selection add up to one that is as short: in no option both have a value, or each has one.
// Shares of a tie do where what they are elsewhere does.
constexpr bool fit_together(const handle& a, const handle& b) {
  const dag::builder& program = *a.owner();
  const int* const edges = program.look().edges;
  const int* const of_a = edges + program[a.id()].first;
  const int* const of_b = edges + program[b.id()].first;
  const int count = a.count();
  int alive_a = 0, alive_b = 0, zero = -1;  // zeros are one node
  bool overlap = false;
  for (int k = 1; k < count; ++k) {
    if (zero < 0) zero = is_zero_operand(a, k) ? of_a[k] : is_zero_operand(b, k) ? of_b[k] : -1;
    const bool has_a = of_a[k] != zero, has_b = of_b[k] != zero;
    if (has_a) ++alive_a;
    if (has_b) ++alive_b;
    overlap = overlap || (has_a && has_b);
  }
  if (!overlap || (alive_a <= 1 && alive_b <= 1)) return true;
  return a.part() == dag::role::guard && share_condition(a.operand(2), b.operand(2)) &&
         fit_together(a.operand(2), b.operand(2));
}

// Two selections with one condition become one: select(c, u, 0) + select(c, 0, v) = select(c, u, v).
constexpr handle branchwise(const handle& a, const handle& b, const dag::operation* dag::algebra::*which) {
  if (!share_condition(a, b) || !fit_together(a, b)) return handle::none();
  const int count = a.count();
  handle few[3];  // without memory of their own
  dag::scratch<handle> many;
  if (count > 3) many = dag::scratch<handle>(count);
  handle* const branches = count > 3 ? many.data() : few;
  branches[0] = a.operand(0);
  for (int k = 1; k < count; ++k) {
    branches[k] = a.operand(k);
    if (!is_zero_operand(b, k)) branches[k] = detail::combine(branches[k], b.operand(k), which);
  }
  return build(*a.owner(), *a.op(), branches, count);
}

}  // namespace tapeless::rules
