// SPDX-License-Identifier: BSL-1.0
// The trigonometric and hyperbolic functions for the differentiation rules: the kernels in constant
// expressions, std at run time (sin_pi and cos_pi: run_time), and for other types the function of that name
// next to them.  operand.hpp has the reasons for the form.
#pragma once

#include <cmath>
#include <type_traits>

#include <tapeless/math/kernel/hyperbolic.hpp>
#include <tapeless/math/kernel/inverse_trigonometric.hpp>
#include <tapeless/math/kernel/trigonometric.hpp>
#include <tapeless/math/operand.hpp>
#include <tapeless/math/run_time/half_turns.hpp>

namespace tapeless::inline v0_2::detail::math {

template <detail::operand T>
[[gnu::always_inline]] constexpr T sin(const T& x) {
  if constexpr (std::is_floating_point_v<T>)
    if (std::is_constant_evaluated()) return kernel::sin(x);
  using std::sin;
  return sin(x);
}

template <detail::operand T>
[[gnu::always_inline]] constexpr T cos(const T& x) {
  if constexpr (std::is_floating_point_v<T>)
    if (std::is_constant_evaluated()) return kernel::cos(x);
  using std::cos;
  return cos(x);
}

template <detail::operand T>
[[gnu::always_inline]] constexpr T tan(const T& x) {
  if constexpr (std::is_floating_point_v<T>)
    if (std::is_constant_evaluated()) return kernel::tan(x);
  using std::tan;
  return tan(x);
}

template <detail::operand T>
[[gnu::always_inline]] constexpr T asin(const T& x) {
  if constexpr (std::is_floating_point_v<T>)
    if (std::is_constant_evaluated()) return kernel::asin(x);
  using std::asin;
  return asin(x);
}

template <detail::operand T>
[[gnu::always_inline]] constexpr T acos(const T& x) {
  if constexpr (std::is_floating_point_v<T>)
    if (std::is_constant_evaluated()) return kernel::acos(x);
  using std::acos;
  return acos(x);
}

template <detail::operand T>
[[gnu::always_inline]] constexpr T atan(const T& x) {
  if constexpr (std::is_floating_point_v<T>)
    if (std::is_constant_evaluated()) return kernel::atan(x);
  using std::atan;
  return atan(x);
}

template <detail::operand T>
[[gnu::always_inline]] constexpr T sinh(const T& x) {
  if constexpr (std::is_floating_point_v<T>)
    if (std::is_constant_evaluated()) return kernel::sinh(x);
  using std::sinh;
  return sinh(x);
}

template <detail::operand T>
[[gnu::always_inline]] constexpr T cosh(const T& x) {
  if constexpr (std::is_floating_point_v<T>)
    if (std::is_constant_evaluated()) return kernel::cosh(x);
  using std::cosh;
  return cosh(x);
}

template <detail::operand T>
[[gnu::always_inline]] constexpr T tanh(const T& x) {
  if constexpr (std::is_floating_point_v<T>)
    if (std::is_constant_evaluated()) return kernel::tanh(x);
  using std::tanh;
  return tanh(x);
}

template <detail::operand T>
[[gnu::always_inline]] constexpr T asinh(const T& x) {
  if constexpr (std::is_floating_point_v<T>)
    if (std::is_constant_evaluated()) return kernel::asinh(x);
  using std::asinh;
  return asinh(x);
}

template <detail::operand T>
[[gnu::always_inline]] constexpr T acosh(const T& x) {
  if constexpr (std::is_floating_point_v<T>)
    if (std::is_constant_evaluated()) return kernel::acosh(x);
  using std::acosh;
  return acosh(x);
}

template <detail::operand T>
[[gnu::always_inline]] constexpr T atanh(const T& x) {
  if constexpr (std::is_floating_point_v<T>)
    if (std::is_constant_evaluated()) return kernel::atanh(x);
  using std::atanh;
  return atanh(x);
}

template <detail::operand T>
[[gnu::always_inline]] constexpr T atan2(const T& y, const T& x) {
  if constexpr (std::is_floating_point_v<T>)
    if (std::is_constant_evaluated()) return kernel::atan2(y, x);
  using std::atan2;
  return atan2(y, x);
}

template <detail::operand T>
[[gnu::always_inline]] constexpr T sin_pi(const T& x) {
  if constexpr (std::is_floating_point_v<T>)
    return std::is_constant_evaluated() ? kernel::sin_pi(x) : run_time::sin_pi(x);
  else {
    using detail::by_argument::sin_pi;
    return sin_pi(x);
  }
}

template <detail::operand T>
[[gnu::always_inline]] constexpr T cos_pi(const T& x) {
  if constexpr (std::is_floating_point_v<T>)
    return std::is_constant_evaluated() ? kernel::cos_pi(x) : run_time::cos_pi(x);
  else {
    using detail::by_argument::cos_pi;
    return cos_pi(x);
  }
}

}  // namespace tapeless::detail::math
