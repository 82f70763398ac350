// SPDX-License-Identifier: BSL-1.0
// The sum, the largest and the smallest of the lanes of a pack: halves are combined until one number is left.
#pragma once

#if defined(__AVX__)
#include <immintrin.h>
#elif defined(__SSE2__)
#include <emmintrin.h>
#endif

#include <tapeless/simd/memory.hpp>

namespace tapeless::inline v0_2::detail::simd {
namespace kernel {

struct sum {
  template <class B>
  [[gnu::always_inline]] B operator()(const B& a, const B& b) const {
    return a + b;
  }
};
struct larger {
  template <class B>
  [[gnu::always_inline]] B operator()(const B& a, const B& b) const {
    return xsimd::max(a, b);
  }
};
struct smaller {
  template <class B>
  [[gnu::always_inline]] B operator()(const B& a, const B& b) const {
    return xsimd::min(a, b);
  }
};

#if defined(__SSE2__)

template <class F>
[[gnu::always_inline]] inline double folded(__m128d x, const F& f) {
  using half = xsimd::batch<double, xsimd::sse2>;
  return _mm_cvtsd_f64(f(half(x), half(_mm_unpackhi_pd(x, x))));
}
template <class F>
[[gnu::always_inline]] inline float folded(__m128 x, const F& f) {
  using half = xsimd::batch<float, xsimd::sse2>;
  const half pairs = f(half(x), half(_mm_movehl_ps(x, x)));
  return _mm_cvtss_f32(f(pairs, half(_mm_shuffle_ps(pairs, pairs, 1))));
}

#if defined(__AVX__)
template <class F>
[[gnu::always_inline]] inline double folded(__m256d x, const F& f) {
  using half = xsimd::batch<double, xsimd::sse2>;
  return folded(static_cast<__m128d>(f(half(_mm256_castpd256_pd128(x)), half(_mm256_extractf128_pd(x, 1)))), f);
}
template <class F>
[[gnu::always_inline]] inline float folded(__m256 x, const F& f) {
  using half = xsimd::batch<float, xsimd::sse2>;
  return folded(static_cast<__m128>(f(half(_mm256_castps256_ps128(x)), half(_mm256_extractf128_ps(x, 1)))), f);
}
#endif

#if defined(__AVX512F__)
template <class F>
[[gnu::always_inline]] inline double folded(__m512d x, const F& f) {
  using half = xsimd::batch<double, xsimd::avx>;
  return folded(static_cast<__m256d>(f(half(lower_half(x)), half(upper_half(x)))), f);
}
template <class F>
[[gnu::always_inline]] inline float folded(__m512 x, const F& f) {
  using half = xsimd::batch<float, xsimd::avx>;
  return folded(static_cast<__m256>(f(half(lower_half(x)), half(upper_half(x)))), f);
}
#endif

template <class T, class F>
[[gnu::always_inline]] inline T reduced(const pack<T>& x, const F& f) {
  return folded(static_cast<typename pack<T>::register_type::register_type>(x.value), f);
}

#else

template <class T, class F>
[[gnu::always_inline]] inline T reduced(const pack<T>& x, const F& f) {
  using one = xsimd::batch<T>;
  T lanes[pack<T>::width];
  x.store(lanes);
  for (int n = pack<T>::width / 2; n > 0; n /= 2)
    for (int k = 0; k < n; ++k) lanes[k] = f(one(lanes[k]), one(lanes[k + n])).get(0);
  return lanes[0];
}

#endif

}  // namespace kernel

template <class T>
[[gnu::always_inline]] inline T reduce_add(const pack<T>& x) {
  return kernel::reduced(x, kernel::sum{});
}
// A NaN among the lanes may or may not be ignored.
template <class T>
[[gnu::always_inline]] inline T reduce_max(const pack<T>& x) {
  return kernel::reduced(x, kernel::larger{});
}
template <class T>
[[gnu::always_inline]] inline T reduce_min(const pack<T>& x) {
  return kernel::reduced(x, kernel::smaller{});
}

}  // namespace tapeless::detail::simd
