// SPDX-License-Identifier: BSL-1.0
// The inverses of the circular and hyperbolic functions for packs: xsimd's where they are accurate, log1p otherwise.
#pragma once

#include <limits>

#include <tapeless/run/simd/basic.hpp>
#include <tapeless/run/simd/log.hpp>

namespace tapeless::detail::run {

template <class T>
[[gnu::always_inline]] inline pack<T> atan(const pack<T>& x) {
  return xsimd::atan(x.value);
}
template <class T>
[[gnu::always_inline]] inline pack<T> asin(const pack<T>& x) {
  return xsimd::asin(x.value);
}
template <class T>
[[gnu::always_inline]] inline pack<T> acos(const pack<T>& x) {
  return xsimd::acos(x.value);
}

namespace simd {

// log(1 + x) for |x| below a bound whose square is large, log(2x) beyond
template <class T>
[[gnu::always_inline]] inline pack<T> log_of_sum(const pack<T>& x, const pack<T>& sum) {
  const typename pack<T>::mask beyond = x > pack<T>(large<T>);
  return log1p(select(beyond, x, sum)) + select(beyond, pack<T>(exp_constants<T>::all_ln2), pack<T>(0));
}

}  // namespace simd

template <class T>
[[gnu::always_inline]] inline pack<T> asinh(const pack<T>& x) {
  const pack<T> size = abs(x), square = x * x;
  return copysign(simd::log_of_sum(size, size + square / (pack<T>(1) + sqrt(square + pack<T>(1)))), x);
}
template <class T>
[[gnu::always_inline]] inline pack<T> acosh(const pack<T>& x) {
  const pack<T> above = x - pack<T>(1);
  const pack<T> value = simd::log_of_sum(x, above + sqrt(fma(above, above, above + above)));
  return select(x < pack<T>(1), pack<T>(std::numeric_limits<T>::quiet_NaN()), value);
}
template <class T>
[[gnu::always_inline]] inline pack<T> atanh(const pack<T>& x) {
  const pack<T> size = abs(x), twice = size + size;
  return copysign(pack<T>(T(0.5)) * log1p(twice / (pack<T>(1) - size)), x);
}

}  // namespace tapeless::detail::run
