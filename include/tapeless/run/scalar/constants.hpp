// SPDX-License-Identifier: BSL-1.0
// Constants of formulas as numbers of the type that a program computes with.
#pragma once

#include <concepts>
#include <limits>

#include <tapeless/dag/number.hpp>
#include <tapeless/rules/operation.hpp>

namespace tapeless::inline v0_2::detail::run {

// An integer as a number of a type of many digits, which knows the integers of the language.
template <class T>
constexpr T to_whole(dag::int128 value) {
  if (value == static_cast<long long>(value)) return T(static_cast<long long>(value));
  constexpr long long base = 0x40000000;  // 2^30, the square of which is still an integer for all
  const T low(static_cast<long long>(value & (base - 1)));
  const T middle(static_cast<long long>(value >> 30 & (base - 1)));
  const T high = to_whole<T>(value >> 60);
  const T scale(base);
  const T upper = T(high * scale) + middle;
  return T(upper * scale) + low;
}

template <class T>
inline constexpr bool holds_more_than_double = std::numeric_limits<T>::is_specialized &&
                                               (std::numeric_limits<T>::digits10 > 15);

// A constant of a formula as a number of type T: the nearest one for built-in types and types of their precision, the
// quotient of two integers for types that hold more digits.
template <class T>
constexpr T to_scalar(const dag::number& value) {
  if constexpr (std::floating_point<T> && !std::same_as<T, double>) {
    // Where both are exact in T their quotient is the nearest number.
    constexpr dag::int128 whole = dag::int128{1} << (std::numeric_limits<T>::digits < 64 ? 24 : 64);
    if (!value.exact()) return static_cast<T>(value.value());
    const dag::int128 above = value.numerator(), below = value.denominator();
    if (std::numeric_limits<T>::digits <= 53 && (above > whole || above < -whole || below > whole))
      return static_cast<T>(value.value());
    return static_cast<T>(above) / static_cast<T>(below);
  } else if constexpr (holds_more_than_double<T>) {
    if (!value.exact()) return T(value.value());
    if (value.is_integer()) return to_whole<T>(value.numerator());
    return T(to_whole<T>(value.numerator()) / to_whole<T>(value.denominator()));
  } else {
    return T(value.value());
  }
}

// Outside of the function, which may be one of a device: clang would look for what computes it there.
template <class Plan, std::size_t K, class T>
inline constexpr T nearest_constant = to_scalar<T>(Plan::plan.constants[K].value);

// Constant number K of a plan.
template <class Plan, std::size_t K, class T>
[[gnu::always_inline]] constexpr T constant_of() {
  if constexpr (Plan::plan.constants[K].named) {
    return detail::value_of<detail::rule_type<Plan::plan.constants[K].op>, T>();
  } else if constexpr (std::floating_point<T>) {
    return nearest_constant<Plan, K, T>;
  } else if constexpr (!holds_more_than_double<T>) {
    constexpr double value = Plan::plan.constants[K].value.value();  // never computed where it is used
    return T(value);
  } else {
    return to_scalar<T>(Plan::plan.constants[K].value);
  }
}

}  // namespace tapeless::detail::run
