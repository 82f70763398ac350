// SPDX-License-Identifier: BSL-1.0
// Argument reduction modulo pi/2 for the trigonometric functions.  One method for all sizes of argument,
// M. Payne and R. Hanek, "Radian reduction for trigonometric functions", SIGNUM Newsl. 18 (1983): the bits
// of 2/pi that matter for x's exponent are multiplied with its significand as integers, so the reduction is
// as good for 1e308 as for 1.  About 200 steps of clang's evaluator.
#pragma once

#include <cstdint>

#include <tapeless/math/kernel/double_double.hpp>
#include <tapeless/math/kernel/float_bits.hpp>

namespace tapeless::inline v0_2::detail::math::kernel::detail {

// 2/pi in units of 2^-32, 2^-64, ...
inline constexpr std::uint32_t two_over_pi[] = {
    0xa2f9836e, 0x4e441529, 0xfc2757d1, 0xf534ddc0, 0xdb629599, 0x3c439041, 0xfe5163ab, 0xdebbc561,
    0xb7246e3a, 0x424dd2e0, 0x06492eea, 0x09d1921c, 0xfe1deb1c, 0xb129a73e, 0xe88235f5, 0x2ebb4484,
    0xe99c7026, 0xb45f7e41, 0x3991d639, 0x835339f4, 0x9c845f8b, 0xbdf9283b, 0x1ff897ff, 0xde05980f,
    0xef2f118b, 0x5a0a6d1f, 0x6d367ecf, 0x27cb09b7, 0x4f463f66, 0x9e5fea2d, 0x7527bac7, 0xebe5f17b,
    0x3d0739f7, 0x8a5292ea, 0x6bfb5fb1, 0x1f8d5d08, 0x56033046, 0xfc7b6bab, 0xf0cfbc20, 0x9af4361d};

// x = rest + quadrant pi/2, up to multiples of 2 pi; |rest| <= pi/4 but for rounding
struct reduced_angle {
  double_double rest;
  std::uint32_t quadrant;
};

// x > 1/2.  With x = m 2^e, m < 2^53, the limbs of 2/pi that contribute multiples of 4 to x 2/pi are
// skipped and the next eight used: the error is below 2^-170, and a double next to a multiple of pi/2
// cancels at most 62 bits of that.
constexpr reduced_angle reduce_positive(double x) {
  const std::uint64_t m = (__builtin_bit_cast(std::uint64_t, x) & 0xfffffffffffffU) | 0x10000000000000U;
  const int e = exponent_of(x) - 52;
  const int first = (e + 62) / 32 - 2;  // floor((e - 2) / 32) for e >= -53
  // Shifted to a multiple of 32 m has three limbs, and the product with the eight limbs of 2/pi the weight
  // 2^-254: modulo 4 its lower eight limbs remain, of which the two leading bits are the integer part.
  const int shift = e - 2 - 32 * first;
  const std::uint64_t m0 = (m << shift) & 0xffffffffU;
  const std::uint64_t m1 = ((m << shift) >> 32) & 0xffffffffU;
  const std::uint64_t m2 = m >> 32 >> (32 - shift);
  std::uint64_t product[8] = {};
  std::uint64_t carry = 0;
  std::uint64_t w0 = 0;
  std::uint64_t w1 = 0;
  std::uint64_t w2 = 0;
  for (int i = 0; i < 8; ++i) {
    w2 = w1;
    w1 = w0;
    w0 = first + 7 < i ? 0 : two_over_pi[first + 7 - i];
    const std::uint64_t p0 = w0 * m0 + (carry & 0xffffffffU);  // at most 2^64 - 2^32
    const std::uint64_t p1 = w1 * m1;
    const std::uint64_t p2 = w2 * m2;
    const std::uint64_t sum = (p0 & 0xffffffffU) + (p1 & 0xffffffffU) + (p2 & 0xffffffffU);
    product[i] = sum & 0xffffffffU;
    carry = (carry >> 32) + (sum >> 32) + (p0 >> 32) + (p1 >> 32) + (p2 >> 32);
  }
  const auto integer = static_cast<std::uint32_t>(product[7] >> 30);
  product[7] &= 0x3fffffffU;
  const bool negative = product[7] >= 0x20000000U;  // fraction >= 1/2: take it minus 1
  if (negative) {
    std::uint64_t borrow = 0;
    for (int i = 0; i < 8; ++i) {
      const std::uint64_t difference = 0 - product[i] - borrow;
      product[i] = difference & (i < 7 ? 0xffffffffU : 0x3fffffffU);
      borrow = difference >> 63;
    }
  }
  double_double fraction{0, 0};
  double weight = 0x1p-254;
  for (int i = 0; i < 8; ++i) {
    const double_double s = fast_two_sum(static_cast<double>(product[i]) * weight, fraction.hi);
    fraction = fast_two_sum(s.hi, s.lo + fraction.lo);
    weight *= 0x1p32;
  }
  const double_double rest = fraction * half_pi;
  return {negative ? -rest : rest, negative ? integer + 1 : integer};
}

// The low part of a long double may itself exceed pi/2.
constexpr reduced_angle reduce(double_double x) {
  if (-0x1.921fb54442d18p-1 <= x.hi && x.hi <= 0x1.921fb54442d18p-1) return {x, 0};
  reduced_angle r = reduce_positive(x.hi < 0 ? -x.hi : x.hi);
  if (x.hi < 0) r = {-r.rest, 0 - r.quadrant};
  if (x.lo == 0) return r;
  const reduced_angle s = reduce({x.lo, 0});
  const double_double sum = r.rest + s.rest;
  const std::uint32_t quadrant = r.quadrant + s.quadrant;
  if (sum.hi > half_pi.hi / 2) return {sum - half_pi, quadrant + 1};
  if (sum.hi < -half_pi.hi / 2) return {sum + half_pi, quadrant - 1};
  return {sum, quadrant};
}

}  // namespace tapeless::detail::math::kernel::detail
