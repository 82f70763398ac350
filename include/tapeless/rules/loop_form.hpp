// SPDX-License-Identifier: BSL-1.0
// Forms of values that suit loops: a reciprocal per row instead of a division per element, and exponentials that are
// there already.
#pragma once

#include <bit>

#include <tapeless/rules/stable.hpp>

namespace tapeless::rules {

// The sum whose logarithm a value is, shifted: of m + log(sum(axis, exp(z - m))) the sum, as which it was expanded.
template <class H>
constexpr H shifted_sum(const H& value) {
  if (value.part() != dag::role::sum) return H::none();
  for (int k = 0; k < 2; ++k) {
    const H logarithm = value.operand(k);
    if (!is_named(logarithm, "log") || !is_named(logarithm.operand(0), "sum")) continue;
    const H term = logarithm.operand(0).operand(1);
    if (is_named(term, "exp") && term.operand(0).part() == dag::role::difference &&
        term.operand(0).operand(1).same(value.operand(1 - k)))
      return logarithm.operand(0);
  }
  return H::none();
}

constexpr bool is_sum_over_axis(const dag::operation& op) {
  return op.part == dag::role::reduction && dag::same_text(op.name, "sum");
}
constexpr std::uint32_t axes_of(const handle& a) { return a.is_number() ? 0u : (*a.owner())[a.id()].axes; }

template <class H>
constexpr bool is_reciprocal_of(const H& value, const H& other) {
  return value.part() == dag::role::quotient && value.operand(0).is(1) && value.operand(1).same(other);
}
// Whether the program computes 1/value already.
template <class H>
constexpr bool has_reciprocal(const H& value) {
  if (value.is_number()) return false;
  const int known = value.owner()->size();
  const H reciprocal = 1 / value;
  return !reciprocal.is_number() && reciprocal.id() < known;
}

// value = rest*factor, where the factor is a number of the whole program.
template <class H>
struct scaled {
  H rest = H::none();
  H factor = H::none();
};
template <class H>
constexpr scaled<H> scaled_by_number(const H& value) {
  if (value.part() == dag::role::product)
    for (int k = 0; k < 2; ++k)
      if (axes_of(value.operand(k)) == 0 && axes_of(value.operand(1 - k)) != 0)
        return {value.operand(1 - k), value.operand(k)};
  return {};
}
// 1 where two numbers of the program are the same, -1 where one is the other's opposite, else 0.
template <class H>
constexpr int ratio_of(const H& a, const H& b) {
  if (a.same(b)) return 1;
  if (a.is_number() && b.is_number()) return a.same(-b) ? -1 : 0;
  if (a.part() == dag::role::negation) return a.operand(0).same(b) ? -1 : 0;
  if (b.part() == dag::role::negation) return b.operand(0).same(a) ? -1 : 0;
  if (a.part() == dag::role::quotient && b.part() == dag::role::quotient && a.operand(1).same(b.operand(1)))
    return ratio_of(a.operand(0), b.operand(0));
  return 0;
}

constexpr int rank_of(std::uint32_t axes) { return std::popcount(axes); }

// sum(n, r(n)*sum(d, y(n, d)*A(d, e))) is sum(d, A(d, e)*sum(n, r(n)*y(n, d))): one product of matrices less, where no
// sum then has as many axes as the inner one had.
template <class H>
constexpr H sums_exchanged(const H& axis, const H& body) {
  if (body.part() != dag::role::product) return H::none();
  for (int k = 0; k < 2; ++k) {
    const H inner = body.operand(k), weight = body.operand(1 - k);
    if (!is_named(inner, "sum") || inner.operand(1).part() != dag::role::product) continue;
    if (varies_along(weight, inner.operand(0))) continue;  // an axis of that name, which the inner sum would bind
    const H terms = inner.operand(1);
    for (int j = 0; j < 2; ++j) {
      const H fixed = terms.operand(j), moving = terms.operand(1 - j);
      if (varies_along(fixed, axis) || !varies_along(moving, axis)) continue;
      const std::uint32_t first = axes_of(weight) | axes_of(moving);
      const std::uint32_t second = axes_of(fixed) | (first & ~axes_of(axis));
      if (rank_of(first) >= rank_of(axes_of(terms)) || rank_of(second) >= rank_of(axes_of(terms))) continue;
      return sum_along(inner.operand(0), fixed * sum_along(axis, weight * moving));
    }
  }
  return H::none();
}

// The equal of op(operands) that is cheaper in a loop, or handle::none(). lone: what a sum over an axis sums up, and
// the sums in it, have no other use. Wide: for numbers of double precision, whose squares do not leave their range
// before data of 1e154 do; sum(n, (d(n)*w)^2) is then w^2*sum(n, d(n)^2).
template <class H>
constexpr H loop_form(const dag::operation& op, const H* operands, int count, bool lone, bool wide) {
  // Where the forms below have taken the axis out of what is summed up, as the indicator of a label is 1 once.
  if (op.part == dag::role::reduction && !varies_along(operands[1], operands[0]))
    return build(*operands[0].owner(), op, operands, count);
  if (lone && is_sum_over_axis(op)) {
    const H exchanged = sums_exchanged(operands[0], operands[1]);
    if (exchanged.exists()) return exchanged;
  }
  if (wide && is_sum_over_axis(op)) {
    const factors parts = without_invariants(operands[1], operands[0]);
    if (parts.outside.exists() && parts.inside.exists()) return parts.outside * sum_along(operands[0], parts.inside);
  }
  if (op.part == dag::role::quotient &&
      ((axes_of(operands[0]) & ~axes_of(operands[1])) != 0 || has_reciprocal(operands[1])))
    return operands[0] * (1 / operands[1]);
  if (op.part == dag::role::product)  // (x/exp(u))*exp(u) is x
    for (int k = 0; k < 2; ++k) {
      const H& inner = operands[1 - k];
      if (!is_named(operands[k], "exp") || inner.part() != dag::role::product) continue;
      for (int j = 0; j < 2; ++j)
        if (is_reciprocal_of(inner.operand(j), operands[k])) return inner.operand(1 - j);
    }
  if (op.part == dag::role::product)  // (x(n, o)*r(n))*s is x(n, o)*(r(n)*s): what is small is multiplied first
    for (int k = 0; k < 2; ++k) {
      const H& small = operands[k];
      const H& large = operands[1 - k];
      if (large.part() != dag::role::product || (axes_of(large) & ~axes_of(small)) == 0) continue;
      for (int j = 0; j < 2; ++j) {
        const H& other = large.operand(j);
        const std::uint32_t both = axes_of(other) | axes_of(small);
        if (both != axes_of(large) && (axes_of(large.operand(1 - j)) & ~both) != 0)
          return large.operand(1 - j) * (other * small);
      }
    }
  if (op.part == dag::role::sum || op.part == dag::role::difference) {  // x*s - y*s is (x - y)*s, also more accurate
    const scaled<H> a = scaled_by_number(operands[0]), b = scaled_by_number(operands[1]);
    const int ratio = a.rest.exists() && b.rest.exists() ? ratio_of(a.factor, b.factor) : 0;
    if (ratio != 0) return ((op.part == dag::role::sum) == (ratio > 0) ? a.rest + b.rest : a.rest - b.rest) * a.factor;
  }
  if (op.part == dag::role::pick) {  // the element of each operand instead of a value for all elements
    const dag::role part = operands[0].part();
    const bool stored = part == dag::role::access || part == dag::role::reduction || part == dag::role::pick;
    return stored || is_indicator(operands[0]) ? H::none() : H(pick_inside(operands[0], operands[1], operands[2]));
  }
  if (!op.built_in || count != 1 || !dag::same_text(op.name, "exp")) return H::none();
  const H& exponent = operands[0];
  // exp(log_sum_exp(axis, z)) is the sum, exp(z - log_sum_exp(axis, z)) a term of it divided by it.
  const H whole = shifted_sum(exponent);
  if (whole.exists()) return sum_along(whole.operand(0), exp(whole.operand(1).operand(0).operand(0)));
  if (exponent.part() != dag::role::difference) return H::none();
  const H sum = shifted_sum(exponent.operand(1));
  if (!sum.exists() || !sum.operand(1).operand(0).operand(0).same(exponent.operand(0))) return H::none();
  return sum.operand(1) * (1 / sum);
}

}  // namespace tapeless::rules
