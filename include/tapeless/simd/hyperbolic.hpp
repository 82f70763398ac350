// SPDX-License-Identifier: BSL-1.0
// sinh, cosh and tanh of packs, from one exponential each.
#pragma once

#include <tapeless/simd/basic.hpp>
#include <tapeless/simd/exp.hpp>

namespace tapeless::inline v0_2::detail::simd {
namespace kernel {

// (sinh(x) - x)/x^3 in x^2 for |x| < 1, which leaves 2^-63 and 2^-34 of sinh(x)
template <class T>
struct sinh_constants;
template <>
struct sinh_constants<double> {
  static constexpr double series[] = {0x1.5555555555556p-3,  0x1.11111111110a6p-7,  0x1.a01a01a02899ap-13,
                                      0x1.71de3a465b3f2p-19, 0x1.ae64671b022acp-26, 0x1.611a56254c670p-33,
                                      0x1.b4c7589fa2e9ep-41};
};
template <>
struct sinh_constants<float> {
  static constexpr float series[] = {0x1.555556p-3F, 0x1.111134p-7F, 0x1.9ffe92p-13F, 0x1.7a15bcp-19F};
};

}  // namespace kernel

// Errors: the largest seen, in units in the last place, of double and float

// -t/(2 + t), t = expm1(-2|x|). 2.51, 2.49
template <class T>
[[gnu::always_inline]] inline pack<T> tanh(const pack<T>& x) {
  const pack<T> half = kernel::bounded_expm1(pack<T>(-2) * abs(x)).half;
  return copysign(half / (pack<T>(1) + half), x);
}

// 1.59, 1.44
template <class T>
[[gnu::always_inline]] inline pack<T> cosh(const pack<T>& x) {
  const pack<T> half = kernel::exp<kernel::share::half>(abs(x));
  return half + pack<T>(T(0.25)) / half;
}

// A series below 1, where the difference of exponentials loses digits. 2.49, 2.41
template <class T>
[[gnu::always_inline]] inline pack<T> sinh(const pack<T>& x) {
  const pack<T> size = abs(x), square = x * x;
  const pack<T> half = kernel::exp<kernel::share::half>(size);
  const pack<T> small = fma(size * square, kernel::polynomial(kernel::sinh_constants<T>::series, square), size);
  return copysign(select(size < pack<T>(1), small, half - pack<T>(T(0.25)) / half), x);
}

}  // namespace tapeless::detail::simd
