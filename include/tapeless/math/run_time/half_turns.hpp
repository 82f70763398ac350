// SPDX-License-Identifier: BSL-1.0
// sin(pi x) and cos(pi x) at run time: <cmath> has them only from C++26 on.  The reduction is exact, the
// multiplication by pi costs about one unit in the last place.
#pragma once

#include <cmath>
#include <concepts>
#include <limits>

namespace tapeless::inline v0_2::detail::math::run_time {
namespace detail {

// x = quarter/2 + rest, modulo 2, |rest| <= 1/4
template <class T>
struct half_turns {
  T rest;
  int quarter;
};

template <std::floating_point T>
constexpr half_turns<T> reduce_half_turns(T x) {
  // Where 2x + 1/2 is exact in T, and an int.
  constexpr T limit = std::numeric_limits<T>::digits < 32 ? T(0x1p21) : T(0x1p29);
  const T y = std::abs(x) < limit ? x : std::fmod(x, T(2));
  const int n = static_cast<int>(y < 0 ? 2 * y - T(0.5) : 2 * y + T(0.5));
  return {(y - static_cast<T>(n) / 2) * T(3.141592653589793238462643383279502884L), n & 3};
}

}  // namespace detail

// Zero with the sign of x at the integers
template <std::floating_point T>
constexpr T sin_pi(T x) {
  if (!std::isfinite(x)) return x - x;
  const detail::half_turns<T> r = detail::reduce_half_turns(x);
  const T s = (r.quarter & 1) != 0 ? std::cos(r.rest) : std::sin(r.rest);
  return s == 0 ? std::copysign(s, x) : (r.quarter & 2) != 0 ? -s : s;
}

// +0 halfway between integers
template <std::floating_point T>
constexpr T cos_pi(T x) {
  if (!std::isfinite(x)) return x - x;
  const detail::half_turns<T> r = detail::reduce_half_turns(x);
  const T c = (r.quarter & 1) != 0 ? std::sin(r.rest) : std::cos(r.rest);
  return c == 0 ? T(0) : r.quarter == 1 || r.quarter == 2 ? -c : c;
}

}  // namespace tapeless::detail::math::run_time
