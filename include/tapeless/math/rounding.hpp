// SPDX-License-Identifier: BSL-1.0
// Rounding, remainders, signs, exponents, classification and fma for the differentiation rules: the kernels
// in constant expressions, std at run time, and for other types the function of that name next to them.
// operand.hpp has the reasons for the form.
#pragma once

#include <cmath>
#include <type_traits>

#include <tapeless/math/kernel/compose.hpp>
#include <tapeless/math/kernel/float_bits.hpp>
#include <tapeless/math/kernel/fma.hpp>
#include <tapeless/math/kernel/rounding.hpp>
#include <tapeless/math/operand.hpp>

namespace tapeless::inline v0_2::detail::math {

template <detail::operand T>
constexpr T floor(const T& x) {
  if constexpr (std::is_floating_point_v<T>)
    if (std::is_constant_evaluated()) return kernel::floor(x);
  using std::floor;
  return floor(x);
}

template <detail::operand T>
constexpr T ceil(const T& x) {
  if constexpr (std::is_floating_point_v<T>)
    if (std::is_constant_evaluated()) return kernel::ceil(x);
  using std::ceil;
  return ceil(x);
}

template <detail::operand T>
constexpr T trunc(const T& x) {
  if constexpr (std::is_floating_point_v<T>)
    if (std::is_constant_evaluated()) return kernel::trunc(x);
  using std::trunc;
  return trunc(x);
}

template <detail::operand T>
constexpr T round(const T& x) {
  if constexpr (std::is_floating_point_v<T>)
    if (std::is_constant_evaluated()) return kernel::round(x);
  using std::round;
  return round(x);
}

template <detail::operand T>
constexpr T rint(const T& x) {
  if constexpr (std::is_floating_point_v<T>)
    if (std::is_constant_evaluated()) return kernel::rint(x);
  using std::rint;
  return rint(x);
}

template <detail::operand T>
constexpr T abs(const T& x) {
  if constexpr (std::is_floating_point_v<T>)
    if (std::is_constant_evaluated()) return kernel::abs(x);
  using std::abs;
  return abs(x);
}

template <detail::operand T>
constexpr T fmod(const T& x, const T& y) {
  if constexpr (std::is_floating_point_v<T>)
    if (std::is_constant_evaluated()) return kernel::fmod(x, y);
  using std::fmod;
  return fmod(x, y);
}

template <detail::operand T>
constexpr T remainder(const T& x, const T& y) {
  if constexpr (std::is_floating_point_v<T>)
    if (std::is_constant_evaluated()) return kernel::remainder(x, y);
  using std::remainder;
  return remainder(x, y);
}

template <detail::operand T>
constexpr T copysign(const T& magnitude, const T& sign) {
  if constexpr (std::is_floating_point_v<T>)
    if (std::is_constant_evaluated()) return kernel::copysign(magnitude, sign);
  using std::copysign;
  return copysign(magnitude, sign);
}

template <detail::operand T>
constexpr T fma(const T& a, const T& b, const T& c) {
  if constexpr (std::is_floating_point_v<T>)
    if (std::is_constant_evaluated()) return kernel::fma(a, b, c);
  using std::fma;
  return fma(a, b, c);
}

// x 2^exponent
template <detail::operand T>
constexpr T ldexp(const T& x, int exponent) {
  if constexpr (std::is_floating_point_v<T>)
    if (std::is_constant_evaluated()) return kernel::ldexp(x, exponent);
  using std::ldexp;
  return ldexp(x, exponent);
}

// bool, or the mask of a SIMD pack
template <detail::operand T>
constexpr auto signbit(const T& x) {
  if constexpr (std::is_floating_point_v<T>)
    if (std::is_constant_evaluated()) return kernel::signbit(x);
  using std::signbit;
  return signbit(x);
}

template <detail::operand T>
constexpr auto isnan(const T& x) {
  if constexpr (std::is_floating_point_v<T>)
    if (std::is_constant_evaluated()) return kernel::isnan(x);
  using std::isnan;
  return isnan(x);
}

template <detail::operand T>
constexpr auto isinf(const T& x) {
  if constexpr (std::is_floating_point_v<T>)
    if (std::is_constant_evaluated()) return kernel::isinf(x);
  using std::isinf;
  return isinf(x);
}

template <detail::operand T>
constexpr auto isfinite(const T& x) {
  if constexpr (std::is_floating_point_v<T>)
    if (std::is_constant_evaluated()) return kernel::isfinite(x);
  using std::isfinite;
  return isfinite(x);
}

}  // namespace tapeless::detail::math
