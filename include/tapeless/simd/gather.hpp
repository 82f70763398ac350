// SPDX-License-Identifier: BSL-1.0
// Elements of an array that lie apart, at a stride or at indices from data. AVX-512 and AVX2 have instructions for it,
// which take half the time of loading lane by lane. Indices are multiplied as doubles and become 64-bit integers, so
// that large arrays do not overflow them.
#pragma once

#include <cstddef>

#if defined(__AVX2__)
#include <immintrin.h>
#endif

#include <tapeless/simd/memory.hpp>

namespace tapeless::inline v0_2::detail::simd {
namespace kernel {

// Lane l of the result: from[l*step + index[l]*stride], of the first n lanes.
#if defined(__AVX512F__) && defined(__AVX512DQ__)

[[gnu::always_inline]] inline __m512i places(__m512d index, std::ptrdiff_t stride, __m512d lane, std::ptrdiff_t step) {
  return _mm512_cvtpd_epi64(_mm512_fmadd_pd(index, _mm512_set1_pd(static_cast<double>(stride)),
                                            _mm512_mul_pd(lane, _mm512_set1_pd(static_cast<double>(step)))));
}

[[gnu::always_inline]] inline pack<double> collect(const double* from, std::ptrdiff_t step, std::ptrdiff_t stride,
                                                   const pack<double>& index, int n) {
  return {_mm512_mask_i64gather_pd(_mm512_setzero_pd(), ends<double>::bits(n),
                                   places(index.value, stride, pack<double>::iota(0).value, step), from, 8)};
}

[[gnu::always_inline]] inline pack<float> collect(const float* from, std::ptrdiff_t step, std::ptrdiff_t stride,
                                                  const pack<float>& index, int n) {
  const unsigned lanes = ends<float>::bits(n);
  const __m256 halves[2] = {lower_half(index.value), upper_half(index.value)};
  __m256 found[2];
  for (int k = 0; k < 2; ++k)
    found[k] = _mm512_mask_i64gather_ps(
        _mm256_setzero_ps(), static_cast<__mmask8>(lanes >> (8 * k)),
        places(_mm512_maskz_cvtps_pd(0xff, halves[k]), stride, pack<double>::iota(8 * k).value, step), from, 4);
  return {joined(found[0], found[1])};
}

#elif defined(__AVX2__) && !defined(__AVX512F__)

// Numbers below 2^51 become integers as the last bits of a large number.
[[gnu::always_inline]] inline __m256i places(__m256d index, std::ptrdiff_t stride, __m256d lane, std::ptrdiff_t step) {
  const __m256d large = _mm256_set1_pd(0x1.8p52);
  const __m256d place = _mm256_add_pd(_mm256_mul_pd(index, _mm256_set1_pd(static_cast<double>(stride))),
                                      _mm256_mul_pd(lane, _mm256_set1_pd(static_cast<double>(step))));
  return _mm256_sub_epi64(_mm256_castpd_si256(_mm256_add_pd(place, large)), _mm256_castpd_si256(large));
}

[[gnu::always_inline]] inline pack<double> collect(const double* from, std::ptrdiff_t step, std::ptrdiff_t stride,
                                                   const pack<double>& index, int n) {
  return {_mm256_mask_i64gather_pd(_mm256_setzero_pd(), from,
                                   places(index.value, stride, pack<double>::iota(0).value, step), ends<double>::all(n),
                                   8)};
}

[[gnu::always_inline]] inline pack<float> collect(const float* from, std::ptrdiff_t step, std::ptrdiff_t stride,
                                                  const pack<float>& index, int n) {
  const __m256 lanes = ends<float>::all(n);
  const __m128 halves[2] = {_mm256_castps256_ps128(index.value), _mm256_extractf128_ps(index.value, 1)};
  const __m128 masks[2] = {_mm256_castps256_ps128(lanes), _mm256_extractf128_ps(lanes, 1)};
  __m128 found[2];
  for (int k = 0; k < 2; ++k)
    found[k] = _mm256_mask_i64gather_ps(
        _mm_setzero_ps(), from, places(_mm256_cvtps_pd(halves[k]), stride, pack<double>::iota(4 * k).value, step),
        masks[k], 4);
  return {_mm256_insertf128_ps(_mm256_castps128_ps256(found[0]), found[1], 1)};
}

#else

template <class T>
[[gnu::always_inline]] inline pack<T> collect(const T* from, std::ptrdiff_t step, std::ptrdiff_t stride,
                                              const pack<T>& index, int n) {
  T all[pack<T>::width];
  index.store(all);
  for (int k = 0; k < pack<T>::width; ++k)
    all[k] = k < n ? from[k * step + stride * static_cast<std::ptrdiff_t>(all[k])] : T(0);
  return pack<T>::load(all);
}

#endif

}  // namespace kernel

template <packable T, class Isa>
[[gnu::always_inline]] inline void pack<T, Isa>::store_integers(std::int64_t* to) const {
#if defined(__AVX512F__) && defined(__AVX512DQ__)
  if constexpr (width == 8) {
    _mm512_storeu_si512(to, _mm512_cvttpd_epi64(value));
    return;
  }
#endif
  alignas(64) T numbers[std::size_t{width}];
  store(numbers);
  for (int k = 0; k < width; ++k) to[k] = static_cast<std::int64_t>(numbers[k]);
}
template <packable T, class Isa>
[[gnu::always_inline]] inline pack<T, Isa> pack<T, Isa>::gather(const T* from, std::ptrdiff_t step, int n) {
  return kernel::collect(from, step, 0, iota(0), n);
}
template <packable T, class Isa>
[[gnu::always_inline]] inline pack<T, Isa> pack<T, Isa>::gather_at(const T* from, std::ptrdiff_t step,
                                                                   std::ptrdiff_t stride, const pack& index, int n) {
  return kernel::collect(from, step, stride, index, n);
}

}  // namespace tapeless::detail::simd
