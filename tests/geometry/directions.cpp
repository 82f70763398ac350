// SPDX-License-Identifier: BSL-1.0
// Unit directions: steps and their way back all over the sphere, angles near 0 and pi, and derivatives in the tangent
// space against differences of long doubles.
#include "tests/support/catch.hpp"

#include <array>
#include <cmath>
#include <cstddef>
#include <numbers>
#include <random>

#include <tapeless/geometry.hpp>

namespace {

using namespace tapeless;

static_assert(unit3<double>::identity().data == vec{0.0, 0.0, 1.0});
static_assert(retract(unit3<double>::identity(), vec{0.0, 0.0}).data == vec{0.0, 0.0, 1.0});
static_assert(local_coordinates(unit3<double>::identity(), unit3<double>::identity()) == vec{0.0, 0.0});

template <class T>
T size(const vec<T, 3>& v) {
  return std::sqrt(v[0] * v[0] + v[1] * v[1] + v[2] * v[2]);
}
template <class T>
unit3<T> random_direction(std::mt19937& random) {
  std::normal_distribution<double> number(0, 1);
  return unit3<T>::along(
      {static_cast<T>(number(random)), static_cast<T>(number(random)), static_cast<T>(number(random))});
}

constexpr auto d = group<unit3, "d">;
constexpr auto c = group<unit3, "c">;
constexpr auto r = group<rot3, "r">;
constexpr auto steps = record(d, c, [](const auto& from, const auto& to) { return local_coordinates(from, to); });
constexpr auto apart = record(d, c, [](const auto& one, const auto& other) { return angle(one, other); });
constexpr auto turned = record(r, d, [](const auto& by, const auto& one) { return (by * one).data; });
constexpr auto seen = record(r, d, [](const auto& by, const auto& one) { return inverse_act(by, one).data; });

// The derivatives of f(g) in steps from g, by central differences.
template <class F, class T>
auto differences(const F& f, const unit3<T>& g) {
  const T h = 1e-6L;
  std::array<decltype(f(g)), 2> columns{};
  for (std::size_t k = 0; k < 2; ++k) {
    vec<T, 2> step{};
    step[k] = h;
    const auto forward = f(retract(g, step));
    step[k] = -h;
    columns[k] = (forward - f(retract(g, step))) / (2 * h);
  }
  return columns;
}

}  // namespace

TEST_CASE("steps on the sphere and back") {
  std::mt19937 random(3);
  std::uniform_real_distribution<double> number(-1, 1);
  for (int trial = 0; trial < 500; ++trial) {
    const auto a = random_direction<double>(random), b = random_direction<double>(random);
    const auto basis = a.basis();
    for (std::size_t i = 0; i < 2; ++i) {
      const vec<double, 3> column{basis(0, i), basis(1, i), basis(2, i)};
      CHECK(std::abs(size(column) - 1) < 1e-14);
      CHECK(std::abs(dot(column, a.data)) < 1e-15);
    }
    CHECK(std::abs(basis(0, 0) * basis(0, 1) + basis(1, 0) * basis(1, 1) + basis(2, 0) * basis(2, 1)) < 1e-15);
    const auto way = local_coordinates(a, b);
    CHECK(size(retract(a, way).data - b.data) < 1e-13);
    CHECK(std::abs(std::hypot(way[0], way[1]) - angle(a, b)) < 1e-14);
    for (const double length : {1.0, 3.0, 1e-4, 1e-9}) {
      const vec<double, 2> step{length * number(random), length * number(random)};
      if (std::hypot(step[0], step[1]) > 3.14) continue;
      const auto back = local_coordinates(a, retract(a, step));
      CHECK(std::hypot(back[0] - step[0], back[1] - step[1]) < 1e-14 + 1e-13 * length);
    }
    CHECK(angle(a, a) < 1e-15);
    CHECK(std::abs(angle(a, -a) - std::numbers::pi) < 1e-15);
    CHECK(std::abs(std::hypot(local_coordinates(a, -a)[0], local_coordinates(a, -a)[1]) - std::numbers::pi) < 1e-14);
  }
  // Where the basis turns over, and at its poles.
  for (const vec<double, 3>& at :
       {vec{1.0, 0.0, 0.0}, vec{0.0, -1.0, -0.0}, vec{0.0, 0.0, -1.0}, vec{0.6, 0.8, -1e-300}}) {
    const auto a = unit3<double>::from(at);
    const auto back = local_coordinates(a, retract(a, vec{0.3, -0.4}));
    CHECK(std::hypot(back[0] - 0.3, back[1] + 0.4) < 1e-15);
  }
  CHECK(size(unit3<float>::along({1.0F, 2.0F, -2.0F}).data - vec{1 / 3.0F, 2 / 3.0F, -2 / 3.0F}) < 1e-7F);
}

TEST_CASE("derivatives in steps of a direction") {
  std::mt19937 random(4);
  using wide = long double;
  for (int trial = 0; trial < 50; ++trial) {
    const auto a = random_direction<wide>(random), b = random_direction<wide>(random);
    const auto rounded = [](const unit3<wide>& one) {
      return vec<double, 3>{static_cast<double>(one.data[0]), static_cast<double>(one.data[1]),
                            static_cast<double>(one.data[2])};
    };
    const auto way = value_and_tangent_jacobian(steps, d, c)(d = rounded(a), c = rounded(b));
    const auto by_first = differences([&](const auto& at) { return local_coordinates(at, b); }, a);
    const auto by_second = differences([&](const auto& at) { return local_coordinates(a, at); }, b);
    const auto far = value_and_tangent_jacobian(apart, d, c)(d = rounded(a), c = rounded(b));
    const auto of_angle = differences([&](const auto& at) { return angle(a, at); }, b);
    for (std::size_t k = 0; k < 2; ++k) {
      for (std::size_t i = 0; i < 2; ++i) {
        CHECK(way[c.tangent][i][k] == Approx(static_cast<double>(by_second[k][i])).margin(1e-8).epsilon(1e-8));
        // The basis of the first turns with it, and over where z is 0.
        if (std::abs(a.data[2]) > 1e-3L)
          CHECK(way[d.tangent][i][k] == Approx(static_cast<double>(by_first[k][i])).margin(1e-7).epsilon(1e-7));
      }
      CHECK(far[c.tangent][0][k] == Approx(static_cast<double>(of_angle[k])).margin(1e-9).epsilon(1e-9));
    }
    std::normal_distribution<double> number(0, 1);
    const auto by = rot3<double>::exp({number(random), number(random), number(random)});
    const auto there = value_and_tangent_jacobian(turned, r, d)(r = by.numbers(), d = rounded(a));
    const auto back = value_and_tangent_jacobian(seen, r, d)(r = by.numbers(), d = rounded(a));
    const auto one = unit3<double>::from(rounded(a));
    const auto basis = matrix(by) * one.basis(), basis_back = transpose(matrix(by)) * one.basis();
    for (std::size_t i = 0; i < 3; ++i)
      for (std::size_t k = 0; k < 2; ++k) {
        CHECK(there[d.tangent][i][k] == Approx(basis(i, k)).margin(1e-14));
        CHECK(back[d.tangent][i][k] == Approx(basis_back(i, k)).margin(1e-14));
      }
  }
  // At the same direction: the way back is the step itself.
  const vec<double, 3> same{0.48, -0.6, 0.64};
  const auto way = value_and_tangent_jacobian(steps, c)(d = same, c = same);
  for (std::size_t i = 0; i < 2; ++i)
    for (std::size_t k = 0; k < 2; ++k) CHECK(way[c.tangent][i][k] == Approx(i == k ? 1.0 : 0.0).margin(1e-15));
  CHECK(value_and_tangent_jacobian(apart, c)(d = same, c = same).values[0] < 1e-15);
}
