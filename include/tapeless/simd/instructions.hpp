// SPDX-License-Identifier: BSL-1.0
// What the processor does with a register in one instruction, where xsimd 8 alone would not do: it does not fuse on
// AVX-512 nor find NaN to differ from itself, and g++ 12 warns that AVX-512's intrinsics without a mask read a register
// before it is set.
#pragma once

#include <concepts>

#if defined(__AVX__)
#include <immintrin.h>
#endif

#include <xsimd/xsimd.hpp>

namespace tapeless::inline v0_2::detail::simd::kernel {

// min and max yield the second operand when one is NaN, or both are zeros. differ: also where one is NaN.
template <class Register>
struct instructions {
  using condition = typename Register::batch_bool_type;
  [[gnu::always_inline]] static Register fused(const Register& a, const Register& b, const Register& c) {
#if defined(__FMA__) && defined(__AVX__) && !defined(__AVX512F__)
    if constexpr (std::same_as<typename Register::value_type, double>)
      return _mm256_fmadd_pd(a, b, c);
    else
      return _mm256_fmadd_ps(a, b, c);
#else
    return xsimd::fma(a, b, c);
#endif
  }
  [[gnu::always_inline]] static condition differ(const Register& a, const Register& b) {
#if defined(__AVX__) && !defined(__AVX512F__)
    if constexpr (std::same_as<typename Register::value_type, double>)
      return _mm256_cmp_pd(a, b, _CMP_NEQ_UQ);
    else
      return _mm256_cmp_ps(a, b, _CMP_NEQ_UQ);
#else
    return a != b;
#endif
  }
  [[gnu::always_inline]] static Register min(const Register& a, const Register& b) { return xsimd::min(a, b); }
  [[gnu::always_inline]] static Register max(const Register& a, const Register& b) { return xsimd::max(a, b); }
  [[gnu::always_inline]] static Register sqrt(const Register& x) { return xsimd::sqrt(x); }
  [[gnu::always_inline]] static Register rint(const Register& x) { return xsimd::nearbyint(x); }
  [[gnu::always_inline]] static Register floor(const Register& x) { return xsimd::floor(x); }
  [[gnu::always_inline]] static Register ceil(const Register& x) { return xsimd::ceil(x); }
  [[gnu::always_inline]] static Register trunc(const Register& x) { return xsimd::trunc(x); }
};

#if defined(__AVX512F__)

template <class Isa>
struct instructions<xsimd::batch<double, Isa>> {
  using in = __m512d;
  static constexpr __mmask8 all = 0xff;
  [[gnu::always_inline]] static in fused(in a, in b, in c) { return _mm512_fmadd_pd(a, b, c); }
  [[gnu::always_inline]] static __mmask8 differ(in a, in b) { return _mm512_cmp_pd_mask(a, b, _CMP_NEQ_UQ); }
  [[gnu::always_inline]] static in min(in a, in b) { return _mm512_maskz_min_pd(all, a, b); }
  [[gnu::always_inline]] static in max(in a, in b) { return _mm512_maskz_max_pd(all, a, b); }
  [[gnu::always_inline]] static in sqrt(in x) { return _mm512_maskz_sqrt_pd(all, x); }
  [[gnu::always_inline]] static in rint(in x) { return _mm512_maskz_roundscale_pd(all, x, 0); }
  [[gnu::always_inline]] static in floor(in x) { return _mm512_maskz_roundscale_pd(all, x, 1); }
  [[gnu::always_inline]] static in ceil(in x) { return _mm512_maskz_roundscale_pd(all, x, 2); }
  [[gnu::always_inline]] static in trunc(in x) { return _mm512_maskz_roundscale_pd(all, x, 3); }
};

template <class Isa>
struct instructions<xsimd::batch<float, Isa>> {
  using in = __m512;
  static constexpr __mmask16 all = 0xffff;
  [[gnu::always_inline]] static in fused(in a, in b, in c) { return _mm512_fmadd_ps(a, b, c); }
  [[gnu::always_inline]] static __mmask16 differ(in a, in b) { return _mm512_cmp_ps_mask(a, b, _CMP_NEQ_UQ); }
  [[gnu::always_inline]] static in min(in a, in b) { return _mm512_maskz_min_ps(all, a, b); }
  [[gnu::always_inline]] static in max(in a, in b) { return _mm512_maskz_max_ps(all, a, b); }
  [[gnu::always_inline]] static in sqrt(in x) { return _mm512_maskz_sqrt_ps(all, x); }
  [[gnu::always_inline]] static in rint(in x) { return _mm512_maskz_roundscale_ps(all, x, 0); }
  [[gnu::always_inline]] static in floor(in x) { return _mm512_maskz_roundscale_ps(all, x, 1); }
  [[gnu::always_inline]] static in ceil(in x) { return _mm512_maskz_roundscale_ps(all, x, 2); }
  [[gnu::always_inline]] static in trunc(in x) { return _mm512_maskz_roundscale_ps(all, x, 3); }
};

[[gnu::always_inline]] inline __m256d lower_half(__m512d x) { return __builtin_shufflevector(x, x, 0, 1, 2, 3); }
[[gnu::always_inline]] inline __m256d upper_half(__m512d x) { return __builtin_shufflevector(x, x, 4, 5, 6, 7); }
[[gnu::always_inline]] inline __m256 lower_half(__m512 x) {
  return __builtin_shufflevector(x, x, 0, 1, 2, 3, 4, 5, 6, 7);
}
[[gnu::always_inline]] inline __m256 upper_half(__m512 x) {
  return __builtin_shufflevector(x, x, 8, 9, 10, 11, 12, 13, 14, 15);
}
[[gnu::always_inline]] inline __m512 joined(__m256 a, __m256 b) {
  return __builtin_shufflevector(a, b, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15);
}

#endif

}  // namespace tapeless::detail::simd::kernel
