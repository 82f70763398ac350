// SPDX-License-Identifier: BSL-1.0
// Packs from memory and back: whole ones, the ends of rows, which are never read or written beyond. Ends
// are masked where the processor masks, and go through a buffer elsewhere.
#pragma once

#include <cstddef>
#include <cstdint>

#if defined(__AVX__)
#include <immintrin.h>
#elif defined(__SSE2__)
#include <emmintrin.h>  // an eighth of the lines
#endif

#include <tapeless/simd/pack.hpp>

namespace tapeless::inline v0_2::detail::simd {
namespace kernel {

// 0, 1, 2, ...
template <class T>
struct counted {
  static constexpr int most = 16;
  static constexpr T numbers[most] = {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15};
};

// What depends on the architecture: the first n lanes, n from 0 to the width.
template <class T>
struct ends {
  using register_type = typename pack<T>::register_type;
  static constexpr int width = pack<T>::width;
  static_assert(width <= counted<T>::most);

  [[gnu::always_inline]] static typename pack<T>::mask first(int n) {
    return register_type::load_unaligned(counted<T>::numbers) < register_type(static_cast<T>(n));
  }
  [[gnu::always_inline]] static register_type load(const T* from, int n) {
    T all[std::size_t{width}] = {};
    for (int k = 0; k < n; ++k) all[k] = from[k];
    return register_type::load_unaligned(all);
  }
  [[gnu::always_inline]] static void store(const register_type& x, T* to, int n) {
    T all[std::size_t{width}];
    x.store_unaligned(all);
    for (int k = 0; k < n; ++k) to[k] = all[k];
  }
};

#if defined(__AVX512F__)

template <>
struct ends<double> {
  [[gnu::always_inline]] static __mmask8 bits(int n) { return static_cast<__mmask8>((1U << n) - 1U); }
  [[gnu::always_inline]] static pack<double>::mask first(int n) { return pack<double>::mask::register_type(bits(n)); }
  [[gnu::always_inline]] static __m512d load(const double* from, int n) { return _mm512_maskz_loadu_pd(bits(n), from); }
  [[gnu::always_inline]] static void store(__m512d x, double* to, int n) { _mm512_mask_storeu_pd(to, bits(n), x); }
};

template <>
struct ends<float> {
  [[gnu::always_inline]] static __mmask16 bits(int n) { return static_cast<__mmask16>((1U << n) - 1U); }
  [[gnu::always_inline]] static pack<float>::mask first(int n) { return pack<float>::mask::register_type(bits(n)); }
  [[gnu::always_inline]] static __m512 load(const float* from, int n) { return _mm512_maskz_loadu_ps(bits(n), from); }
  [[gnu::always_inline]] static void store(__m512 x, float* to, int n) { _mm512_mask_storeu_ps(to, bits(n), x); }
};

#elif defined(__AVX__)

template <>
struct ends<double> {
  [[gnu::always_inline]] static __m256d all(int n) {
    return _mm256_cmp_pd(_mm256_setr_pd(0, 1, 2, 3), _mm256_set1_pd(n), _CMP_LT_OQ);
  }
  [[gnu::always_inline]] static pack<double>::mask first(int n) { return pack<double>::mask::register_type(all(n)); }
  [[gnu::always_inline]] static __m256d load(const double* from, int n) {
    return _mm256_maskload_pd(from, _mm256_castpd_si256(all(n)));
  }
  [[gnu::always_inline]] static void store(__m256d x, double* to, int n) {
    _mm256_maskstore_pd(to, _mm256_castpd_si256(all(n)), x);
  }
};

template <>
struct ends<float> {
  [[gnu::always_inline]] static __m256 all(int n) {
    return _mm256_cmp_ps(_mm256_setr_ps(0, 1, 2, 3, 4, 5, 6, 7), _mm256_set1_ps(static_cast<float>(n)), _CMP_LT_OQ);
  }
  [[gnu::always_inline]] static pack<float>::mask first(int n) { return pack<float>::mask::register_type(all(n)); }
  [[gnu::always_inline]] static __m256 load(const float* from, int n) {
    return _mm256_maskload_ps(from, _mm256_castps_si256(all(n)));
  }
  [[gnu::always_inline]] static void store(__m256 x, float* to, int n) {
    _mm256_maskstore_ps(to, _mm256_castps_si256(all(n)), x);
  }
};

#endif

}  // namespace kernel

template <packable T, class Isa>
[[gnu::always_inline]] inline pack<T, Isa> pack<T, Isa>::load(const T* from) {
  return register_type::load_unaligned(from);
}
template <packable T, class Isa>
[[gnu::always_inline]] inline pack<T, Isa> pack<T, Isa>::load(const T* from, int n) {
  return register_type(kernel::ends<T>::load(from, n));
}
template <packable T, class Isa>
[[gnu::always_inline]] inline void pack<T, Isa>::store(T* to) const {
  value.store_unaligned(to);
}
template <packable T, class Isa>
[[gnu::always_inline]] inline void pack<T, Isa>::store(T* to, int n) const {
  kernel::ends<T>::store(value, to, n);
}
template <packable T, class Isa>
[[gnu::always_inline]] inline void pack<T, Isa>::store_around(T* to) const {
#if defined(__AVX512F__)
  if constexpr (sizeof(T) == 8)
    _mm512_stream_pd(to, value);
  else
    _mm512_stream_ps(to, value);
#elif defined(__AVX__)
  if constexpr (sizeof(T) == 8)
    _mm256_stream_pd(to, value);
  else
    _mm256_stream_ps(to, value);
#elif defined(__SSE2__)
  if constexpr (sizeof(T) == 8)
    _mm_stream_pd(to, value);
  else
    _mm_stream_ps(to, value);
#else
  store(to);
#endif
}
template <packable T, class Isa>
[[gnu::always_inline]] inline void pack<T, Isa>::fence() {
#if defined(__SSE2__)
  _mm_sfence();
#endif
}
template <packable T, class Isa>
[[gnu::always_inline]] inline pack<T, Isa> pack<T, Isa>::iota(T first) {
  return register_type::load_unaligned(kernel::counted<T>::numbers) + register_type(first);
}
template <packable T, class Isa>
[[gnu::always_inline]] inline typename pack<T, Isa>::mask pack<T, Isa>::first_lanes(int n) {
  return kernel::ends<T>::first(n);
}

}  // namespace tapeless::detail::simd
