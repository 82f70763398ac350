// SPDX-License-Identifier: BSL-1.0
// Places that the compiler knows: 0_c, 1_c, ..., and what a mistake yields.
#pragma once

#include <cstddef>

#include <tapeless/expr/expression.hpp>

namespace tapeless::inline v0_2::detail {

// What a mistake yields, so that its sentence is not followed by errors about void: operations take it and say no more.
struct not_a_formula {};

// An index given as a constant: 0_c, or any integral constant.
template <class I>
constexpr std::size_t constant_index() {
  if constexpr (expression<I>) {
    constexpr bool counts = definition_for<I>->is_number() && definition_for<I>->number.is_integer() &&
                            !definition_for<I>->number.negative();
    static_assert(counts, "tapeless: an index is a constant, 0_c, 1_c, ...");
    return counts ? static_cast<std::size_t>(definition_for<I>->number.numerator()) : 0;
  } else {
    static_assert(
        requires { I::value; }, "tapeless: an index is a constant, 0_c, 1_c, ...");
    if constexpr (requires { I::value; }) return static_cast<std::size_t>(I::value);
    return 0;
  }
}

// Whether an index says its place as a constant: 0_c, or an integral constant.
template <class I>
constexpr bool is_constant_index() {
  if constexpr (expression<I>)
    return definition_for<I>->is_number();
  else
    return requires { I::value; };
}
}  // namespace tapeless::detail
