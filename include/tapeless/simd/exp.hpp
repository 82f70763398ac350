// SPDX-License-Identifier: BSL-1.0
// exp, exp2 and expm1 of packs. x is n ln(2)/16 + r on AVX-512, where 2^(j/16) comes from a table in two registers,
// and n ln(2) + r elsewhere; then a polynomial in r. No branches, all special values included.
#pragma once

#include <bit>
#include <cstddef>

#include <tapeless/simd/bits.hpp>

namespace tapeless::inline v0_2::detail::simd {
namespace kernel {

template <class T>
struct exp_constants;

template <>
struct exp_constants<double> {
  static constexpr double log2_e = 1.4426950408889634;
  // ln(2): the first part has 33 bits, so that its products with integers are exact
  static constexpr double ln2 = 6.93147180369123816490e-01, ln2_rest = 1.90821492927058770002e-10;
  static constexpr double all_ln2 = 0.6931471805599453;
  static constexpr double largest = 711, smallest = -746;  // exp is inf beyond, and 0
  static constexpr double flat = -60, steep = 710;         // expm1 is -1 below, and inf above
  // (exp(r) - 1 - r)/r^2 for |r| < ln(2)/32, which leaves 2^-56 of exp(r)
  static constexpr double narrow[] = {0x1.fffffffffffb9p-2, 0x1.555555548f88dp-3, 0x1.55555558fb904p-5,
                                      0x1.11123aae931dbp-7, 0x1.6c14c76f82b93p-10};
  // the same for |r| < ln(2)/2, which leaves 2^-55.6 of expm1(r)
  static constexpr double wide[] = {0x1.0000000000005p-1,  0x1.5555555555539p-3,  0x1.55555555522b7p-5,
                                    0x1.1111111118fabp-7,  0x1.6c16c17edbba5p-10, 0x1.a01a017514070p-13,
                                    0x1.a019a76f0ad12p-16, 0x1.71de88091003ep-19, 0x1.28a1e039ac271p-22,
                                    0x1.ae6ba43614d23p-26};
  // 2^(j/16)
  alignas(64) static constexpr double powers[16] = {
      0x1.0000000000000p+0, 0x1.0b5586cf9890fp+0, 0x1.172b83c7d517bp+0, 0x1.2387a6e756238p+0,
      0x1.306fe0a31b715p+0, 0x1.3dea64c123422p+0, 0x1.4bfdad5362a27p+0, 0x1.5ab07dd485429p+0,
      0x1.6a09e667f3bcdp+0, 0x1.7a11473eb0187p+0, 0x1.8ace5422aa0dbp+0, 0x1.9c49182a3f090p+0,
      0x1.ae89f995ad3adp+0, 0x1.c199bdd85529cp+0, 0x1.d5818dcfba487p+0, 0x1.ea4afa2a490dap+0};
};

template <>
struct exp_constants<float> {
  static constexpr float log2_e = 1.44269504F;
  static constexpr float ln2 = 6.9314575195e-01F, ln2_rest = 1.4286067653e-06F;
  static constexpr float all_ln2 = 0.693147181F;
  static constexpr float largest = 90, smallest = -104.5F;
  static constexpr float flat = -30, steep = 89;
  static constexpr float narrow[] = {0x1.00021ep-1F, 0x1.55559ap-3F};  // 2^-29
  static constexpr float wide[] = {0x1.fffffep-2F, 0x1.5554bp-3F, 0x1.555674p-5F, 0x1.1227f6p-7F, 0x1.6bebeap-10F};
  alignas(64) static constexpr float powers[16] = {0x1.000000p+0F, 0x1.0b5586p+0F, 0x1.172b84p+0F, 0x1.2387a6p+0F,
                                                   0x1.306fe0p+0F, 0x1.3dea64p+0F, 0x1.4bfdaep+0F, 0x1.5ab07ep+0F,
                                                   0x1.6a09e6p+0F, 0x1.7a1148p+0F, 0x1.8ace54p+0F, 0x1.9c4918p+0F,
                                                   0x1.ae89fap+0F, 0x1.c199bep+0F, 0x1.d5818ep+0F, 0x1.ea4afap+0F};
};

// c[First] + c[First + 1] x + ... of Count terms, halves first (Estrin), which shortens the chain of dependent
// operations. powers: x, x^2, x^4, ... No loops: compilers leave them rolled up.
template <std::size_t First, std::size_t Count, class T, std::size_t N>
[[gnu::always_inline]] inline pack<T> terms(const T (&c)[N], const pack<T> (&powers)[5]) {
  if constexpr (Count == 1) {
    return pack<T>(c[First]);
  } else {
    constexpr std::size_t lower = std::bit_ceil(Count) / 2;
    return fma(terms<First + lower, Count - lower>(c, powers), powers[std::countr_zero(lower)],
               terms<First, lower>(c, powers));
  }
}
template <class T, std::size_t N>
[[gnu::always_inline]] inline pack<T> polynomial(const T (&c)[N], const pack<T>& x) {
  static_assert(N <= 32);
  pack<T> powers[5] = {x};
  if constexpr (N > 2) powers[1] = x * x;
  if constexpr (N > 4) powers[2] = powers[1] * powers[1];
  if constexpr (N > 8) powers[3] = powers[2] * powers[2];
  if constexpr (N > 16) powers[4] = powers[3] * powers[3];
  return terms<0, N>(c, powers);
}

// x - n ln(2), for n that is an integer or a multiple of 1/16
template <class T>
[[gnu::always_inline]] inline pack<T> without_powers(const pack<T>& x, const pack<T>& n) {
  using c = exp_constants<T>;
  return fma(n, pack<T>(-c::ln2_rest), as_written(fma(n, pack<T>(-c::ln2), x)));
}

// exp(r) - 1 with the precision of r, for |r| < ln(2)/2
template <class T>
[[gnu::always_inline]] inline pack<T> small_expm1(const pack<T>& r) {
  return fma(r * r, polynomial(exp_constants<T>::wide, r), r);
}

// Two ways to expm1(x), for x <= steep
template <class T>
struct expm1_parts {
  pack<T> half;       // expm1(x)/2; may overflow only where expm1(x) does
  pack<T> small;      // expm1(x) where it is near
  pack_mask<T> near;  // |x| < ln(2)/2
};
template <class T>
[[gnu::always_inline]] inline expm1_parts<T> bounded_expm1(const pack<T>& x) {
  using c = exp_constants<T>;
  const pack<T> y = max(x, pack<T>(c::flat));
  const pack<T> shifted = as_written(fma(y, pack<T>(c::log2_e), pack<T>(large<T>)));
  const pack<T> n = as_written(shifted - pack<T>(large<T>));
  const pack<T> p = small_expm1(without_powers(y, n));
  // 2^(n - 1), which is finite also for n = bias + 1
  const words<T> bits = (words<T>(shifted) + words<T>(one<T> >> format<T>::mantissa) - words<T>(1))
                        << format<T>::mantissa;
  const pack<T> half = bits.numbers();
  return {fma(half, p, half - pack<T>(T(0.5))), p, n == pack<T>(0)};
}

// exp(x), or half of it, which does not overflow where exp(x)/2 does not
enum class share { whole, half };

template <share Share, class T>
[[gnu::always_inline]] inline pack<T> power_by_table(const pack<T>& shifted, const pack<T>& n, const pack<T>& rest) {
  using c = exp_constants<T>;
  const pack<T> r = limited(rest, pack<T>(T(0.0625)));
  const pack<T> p = fma(r * r, polynomial(c::narrow, r), r);
  const pack<T> power = entry(c::powers, shifted);
  return scale(fma(power, p, power), Share == share::half ? n - pack<T>(1) : n);
}

template <share Share, class T>
[[gnu::always_inline]] inline pack<T> exp(const pack<T>& x) {
  using c = exp_constants<T>;
  if constexpr (has_avx512) {
    constexpr T sixteenth = large<T> / 16;
    const pack<T> shifted = as_written(fma(x, pack<T>(c::log2_e), pack<T>(sixteenth)));
    const pack<T> n = as_written(shifted - pack<T>(sixteenth));
    return power_by_table<Share>(shifted, n, without_powers(x, n));
  } else {
    constexpr T biased = large<T> + 2 * format<T>::bias;
    const pack<T> y = max(min(x, pack<T>(c::largest)), pack<T>(c::smallest));
    const pack<T> shifted = as_written(fma(y, pack<T>(c::log2_e), pack<T>(biased)));
    const pack<T> r = without_powers(y, as_written(shifted - pack<T>(biased)));
    return times_power(pack<T>(1) + small_expm1(r), Share == share::half ? shifted - pack<T>(1) : shifted);
  }
}

}  // namespace kernel

// Errors: the largest seen, in units in the last place, of double and float

// 1.11, 1.06
template <class T>
[[gnu::always_inline]] inline pack<T> exp(const pack<T>& x) {
  return kernel::exp<kernel::share::whole>(x);
}

// 1.15, 1.06
template <class T>
[[gnu::always_inline]] inline pack<T> exp2(const pack<T>& x) {
  using c = kernel::exp_constants<T>;
  using kernel::large;
  const pack<T> ln2(c::all_ln2);
  if constexpr (kernel::has_avx512) {
    constexpr T sixteenth = large<T> / 16;
    const pack<T> shifted = kernel::as_written(x + pack<T>(sixteenth)),
                  n = kernel::as_written(shifted - pack<T>(sixteenth));
    return kernel::power_by_table<kernel::share::whole>(shifted, n, (x - n) * ln2);
  } else {
    constexpr int range = 2 * kernel::format<T>::bias;
    constexpr T biased = large<T> + range;
    const pack<T> y = max(min(x, pack<T>(range)), pack<T>(-range));
    const pack<T> shifted = kernel::as_written(y + pack<T>(biased)),
                  r = (y - kernel::as_written(shifted - pack<T>(biased))) * ln2;
    return kernel::times_power(pack<T>(1) + kernel::small_expm1(r), shifted);
  }
}

// exp(x) - 1. 2.34, 1.78
template <class T>
[[gnu::always_inline]] inline pack<T> expm1(const pack<T>& x) {
  const auto [half, small, near] = kernel::bounded_expm1(min(x, pack<T>(kernel::exp_constants<T>::steep)));
  return kernel::with_sign_of(select(near, small, half + half), x);
}

}  // namespace tapeless::detail::simd
