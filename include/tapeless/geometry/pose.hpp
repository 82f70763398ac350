// SPDX-License-Identifier: BSL-1.0
// Rigid motions in two and three dimensions: a rotation, then a translation.
#pragma once

#include <tapeless/geometry/rotation.hpp>

namespace tapeless::inline v0_2 {
namespace detail::geometry {

// Parts of a vector, and two of them joined.
template <std::size_t First, std::size_t Count, class T, std::size_t N>
constexpr vec<T, Count> part(const vec<T, N>& v) {
  return with_places<Count>([&](auto... k) { return vec<T, Count>{v.values[First + decltype(k)::value]...}; });
}
template <class T, std::size_t A, std::size_t B>
constexpr vec<T, A + B> joined(const vec<T, A>& a, const vec<T, B>& b) {
  vec<T, A + B> result{};
  for (std::size_t k = 0; k < A; ++k) result.values[k] = a.values[k];
  for (std::size_t k = 0; k < B; ++k) result.values[A + k] = b.values[k];
  return result;
}

}  // namespace detail::geometry

// x becomes rotation*x + translation. Rotation: rot2 or rot3, N: 2 or 3. The tangent space is that of the rotation and
// that of the translation side by side, as in SymForce: a step turns in the frame of the pose and moves in the other.
template <class Rotation, std::size_t N>
struct pose {
  using value_type = typename Rotation::value_type;  // of the numbers
  static constexpr std::size_t storage = Rotation::storage + N;
  static constexpr std::size_t dimension = Rotation::dimension + N;

  Rotation rotation;
  vec<value_type, N> translation;

  // No motion.
  static constexpr pose identity() { return {Rotation::identity(), {}}; }
  // From the rotation's exponential and the translation, one after the other.
  static constexpr pose exp(const vec<value_type, dimension>& v) {
    return {Rotation::exp(detail::geometry::part<0, Rotation::dimension>(v)),
            detail::geometry::part<Rotation::dimension, N>(v)};
  }
  // From its numbers: those of the rotation, then the translation.
  static constexpr pose from(const vec<value_type, storage>& numbers) {
    return {Rotation::from(detail::geometry::part<0, Rotation::storage>(numbers)),
            detail::geometry::part<Rotation::storage, N>(numbers)};
  }
  // Its numbers.
  constexpr vec<value_type, storage> numbers() const {
    return detail::geometry::joined(rotation.numbers(), translation);
  }
  // A step whose derivative at 0 is that of retract(*this, step), to the first order.
  constexpr pose moved(const vec<value_type, dimension>& step) const {
    return {rotation.moved(detail::geometry::part<0, Rotation::dimension>(step)),
            translation + detail::geometry::part<Rotation::dimension, N>(step)};
  }

  friend constexpr pose operator*(const pose& a, const pose& b) {
    return {a.rotation * b.rotation, a.rotation * b.translation + a.translation};
  }
  friend constexpr vec<value_type, N> operator*(const pose& a, const vec<value_type, N>& x) {
    return a.rotation * x + a.translation;
  }
};
// A rigid motion of the plane: cosine, sine, x, y.
template <class T>
using pose2 = pose<rot2<T>, 2>;
// A rigid motion of space: a unit quaternion x, y, z, w, then x, y, z.
template <class T>
using pose3 = pose<rot3<T>, 3>;

// The logarithm of the rotation, then the translation.
template <class R, std::size_t N>
constexpr vec<typename R::value_type, pose<R, N>::dimension> log(const pose<R, N>& p) {
  return detail::geometry::joined(log(p.rotation), p.translation);
}
// The motion back.
template <class R, std::size_t N>
constexpr pose<R, N> inverse(const pose<R, N>& p) {
  return {inverse(p.rotation), -inverse_act(p.rotation, p.translation)};
}
// What inverse(p) does to a point.
template <class R, std::size_t N>
constexpr vec<typename R::value_type, N> inverse_act(const pose<R, N>& p, const vec<typename R::value_type, N>& x) {
  return inverse_act(p.rotation, x - p.translation);
}

namespace detail::geometry {

template <class G>
concept group = requires(const G& g) {
  G::dimension;
  g.numbers();
};
template <class R, std::size_t N>
constexpr pose<R, N> step_of(const pose<R, N>& g, const vec<typename R::value_type, pose<R, N>::dimension>& step) {
  return {g.rotation * R::exp(part<0, R::dimension>(step)), g.translation + part<R::dimension, N>(step)};
}
template <class R, std::size_t N>
constexpr auto steps_between(const pose<R, N>& a, const pose<R, N>& b) {
  return joined(log(inverse(a.rotation) * b.rotation), b.translation - a.translation);
}
template <class G>
constexpr G step_of(const G& g, const vec<typename G::value_type, G::dimension>& step) {
  if constexpr (requires { g.stepped(step); })
    return g.stepped(step);
  else
    return g * G::exp(step);
}
template <class G>
constexpr auto steps_between(const G& a, const G& b) {
  if constexpr (requires { a.steps_to(b); })
    return a.steps_to(b);
  else
    return log(inverse(a) * b);
}

}  // namespace detail::geometry

// inverse(a)*b.
template <detail::geometry::group G>
constexpr G between(const G& a, const G& b) {
  return inverse(a) * b;
}
// A step from g in its tangent space: of a rotation g*exp(step); of a pose that, and the translation plus the rest.
template <detail::geometry::group G>
constexpr G retract(const G& g, const vec<typename G::value_type, G::dimension>& step) {
  return detail::geometry::step_of(g, step);
}
// The step that leads from a to b: retract(a, local_coordinates(a, b)) is b.
template <detail::geometry::group G>
constexpr vec<typename G::value_type, G::dimension> local_coordinates(const G& a, const G& b) {
  return detail::geometry::steps_between(a, b);
}

}  // namespace tapeless
