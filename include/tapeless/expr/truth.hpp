// SPDX-License-Identifier: BSL-1.0
// A truth value that the compiler knows: what f == g is.
#pragma once

#include <type_traits>

namespace tapeless::inline v0_2::detail {

// Converts to bool in constant expressions, and is combined with others and with std::bool_constant. Boost.Hana takes
// it for an integral constant where tapeless/api/hana.hpp is included.
template <bool Value>
struct truth : std::bool_constant<Value> {};

template <bool Value>
constexpr truth<!Value> operator!(truth<Value>) {
  return {};
}
template <bool A, bool B>
constexpr truth<(A && B)> operator&&(truth<A>, truth<B>) {
  return {};
}
template <bool A, bool B>
constexpr truth<(A || B)> operator||(truth<A>, truth<B>) {
  return {};
}

}  // namespace tapeless::detail
