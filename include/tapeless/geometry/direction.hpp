// SPDX-License-Identifier: BSL-1.0
// Unit directions in space, of numbers and of values inside `record`: bearings, normals, the direction of gravity.
// Their tangent space has two dimensions, so that a step never leaves the sphere.
#pragma once

#include <tapeless/geometry/pose.hpp>

namespace tapeless::inline v0_2 {

// A direction: three numbers, the sum of whose squares is 1.
template <class T>
struct unit3 {
  using value_type = T;                      // of the numbers
  static constexpr std::size_t storage = 3;  // how many numbers say what it is
  static constexpr std::size_t dimension = 2;

  vec<T, 3> data;

  // Along z.
  static constexpr unit3 identity() { return {{T(0), T(0), T(1)}}; }
  // From its numbers; the sum of their squares is 1.
  static constexpr unit3 from(const vec<T, 3>& numbers) { return {numbers}; }
  // The direction of a vector that is not 0.
  static constexpr unit3 along(const vec<T, 3>& v) { return {v / detail::geometry::length(v)}; }
  // Its numbers.
  constexpr const vec<T, 3>& numbers() const { return data; }

  // Two directions across it as columns, which are its tangent space; they turn over where z changes its sign. Source:
  // Duff et al., Building an Orthonormal Basis, Revisited (2017).
  constexpr mat<T, 3, 2> basis() const {
    const T &x = data[0], &y = data[1], &z = data[2];
    const T sign = detail::geometry::choose_one(z < T(0), T(-1), T(1));
    const T a = T(-1) / (sign + z);
    const T b = x * y * a, first = T(1) + sign * x * x * a, second = sign + y * y * a;
    return {first, b, sign * b, second, -(sign * x), -y};
  }
  // A step whose derivative at 0 is that of retract(*this, step), to the first order.
  constexpr unit3 moved(const vec<T, 2>& step) const { return {data + basis() * step}; }

  // Along a great circle, as far as the step is long: what retract does.
  constexpr unit3 stepped(const vec<T, 2>& step) const {
    const vec<T, 3> tangent = basis() * step;
    const T length = detail::geometry::length(tangent);
    return {detail::geometry::cosine(length) * data + detail::geometry::sine_ratio(length) * tangent};
  }
  // The way to another direction along the great circle, what local_coordinates is; to the opposite one along the first
  // direction of the basis.
  constexpr vec<T, 2> steps_to(const unit3& other) const {
    using detail::geometry::angle_of, detail::geometry::choose_one;
    const T forward = dot(data, other.data);
    const vec<T, 2> across = transpose(basis()) * other.data;
    const T square = across[0] * across[0] + across[1] * across[1];
    const auto small = square < T(1e-10);
    const T sine = detail::root(choose_one(small, T(1), square));
    // angle/sin(angle), by its series near 0.
    const T whole = angle_of(choose_one(small, T(0), sine), forward) / sine;
    const T factor = choose_one(small, choose_one(forward < T(0), T(0), T(1) + square / T(6)), whole);
    const T half_turn = choose_one(small, choose_one(forward < T(0), angle_of(T(0), T(-1)), T(0)), T(0));
    return {factor * across[0] + half_turn, factor * across[1]};
  }

  // A direction in another frame.
  friend constexpr unit3 operator*(const rot3<T>& r, const unit3& d) { return {r * d.data}; }
};
// The same direction reversed.
template <class T>
constexpr unit3<T> operator-(const unit3<T>& d) {
  return {-d.data};
}
// What the inverse of a rotation does to a direction.
template <class T>
constexpr unit3<T> inverse_act(const rot3<T>& r, const unit3<T>& d) {
  return {inverse_act(r, d.data)};
}
// The angle between two directions in radians, from 0 to pi, as exact near 0 and pi as between. Its derivative is 0 by
// convention where they are equal or opposite.
template <class T>
constexpr T angle(const unit3<T>& a, const unit3<T>& b) {
  return detail::geometry::angle_of(detail::geometry::length(cross(a.data, b.data)), dot(a.data, b.data));
}

}  // namespace tapeless
