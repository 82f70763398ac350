// SPDX-License-Identifier: BSL-1.0
// Rotations and rigid motions: the laws of groups, exponentials and logarithms up to half a turn, and derivatives in
// the tangent space against differences of long doubles, also at the identity and at half a turn.
#include "tests/support/catch.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <numbers>
#include <random>

#include <tapeless/geometry.hpp>

namespace {

using namespace tapeless;
using namespace tapeless::literals;

// In the compiler: half a turn about z, and a quarter.
constexpr auto turn = rot3<double>::from({0, 0, 1, 0});
static_assert(turn * vec{1.0, 2.0, 3.0} == vec{-1.0, -2.0, 3.0} &&
              inverse(turn) * (turn * vec{1.0, 2.0, 3.0}) == vec{1.0, 2.0, 3.0});
static_assert(matrix(rot3<double>::identity()) == mat<double, 3, 3>::identity());
static_assert(log(rot3<double>::identity()) == vec{0.0, 0.0, 0.0} && rot3<double>::exp({0, 0, 0}).quaternion[3] == 1);
static_assert(rot2<double>::from({0, 1}) * vec{1.0, 2.0} == vec{-2.0, 1.0});
constexpr pose3<double> shifted{turn, {1, 2, 3}};
static_assert(shifted * vec{1.0, 2.0, 3.0} == vec{0.0, 0.0, 6.0} &&
              inverse_act(shifted, vec{0.0, 0.0, 6.0}) == vec{1.0, 2.0, 3.0});
static_assert(pose2<double>::from({0, 1, 5, 6}) * vec{1.0, 2.0} == vec{3.0, 7.0});
static_assert(pose3<double>::from(shifted.numbers()).translation == shifted.translation);

template <class V>
auto largest(const V& values) {
  auto size = values[0] - values[0];
  for (const auto& one : values) size = std::max(size, std::abs(one));
  return size;
}
template <class G>
double apart(const G& a, const G& b) {
  return static_cast<double>(largest(a.numbers() - b.numbers()));
}

// Rotations by up to `most`, translations of the size of 1.
template <class G>
G random_group(std::mt19937& random, double most = 3) {
  std::uniform_real_distribution<double> number(-1, 1);
  vec<typename G::value_type, G::dimension> v{};
  for (auto& one : v) one = static_cast<typename G::value_type>(number(random));
  const auto scale = static_cast<typename G::value_type>(most / std::sqrt(3.0));
  for (std::size_t k = 0; k < (G::dimension > 2 ? 3u : 1u); ++k) v[k] *= scale;
  return G::exp(v);
}

template <class G>
void is_group() {
  std::mt19937 random(1);
  std::uniform_real_distribution<double> number(-0.5, 0.5);
  for (int trial = 0; trial < 200; ++trial) {
    const G a = random_group<G>(random), b = random_group<G>(random), c = random_group<G>(random);
    CHECK(apart((a * b) * c, a * (b * c)) < 1e-14);
    CHECK(apart(inverse(a) * a, G::identity()) < 1e-14);
    CHECK(apart(a * between(a, b), b) < 1e-14);
    CHECK(apart(G::exp(log(a)), a) < 1e-14);
    CHECK(apart(retract(a, vec<double, G::dimension>{}), a) < 1e-15);
    vec<double, G::dimension> step{};
    for (double& one : step) one = number(random);
    CHECK(largest(local_coordinates(a, retract(a, step)) - step) < 1e-14);
  }
}

TEST_CASE("laws of groups") {
  is_group<rot2<double>>();
  is_group<rot3<double>>();
  is_group<pose2<double>>();
  is_group<pose3<double>>();
}

TEST_CASE("what a group does is what its matrix does") {
  std::mt19937 random(2);
  for (int trial = 0; trial < 100; ++trial) {
    const auto a = random_group<pose3<double>>(random), b = random_group<pose3<double>>(random);
    const vec x{0.5, -1.5, 2.0};
    CHECK(largest((a * b) * x - a * (b * x)) < 1e-14);
    CHECK(largest(inverse_act(a, a * x) - x) < 1e-14);
    CHECK(largest(inverse(a) * x - inverse_act(a, x)) < 1e-14);
    const auto product = matrix(a.rotation) * transpose(matrix(a.rotation));
    for (std::size_t i = 0; i < 3; ++i)
      for (std::size_t j = 0; j < 3; ++j) CHECK(std::abs(product(i, j) - (i == j ? 1 : 0)) < 1e-14);
    CHECK(std::abs(determinant(matrix(a.rotation)) - 1) < 1e-14);
    const auto flat = random_group<pose2<double>>(random);
    CHECK(largest(inverse_act(flat, flat * vec{1.0, 2.0}) - vec{1.0, 2.0}) < 1e-14);
  }
}

TEST_CASE("logarithms from the identity to half a turn") {
  const vec direction = normalized(vec{1.0, -2.0, 0.5});
  for (const double angle : {0.0, 1e-300, 1e-12, 1e-8, 1e-6, 1.1e-5, 1e-3, 1.0, 3.0, 3.1415926}) {
    const auto v = angle * direction;
    CHECK(largest(log(rot3<double>::exp(v)) - v) <= 4e-15 * std::max(angle, 1e-300) * (angle > 3.1 ? 10 : 1));
  }
  // Beyond it the shorter way.
  const auto beyond = log(rot3<double>::exp(4.0 * direction));
  CHECK(largest(beyond - (4.0 - 2 * std::numbers::pi) * direction) < 1e-14);
  CHECK(std::abs(norm(log(turn)) - std::numbers::pi) < 1e-15);
  CHECK(largest(log(turn * rot3<double>::exp({0, 0, 1e-9})) + vec{0.0, 0.0, std::numbers::pi - 1e-9}) < 1e-14);
}

constexpr auto a = group<pose3, "a">;
constexpr auto b = group<pose3, "b">;
constexpr auto r = group<rot3, "r">;
constexpr auto s = group<rot2, "s">;
constexpr auto t = group<pose2, "t">;
constexpr auto p = symbols<"p", 3>;
constexpr auto q = symbols<"q", 2>;

constexpr auto seen = record(a, p, [](const auto& from, const auto& point) { return inverse_act(from, point); });
constexpr auto placed = record(a, p, [](const auto& from, const auto& point) { return from * point; });
constexpr auto steps = record(a, b, [](const auto& from, const auto& to) { return local_coordinates(from, to); });
constexpr auto motion = record(a, b, [](const auto& from, const auto& to) { return log(between(from, to)); });
constexpr auto logarithm = record(r, [](const auto& one) { return log(one); });
constexpr auto flat = record(s, t, q, [](const auto& turned, const auto& moved, const auto& point) {
  const auto there = turned * (moved * point);
  const auto back = local_coordinates(moved, inverse(moved));
  return vec{there[0], there[1], back[0], back[1], back[2]};
});

using wide = long double;
template <template <class> class G, std::size_t N>
G<wide> widened(const vec<double, N>& numbers) {
  vec<wide, N> result{};
  for (std::size_t k = 0; k < N; ++k) result[k] = static_cast<wide>(numbers[k]);
  return G<wide>::from(result);
}

// The derivatives of f(g) in steps from g, by central differences.
template <class F, class G>
auto differences(const F& f, const G& g) {
  constexpr wide h = 1e-6L;
  using values = decltype(f(g));
  std::array<values, G::dimension> columns{};
  for (std::size_t k = 0; k < G::dimension; ++k) {
    vec<wide, G::dimension> step{};
    step[k] = h;
    const auto forward = f(retract(g, step));
    step[k] = -h;
    columns[k] = (forward - f(retract(g, step))) / (2 * h);
  }
  return columns;
}
template <class Columns, class Block>
void agree(const Columns& columns, const Block& block, double tolerance = 1e-10) {
  for (std::size_t row = 0; row < block.size(); ++row)
    for (std::size_t k = 0; k < columns.size(); ++k)
      CHECK(std::abs(static_cast<double>(columns[k][row]) - block[row][k]) < tolerance);
}

TEST_CASE("derivatives of motions of points") {
  std::mt19937 random(3);
  constexpr auto see = value_and_tangent_jacobian(seen, a, p);
  constexpr auto place = value_and_tangent_jacobian(placed, a, p);
  const vec<wide, 3> point{0.5L, -1.5L, 2.0L};
  for (int trial = 0; trial < 20; ++trial) {
    const auto g = random_group<pose3<double>>(random).numbers();
    const auto wide_g = widened<pose3>(g);
    const auto one = see(a = g, p = {0.5, -1.5, 2.0});
    agree(differences([&](const auto& at) { return inverse_act(at, point); }, wide_g), one[a.tangent]);
    const auto expected = inverse_act(wide_g, point);
    for (std::size_t k = 0; k < 3; ++k) CHECK(std::abs(one.values[k] - static_cast<double>(expected[k])) < 1e-14);
    const auto matrix_back = transpose(matrix(wide_g.rotation));
    for (std::size_t i = 0; i < 3; ++i)
      for (std::size_t j = 0; j < 3; ++j)
        CHECK(std::abs(one[p][i][j] - static_cast<double>(matrix_back(i, j))) < 1e-14);
    agree(differences([&](const auto& at) { return at * point; }, wide_g),
          place(a = g, p = {0.5, -1.5, 2.0})[a.tangent]);
  }
}

TEST_CASE("derivatives of differences of motions") {
  std::mt19937 random(4);
  constexpr auto difference = value_and_tangent_jacobian(steps, a, b);
  constexpr auto relative = value_and_tangent_jacobian(motion, a, b);
  for (int trial = 0; trial < 20; ++trial) {
    const auto first = random_group<pose3<double>>(random).numbers();
    const auto second = trial == 0 ? first : random_group<pose3<double>>(random, 1).numbers();  // the same once
    const auto from = widened<pose3>(first), to = widened<pose3>(second);
    const auto one = difference(a = first, b = second);
    agree(differences([&](const auto& at) { return local_coordinates(at, to); }, from), one[a.tangent], 1e-9);
    agree(differences([&](const auto& at) { return local_coordinates(from, at); }, to), one[b.tangent], 1e-9);
    const auto other = relative(a = first, b = second);
    agree(differences([&](const auto& at) { return log(between(at, to)); }, from), other[a.tangent], 1e-9);
    agree(differences([&](const auto& at) { return log(between(from, at)); }, to), other[b.tangent], 1e-9);
  }
}

TEST_CASE("derivatives of the logarithm at the identity and at half a turn") {
  constexpr auto derivative = value_and_tangent_jacobian(logarithm, r);
  constexpr auto at_rest = derivative(r = {0.0, 0.0, 0.0, 1.0});
  for (std::size_t i = 0; i < 3; ++i)
    for (std::size_t j = 0; j < 3; ++j) CHECK(at_rest[r.tangent][i][j] == (i == j ? 1 : 0));
  const vec direction = normalized(vec{1.0, -2.0, 0.5});
  const auto half = rot3<double>::from({direction[0], direction[1], direction[2], 0}).numbers();
  const auto nearly = rot3<double>::exp((std::numbers::pi - 1e-7) * direction).numbers();
  const auto at_half = derivative(r = half)[r.tangent], beside = derivative(r = nearly)[r.tangent];
  for (std::size_t i = 0; i < 3; ++i)
    for (std::size_t j = 0; j < 3; ++j) CHECK(std::abs(at_half[i][j] - beside[i][j]) < 1e-6);
  agree(
      differences([](const auto& at) { return log(at); }, widened<rot3>(rot3<double>::exp(2.0 * direction).numbers())),
      derivative(r = rot3<double>::exp(2.0 * direction).numbers())[r.tangent]);
}

TEST_CASE("derivatives in the plane") {
  std::mt19937 random(5);
  constexpr auto all = value_and_tangent_jacobian(flat, s, t, q);
  for (int trial = 0; trial < 20; ++trial) {
    const auto turned = random_group<rot2<double>>(random).numbers();
    const auto moved = random_group<pose2<double>>(random, 1).numbers();
    const auto wide_turned = widened<rot2>(turned);
    const auto wide_moved = widened<pose2>(moved);
    const vec<wide, 2> point{0.5L, -1.5L};
    const auto value = [&](const auto& one, const auto& other) {
      const auto there = one * (other * point);
      const auto back = local_coordinates(other, inverse(other));
      return vec<wide, 5>{there[0], there[1], back[0], back[1], back[2]};
    };
    const auto result = all(s = turned, t = moved, q = {0.5, -1.5});
    agree(differences([&](const auto& at) { return value(at, wide_moved); }, wide_turned), result[s.tangent]);
    agree(differences([&](const auto& at) { return value(wide_turned, at); }, wide_moved), result[t.tangent]);
    const auto turning = matrix(wide_turned * wide_moved.rotation);
    for (std::size_t i = 0; i < 2; ++i)
      for (std::size_t j = 0; j < 2; ++j) CHECK(std::abs(result[q][i][j] - static_cast<double>(turning(i, j))) < 1e-14);
  }
}

TEST_CASE("the Jacobian in a group by its short name") {
  constexpr std::array point{0.5, -1.0, 2.0};
  const pose3<double> at{rot3<double>::exp({0.3, -0.2, 0.9}), {1, 2, 3}};
  const auto there = value_and_jacobian(seen, a, p)(a = at, p = point);
  const auto same = value_and_tangent_jacobian(seen, a, p)(a = at.numbers(), p = point);
  CHECK(there.values == same.values);
  CHECK(there.jacobian == same.jacobian);
  CHECK(there[a] == same[a.tangent]);
  CHECK(there.jacobian(0, a.tangent[0_c]) == there[a][0][0]);
}

TEST_CASE("values alone, by lists and by functions") {
  std::mt19937 random(6);
  const auto numbers = random_group<pose3<double>>(random).numbers();
  constexpr auto see = value_and_tangent_jacobian(seen, a);
  constexpr auto h = function(see, arguments(p, a.storage));
  const auto expected = inverse_act(pose3<double>::from(numbers), vec{0.5, -1.5, 2.0});
  const auto values = seen(a = numbers, p = {0.5, -1.5, 2.0});
  const auto row = see(a = numbers.data(), p = {0.5, -1.5, 2.0});
  const auto called =
      h(0.5, -1.5, 2.0, numbers[0], numbers[1], numbers[2], numbers[3], numbers[4], numbers[5], numbers[6]);
  for (std::size_t k = 0; k < 3; ++k) {
    CHECK(std::abs(values[k] - expected[k]) < 1e-14);
    CHECK(row.values[k] == called.values[k]);
    CHECK(row[a.tangent][k] == called[a.tangent][k]);
  }
}

// The operations that SymForce's generated headers state: compose 79, inverse 50, pose_inverse_compose_point with its
// Jacobian 91. Its factors also give the products J^T*J and J^T*r, 803 in all for the prior of a pose and 2390 for the
// difference of two; those products are 6 multiplications and 5 additions for each entry of a triangle and a vector.
constexpr auto composed = record(a.storage, b.storage, [](const auto& x, const auto& y) {
  using motion_type = pose3<handle>;
  return (motion_type::from(x) * motion_type::from(y)).numbers();
});
constexpr auto inverted = record(a.storage, [](const auto& x) { return inverse(pose3<handle>::from(x)).numbers(); });
constexpr auto prior = record(a, b, symbols<"w", 36>, [](const auto& value, const auto& wanted, const auto& weights) {
  return as_mat<6>(weights) * local_coordinates(wanted, value);
});
static_assert(count(composed).total <= 79 && count(inverted).total <= 50);
static_assert(count(value_and_tangent_jacobian(seen, a)).total <= 91);
static_assert(count(value_and_tangent_jacobian(prior, a)).total + (21 + 6) * 11 <= 803);

}  // namespace
