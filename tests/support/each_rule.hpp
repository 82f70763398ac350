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

// visit(std::type_identity<R>{}) for each rule of a list.
template <class Visit, class... R>
void visit_all(tapeless::detail::rule_list<R...>, const Visit& visit) {
  (visit(std::type_identity<R>{}), ...);
}

}  // namespace each_rule
