// SPDX-License-Identifier: BSL-1.0
// log, log2, log10 and log1p for constant expressions.  With c = j/32 next to the significand m,
// log m = log c + 2 atanh((m - c) / (m + c)); near 1, c = 1 leaves the series alone, so the relative error
// stays near 2^-95 also where the logarithm vanishes.  pow needs that: it multiplies the error by up
// to 745.  About 250 steps of clang's evaluator.
#pragma once

#include <concepts>

#include <tapeless/math/kernel/compose.hpp>
#include <tapeless/math/kernel/double_double.hpp>
#include <tapeless/math/kernel/float_bits.hpp>

namespace tapeless::inline v0_2::detail::math::kernel {
namespace detail {

// log(j/32), j = 22..46
inline constexpr double_double log_of_32nds[] = {{-0x1.7fafa3bd8151cp-2, 0x1.219024acd3b77p-58},
                                                 {-0x1.522ae0738a3d8p-2, 0x1.8f7e9b38a6979p-57},
                                                 {-0x1.269621134db92p-2, -0x1.e0efadd9db02bp-56},
                                                 {-0x1.f991c6cb3b379p-3, -0x1.f665066f980a2p-57},
                                                 {-0x1.a93ed3c8ad9e3p-3, -0x1.bcafa9de97203p-57},
                                                 {-0x1.5bf406b543db2p-3, 0x1.1f5b44c0df7e7p-61},
                                                 {-0x1.1178e8227e47cp-3, 0x1.0e63a5f01c691p-58},
                                                 {-0x1.9335e5d594989p-4, 0x1.478a85704ccb7p-58},
                                                 {-0x1.08598b59e3a07p-4, 0x1.dd7009902bf32p-58},
                                                 {-0x1.0415d89e74444p-5, -0x1.c05cf1d753622p-59},
                                                 {0.0, 0.0},
                                                 {0x1.f829b0e7833p-6, 0x1.33e3f04f1ef23p-60},
                                                 {0x1.f0a30c01162a6p-5, 0x1.85f325c5bbacdp-59},
                                                 {0x1.6f0d28ae56b4cp-4, -0x1.906d99184b992p-58},
                                                 {0x1.e27076e2af2e6p-4, -0x1.61578001e0162p-60},
                                                 {0x1.29552f81ff523p-3, 0x1.301771c407dbfp-57},
                                                 {0x1.5ff3070a793d4p-3, -0x1.bc60efafc6f6ep-58},
                                                 {0x1.9525a9cf456b4p-3, 0x1.d904c1d4e2e26p-57},
                                                 {0x1.c8ff7c79a9a22p-3, -0x1.4f689f8434012p-57},
                                                 {0x1.fb9186d5e3e2bp-3, -0x1.caaae64f21acbp-57},
                                                 {0x1.1675cababa60ep-2, 0x1.ce63eab883717p-61},
                                                 {0x1.2e8e2bae11d31p-2, -0x1.8f4cdb95ebdf9p-56},
                                                 {0x1.4618bc21c5ec2p-2, 0x1.f42decdeccf1dp-56},
                                                 {0x1.5d1bdbf5809cap-2, 0x1.4236383dc7fe1p-56},
                                                 {0x1.739d7f6bbd007p-2, -0x1.8c76ceb014b04p-56}};

// 1/(2n + 1), n = 1, 2 and n = 3..8
inline constexpr double_double atanh_head[] = {{0x1.5555555555555p-2, 0x1.5555555555555p-56},
                                               {0x1.999999999999ap-3, -0x1.999999999999ap-57}};
inline constexpr double atanh_tail[] = {0x1.2492492492492p-3, 0x1.c71c71c71c71cp-4, 0x1.745d1745d1746p-4,
                                        0x1.3b13b13b13b14p-4, 0x1.1111111111111p-4, 0x1.e1e1e1e1e1e1ep-5};

inline constexpr double_double inverse_ln_2{0x1.71547652b82fep0, 0x1.777d0ffda0d24p-56};
inline constexpr double_double inverse_ln_10{0x1.bcb7b1526e50ep-2, 0x1.95355baaafad3p-57};
inline constexpr double_double log10_2{0x1.34413509f79ffp-2, -0x1.9dc1da994fd21p-59};

// atanh(s) for |s| <= 1/80
constexpr double_double atanh_series(double_double s) {
  const double_double square = s * s;
  const double_double q = horner(square, atanh_head, horner(square.hi, atanh_tail));
  return add_smaller(s, s * (square * q));
}

// log(1 + x) for |x| <= 1/64, to full relative precision
constexpr double_double log_near_one(double_double x) { return scale(atanh_series(x / (2.0 + x)), 2); }

// 2^exponent times the number whose logarithm is log_of_significand
struct logarithm {
  double_double log_of_significand;
  int exponent;
};

// x.value.hi in [1, 2]
constexpr logarithm log_parts(scaled x) {
  const bool halve = x.value.hi > 0x1.6ap0;
  const double_double m = halve ? scale(x.value, 0.5) : x.value;
  const int exponent = halve ? x.exponent + 1 : x.exponent;
  const int j = nearest_int(m.hi * 32);
  if (j == 32) return {log_near_one(m - 1.0), exponent};
  const double c = j * 0x1p-5;
  return {add_smaller(log_of_32nds[j - 22], scale(atanh_series((m - c) / (m + c)), 2)), exponent};
}

constexpr double_double log(scaled x) {
  const logarithm l = log_parts(x);
  return l.exponent == 0 ? l.log_of_significand : l.exponent * ln_2 + l.log_of_significand;
}

// x normal and positive
constexpr double_double log(double_double x) {
  const int e = exponent_of(x.hi);
  return e == 0 ? log(scaled{x, 0}) : log(scaled{scale(x, power_of_two(-e)), e});
}

// x > -1
constexpr double_double log1p(double_double x) {
  return -0x1p-6 < x.hi && x.hi < 0x1p-6 ? log_near_one(x) : log(x + 1.0);
}

// The limits shared by all logarithms; a positive finite x is the caller's.
template <std::floating_point T>
constexpr T log_limit(T x) {
  return x == 0 ? -infinity<T> : x < 0 ? not_a_number<T> : x;
}

}  // namespace detail

template <std::floating_point T>
constexpr T log(T x) {
  if (!(x > 0 && x < infinity<T>)) return detail::log_limit(x);
  return detail::compose<T>(detail::log(detail::decompose(x)));
}

template <std::floating_point T>
constexpr T log2(T x) {
  if (!(x > 0 && x < infinity<T>)) return detail::log_limit(x);
  const detail::logarithm l = detail::log_parts(detail::decompose(x));
  return detail::compose<T>(l.log_of_significand * detail::inverse_ln_2 + l.exponent);
}

template <std::floating_point T>
constexpr T log10(T x) {
  if (!(x > 0 && x < infinity<T>)) return detail::log_limit(x);
  const detail::logarithm l = detail::log_parts(detail::decompose(x));
  return detail::compose<T>(l.log_of_significand * detail::inverse_ln_10 + l.exponent * detail::log10_2);
}

// Below 2^-66 in magnitude x^2 / 2 is below the rounding error of any T (and could underflow).
template <std::floating_point T>
constexpr T log1p(T x) {
  if (isnan(x) || abs(x) < T(0x1p-66)) return x;
  if (x < -1) return not_a_number<T>;
  if (x == -1) return -infinity<T>;
  if (x > T(0x1p120)) return log(x);
  return detail::compose<T>(detail::log1p(detail::widen(x)));
}

}  // namespace tapeless::detail::math::kernel
