// SPDX-License-Identifier: BSL-1.0
// Rotations in two and three dimensions, of numbers and of values inside `record`: exponential and logarithm, products,
// inverses, what they do to vectors, and steps in the tangent space. First derivatives are right everywhere, also at
// the identity and at half a turn.
#pragma once

#include <tapeless/linear/arithmetic.hpp>
#include <tapeless/math/functions.hpp>
#include <tapeless/rules/composite.hpp>
#include <tapeless/rules/condition.hpp>
#include <tapeless/rules/hypot.hpp>
#include <tapeless/rules/trigonometric.hpp>

namespace tapeless::inline v0_2 {
namespace detail::geometry {

// Functions of numbers, and of values inside `record`.
template <class T>
constexpr T sine(const T& x) {
  return math::sin(x);
}
template <class T>
constexpr T cosine(const T& x) {
  return math::cos(x);
}
template <class T>
constexpr T angle_of(const T& y, const T& x) {
  return math::atan2(y, x);
}
// sin(x)/x, 1 at 0.
template <class T>
constexpr T sine_ratio(const T& x) {
  if constexpr (std::same_as<T, handle>) {
    return tapeless::sinc(x);
  } else {
    const auto zero = x == T(0);
    const T divisor = math::select(zero, T(1), x);
    return math::select(zero, T(1), T(math::sin(divisor) / divisor));
  }
}
// The length of a vector, with the gradient 0 at zero.
template <class T>
constexpr T length(const vec<T, 3>& v) {
  if constexpr (std::same_as<T, handle>)
    return tapeless::hypot(v[0], v[1], v[2]);
  else
    return math::hypot(v[0], v[1], v[2]);
}
template <class Condition, class T>
constexpr T choose_one(const Condition& condition, const T& a, const T& b) {
  if constexpr (std::same_as<T, handle>)
    return tapeless::select(condition, a, b);
  else
    return math::select(condition, a, b);
}

}  // namespace detail::geometry

// A rotation of the plane.
template <class T>
struct rot2 {
  using value_type = T;                      // of the numbers
  static constexpr std::size_t storage = 2;  // how many numbers say what it is: cosine and sine
  static constexpr std::size_t dimension = 1;

  vec<T, 2> data;  // cosine and sine of the angle

  // No rotation.
  static constexpr rot2 identity() { return {{T(1), T(0)}}; }
  // By an angle in radians, counterclockwise.
  static constexpr rot2 exp(const vec<T, 1>& angle) {
    return {{detail::geometry::cosine(angle[0]), detail::geometry::sine(angle[0])}};
  }
  // From its numbers; the sum of their squares is 1.
  static constexpr rot2 from(const vec<T, 2>& numbers) { return {numbers}; }
  // Its numbers.
  constexpr const vec<T, 2>& numbers() const { return data; }
  // A step whose derivative at 0 is that of retract(*this, step), to the first order.
  constexpr rot2 moved(const vec<T, 1>& step) const { return *this * rot2{{T(1), step[0]}}; }

  friend constexpr rot2 operator*(const rot2& a, const rot2& b) {
    return {{a.data[0] * b.data[0] - a.data[1] * b.data[1], a.data[1] * b.data[0] + a.data[0] * b.data[1]}};
  }
  friend constexpr vec<T, 2> operator*(const rot2& r, const vec<T, 2>& v) {
    return {r.data[0] * v[0] - r.data[1] * v[1], r.data[1] * v[0] + r.data[0] * v[1]};
  }
};
// The angle, from -pi to pi.
template <class T>
constexpr vec<T, 1> log(const rot2<T>& r) {
  return {detail::geometry::angle_of(r.data[1], r.data[0])};
}
// The rotation back.
template <class T>
constexpr rot2<T> inverse(const rot2<T>& r) {
  return {{r.data[0], -r.data[1]}};
}
// What inverse(r) does to a vector.
template <class T>
constexpr vec<T, 2> inverse_act(const rot2<T>& r, const vec<T, 2>& v) {
  return inverse(r) * v;
}
// The matrix of the rotation.
template <class T>
constexpr mat<T, 2, 2> matrix(const rot2<T>& r) {
  return {r.data[0], -r.data[1], r.data[1], r.data[0]};
}

// A rotation of space: a unit quaternion x, y, z, w, and its matrix, which only what needs it computes.
template <class T>
struct rot3 {
  using value_type = T;                      // of the numbers
  static constexpr std::size_t storage = 4;  // how many numbers say what it is
  static constexpr std::size_t dimension = 3;

  vec<T, 4> quaternion;  // x, y, z, w
  mat<T, 3, 3> rows;     // the matrix

  // No rotation.
  static constexpr rot3 identity() { return from({T(0), T(0), T(0), T(1)}); }
  // By the length of a vector, in radians, about its direction.
  static constexpr rot3 exp(const vec<T, 3>& v) {
    const T half = detail::geometry::length(v) / T(2);
    const T scale = detail::geometry::sine_ratio(half) / T(2);
    return from({scale * v[0], scale * v[1], scale * v[2], detail::geometry::cosine(half)});
  }
  // From its numbers x, y, z, w; the sum of their squares is 1.
  static constexpr rot3 from(const vec<T, 4>& q) {
    const T x2 = T(2) * q[0], y2 = T(2) * q[1], z2 = T(2) * q[2];
    const T xx = x2 * q[0], yy = y2 * q[1], zz = z2 * q[2];
    const T xy = x2 * q[1], xz = x2 * q[2], yz = y2 * q[2];
    const T wx = x2 * q[3], wy = y2 * q[3], wz = z2 * q[3];
    const T rest = T(1) - xx;
    return {q,
            {T(1) - yy - zz, xy - wz, xz + wy,  //
             xy + wz, rest - zz, yz - wx,       //
             xz - wy, yz + wx, rest - yy}};
  }
  // Its numbers.
  constexpr const vec<T, 4>& numbers() const { return quaternion; }
  // A step whose derivative at 0 is that of retract(*this, step), to the first order; of the matrix, too, so that its
  // derivatives are columns of it.
  constexpr rot3 moved(const vec<T, 3>& step) const {
    const T half = T(1) / T(2);
    const mat<T, 3, 3> turn{T(1), -step[2], step[1], step[2], T(1), -step[0], -step[1], step[0], T(1)};
    return {product(quaternion, {half * step[0], half * step[1], half * step[2], T(1)}), rows * turn};
  }

  friend constexpr rot3 operator*(const rot3& a, const rot3& b) { return from(product(a.quaternion, b.quaternion)); }
  friend constexpr vec<T, 3> operator*(const rot3& r, const vec<T, 3>& v) { return r.rows * v; }

 private:
  static constexpr vec<T, 4> product(const vec<T, 4>& a, const vec<T, 4>& b) {
    return {
        a[3] * b[0] + a[0] * b[3] + a[1] * b[2] - a[2] * b[1], a[3] * b[1] - a[0] * b[2] + a[1] * b[3] + a[2] * b[0],
        a[3] * b[2] + a[0] * b[1] - a[1] * b[0] + a[2] * b[3], a[3] * b[3] - a[0] * b[0] - a[1] * b[1] - a[2] * b[2]};
  }
};
// The vector whose exponential it is, of length pi at most. Near the identity its series, without a branch.
template <class T>
constexpr vec<T, 3> log(const rot3<T>& r) {
  const vec<T, 4>& q = r.quaternion;
  // The quaternion of the shorter way.
  const T sign = detail::geometry::choose_one(q[3] < T(0), T(-1), T(1));
  const T w = sign * q[3];
  const T square = q[0] * q[0] + q[1] * q[1] + q[2] * q[2];
  const auto small = square < T(1e-10);
  const T sine = detail::root(detail::geometry::choose_one(small, T(1), square));
  const T ratio = square / (w * w);
  // 2*atan(t)/t/w for t = sine/w.
  const T series = (T(2) - ratio * (T(2) / T(3))) / w;
  const T factor =
      sign * detail::geometry::choose_one(small, series, T(2) * detail::geometry::angle_of(sine, w) / sine);
  return {factor * q[0], factor * q[1], factor * q[2]};
}
// The rotation back.
template <class T>
constexpr rot3<T> inverse(const rot3<T>& r) {
  const vec<T, 4>& q = r.quaternion;
  return {{-q[0], -q[1], -q[2], q[3]}, transpose(r.rows)};
}
// What inverse(r) does to a vector.
template <class T>
constexpr vec<T, 3> inverse_act(const rot3<T>& r, const vec<T, 3>& v) {
  return transpose(r.rows) * v;
}
// The matrix of the rotation.
template <class T>
constexpr const mat<T, 3, 3>& matrix(const rot3<T>& r) {
  return r.rows;
}

}  // namespace tapeless
