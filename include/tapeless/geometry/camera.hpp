// SPDX-License-Identifier: BSL-1.0
// Where cameras see a point that is given in their own frame, z forwards, and losses that give far residuals less
// weight: of numbers, packs and values inside `record`. Points behind a camera are the caller's business.
#pragma once

#include <tapeless/geometry/rotation.hpp>

namespace tapeless::inline v0_2 {

// The pinhole camera: focal lengths and principal point in pixels.
template <class T>
constexpr vec<T, 2> pinhole(const vec<T, 2>& focal, const vec<T, 2>& center, const vec<T, 3>& point) {
  return {focal[0] * point[0] / point[2] + center[0], focal[1] * point[1] / point[2] + center[1]};
}

// Bundler's camera, which looks along -z: focal length and two coefficients of radial distortion. Source: Snavely,
// Seitz and Szeliski, Photo Tourism (2006), as in Ceres' examples and the files of "Bundle Adjustment in the Large".
template <class T>
constexpr vec<T, 2> snavely(const T& focal, const T& k1, const T& k2, const vec<T, 3>& point) {
  const T x = -point[0] / point[2], y = -point[1] / point[2];
  const T square = x * x + y * y;
  const T scale = focal * (T(1) + square * (k1 + k2 * square));
  return {scale * x, scale * y};
}

// The fisheye camera with one angle, the field of view `omega`. Source: Devernay and Faugeras, Straight lines have to
// be straight (2001).
template <class T>
constexpr vec<T, 2> fisheye_atan(const vec<T, 2>& focal, const vec<T, 2>& center, const T& omega,
                                 const vec<T, 3>& point) {
  const T x = point[0] / point[2], y = point[1] / point[2];
  const T square = x * x + y * y, half = omega / T(2);
  const T slope = T(2) * detail::geometry::sine(half) / detail::geometry::cosine(half);
  // atan(slope*r)/r, by its series beside the axis.
  const auto small = square < T(1e-10);
  const T radius = detail::root(detail::geometry::choose_one(small, T(1), square));
  const T series = slope - slope * slope * slope * square / T(3);
  const T whole = detail::geometry::angle_of(T(slope * radius), T(1)) / radius;
  const T scale = detail::geometry::choose_one(small, series, whole) / omega;
  return {focal[0] * scale * x + center[0], focal[1] * scale * y + center[1]};
}

// The double sphere camera. Source: Usenko, Demmel and Cremers, The Double Sphere Camera Model (2018).
template <class T>
constexpr vec<T, 2> double_sphere(const vec<T, 2>& focal, const vec<T, 2>& center, const T& xi, const T& alpha,
                                  const vec<T, 3>& point) {
  const T across = point[0] * point[0] + point[1] * point[1];
  const T first = detail::root(T(across + point[2] * point[2]));
  const T shifted = xi * first + point[2];
  const T second = detail::root(T(across + shifted * shifted));
  const T depth = alpha * second + (T(1) - alpha) * shifted;
  return {focal[0] * point[0] / depth + center[0], focal[1] * point[1] / depth + center[1]};
}

// Losses of a squared residual, which are s near 0, as in Ceres; `scale` is the residual at which they begin to differ.
// Huber's: s up to scale^2, then linear in the residual.
template <class T>
constexpr T huber_loss(const T& s, const T& scale) {
  const T edge = scale * scale;
  const auto inside = s <= edge;
  const T residual = detail::root(detail::geometry::choose_one(inside, edge, s));
  return detail::geometry::choose_one(inside, s, T(T(2) * scale * residual - edge));
}
// Cauchy's: scale^2*log(1 + s/scale^2).
template <class T>
constexpr T cauchy_loss(const T& s, const T& scale) {
  const T edge = scale * scale;
  return edge * detail::math::log1p(T(s / edge));
}
// Geman and McClure's: s/(1 + s/scale^2), which is never above scale^2.
template <class T>
constexpr T geman_mcclure_loss(const T& s, const T& scale) {
  const T edge = scale * scale;
  return s * edge / (edge + s);
}

}  // namespace tapeless
