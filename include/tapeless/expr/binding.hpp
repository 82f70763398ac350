// SPDX-License-Identifier: BSL-1.0
// x = 1.0 as a value: a symbol's type and what it is bound to.
#pragma once

#include <type_traits>

#include <tapeless/expr/expression.hpp>

namespace tapeless::inline v0_2 {

// The result of `x = value`. Symbol: the symbol's type. The value is held by copy, so bindings may be stored.
template <class Symbol, class T>
struct binding {
  using symbol_type = Symbol;  // the type of the symbol
  using value_type = T;        // of what it is bound to
  T value;                     // a number, an expression, or where an array is
};

namespace detail {

// The same to data of a temporary, which a call may read and bind(...) may not keep.
template <class Symbol, class T>
struct temporary_binding : binding<Symbol, T> {};

// What a mistake is bound to: calls say no more about it.
struct no_value {};

// What can be calculated with, as opposed to text and containers; formulas are for substitute.
template <class T>
concept bindable = std::is_arithmetic_v<T> || expression<T> || requires(const T& value) {
  value* value;
};

template <class E>
struct binder {
  template <class T>
  static constexpr auto bind(T&& value) {
    constexpr bool symbol = definition_for<E>->is_symbol();
    constexpr bool number = bindable<std::remove_cvref_t<T>>;
    static_assert(symbol, "tapeless: only a symbol can be bound: write x = value");
    static_assert(number, "tapeless: a symbol is bound to a number, an axis to its extent: x = 1.0, n = 128");
    if constexpr (symbol && number)
      return binding<E, std::remove_cvref_t<T>>{static_cast<T&&>(value)};
    else
      return binding<E, no_value>{};
  }
};

template <class T>
inline constexpr bool is_binding = false;
template <class Symbol, class T>
inline constexpr bool is_binding<binding<Symbol, T>> = true;
template <class Symbol, class T>
inline constexpr bool is_binding<temporary_binding<Symbol, T>> = true;

}  // namespace detail
}  // namespace tapeless
