// SPDX-License-Identifier: BSL-1.0
// The inverses of the circular and hyperbolic functions for packs: atan from xsimd, asin and acos by a polynomial, the
// others by log1p.
#pragma once

#include <limits>

#include <tapeless/simd/basic.hpp>
#include <tapeless/simd/log.hpp>

namespace tapeless::inline v0_2::detail::simd {
namespace kernel {

template <class T>
struct arc_constants;
template <>
struct arc_constants<double> {
  // (asin(x) - x)/x^3 in x^2 for |x| < 1/2, which leaves 2^-56 of asin(x)
  static constexpr double series[] = {0x1.5555555555390p-3, 0x1.333333336e7a7p-4,  0x1.6db6db427df1cp-5,
                                      0x1.f1c72c37ecb7ep-6, 0x1.6e89f45795088p-6,  0x1.1c6be058d11c5p-6,
                                      0x1.c6fdda3092a46p-7, 0x1.8ec262430501bp-7,  0x1.abd4633fc423fp-8,
                                      0x1.3ff156fbdbc28p-6, -0x1.09ce1b285690ap-6, 0x1.056bbe6603535p-5};
  static constexpr double half_pi = 0x1.921fb54442d18p+0, half_pi_rest = 0x1.1a62633145c07p-54;
};
template <>
struct arc_constants<float> {
  static constexpr float series[] = {0x1.55554cp-3F, 0x1.33387cp-4F, 0x1.6caedap-5F,
                                     0x1.049162p-5F, 0x1.d92372p-7F, 0x1.33546ep-5F};  // 2^-32
  static constexpr float half_pi = 0x1.921fb6p+0F, half_pi_rest = -0x1.777a5cp-25F;
};

// asin(|x|) up to 1/2, half of acos(|x|) above
template <class T>
[[gnu::always_inline]] inline pack<T> short_arc(const pack<T>& size, const typename pack<T>::mask& above) {
  const pack<T> square = select(above, (pack<T>(1) - size) * pack<T>(T(0.5)), size * size);
  const pack<T> root = select(above, sqrt(square), size);
  return fma(root * square, polynomial(arc_constants<T>::series, square), root);
}

// log(1 + sum), or log(2x) where x is so large that its square may overflow
template <class T>
[[gnu::always_inline]] inline pack<T> log_of_sum(const pack<T>& x, const pack<T>& sum) {
  const typename pack<T>::mask beyond = x > pack<T>(large<T>);
  return log1p(select(beyond, x, sum)) + select(beyond, pack<T>(exp_constants<T>::all_ln2), pack<T>(0));
}

}  // namespace kernel

// Errors: the largest seen, in units in the last place, of double and float

// 2.18, 2.25
template <class T>
[[gnu::always_inline]] inline pack<T> atan(const pack<T>& x) {
  return xsimd::atan(x.value);
}
// 2.27, 2.37
template <class T>
[[gnu::always_inline]] inline pack<T> asin(const pack<T>& x) {
  using c = kernel::arc_constants<T>;
  const pack<T> size = abs(x);
  const typename pack<T>::mask above = size > pack<T>(T(0.5));
  const pack<T> arc = kernel::short_arc(size, above);
  return copysign(select(above, pack<T>(c::half_pi) - (arc + arc - pack<T>(c::half_pi_rest)), arc), x);
}
// 1.24, 1.26
template <class T>
[[gnu::always_inline]] inline pack<T> acos(const pack<T>& x) {
  using c = kernel::arc_constants<T>;
  const pack<T> size = abs(x), half_pi(c::half_pi), rest(c::half_pi_rest);
  const typename pack<T>::mask above = size > pack<T>(T(0.5));
  const pack<T> arc = kernel::short_arc(size, above), twice = arc + arc;
  const pack<T> outer = select(x < pack<T>(0), half_pi - (twice - half_pi - (rest + rest)), twice);
  return select(above, outer, half_pi - (copysign(arc, x) - rest));
}

// 2.10, 1.93
template <class T>
[[gnu::always_inline]] inline pack<T> asinh(const pack<T>& x) {
  const pack<T> size = abs(x), square = x * x;
  return copysign(kernel::log_of_sum(size, size + square / (pack<T>(1) + sqrt(square + pack<T>(1)))), x);
}
// 2.13, 2.33
template <class T>
[[gnu::always_inline]] inline pack<T> acosh(const pack<T>& x) {
  const pack<T> above = x - pack<T>(1);
  const pack<T> value = kernel::log_of_sum(x, above + sqrt(fma(above, above, above + above)));
  return select(x < pack<T>(1), pack<T>(std::numeric_limits<T>::quiet_NaN()), value);
}
// 1.92, 2.27
template <class T>
[[gnu::always_inline]] inline pack<T> atanh(const pack<T>& x) {
  const pack<T> size = abs(x), twice = size + size;
  return copysign(pack<T>(T(0.5)) * log1p(twice / (pack<T>(1) - size)), x);
}

}  // namespace tapeless::detail::simd
