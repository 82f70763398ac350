// SPDX-License-Identifier: BSL-1.0
// erf of packs: a polynomial below 1, and 1 minus exp(-x^2) times a smooth function beyond.
#pragma once

#include <tapeless/simd/basic.hpp>
#include <tapeless/simd/exp.hpp>

namespace tapeless::inline v0_2::detail::simd {
namespace kernel {

template <class T>
struct error_constants;
template <>
struct error_constants<double> {
  // erf(x)/x - 1 in x^2 for |x| < 1, which leaves 2^-57 of erf(x)
  static constexpr double small[] = {0x1.06eba8214db68p-3,   -0x1.812746b0379bdp-2,  0x1.ce2f21a040d16p-4,
                                     -0x1.b82ce311fa936p-6,  0x1.565bccf92b1bfp-8,   -0x1.c02db03dd3a67p-11,
                                     0x1.f9a2baa8a095dp-14,  -0x1.f4ca4d68f106ep-17, 0x1.b97fd3955b853p-20,
                                     -0x1.5c07252b71f59p-23, 0x1.d71b01f9e2ca4p-27,  -0x1.abae1f6f792f6p-31};
  // exp(x^2) erfc(x) in 3/(x + 3) - 1/2 for 1 < x < 6, which leaves 2^-57 of erf(x)
  static constexpr double high[] = {0x1.6e9827d2297c3p-3,  0x1.4e102b9d055aap-1,  0x1.f6ff203f5bcf0p-1,
                                    0x1.336ffbe8903efp+0,  0x1.258b1752a8717p+0,  0x1.8fa4d0c7b727dp-1,
                                    0x1.17dd21268b13dp-2,  -0x1.75f5a0b3715d6p-4, -0x1.308d4505d01cap-3,
                                    -0x1.419364409c1fep-5, 0x1.b0b161cb63ed7p-4,  -0x1.003d25d78f096p-5};
  static constexpr double top = 6;  // erf is 1 from here on
};
template <>
struct error_constants<float> {
  static constexpr float small[] = {0x1.06eba8p-3F, -0x1.81273ep-2F,  0x1.ce2cf8p-4F, -0x1.b7f90ep-6F,
                                    0x1.5405b4p-8F, -0x1.a3f710p-11F, 0x1.496a5ep-14F};  // 2^-30
  static constexpr float high[] = {0x1.6e97bap-3F, 0x1.4e15e4p-1F, 0x1.f689e6p-1F,
                                   0x1.35d548p+0F, 0x1.17971ep+0F, 0x1.e97674p-1F};  // 2^-33
  static constexpr float top = 4;
};

}  // namespace kernel

// The largest error seen, in units in the last place: 1.47 of double, 1.61 of float
template <class T>
[[gnu::always_inline]] inline pack<T> erf(const pack<T>& x) {
  using c = kernel::error_constants<T>;
  const pack<T> size = abs(x), square = x * x, bounded = min(size, pack<T>(c::top));
  const pack<T> small = fma(size, kernel::polynomial(c::small, square), size);
  const pack<T> place = pack<T>(3) / (bounded + pack<T>(3)) - pack<T>(T(0.5));
  const pack<T> rest = kernel::exp<kernel::share::whole>(-(bounded * bounded)) * kernel::polynomial(c::high, place);
  return copysign(select(size < pack<T>(1), small, pack<T>(1) - rest), x);
}

}  // namespace tapeless::detail::simd
