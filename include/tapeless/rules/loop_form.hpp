// SPDX-License-Identifier: BSL-1.0
// Forms of values that suit loops: a reciprocal per row instead of a division per element, and exponentials that are
// there already.
#pragma once

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

constexpr std::uint32_t axes_of(const handle& a) { return a.is_number() ? 0u : (*a.owner())[a.id()].axes; }

// The equal of op(operands) that is cheaper in a loop, or handle::none().
template <class H>
constexpr H loop_form(const dag::operation& op, const H* operands, int count) {
  if (op.part == dag::role::quotient && (axes_of(operands[0]) & ~axes_of(operands[1])) != 0)
    return operands[0] * (1 / operands[1]);
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
  if (op.part == dag::role::pick) {  // the element of each operand instead of a value for all elements
    const dag::role part = operands[0].part();
    const bool stored = part == dag::role::access || part == dag::role::reduction || part == dag::role::pick;
    return stored || is_indicator(operands[0]) || operands[0].count() > 8
               ? H::none()
               : H(pick_inside(operands[0], operands[1], operands[2]));
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
