// SPDX-License-Identifier: BSL-1.0
// log and log1p of packs. x is 2^k m. On AVX-512 m times a table's 1/c is 1 + r with |r| < 1/31, and a polynomial in r
// finishes; no division. Elsewhere a series in (m - 1)/(m + 1), as in fdlibm. No branches, all special values included.
#pragma once

#include <tapeless/simd/basic.hpp>
#include <tapeless/simd/bits.hpp>
#include <tapeless/simd/exp.hpp>

namespace tapeless::inline v0_2::detail::simd {
namespace kernel {

template <class T>
struct log_constants;

template <>
struct log_constants<double> {
  // Without their last bits, so that the products with exponents are exact
  static constexpr double ln2 = 6.93147180369123816490e-01, ln2_rest = 1.90821492927058770002e-10;
  static constexpr double log10_2 = 3.01029995663611771306e-01, log10_2_rest = 3.69423907715893078616e-13;
  static constexpr double log2_e = 0x1.71547652b82fep+0, log2_e_rest = 0x1.777d0ffda0d24p-56;
  static constexpr double log10_e = 0x1.bcb7b1526e50ep-2, log10_e_rest = 0x1.95355baaafad3p-57;
  static constexpr std::uint64_t root_half = 0x3fe6a09e667f3bcdULL;  // sqrt(1/2): where the exponent changes
  // (log1p(r) - r)/r^2 for |r| < 0.0316, which leaves 2^-56 of log1p(r)
  static constexpr double narrow[] = {-0x1.fffffffffffc1p-2, 0x1.55555555554d6p-2,  -0x1.00000000cd1f8p-2,
                                      0x1.9999999bd53adp-3,  -0x1.55553ebd121a8p-3, 0x1.24922f826dbf1p-3,
                                      -0x1.0075e3bb831acp-3, 0x1.c8072ae93e00ap-4};
  // (log((1 + s)/(1 - s)) - 2s)/s^3 in s^2 for |s| < 3 - sqrt(8), fdlibm's
  static constexpr double series[] = {6.666666666666735130e-01, 3.999999999940941908e-01, 2.857142874366239149e-01,
                                      2.222219843214978396e-01, 1.818357216161805012e-01, 1.531383769920937332e-01,
                                      1.479819860511658591e-01};
  // c near (16 + j)/21, such that log(c) is nearly a double: 1/c and log(c)
  alignas(64) static constexpr double inverses[16] = {0x1.4ff329p+0, 0x1.3c37e6p+0, 0x1.2a9c74p+0, 0x1.1b018ap+0,
                                                      0x1.0cc66p+0,  0x1p+0,        0x1.e8a75p-1,  0x1.d3645cp-1,
                                                      0x1.c0032ap-1, 0x1.ae3436p-1, 0x1.9d728ep-1, 0x1.8e44e4p-1,
                                                      0x1.7ff86ep-1, 0x1.72c96cp-1, 0x1.665f6p-1,  0x1.5ac71ep-1};
  alignas(64) static constexpr double logarithms[16] = {
      -0x1.164ea87535b70p-2, -0x1.b0a6bc2b7fc9dp-3, -0x1.3b51e0d6e8057p-3,
      -0x1.9aca6ae16eaa0p-4, -0x1.8eec925b19a8dp-5, 0x0p+0,
      0x1.7e53da78297cdp-5,  0x1.7560438614d40p-4,  0x1.116a715423f41p-3,
      0x1.647c4f8a71e10p-3,  0x1.b5d9b2e4b0fe1p-3,  0x1.0139b5aead713p-2,
      0x1.26aa51463f849p-2,  0x1.4a712e8b7492fp-2,  0x1.6d5044c994c73p-2,
      0x1.8efde40d7c800p-2};
};

template <>
struct log_constants<float> {
  static constexpr float ln2 = 6.9313812256e-01F, ln2_rest = 9.0580006145e-06F;
  static constexpr float log10_2 = 3.0102920532e-01F, log10_2_rest = 7.9034151668e-07F;
  static constexpr float log2_e = 0x1.7154760000000p+0F, log2_e_rest = 0x1.4ae0c00000000p-26F;
  static constexpr float log10_e = 0x1.bcb7b20000000p-2F, log10_e_rest = -0x1.5b235e0000000p-27F;
  static constexpr std::uint32_t root_half = 0x3f3504f3U;
  static constexpr float narrow[] = {-0x1.fffffcp-2F, 0x1.55555p-2F, -0x1.003684p-2F, 0x1.9a03bap-3F};  // 2^-31
  static constexpr float series[] = {0xaaaaaa.0p-24F, 0xccce13.0p-25F, 0x91e9ee.0p-25F, 0xf89e26.0p-26F};
  alignas(64) static constexpr float inverses[16] = {0x1.4ffc80p+0F, 0x1.3c3f00p+0F, 0x1.2aa980p+0F, 0x1.1ae700p+0F,
                                                     0x1.0cc080p+0F, 0x1.000000p+0F, 0x1.e8cc00p-1F, 0x1.d37a00p-1F,
                                                     0x1.bff000p-1F, 0x1.adf400p-1F, 0x1.9d7600p-1F, 0x1.8e2900p-1F,
                                                     0x1.7fe000p-1F, 0x1.72d000p-1F, 0x1.666800p-1F, 0x1.5add00p-1F};
  alignas(64) static constexpr float logarithms[16] = {
      -0x1.166b20p-2F, -0x1.b0d4bap-3F, -0x1.3bab5ap-3F, -0x1.994a3ep-4F, -0x1.8e3980p-5F, 0x0.000000p+0F,
      0x1.7bece6p-5F,  0x1.74a2a2p-4F,  0x1.11c20ep-3F,  0x1.65ae14p-3F,  0x1.b5c8a2p-3F,  0x1.01816ep-2F,
      0x1.26eb7ap-2F,  0x1.4a5f04p-2F,  0x1.6d37a0p-2F,  0x1.8ebd48p-2F};
};

// log(x) is k ln(2) + head + tail.
template <class T>
struct log_parts {
  pack<T> k, head, tail;
};

// rest m/u, or 0 where it cannot matter
template <class T>
[[gnu::always_inline]] inline pack<T> scaled_rest(const words<T>& m, const pack<T>& u, const pack<T>& rest) {
  return select(u < pack<T>(large<T> * 4), rest * (m - words<T>(u) + words<T>(one<T>)).numbers(), pack<T>(0));
}

// The parts of log(u + rest). For log(x), rest is the number T(0); for log1p(x), u is 1 + x rounded and rest what the
// rounding lost.
template <class T, class Rest>
[[gnu::always_inline]] inline log_parts<T> log_by_table(const pack<T>& u, [[maybe_unused]] const Rest& rest) {
  using c = log_constants<T>;
  const pack<T> m = mantissa(u);
  const pack<T> e = exponent(u);
  const pack<T> k = select(m < pack<T>(1), e + pack<T>(1), e);
  const pack<T> index = fma(m, pack<T>(21), pack<T>(large<T>));  // 16 ... 31 in the last bits
  const pack<T> inverse = entry(c::inverses, index);
  pack<T> r = fma(m, inverse, pack<T>(-1));
  if constexpr (!std::same_as<Rest, T>) {
    r = fma(scaled_rest(words<T>(m), u, rest), inverse, r);
  }
  return {k, entry(c::logarithms, index), fma(r * r, polynomial(c::narrow, r), r)};
}

template <class T, class Rest>
[[gnu::always_inline]] inline log_parts<T> log_by_series(const pack<T>& u, [[maybe_unused]] const Rest& rest) {
  using c = log_constants<T>;
  using word = typename format<T>::word;
  constexpr int mantissa = format<T>::mantissa;
  constexpr T smallest = std::numeric_limits<T>::min(), up = T(word{1} << (mantissa + 2));
  pack<T> normal = u;
  pack<T> bias(large<T> + format<T>::bias);
  if constexpr (std::same_as<Rest, T>) {  // 1 + x is not subnormal
    normal = select(u < pack<T>(smallest), u * pack<T>(up), u);
    bias = select(u < pack<T>(smallest), bias + pack<T>(mantissa + 2), bias);
  }
  const words<T> bits(normal);
  const words<T> biased = (bits + words<T>(one<T> - c::root_half)) >> mantissa;
  const words<T> m = bits + words<T>(one<T>) - (biased << mantissa);
  const pack<T> k = (biased + words<T>(pack<T>(large<T>))).numbers() - bias;
  pack<T> f = as_written(m.numbers() - pack<T>(1));
  if constexpr (!std::same_as<Rest, T>) f = f + scaled_rest(m, u, rest);
  const pack<T> s = f / (pack<T>(2) + f), z = s * s, half = pack<T>(T(0.5)) * f * f;
  const pack<T> tail = fma(s, fma(z, polynomial(c::series, z), half), -half);
  const pack<T> special = select(u == pack<T>(0), pack<T>(-infinity<T>), pack<T>(std::numeric_limits<T>::quiet_NaN()));
  return {select(u > pack<T>(0), select(u < pack<T>(infinity<T>), k, u), special), f, tail};
}

template <class T, class Rest>
[[gnu::always_inline]] inline log_parts<T> parts_of_log(const pack<T>& u, const Rest& rest) {
  if constexpr (has_avx512)
    return log_by_table(u, rest);
  else
    return log_by_series(u, rest);
}

template <class T>
[[gnu::always_inline]] inline pack<T> sum_of_parts(const log_parts<T>& x) {
  using c = log_constants<T>;
  return fma(x.k, pack<T>(c::ln2), x.head + fma(x.k, pack<T>(c::ln2_rest), x.tail));
}

}  // namespace kernel

// Errors: the largest seen, in units in the last place, of double and float

// 1.07, 1.04
template <class T>
[[gnu::always_inline]] inline pack<T> log(const pack<T>& x) {
  return kernel::sum_of_parts(kernel::parts_of_log(x, T(0)));
}

// log(1 + x). 1.53, 1.51
template <class T>
[[gnu::always_inline]] inline pack<T> log1p(const pack<T>& x) {
  const pack<T> unit(1), u = kernel::as_written(unit + x), larger = max(x, unit), smaller = min(unit, x);
  const pack<T> rest = smaller - kernel::as_written(u - larger);
  return kernel::with_sign_of(kernel::sum_of_parts(kernel::parts_of_log(u, rest)), x);
}

// 1.61, 1.34; without fused multiplication 2.00, 1.89
template <class T>
[[gnu::always_inline]] inline pack<T> log2(const pack<T>& x) {
  using c = kernel::log_constants<T>;
  const auto [k, head, tail] = kernel::parts_of_log(x, T(0));
  const pack<T> scale(c::log2_e), low = (head + tail) * pack<T>(c::log2_e_rest);
  return k + fma(head, scale, fma(tail, scale, low));
}

// 1.53, 1.60; without fused multiplication 1.85, 1.95
template <class T>
[[gnu::always_inline]] inline pack<T> log10(const pack<T>& x) {
  using c = kernel::log_constants<T>;
  const auto [k, head, tail] = kernel::parts_of_log(x, T(0));
  const pack<T> scale(c::log10_e);
  const pack<T> low = fma(head + tail, pack<T>(c::log10_e_rest), k * pack<T>(c::log10_2_rest));
  return fma(k, pack<T>(c::log10_2), fma(head, scale, fma(tail, scale, low)));
}

}  // namespace tapeless::detail::simd
