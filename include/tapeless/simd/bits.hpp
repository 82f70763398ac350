// SPDX-License-Identifier: BSL-1.0
// The numbers of a pack as integers, and the processor's own instructions for exponents and tables: what the kernels of
// exp and log are built of. AVX-512 has an instruction for each; elsewhere integer arithmetic on the bits does it.
#pragma once

#include <bit>
#include <cstdint>
#include <limits>

#if defined(__AVX512F__) && defined(__AVX512DQ__)
#include <immintrin.h>
#endif

#include <tapeless/simd/pack.hpp>

namespace tapeless::inline v0_2::detail::simd::kernel {

template <class T>
struct format;
template <>
struct format<double> {
  using word = std::uint64_t;
  using words [[gnu::vector_size(sizeof(pack<double>))]] = word;
  static constexpr int mantissa = 52;
  static constexpr int bias = 1023;
};
template <>
struct format<float> {
  using word = std::uint32_t;
  using words [[gnu::vector_size(sizeof(pack<float>))]] = word;
  static constexpr int mantissa = 23;
  static constexpr int bias = 127;
};

template <class T>
constexpr T infinity = std::numeric_limits<T>::infinity();

// A number this large has no digits after the point, and small integers added to it are its last bits.
template <class T>
constexpr T large = static_cast<T>(3LL << (format<T>::mantissa - 1));

// x, computed as it is written: with -ffast-math compilers take (x + large) - large for x. clang does not say whether
// it may do so.
template <class T>
[[gnu::always_inline]] inline pack<T> as_written(pack<T> x) {
#if (defined(__FAST_MATH__) || defined(__clang__)) && defined(__SSE2__)
  auto bits = static_cast<typename pack<T>::register_type::register_type>(x.value);
  asm("" : "+v"(bits));
  x.value = bits;
#endif
  return x;
}

// The lanes as integers; modulo arithmetic.
template <class T>
struct words {
  using word = typename format<T>::word;
  using integers = typename format<T>::words;
  using processor_register = typename pack<T>::register_type::register_type;

  integers value;

  [[gnu::always_inline]] words(integers v) : value(v) {}
  [[gnu::always_inline]] words(word v) : value(integers{} + v) {}
  [[gnu::always_inline]] explicit words(const pack<T>& x)
      : value(__builtin_bit_cast(integers, static_cast<processor_register>(x.value))) {}
  [[gnu::always_inline]] pack<T> numbers() const {
    return typename pack<T>::register_type(__builtin_bit_cast(processor_register, value));
  }
  [[gnu::always_inline]] friend words operator+(const words& a, const words& b) { return a.value + b.value; }
  [[gnu::always_inline]] friend words operator-(const words& a, const words& b) { return a.value - b.value; }
  [[gnu::always_inline]] friend words operator&(const words& a, const words& b) { return a.value & b.value; }
  [[gnu::always_inline]] friend words operator|(const words& a, const words& b) { return a.value | b.value; }
  [[gnu::always_inline]] friend words operator^(const words& a, const words& b) { return a.value ^ b.value; }
  [[gnu::always_inline]] friend words operator<<(const words& a, int n) { return a.value << n; }
  [[gnu::always_inline]] friend words operator>>(const words& a, int n) { return a.value >> n; }
};

// The bits of 1
template <class T>
constexpr typename format<T>::word one = static_cast<typename format<T>::word>(format<T>::bias) << format<T>::mantissa;

template <class T>
constexpr T power_of_two(int n) {
  return std::bit_cast<T>(static_cast<typename format<T>::word>(format<T>::bias + n) << format<T>::mantissa);
}

template <class T>
constexpr typename format<T>::word sign_bit = static_cast<typename format<T>::word>(1) << (8 * sizeof(T) - 1);

// y for a function that has the sign of its operand: gives zeros theirs
template <class T>
[[gnu::always_inline]] inline pack<T> with_sign_of(const pack<T>& y, const pack<T>& x) {
  return (words<T>(y) | (words<T>(x) & words<T>(sign_bit<T>))).numbers();
}

// p 2^n in two steps, of which the first is exact: right also where the result is subnormal or infinite. n: an integer
// from -2 bias to 2 bias + 1, which was added to large + 2 bias.
template <class T>
[[gnu::always_inline]] inline pack<T> times_power(const pack<T>& p, const pack<T>& shifted) {
  const words<T> twice(shifted);
  const words<T> half = twice >> 1;
  return p * (half << format<T>::mantissa).numbers() * ((twice - half) << format<T>::mantissa).numbers();
}

#if defined(__FMA__) || defined(__AVX512F__) || defined(__ARM_FEATURE_FMA)
constexpr bool has_fma = true;
#else
constexpr bool has_fma = false;
#endif

// Where the last bit is set
template <class T>
[[gnu::always_inline]] inline typename pack<T>::mask odd(const words<T>& x) {
  return ((x & words<T>(1)) | words<T>(one<T>)).numbers() != pack<T>(1);
}

#if defined(__AVX512F__) && defined(__AVX512DQ__)

constexpr bool has_avx512 = true;

// g++ 12 believes that the forms without a mask use a register before it is set.
constexpr __mmask8 all8 = 0xff;
constexpr __mmask16 all16 = 0xffff;

// floor(log2|x|); -inf for 0, inf for inf
[[gnu::always_inline]] inline pack<double> exponent(const pack<double>& x) {
  return {_mm512_maskz_getexp_pd(all8, x.value)};
}
[[gnu::always_inline]] inline pack<float> exponent(const pack<float>& x) {
  return {_mm512_maskz_getexp_ps(all16, x.value)};
}
// x 2^k in [3/4, 3/2); 1 for 0 and inf, NaN for negative x
[[gnu::always_inline]] inline pack<double> mantissa(const pack<double>& x) {
  return {_mm512_maskz_getmant_pd(all8, x.value, _MM_MANT_NORM_p75_1p5, _MM_MANT_SIGN_nan)};
}
[[gnu::always_inline]] inline pack<float> mantissa(const pack<float>& x) {
  return {_mm512_maskz_getmant_ps(all16, x.value, _MM_MANT_NORM_p75_1p5, _MM_MANT_SIGN_nan)};
}
// x 2^floor(n); 0 for n = -inf, inf for n = inf (x > 0)
[[gnu::always_inline]] inline pack<double> scale(const pack<double>& x, const pack<double>& n) {
  return {_mm512_maskz_scalef_pd(all8, x.value, n.value)};
}
[[gnu::always_inline]] inline pack<float> scale(const pack<float>& x, const pack<float>& n) {
  return {_mm512_maskz_scalef_ps(all16, x.value, n.value)};
}
// x, but no larger than most; most for NaN
[[gnu::always_inline]] inline pack<double> limited(const pack<double>& x, const pack<double>& most) {
  return {_mm512_range_pd(x.value, most.value, 2)};
}
[[gnu::always_inline]] inline pack<float> limited(const pack<float>& x, const pack<float>& most) {
  return {_mm512_range_ps(x.value, most.value, 2)};
}
// table[last four bits of x]
[[gnu::always_inline]] inline pack<double> entry(const double* table, const pack<double>& x) {
  return {_mm512_permutex2var_pd(_mm512_load_pd(table), _mm512_castpd_si512(x.value), _mm512_load_pd(table + 8))};
}
[[gnu::always_inline]] inline pack<float> entry(const float* table, const pack<float>& x) {
  return {_mm512_maskz_permutexvar_ps(all16, _mm512_castps_si512(x.value), _mm512_load_ps(table))};
}

#else

constexpr bool has_avx512 = false;

#endif

}  // namespace tapeless::detail::simd::kernel
