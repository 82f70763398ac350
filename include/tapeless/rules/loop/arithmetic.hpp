// SPDX-License-Identifier: BSL-1.0
// Sums, products and quotients in forms that suit loops: a reciprocal per row instead of a division per element, and
// what is small multiplied first.
#pragma once

#include <tapeless/rules/loop/reduction.hpp>

namespace tapeless::inline v0_2::rules {

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

// x*s - y*s is (x - y)*s, also more accurate.
template <class H>
constexpr H common_factor(const H& left, const H& right, bool minus) {
  const scaled<H> a = scaled_by_number(left), b = scaled_by_number(right);
  const int ratio = a.rest.exists() && b.rest.exists() ? ratio_of(a.factor, b.factor) : 0;
  if (ratio == 0) return H::none();
  return (minus == (ratio < 0) ? a.rest + b.rest : a.rest - b.rest) * a.factor;
}
template <class H>
constexpr H add_::loop_form(const H& a, const H& b) {
  return common_factor(a, b, false);
}
template <class H>
constexpr H subtract_::loop_form(const H& a, const H& b) {
  return common_factor(a, b, true);
}

template <class H>
constexpr H multiply_::loop_form(const H& a, const H& b) {
  const H operands[2] = {a, b};
  for (int k = 0; k < 2; ++k) {  // (x/exp(u))*exp(u) is x
    const H& inner = operands[1 - k];
    if (!is<exp_>(operands[k]) || inner.part() != dag::role::product) continue;
    for (int j = 0; j < 2; ++j)
      if (is_reciprocal_of(inner.operand(j), operands[k])) return inner.operand(1 - j);
  }
  // The indicator of a place outside, so that the rest is a value of its own.
  if (is_indicator(a) || is_indicator(b)) return H::none();
  for (int k = 0; k < 2; ++k) {
    const indicated<H> parts = without_indicator(operands[k]);
    if (parts.indicator.exists()) return (parts.rest * operands[1 - k]) * parts.indicator;
  }
  for (int k = 0; k < 2; ++k) {  // (x(n, o)*r(n))*s is x(n, o)*(r(n)*s): what is small is multiplied first
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
  return H::none();
}

template <class H>
constexpr H divide_::loop_form(const H& a, const H& b) {
  return (axes_of(a) & ~axes_of(b)) != 0 || has_reciprocal(b) ? a * (1 / b) : H::none();
}

}  // namespace tapeless::rules
