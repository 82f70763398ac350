// SPDX-License-Identifier: BSL-1.0
// sin, cos and tan of packs: x is n pi/2 + r with pi/2 in three parts, then both polynomials, of which n picks one.
// Packs with a number beyond the reach of that reduction, and processors without fused multiplication, go lane by lane.
#pragma once

#include <cmath>

#include <tapeless/simd/basic.hpp>
#include <tapeless/simd/exp.hpp>
#include <tapeless/simd/lanes.hpp>

namespace tapeless::inline v0_2::detail::simd {
namespace kernel {

template <class T>
struct circle_constants;
template <>
struct circle_constants<double> {
  static constexpr double reach = 1e8;  // of the reduction
  static constexpr double two_over_pi = 0x1.45f306dc9c883p-1;
  static constexpr double half_pi[] = {0x1.921fb54442d18p+0, 0x1.1a62633145c07p-54, -0x1.f1976b7ed8fbcp-110};
  // (sin(r) - r)/r^3 and (cos(r) - 1 + r^2/2)/r^4 in r^2 for |r| < pi/4: 2^-58 of sin(r), 2^-64 of cos(r)
  static constexpr double sine[] = {-0x1.5555555555548p-3, 0x1.111111110f74dp-7,   -0x1.a01a019becea8p-13,
                                    0x1.71de355890103p-19, -0x1.ae5e4e408aab2p-26, 0x1.5d8c262e8a379p-33};
  static constexpr double cosine[] = {0x1.555555555554ap-5,   -0x1.6c16c16c14efcp-10, 0x1.a01a019c7554cp-16,
                                      -0x1.27e4f7dfaee01p-22, 0x1.1ee9cfffcf068p-29,  -0x1.8fa08679310d4p-37};
};
template <>
struct circle_constants<float> {
  static constexpr float reach = 1e5F;
  static constexpr float two_over_pi = 0x1.45f306p-1F;
  static constexpr float half_pi[] = {0x1.921fb6p+0F, -0x1.777a5cp-25F, -0x1.ee59dap-50F};
  static constexpr float sine[] = {-0x1.555544p-3F, 0x1.110726p-7F, -0x1.993ce2p-13F};    // 2^-28
  static constexpr float cosine[] = {0x1.55554ap-5F, -0x1.6c0c1ep-10F, 0x1.99e538p-16F};  // 2^-33
};

template <class T>
struct circle_parts {
  pack<T> sine, cosine;  // of r
  words<T> quarter;      // n in the last bits
};

template <class T>
[[gnu::always_inline]] inline circle_parts<T> parts_of_angle(const pack<T>& x) {
  using c = circle_constants<T>;
  const pack<T> shifted = as_written(fma(x, pack<T>(c::two_over_pi), pack<T>(large<T>)));
  const pack<T> n = as_written(shifted - pack<T>(large<T>));
  // r + rest: the first difference is exact, the errors of the second are kept.
  const pack<T> first = as_written(fma(n, pack<T>(-c::half_pi[0]), x));
  const pack<T> product = as_written(n * pack<T>(c::half_pi[1]));
  const pack<T> product_rest = as_written(fma(n, pack<T>(c::half_pi[1]), -product));
  const pack<T> second = as_written(first - product);
  const pack<T> lost = as_written(first - second) - product;
  const pack<T> third = as_written(lost - fma(n, pack<T>(c::half_pi[2]), product_rest));
  const pack<T> r = as_written(second + third), rest = as_written(second - r) + third;

  const pack<T> square = r * r, half = square * pack<T>(T(0.5)), head = as_written(pack<T>(1) - half);
  const pack<T> sine = fma(r * square, polynomial(c::sine, square), fma(rest, -half, rest)) + r;
  const pack<T> tail = fma(square * square, polynomial(c::cosine, square), -(r * rest));
  return {sine, head + (((pack<T>(1) - head) - half) + tail), words<T>(shifted)};
}

template <class T>
[[gnu::always_inline]] inline bool is_within_reach(const pack<T>& x) {
  return has_fma && xsimd::all((abs(x) <= pack<T>(circle_constants<T>::reach)).value);
}

// The sine for even quarters, the cosine for odd ones, with the sign of the quarter
template <class T>
[[gnu::always_inline]] inline pack<T> chosen(const circle_parts<T>& x, const words<T>& quarter) {
  const words<T> sign = (quarter >> 1) << (8 * static_cast<int>(sizeof(T)) - 1);
  return (words<T>(select(odd(quarter), x.cosine, x.sine)) ^ sign).numbers();
}

}  // namespace kernel

// Errors: the largest seen, in units in the last place, of double and float

// 0.77, 0.80
template <class T>
[[gnu::always_inline]] inline pack<T> sin(const pack<T>& x) {
  if (!kernel::is_within_reach(x)) [[unlikely]]
    return lane_by_lane([](T a) { return std::sin(a); }, x);
  const kernel::circle_parts<T> parts = kernel::parts_of_angle(x);
  return select(x == pack<T>(0), x, kernel::chosen(parts, parts.quarter));
}

// 0.79, 0.81
template <class T>
[[gnu::always_inline]] inline pack<T> cos(const pack<T>& x) {
  if (!kernel::is_within_reach(x)) [[unlikely]]
    return lane_by_lane([](T a) { return std::cos(a); }, x);
  const kernel::circle_parts<T> parts = kernel::parts_of_angle(x);
  return kernel::chosen(parts, parts.quarter + kernel::words<T>(1));
}

// 2.20, 2.21
template <class T>
[[gnu::always_inline]] inline pack<T> tan(const pack<T>& x) {
  if (!kernel::is_within_reach(x)) [[unlikely]]
    return lane_by_lane([](T a) { return std::tan(a); }, x);
  const kernel::circle_parts<T> parts = kernel::parts_of_angle(x);
  const typename pack<T>::mask turned = kernel::odd(parts.quarter);
  const pack<T> quotient = select(turned, -parts.cosine, parts.sine) / select(turned, parts.sine, parts.cosine);
  return select(x == pack<T>(0), x, quotient);
}

}  // namespace tapeless::detail::simd
