// SPDX-License-Identifier: BSL-1.0
// exp, log, powers and roots for the differentiation rules: the kernels in constant expressions, std at run
// time, and for a user's number, SIMD pack or multiprecision type the function of that name next to it.
// operand.hpp has the reasons for the form.
#pragma once

#include <cmath>
#include <type_traits>

#include <tapeless/math/kernel/exp.hpp>
#include <tapeless/math/kernel/log.hpp>
#include <tapeless/math/kernel/pow.hpp>
#include <tapeless/math/kernel/root.hpp>
#include <tapeless/math/operand.hpp>

namespace tapeless::inline v0_2::detail::math {

template <detail::operand T>
[[gnu::always_inline]] constexpr T exp(const T& x) {
  if constexpr (std::is_floating_point_v<T>)
    if (std::is_constant_evaluated()) return kernel::exp(x);
  using std::exp;
  return exp(x);
}

template <detail::operand T>
[[gnu::always_inline]] constexpr T exp2(const T& x) {
  if constexpr (std::is_floating_point_v<T>)
    if (std::is_constant_evaluated()) return kernel::exp2(x);
  using std::exp2;
  return exp2(x);
}

template <detail::operand T>
[[gnu::always_inline]] constexpr T expm1(const T& x) {
  if constexpr (std::is_floating_point_v<T>)
    if (std::is_constant_evaluated()) return kernel::expm1(x);
  using std::expm1;
  return expm1(x);
}

template <detail::operand T>
[[gnu::always_inline]] constexpr T log(const T& x) {
  if constexpr (std::is_floating_point_v<T>)
    if (std::is_constant_evaluated()) return kernel::log(x);
  using std::log;
  return log(x);
}

template <detail::operand T>
[[gnu::always_inline]] constexpr T log2(const T& x) {
  if constexpr (std::is_floating_point_v<T>)
    if (std::is_constant_evaluated()) return kernel::log2(x);
  using std::log2;
  return log2(x);
}

template <detail::operand T>
[[gnu::always_inline]] constexpr T log10(const T& x) {
  if constexpr (std::is_floating_point_v<T>)
    if (std::is_constant_evaluated()) return kernel::log10(x);
  using std::log10;
  return log10(x);
}

template <detail::operand T>
[[gnu::always_inline]] constexpr T log1p(const T& x) {
  if constexpr (std::is_floating_point_v<T>)
    if (std::is_constant_evaluated()) return kernel::log1p(x);
  using std::log1p;
  return log1p(x);
}

template <detail::operand T>
[[gnu::always_inline]] constexpr T sqrt(const T& x) {
  if constexpr (std::is_floating_point_v<T>)
    if (std::is_constant_evaluated()) return kernel::sqrt(x);
  using std::sqrt;
  return sqrt(x);
}

template <detail::operand T>
[[gnu::always_inline]] constexpr T cbrt(const T& x) {
  if constexpr (std::is_floating_point_v<T>)
    if (std::is_constant_evaluated()) return kernel::cbrt(x);
  using std::cbrt;
  return cbrt(x);
}

template <detail::operand T>
[[gnu::always_inline]] constexpr T pow(const T& x, const T& y) {
  if constexpr (std::is_floating_point_v<T>)
    if (std::is_constant_evaluated()) return kernel::pow(x, y);
  using std::pow;
  return pow(x, y);
}

template <detail::operand T>
[[gnu::always_inline]] constexpr T hypot(const T& x, const T& y) {
  if constexpr (std::is_floating_point_v<T>)
    if (std::is_constant_evaluated()) return kernel::hypot(x, y);
  using std::hypot;
  return hypot(x, y);
}

template <detail::operand T>
[[gnu::always_inline]] constexpr T hypot(const T& x, const T& y, const T& z) {
#if defined(__CUDA_ARCH__)  // devices have it under another name
  if constexpr (std::is_same_v<T, double> || std::is_same_v<T, float>) {
    if (std::is_constant_evaluated()) return kernel::hypot(x, y, z);
    if constexpr (std::is_same_v<T, double>)
      return norm3d(x, y, z);
    else
      return norm3df(x, y, z);
  } else {
    using std::hypot;
    return hypot(x, y, z);
  }
#else
  if constexpr (std::is_floating_point_v<T>)
    // The standard library of g++ makes NaN of infinities and 0 of 0 and NaN.
    if (std::is_constant_evaluated() || !((x - x) + (y - y) + (z - z) == 0)) return kernel::hypot(x, y, z);
  using std::hypot;
  return hypot(x, y, z);
#endif
}

}  // namespace tapeless::detail::math
