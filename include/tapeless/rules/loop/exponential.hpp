// SPDX-License-Identifier: BSL-1.0
// Exponentials that a loop has computed already, as terms of the sum whose logarithm is taken.
#pragma once

#include <tapeless/rules/axes.hpp>

namespace tapeless::inline v0_2::rules {

// The sum whose logarithm a value is, shifted: of m + log(sum(axis, exp(z - m))) the sum, as which it was expanded.
template <class H>
constexpr H shifted_sum(const H& value) {
  if (value.part() != dag::role::sum) return H::none();
  for (int k = 0; k < 2; ++k) {
    const H logarithm = value.operand(k);
    if (!is<log_>(logarithm) || !is<sum_>(logarithm.operand(0))) continue;
    const H term = logarithm.operand(0).operand(1);
    if (is<exp_>(term) && term.operand(0).part() == dag::role::difference &&
        term.operand(0).operand(1).same(value.operand(1 - k)))
      return logarithm.operand(0);
  }
  return H::none();
}

// exp(log_sum_exp(axis, z)) is the sum, exp(z - log_sum_exp(axis, z)) a term of it divided by it.
template <class H>
constexpr H exp_::loop_form(const H& exponent) {
  const H whole = shifted_sum(exponent);
  if (whole.exists()) return sum_along(whole.operand(0), exp(whole.operand(1).operand(0).operand(0)));
  if (exponent.part() != dag::role::difference) return H::none();
  const H sum = shifted_sum(exponent.operand(1));
  if (!sum.exists() || !sum.operand(1).operand(0).operand(0).same(exponent.operand(0))) return H::none();
  return sum.operand(1) * (1 / sum);
}

}  // namespace tapeless::rules
