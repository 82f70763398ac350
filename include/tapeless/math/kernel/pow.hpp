// SPDX-License-Identifier: BSL-1.0
// pow for constant expressions: e^(y log x) with the logarithm to about 95 bits, of which the product loses
// ten, so that the result is still rounded almost correctly; about 570 steps of clang's evaluator.  Special
// cases as in C99, annex F.9.4.4.
#pragma once

#include <concepts>

#include <tapeless/math/kernel/compose.hpp>
#include <tapeless/math/kernel/double_double.hpp>
#include <tapeless/math/kernel/exp.hpp>
#include <tapeless/math/kernel/float_bits.hpp>
#include <tapeless/math/kernel/log.hpp>
#include <tapeless/math/kernel/rounding.hpp>

namespace tapeless::inline v0_2::detail::math::kernel {
namespace detail {

template <std::floating_point T>
constexpr bool is_integer(T x) {
  return isfinite(x) && trunc(x) == x;
}

template <std::floating_point T>
constexpr bool is_odd_integer(T x) {
  return is_integer(x) && !is_integer(x / 2);
}

// x positive and finite, not 1; y finite and not zero
template <std::floating_point T>
constexpr T pow_positive(T x, T y, bool negative) {
  const T limit = negative ? T(-1) : T(1);
  const bool grows = (x > 1) == (y > 0);
  // |log x| is at least 2^-65 and at most 2^14.
  if (abs(y) < T(0x1p-100)) return limit;
  const bool huge = abs(y) > T(0x1p100);
  const double_double t = huge ? double_double{0, 0} : log(decompose(x)) * widen(y);
  if (huge || t.hi > 12000 || t.hi < -12000) return grows ? limit * infinity<T> : limit * T(0);
  const scaled r = exp(t);
  return compose<T>(negative ? -r.value : r.value, r.exponent);
}

}  // namespace detail

template <std::floating_point T>
constexpr T pow(T x, T y) {
  if (y == 0 || x == 1) return 1;
  if (isnan(x) || isnan(y)) return not_a_number<T>;
  if (isinf(y)) {
    if (x == -1) return 1;
    return (abs(x) > 1) == (y > 0) ? infinity<T> : T(0);
  }
  const bool negative = signbit(x) && detail::is_odd_integer(y);
  if (x == 0 || isinf(x)) {
    const T r = (x == 0) == (y < 0) ? infinity<T> : T(0);
    return negative ? -r : r;
  }
  if (x < 0 && !detail::is_integer(y)) return not_a_number<T>;
  if (x == -1) return negative ? T(-1) : T(1);
  return detail::pow_positive(abs(x), y, negative);
}

}  // namespace tapeless::detail::math::kernel
