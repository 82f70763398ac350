// SPDX-License-Identifier: BSL-1.0
// a / b in constant expressions, where clang rejects every operation whose result is NaN, both compilers a
// division by zero, and g++ an overflow.
#pragma once

#include <concepts>
#include <limits>

#include <tapeless/math/kernel/compose.hpp>
#include <tapeless/math/kernel/float_bits.hpp>

namespace tapeless::inline v0_2::detail::math::kernel {

template <std::floating_point T>
constexpr T divide(T a, T b) {
  if (isnan(a) || isnan(b) || (a == 0 && b == 0) || (isinf(a) && isinf(b))) return not_a_number<T>;
  const T sign = signbit(a) != signbit(b) ? T(-1) : T(1);
  if (isinf(a) || b == 0) return copysign(infinity<T>, sign);
  if (isinf(b) || abs(b) >= 1 || abs(a) < std::numeric_limits<T>::max() / 2 * abs(b)) return a / b;
  // Perhaps too large: divide the significands.
  if constexpr (detail::wider_than_double<T>) {
    const detail::normalised<T> u = detail::normalise(abs(a));
    const detail::normalised<T> v = detail::normalise(abs(b));
    return copysign(detail::shift_exponent(u.value / v.value, u.exponent - v.exponent), sign);
  } else {
    const detail::scaled u = detail::decompose(abs(a));
    const detail::scaled v = detail::decompose(abs(b));
    return copysign(detail::compose<T>({u.value.hi / v.value.hi, 0}, u.exponent - v.exponent), sign);
  }
}

}  // namespace tapeless::detail::math::kernel
