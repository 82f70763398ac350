// SPDX-License-Identifier: BSL-1.0
// Signs, roots, rounding, classification and reductions of packs: what a processor does in one instruction, or few.
#pragma once

#include <limits>

#include <tapeless/run/simd/memory.hpp>

namespace tapeless::detail::run {

template <class T>
[[gnu::always_inline]] inline pack<T> abs(const pack<T>& x) {
  return xsimd::abs(x.value);
}
template <class T>
[[gnu::always_inline]] inline pack<T> copysign(const pack<T>& size, const pack<T>& sign) {
  const typename pack<T>::register_type bit(T(-0.0));
  return (sign.value & bit) | abs(size).value;
}
template <class T>
[[gnu::always_inline]] inline pack<T> sqrt(const pack<T>& x) {
  return xsimd::sqrt(x.value);
}
template <class T>
[[gnu::always_inline]] inline pack<T> rsqrt(const pack<T>& x) {
  return pack<T>(1) / sqrt(x);
}
// -1 or 1; zero and NaN stay what they are.
template <class T>
[[gnu::always_inline]] inline pack<T> sign(const pack<T>& x) {
  return select(x > pack<T>(0), pack<T>(1), select(x < pack<T>(0), pack<T>(-1), x));
}
// The number, if the other is NaN
template <class T>
[[gnu::always_inline]] inline pack<T> fmin(const pack<T>& a, const pack<T>& b) {
  return select(b != b, a, min(b, a));
}
template <class T>
[[gnu::always_inline]] inline pack<T> fmax(const pack<T>& a, const pack<T>& b) {
  return select(b != b, a, max(b, a));
}
template <class T>
[[gnu::always_inline]] inline typename pack<T>::mask isnan(const pack<T>& x) {
  return x != x;
}
template <class T>
[[gnu::always_inline]] inline typename pack<T>::mask isinf(const pack<T>& x) {
  return abs(x) == pack<T>(std::numeric_limits<T>::infinity());
}
template <class T>
[[gnu::always_inline]] inline typename pack<T>::mask isfinite(const pack<T>& x) {
  return abs(x) < pack<T>(std::numeric_limits<T>::infinity());
}
template <class T>
[[gnu::always_inline]] inline typename pack<T>::mask signbit(const pack<T>& x) {
  return copysign(pack<T>(1), x) < pack<T>(0);
}

template <class T>
[[gnu::always_inline]] inline T reduce_add(const pack<T>& x) {
  return xsimd::hadd(x.value);
}
template <class T>
[[gnu::always_inline]] inline T reduce_max(const pack<T>& x) {
  T lanes[pack<T>::width];
  x.store(lanes);
  T most = lanes[0];
  for (int k = 1; k < pack<T>::width; ++k) most = most < lanes[k] ? lanes[k] : most;
  return most;
}
template <class T>
[[gnu::always_inline]] inline T reduce_min(const pack<T>& x) {
  T lanes[pack<T>::width];
  x.store(lanes);
  T least = lanes[0];
  for (int k = 1; k < pack<T>::width; ++k) least = lanes[k] < least ? lanes[k] : least;
  return least;
}

}  // namespace tapeless::detail::run
