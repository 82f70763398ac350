// SPDX-License-Identifier: BSL-1.0
// Signs, roots, rounding and classification of packs: what a processor does in one instruction, or few.
#pragma once

#include <limits>

#include <tapeless/simd/bits.hpp>
#include <tapeless/simd/pack.hpp>

namespace tapeless::inline v0_2::detail::simd {
namespace kernel {

// SSE2 has no instruction for rounding to an integer.
#if defined(__SSE2__) && !defined(__SSE4_1__)
constexpr bool rounds = false;
#else
constexpr bool rounds = true;
#endif

}  // namespace kernel

template <class T>
[[gnu::always_inline]] inline pack<T> abs(const pack<T>& x) {
  using kernel::words;
  return (words<T>(x) & words<T>(~kernel::sign_bit<T>)).numbers();
}
template <class T>
[[gnu::always_inline]] inline pack<T> copysign(const pack<T>& size, const pack<T>& sign) {
  return kernel::with_sign_of(abs(size), sign);
}
template <class T>
[[gnu::always_inline]] inline pack<T> sqrt(const pack<T>& x) {
  return {kernel::instructions<typename pack<T>::register_type>::sqrt(x.value)};
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
namespace kernel {

// A power of two near 1/x for which no square of a number up to x overflows, and none that matters underflows
template <class T>
[[gnu::always_inline]] inline pack<T> safe_scale(const pack<T>& x, pack<T>& back) {
  constexpr int half = format<T>::bias / 2 + format<T>::mantissa + 2;
  constexpr T high = power_of_two<T>(format<T>::bias / 2 - 2),
              low = power_of_two<T>(-format<T>::bias / 2 + format<T>::mantissa);
  const typename pack<T>::mask great = x > pack<T>(high), tiny = x < pack<T>(low);
  const pack<T> up(power_of_two<T>(half)), down(power_of_two<T>(-half));
  back = select(great, up, select(tiny, down, pack<T>(1)));
  return select(great, down, select(tiny, up, pack<T>(1)));
}

// An infinite operand wins, over NaN too.
template <class T>
[[gnu::always_inline]] inline pack<T> or_infinity(const pack<T>& value, const pack<T>& largest) {
  return select(largest == pack<T>(infinity<T>), largest, value);
}

}  // namespace kernel

// sqrt(x^2 + y^2) without overflow or underflow on the way
template <class T>
[[gnu::always_inline]] inline pack<T> hypot(const pack<T>& x, const pack<T>& y) {
  const pack<T> a = abs(x), b = abs(y), largest = fmax(a, b);
  pack<T> back;
  const pack<T> scale = kernel::safe_scale(largest, back), u = a * scale, v = b * scale;
  return kernel::or_infinity(sqrt(fma(u, u, v * v)) * back, largest);
}
template <class T>
[[gnu::always_inline]] inline pack<T> hypot(const pack<T>& x, const pack<T>& y, const pack<T>& z) {
  const pack<T> a = abs(x), b = abs(y), c = abs(z), largest = fmax(fmax(a, b), c);
  pack<T> back;
  const pack<T> scale = kernel::safe_scale(largest, back), u = a * scale, v = b * scale, w = c * scale;
  return kernel::or_infinity(sqrt(fma(u, u, fma(v, v, w * w))) * back, largest);
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

// The rounding of std:: with the same name; round: halves away from zero, rint: halves to even
template <class T>
[[gnu::always_inline]] inline pack<T> rint(const pack<T>& x) {
  if constexpr (kernel::rounds) {
    return {kernel::instructions<typename pack<T>::register_type>::rint(x.value)};
  } else {
    constexpr T whole = kernel::large<T> / T(1.5);  // numbers from here on are integers
    const pack<T> size = abs(x);
    return select(size < pack<T>(whole),
                  kernel::with_sign_of(kernel::as_written(size + pack<T>(whole)) - pack<T>(whole), x), x);
  }
}
template <class T>
[[gnu::always_inline]] inline pack<T> floor(const pack<T>& x) {
  if constexpr (kernel::rounds) {
    return {kernel::instructions<typename pack<T>::register_type>::floor(x.value)};
  } else {
    const pack<T> near = rint(x);
    return select(near > x, near - pack<T>(1), near);
  }
}
template <class T>
[[gnu::always_inline]] inline pack<T> ceil(const pack<T>& x) {
  if constexpr (kernel::rounds) {
    return {kernel::instructions<typename pack<T>::register_type>::ceil(x.value)};
  } else {
    return -floor(-x);
  }
}
template <class T>
[[gnu::always_inline]] inline pack<T> trunc(const pack<T>& x) {
  if constexpr (kernel::rounds) {
    return {kernel::instructions<typename pack<T>::register_type>::trunc(x.value)};
  } else {
    return copysign(floor(abs(x)), x);
  }
}
template <class T>
[[gnu::always_inline]] inline pack<T> round(const pack<T>& x) {
  const pack<T> size = abs(x), below = floor(size);
  return copysign(select(size - below >= pack<T>(T(0.5)), below + pack<T>(1), below), x);
}

}  // namespace tapeless::detail::simd
