// SPDX-License-Identifier: BSL-1.0
// The scalar type of a calculation, from the types of its bindings.
#pragma once

#include <concepts>
#include <type_traits>

namespace tapeless::inline v0_2::detail {

// An integer takes the type of the other numbers, so a formula of floats and an integer stays float.
struct any_integer {};

template <class A, class B>
constexpr auto pick_scalar() {
  if constexpr (std::same_as<A, B> || std::same_as<B, any_integer>)
    return std::type_identity<A>{};
  else if constexpr (std::same_as<A, any_integer>)
    return std::type_identity<B>{};
  else if constexpr (std::is_arithmetic_v<A> && !std::is_arithmetic_v<B>)
    return std::type_identity<B>{};  // a class type wins over a built-in number
  else if constexpr (std::is_arithmetic_v<B> && !std::is_arithmetic_v<A>)
    return std::type_identity<A>{};
  else
    return std::type_identity<std::common_type_t<A, B>>{};
}

template <class So, class... T>
struct fold_scalar {
  using type = std::conditional_t<std::same_as<So, any_integer>, double, So>;
};
template <class So, class T, class... More>
struct fold_scalar<So, T, More...>
    : fold_scalar<typename decltype(pick_scalar<So, std::conditional_t<std::is_integral_v<T>, any_integer, T>>())::type,
                  More...> {};

// The type to calculate with when operands have these types; integers alone make it double.
template <class... T>
using scalar_type = typename fold_scalar<any_integer, std::remove_cvref_t<T>...>::type;

}  // namespace tapeless::detail
