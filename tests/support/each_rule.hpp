// SPDX-License-Identifier: BSL-1.0
// For tests that walk over the registry: a rule applied to operands, with a condition made where it takes one, and the
// walk itself.
#pragma once

#include <cstddef>
#include <type_traits>
#include <utility>

#include <tapeless/rules/registry.hpp>
#include <tapeless/tapeless.hpp>

namespace each_rule {

template <class R, std::size_t K, class E>
constexpr auto as_operand(const E& e) {
  if constexpr (tapeless::operation_of<R>.takes_condition(static_cast<int>(K)))
    return e < tapeless::constant<1>;
  else
    return e;
}

// R of these operands.
template <class R, class... E>
constexpr auto apply(const E&... operands) {
  return [&]<std::size_t... K>(std::index_sequence<K...>) { return tapeless::apply<R>(as_operand<R, K>(operands)...); }
  (std::index_sequence_for<E...>{});
}

// The formula of a rule that only `stabilize` makes, with the operands that belong together: f(u) - f(v) knows u - v.
template <class R>
constexpr auto stable_form(const auto& a, const auto& b, const auto& c) {
  namespace rules = tapeless::rules;
  constexpr int arity = tapeless::operation_of<R>.arity;
  if constexpr (std::is_same_v<R, rules::power_change_>)
    return tapeless::apply<R>(a + b, a, b, c);
  else if constexpr (std::is_same_v<R, rules::root_of_sum_>)
    return tapeless::apply<R>(square(a) + b, a, b);
  else if constexpr (std::is_same_v<R, rules::root_minus_> || std::is_same_v<R, rules::root_minus_slope_> ||
                     std::is_same_v<R, rules::root_of_sum_slope_>)
    return tapeless::apply<R>(tapeless::apply<rules::root_of_sum_>(square(a) + b, a, b), a, b);
  else if constexpr (std::is_same_v<R, rules::hypot_minus_> || std::is_same_v<R, rules::hypot_minus_slope_>)
    return tapeless::apply<R>(hypot(a, b), a, b);
  else if constexpr (std::is_base_of_v<rules::change, R>)
    return tapeless::apply<R>(a + b, a, b);
  else if constexpr (arity == 1)
    return tapeless::apply<R>(a);
  else if constexpr (arity == 2)
    return tapeless::apply<R>(a, b);
  else
    return tapeless::apply<R>(a, b, c);
}

// visit(std::type_identity<R>{}) for each rule of a list.
template <class Visit, class... R>
void visit_all(tapeless::detail::rule_list<R...>, const Visit& visit) {
  (visit(std::type_identity<R>{}), ...);
}

}  // namespace each_rule
