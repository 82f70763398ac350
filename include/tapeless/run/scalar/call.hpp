// SPDX-License-Identifier: BSL-1.0
// One operation on any scalar type.
#pragma once

#include <type_traits>
#include <utility>

#include <tapeless/rules/operation.hpp>

namespace tapeless::inline v0_2::detail::run {

// What a comparison of two numbers yields: bool, the mask of a SIMD pack, and for types without order (complex) bool.
template <class T>
struct condition_of {
  using type = bool;
};
template <class T>
  requires requires(const T& a) { a < a; }
struct condition_of<T> {
  using type = std::remove_cvref_t<decltype(std::declval<const T&>() < std::declval<const T&>())>;
};
template <class T>
using condition_t = typename condition_of<T>::type;

// Small operands travel by value, which keeps the array of values free of references to it.
template <class T>
using argument_t = std::conditional_t<std::is_arithmetic_v<T>, T, const T&>;

// What a function that is not inlined gets: copies of packs, so that nobody else knows where the values of a program
// are and they can stay in registers.
template <class T>
using passed_t = std::conditional_t<std::is_trivially_copyable_v<T>, const T, const T&>;

template <const dag::operation* Op, class T>
[[gnu::always_inline]] constexpr T call_function(passed_t<T> a, [[maybe_unused]] passed_t<T> b,
                                                 [[maybe_unused]] passed_t<T> c) {
  if constexpr (Op->arity == 1)
    return detail::rule_type<Op>::value(a);
  else if constexpr (Op->arity == 2)
    return detail::rule_type<Op>::value(a, b);
  else
    return detail::rule_type<Op>::value(a, b, c);
}

// One step of arithmetic on numbers, or of any other operation.
template <const dag::operation* Op, class T>
[[gnu::always_inline]] constexpr T call(argument_t<T> a, [[maybe_unused]] argument_t<T> b,
                                        [[maybe_unused]] argument_t<T> c) {
  if constexpr (Op->part == dag::role::sum)
    return a + b;
  else if constexpr (Op->part == dag::role::difference)
    return a - b;
  else if constexpr (Op->part == dag::role::product)
    return a * b;
  else if constexpr (Op->part == dag::role::negation)
    return -a;
  else
    return call_function<Op, T>(a, b, c);
}

// The same as a constant: naming it costs compilers no choice among overloads for each step.
template <const dag::operation* Op, class T>
inline constexpr auto call_of = &call<Op, T>;

}  // namespace tapeless::detail::run
