// SPDX-License-Identifier: BSL-1.0
// The functions that rules call, for packs; argument-dependent lookup finds them from tapeless::detail::math's own, as
// for a type of the user. This is the header to include. The functions below are computed lane by lane.
#pragma once

#include <tapeless/math/functions.hpp>
#include <tapeless/simd/basic.hpp>
#include <tapeless/simd/error.hpp>
#include <tapeless/simd/exp.hpp>
#include <tapeless/simd/gather.hpp>
#include <tapeless/simd/hyperbolic.hpp>
#include <tapeless/simd/inverse.hpp>
#include <tapeless/simd/lanes.hpp>
#include <tapeless/simd/log.hpp>
#include <tapeless/simd/memory.hpp>
#include <tapeless/simd/pack.hpp>
#include <tapeless/simd/reduce.hpp>
#include <tapeless/simd/trigonometric.hpp>

namespace tapeless::inline v0_2::detail::simd {

template <class T>
[[gnu::always_inline]] inline pack<T> cbrt(const pack<T>& x) {
  return lane_by_lane([](T a) { return math::cbrt(a); }, x);
}
template <class T>
[[gnu::always_inline]] inline pack<T> erfc(const pack<T>& x) {
  return lane_by_lane([](T a) { return math::erfc(a); }, x);
}
template <class T>
[[gnu::always_inline]] inline pack<T> erf_inv(const pack<T>& x) {
  return lane_by_lane([](T a) { return math::erf_inv(a); }, x);
}
template <class T>
[[gnu::always_inline]] inline pack<T> erfc_inv(const pack<T>& x) {
  return lane_by_lane([](T a) { return math::erfc_inv(a); }, x);
}
template <class T>
[[gnu::always_inline]] inline pack<T> erf_inv_slope(const pack<T>& x) {
  return lane_by_lane([](T a) { return math::erf_inv_slope(a); }, x);
}
template <class T>
[[gnu::always_inline]] inline pack<T> erfc_inv_slope(const pack<T>& x) {
  return lane_by_lane([](T a) { return math::erfc_inv_slope(a); }, x);
}
template <class T>
[[gnu::always_inline]] inline pack<T> normal_cdf(const pack<T>& x) {
  return lane_by_lane([](T a) { return math::normal_cdf(a); }, x);
}
template <class T>
[[gnu::always_inline]] inline pack<T> log_normal_cdf(const pack<T>& x) {
  return lane_by_lane([](T a) { return math::log_normal_cdf(a); }, x);
}
template <class T>
[[gnu::always_inline]] inline pack<T> normal_hazard(const pack<T>& x) {
  return lane_by_lane([](T a) { return math::normal_hazard(a); }, x);
}
template <class T>
[[gnu::always_inline]] inline pack<T> normal_excess(const pack<T>& x) {
  return lane_by_lane([](T a) { return math::normal_excess(a); }, x);
}
template <class T>
[[gnu::always_inline]] inline pack<T> tgamma(const pack<T>& x) {
  return lane_by_lane([](T a) { return math::tgamma(a); }, x);
}
template <class T>
[[gnu::always_inline]] inline pack<T> lgamma(const pack<T>& x) {
  return lane_by_lane([](T a) { return math::lgamma(a); }, x);
}
template <class T>
[[gnu::always_inline]] inline pack<T> digamma(const pack<T>& x) {
  return lane_by_lane([](T a) { return math::digamma(a); }, x);
}
template <class T>
[[gnu::always_inline]] inline pack<T> trigamma(const pack<T>& x) {
  return lane_by_lane([](T a) { return math::trigamma(a); }, x);
}
template <class T>
[[gnu::always_inline]] inline pack<T> lambert_w0(const pack<T>& x) {
  return lane_by_lane([](T a) { return math::lambert_w0(a); }, x);
}
template <class T>
[[gnu::always_inline]] inline pack<T> expint(const pack<T>& x) {
  return lane_by_lane([](T a) { return math::expint(a); }, x);
}
template <class T>
[[gnu::always_inline]] inline pack<T> sin_pi(const pack<T>& x) {
  return lane_by_lane([](T a) { return math::sin_pi(a); }, x);
}
template <class T>
[[gnu::always_inline]] inline pack<T> cos_pi(const pack<T>& x) {
  return lane_by_lane([](T a) { return math::cos_pi(a); }, x);
}
template <class T>
[[gnu::always_inline]] inline pack<T> pow(const pack<T>& x, const pack<T>& y) {
  return lane_by_lane([](T a, T b) { return math::pow(a, b); }, x, y);
}
template <class T>
[[gnu::always_inline]] inline pack<T> atan2(const pack<T>& y, const pack<T>& x) {
  return lane_by_lane([](T a, T b) { return math::atan2(a, b); }, y, x);
}
template <class T>
[[gnu::always_inline]] inline pack<T> fmod(const pack<T>& x, const pack<T>& y) {
  return lane_by_lane([](T a, T b) { return math::fmod(a, b); }, x, y);
}
template <class T>
[[gnu::always_inline]] inline pack<T> remainder(const pack<T>& x, const pack<T>& y) {
  return lane_by_lane([](T a, T b) { return math::remainder(a, b); }, x, y);
}
template <class T>
[[gnu::always_inline]] inline pack<T> beta(const pack<T>& x, const pack<T>& y) {
  return lane_by_lane([](T a, T b) { return math::beta(a, b); }, x, y);
}
template <class T>
[[gnu::always_inline]] inline pack<T> lbeta(const pack<T>& x, const pack<T>& y) {
  return lane_by_lane([](T a, T b) { return math::lbeta(a, b); }, x, y);
}
template <class T>
[[gnu::always_inline]] inline pack<T> digamma_difference(const pack<T>& x, const pack<T>& y) {
  return lane_by_lane([](T a, T b) { return math::digamma_difference(a, b); }, x, y);
}
template <class T>
[[gnu::always_inline]] inline pack<T> trigamma_difference(const pack<T>& x, const pack<T>& y) {
  return lane_by_lane([](T a, T b) { return math::trigamma_difference(a, b); }, x, y);
}
template <class T>
[[gnu::always_inline]] inline pack<T> polygamma(const pack<T>& n, const pack<T>& x) {
  return lane_by_lane([](T a, T b) { return math::polygamma(a, b); }, n, x);
}
template <class T>
[[gnu::always_inline]] inline pack<T> exp_moment(const pack<T>& n, const pack<T>& x) {
  return lane_by_lane([](T a, T b) { return math::exp_moment(a, b); }, n, x);
}
template <class T>
[[gnu::always_inline]] inline pack<T> log_moment(const pack<T>& n, const pack<T>& x) {
  return lane_by_lane([](T a, T b) { return math::log_moment(a, b); }, n, x);
}
template <class T>
[[gnu::always_inline]] inline pack<T> sin_moment(const pack<T>& n, const pack<T>& x) {
  return lane_by_lane([](T a, T b) { return math::sin_moment(a, b); }, n, x);
}
template <class T>
[[gnu::always_inline]] inline pack<T> cyl_bessel_i(const pack<T>& n, const pack<T>& x) {
  return lane_by_lane([](T a, T b) { return math::cyl_bessel_i(a, b); }, n, x);
}
template <class T>
[[gnu::always_inline]] inline pack<T> cyl_bessel_j(const pack<T>& n, const pack<T>& x) {
  return lane_by_lane([](T a, T b) { return math::cyl_bessel_j(a, b); }, n, x);
}
template <class T>
[[gnu::always_inline]] inline pack<T> cyl_bessel_k(const pack<T>& n, const pack<T>& x) {
  return lane_by_lane([](T a, T b) { return math::cyl_bessel_k(a, b); }, n, x);
}
template <class T>
[[gnu::always_inline]] inline pack<T> cyl_neumann(const pack<T>& n, const pack<T>& x) {
  return lane_by_lane([](T a, T b) { return math::cyl_neumann(a, b); }, n, x);
}
template <class T>
[[gnu::always_inline]] inline pack<T> sph_bessel(const pack<T>& n, const pack<T>& x) {
  return lane_by_lane([](T a, T b) { return math::sph_bessel(a, b); }, n, x);
}

}  // namespace tapeless::detail::simd
