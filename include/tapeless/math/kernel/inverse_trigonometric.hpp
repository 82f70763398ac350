// SPDX-License-Identifier: BSL-1.0
// atan, atan2, asin and acos for constant expressions.  With c = j/32 next to x,
// atan x = atan c + atan((x - c) / (1 + c x)); asin and acos are the angles of the point
// (sqrt((1 - x)(1 + x)), x), whose coordinates have full relative precision also at the ends.
// About 330 steps of clang's evaluator, asin and acos 460.
#pragma once

#include <concepts>

#include <tapeless/math/kernel/compose.hpp>
#include <tapeless/math/kernel/double_double.hpp>
#include <tapeless/math/kernel/float_bits.hpp>
#include <tapeless/math/kernel/root.hpp>

namespace tapeless::inline v0_2::detail::math::kernel {
namespace detail {

// atan(j/32), j = 0..32
inline constexpr double_double atan_of_32nds[] = {{0.0, 0.0},
                                                  {0x1.ffd55bba97625p-6, -0x1.5ec431444912cp-60},
                                                  {0x1.ff55bb72cfdeap-5, -0x1.c934d86d23f1dp-60},
                                                  {0x1.7ee182602f10fp-4, -0x1.cfb654c0c3d98p-58},
                                                  {0x1.fd5ba9aac2f6ep-4, -0x1.cd37686760c17p-59},
                                                  {0x1.3d6eee8c6626cp-3, 0x1.61a3b0ce9281bp-57},
                                                  {0x1.7b97b4bce5b02p-3, 0x1.347b0b4f881cap-58},
                                                  {0x1.b90d7529260a2p-3, 0x1.17b10d2e0e5abp-61},
                                                  {0x1.f5b75f92c80ddp-3, 0x1.8ab6e3cf7afbdp-57},
                                                  {0x1.18bf5a30bf178p-2, 0x1.30ca4748b1bf9p-57},
                                                  {0x1.362773707ebccp-2, -0x1.963a544b672d8p-57},
                                                  {0x1.530ad9951cd4ap-2, -0x1.2566480884082p-57},
                                                  {0x1.6f61941e4def1p-2, -0x1.c63aae6f6e918p-56},
                                                  {0x1.8b24d394a1b25p-2, 0x1.b6d0ba3748fa8p-56},
                                                  {0x1.a64eec3cc23fdp-2, -0x1.24dec1b50b7ffp-56},
                                                  {0x1.c0db4c94ec9fp-2, -0x1.cc1ce70934c34p-56},
                                                  {0x1.dac670561bb4fp-2, 0x1.a2b7f222f65e2p-56},
                                                  {0x1.f40dd0b541418p-2, -0x1.a3992dc382a23p-57},
                                                  {0x1.0657e94db30dp-1, -0x1.d5b495f6349e6p-56},
                                                  {0x1.1255d9bfbd2a9p-1, -0x1.2bdaee1c0ee35p-58},
                                                  {0x1.1e00babdefeb4p-1, -0x1.928df287a668fp-58},
                                                  {0x1.2958e59308e31p-1, -0x1.09e73b0c6c087p-56},
                                                  {0x1.345f01cce37bbp-1, 0x1.1021137c71102p-55},
                                                  {0x1.3f13fb89e96f4p-1, 0x1.ecf8b492644fp-56},
                                                  {0x1.4978fa3269ee1p-1, 0x1.2419a87f2a458p-56},
                                                  {0x1.538f57b89061fp-1, -0x1.1bb74abda520cp-55},
                                                  {0x1.5d58987169b18p-1, 0x1.0028e4bc5e7cap-57},
                                                  {0x1.66d663923e087p-1, -0x1.6ea6febe8bbbap-56},
                                                  {0x1.700a7c5784634p-1, -0x1.8c34d25aadef6p-56},
                                                  {0x1.78f6bbd5d315ep-1, 0x1.406a08980374p-55},
                                                  {0x1.819d0b7158a4dp-1, -0x1.bf76229d3b917p-56},
                                                  {0x1.89ff5ff57f1f8p-1, -0x1.55b9a5e177a1bp-55},
                                                  {0x1.921fb54442d18p-1, 0x1.1a62633145c07p-55}};

// (-1)^n/(2n + 1), n = 1, 2 and n = 3..8
inline constexpr double_double atan_head[] = {{-0x1.5555555555555p-2, -0x1.5555555555555p-56},
                                              {0x1.999999999999ap-3, -0x1.999999999999ap-57}};
inline constexpr double atan_tail[] = {-0x1.2492492492492p-3, 0x1.c71c71c71c71cp-4,  -0x1.745d1745d1746p-4,
                                       0x1.3b13b13b13b14p-4,  -0x1.1111111111111p-4, 0x1.e1e1e1e1e1e1ep-5};

// |x| <= 1/64
constexpr double_double atan_series(double_double x) {
  const double_double square = x * x;
  const double_double q = horner(square, atan_head, horner(square.hi, atan_tail));
  return add_smaller(x, x * (square * q));
}

// 0 <= x <= 1
constexpr double_double atan_up_to_one(double_double x) {
  const int j = nearest_int(x.hi * 32);
  if (j == 0) return atan_series(x);
  const double c = j * 0x1p-5;
  return add_smaller(atan_of_32nds[j], atan_series((x - c) / (x * c + 1.0)));
}

// The angle of the point (x, y), y >= 0, neither coordinate tiny or huge, not both zero.
constexpr double_double angle(double_double y, double_double x) {
  const double_double u = magnitude(x);
  const bool steep = less(u, y);
  const double_double a = steep ? atan_up_to_one(u / y) : atan_up_to_one(y / u);
  if (steep) return x.hi < 0 ? half_pi + a : half_pi - a;
  return x.hi < 0 ? pi - a : a;
}

constexpr double_double atan(double_double x) { return x.hi < 0 ? -angle(-x, {1, 0}) : angle(x, {1, 0}); }

// sqrt(1 - x^2)
constexpr double_double complement(double_double x) { return sqrt((1.0 - x) * (1.0 + x)); }

}  // namespace detail

template <std::floating_point T>
constexpr T atan(T x) {
  if (isnan(x) || abs(x) < T(0x1p-33)) return x;
  if (abs(x) > T(0x1p110)) return copysign(detail::compose<T>(detail::half_pi), x);
  return detail::compose<T>(detail::atan(detail::widen(x)));
}

template <std::floating_point T>
constexpr T asin(T x) {
  if (isnan(x) || abs(x) < T(0x1p-33)) return x;
  if (abs(x) > 1) return not_a_number<T>;
  const double_double y = detail::widen(abs(x));
  return copysign(detail::compose<T>(detail::angle(y, detail::complement(y))), x);
}

template <std::floating_point T>
constexpr T acos(T x) {
  if (isnan(x)) return x;
  if (abs(x) > 1) return not_a_number<T>;
  if (abs(x) < T(0x1p-120)) return detail::compose<T>(detail::half_pi);
  const double_double y = detail::widen(x);
  return detail::compose<T>(detail::angle(detail::complement(y), y));
}

template <std::floating_point T>
constexpr T atan2(T y, T x) {
  if (isnan(x) || isnan(y)) return not_a_number<T>;
  if (y == 0) return signbit(x) ? copysign(detail::compose<T>(detail::pi), y) : y;
  if (x == 0) return copysign(detail::compose<T>(detail::half_pi), y);
  if (isinf(x) || isinf(y)) {
    const int quarters = !isinf(x) ? 2 : !isinf(y) ? (x < 0 ? 4 : 0) : x < 0 ? 3 : 1;
    return copysign(detail::compose<T>(detail::pi * (0.25 * quarters)), y);
  }
  const detail::scaled u = detail::decompose(abs(x));
  const detail::scaled v = detail::decompose(abs(y));
  const int e = v.exponent - u.exponent;
  if (e > 120) return copysign(detail::compose<T>(detail::half_pi), y);
  if (e < -120) {
    // The quotient may be subnormal; next to it its cube does not matter.
    const detail::scaled quotient{v.value / u.value, e};
    return copysign(x < 0 ? detail::compose<T>(detail::pi) : detail::compose<T>(quotient), y);
  }
  const double_double w = detail::scale(v.value, detail::power_of_two(e));
  return copysign(detail::compose<T>(detail::angle(w, x < 0 ? -u.value : u.value)), y);
}

}  // namespace tapeless::detail::math::kernel
