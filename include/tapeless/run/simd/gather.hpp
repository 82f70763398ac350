// SPDX-License-Identifier: BSL-1.0
// Elements of an array that lie apart, at a stride or at indices from data. AVX-512 and AVX2 have instructions for it,
// which take half the time of loading lane by lane. Indices are multiplied as doubles and become 64-bit integers, so
// that large arrays do not overflow them.
#pragma once

#include <cstddef>

#if defined(__AVX2__)
#include <immintrin.h>
#endif

#include <tapeless/run/simd/memory.hpp>

namespace tapeless::detail::run {
namespace simd {

#if defined(__AVX512F__) && defined(__AVX512DQ__)

[[gnu::always_inline]] inline pack<double> collect(const double* from, std::ptrdiff_t stride, const pack<double>& index,
                                                   int n) {
  const __m512d step = _mm512_set1_pd(static_cast<double>(stride));
  return {_mm512_mask_i64gather_pd(_mm512_setzero_pd(), ends<double>::bits(n),
                                   _mm512_cvtpd_epi64(_mm512_mul_pd(index.value, step)), from, 8)};
}

[[gnu::always_inline]] inline pack<float> collect(const float* from, std::ptrdiff_t stride, const pack<float>& index,
                                                  int n) {
  const __m512d step = _mm512_set1_pd(static_cast<double>(stride));
  const unsigned lanes = ends<float>::bits(n);
  const __m256 halves[2] = {lower_half(index.value), upper_half(index.value)};
  __m256 found[2];
  for (int k = 0; k < 2; ++k)
    found[k] = _mm512_mask_i64gather_ps(_mm256_setzero_ps(), static_cast<__mmask8>(lanes >> (8 * k)),
                                        _mm512_cvtpd_epi64(_mm512_mul_pd(_mm512_maskz_cvtps_pd(0xff, halves[k]), step)),
                                        from, 4);
  return {joined(found[0], found[1])};
}

#elif defined(__AVX2__) && !defined(__AVX512F__)

// Of numbers below 2^51: they are the last bits of a large number.
[[gnu::always_inline]] inline __m256i integers(__m256d x) {
  const __m256d large = _mm256_set1_pd(0x1.8p52);
  return _mm256_sub_epi64(_mm256_castpd_si256(_mm256_add_pd(x, large)), _mm256_castpd_si256(large));
}

[[gnu::always_inline]] inline pack<double> collect(const double* from, std::ptrdiff_t stride, const pack<double>& index,
                                                   int n) {
  const __m256d step = _mm256_set1_pd(static_cast<double>(stride));
  return {_mm256_mask_i64gather_pd(_mm256_setzero_pd(), from, integers(_mm256_mul_pd(index.value, step)),
                                   ends<double>::all(n), 8)};
}

[[gnu::always_inline]] inline pack<float> collect(const float* from, std::ptrdiff_t stride, const pack<float>& index,
                                                  int n) {
  const __m256d step = _mm256_set1_pd(static_cast<double>(stride));
  const __m256 lanes = ends<float>::all(n);
  const __m128 halves[2] = {_mm256_castps256_ps128(index.value), _mm256_extractf128_ps(index.value, 1)};
  const __m128 masks[2] = {_mm256_castps256_ps128(lanes), _mm256_extractf128_ps(lanes, 1)};
  __m128 found[2];
  for (int k = 0; k < 2; ++k)
    found[k] = _mm256_mask_i64gather_ps(_mm_setzero_ps(), from,
                                        integers(_mm256_mul_pd(_mm256_cvtps_pd(halves[k]), step)), masks[k], 4);
  return {_mm256_insertf128_ps(_mm256_castps128_ps256(found[0]), found[1], 1)};
}

#else

template <class T>
[[gnu::always_inline]] inline pack<T> collect(const T* from, std::ptrdiff_t stride, const pack<T>& index, int n) {
  T all[pack<T>::width];
  index.store(all);
  for (int k = 0; k < pack<T>::width; ++k) all[k] = k < n ? from[stride * static_cast<std::ptrdiff_t>(all[k])] : T(0);
  return pack<T>::load(all);
}

#endif

}  // namespace simd

template <packable T, class Isa>
[[gnu::always_inline]] inline pack<T, Isa> pack<T, Isa>::gather(const T* from, std::ptrdiff_t stride, int n) {
  return simd::collect(from, stride, iota(0), n);
}
template <packable T, class Isa>
[[gnu::always_inline]] inline pack<T, Isa> pack<T, Isa>::gather_at(const T* from, std::ptrdiff_t stride,
                                                                   const pack& index, int n) {
  return simd::collect(from, stride, index, n);
}

}  // namespace tapeless::detail::run
