// SPDX-License-Identifier: BSL-1.0
// Derivatives of long formulas by all requests: compilers take them in several constants. The formula is a path of the
// Lorenz system by the method of Runge and Kutta of order four; the reference carries first and second derivatives
// along the same path.
#include "tests/support/catch.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>

#include <tapeless/tapeless.hpp>

namespace {

using namespace tapeless;

constexpr std::size_t n = 6;

// A number with its derivatives in the inputs. Products are all that the path has.
struct dual {
  double value = 0;
  std::array<double, n> first{};
  std::array<std::array<double, n>, n> second{};
  dual(double x = 0) : value(x) {}
};
dual joined(double value, double by_a, const dual& a, double by_b, const dual& b, double by_both) {
  dual result(value);
  for (std::size_t i = 0; i < n; ++i) {
    result.first[i] = by_a * a.first[i] + by_b * b.first[i];
    for (std::size_t j = 0; j < n; ++j)
      result.second[i][j] =
          by_a * a.second[i][j] + by_b * b.second[i][j] + by_both * (a.first[i] * b.first[j] + b.first[i] * a.first[j]);
  }
  return result;
}
dual operator+(const dual& a, const dual& b) { return joined(a.value + b.value, 1, a, 1, b, 0); }
dual operator-(const dual& a, const dual& b) { return joined(a.value - b.value, 1, a, -1, b, 0); }
dual operator*(const dual& a, const dual& b) { return joined(a.value * b.value, b.value, a, a.value, b, 1); }

// in: the place x, y, z, and sigma, rho, beta.
template <class T>
constexpr std::array<T, 3> path(const std::array<T, n>& in, int steps) {
  std::array<T, 3> place{in[0], in[1], in[2]};
  const auto slope = [&](const std::array<T, 3>& p) {
    return std::array<T, 3>{in[3] * (p[1] - p[0]), p[0] * (in[4] - p[2]) - p[1], p[0] * p[1] - in[5] * p[2]};
  };
  const auto moved = [&](const std::array<T, 3>& along, double time) {
    std::array<T, 3> p = place;
    for (std::size_t k = 0; k < 3; ++k) p[k] = p[k] + T(time) * along[k];
    return p;
  };
  constexpr double time = 0.0625;
  for (int step = 0; step < steps; ++step) {
    const auto a = slope(place), b = slope(moved(a, time / 2)), c = slope(moved(b, time / 2)),
               d = slope(moved(c, time));
    for (std::size_t k = 0; k < 3; ++k) place[k] = place[k] + T(time / 6) * (a[k] + T(2) * b[k] + T(2) * c[k] + d[k]);
  }
  return place;
}

constexpr auto x = symbol<"x">;
constexpr auto y = symbol<"y">;
constexpr auto z = symbol<"z">;
constexpr auto s = symbol<"s">;
constexpr auto r = symbol<"r">;
constexpr auto b = symbol<"b">;
constexpr auto inputs_of_path = arguments(x, y, z, s, r, b);
constexpr std::array<double, n> at{0.5, -0.75, 1.25, 2.5, 3.0, 0.625};

template <std::size_t K, int Steps>
constexpr auto coordinate = record<"x", "y", "z", "s", "r", "b">([](auto... in) {
  return path(std::array<handle, n>{in...}, Steps)[K];
});
std::array<dual, 3> reference(int steps) {
  std::array<dual, n> in;
  for (std::size_t k = 0; k < n; ++k) {
    in[k] = at[k];
    in[k].first[k] = 1;
  }
  return path(in, steps);
}
bool close(double a, double expected, double size) { return std::abs(a - expected) <= 1e-12 * size; }
double largest_of(const dual& all) {
  double largest = 1;
  for (const double one : all.first) largest = std::max(largest, std::abs(one));
  for (const auto& row : all.second)
    for (const double one : row) largest = std::max(largest, std::abs(one));
  return largest;
}

TEST_CASE("second derivatives of a long path") {
  constexpr int steps = 7;
  constexpr auto h = function(value_gradient_hessian(coordinate<0, steps>, x, y, z, s, r, b), inputs_of_path);
  std::array<double, 1 + n + n * n> out{};
  h(at, out);
  const dual expected = reference(steps)[0];
  const double size = largest_of(expected);
  CHECK(close(out[0], expected.value, size));
  for (std::size_t i = 0; i < n; ++i) {
    CHECK(close(out[1 + i], expected.first[i], size));
    for (std::size_t j = 0; j < n; ++j) CHECK(close(out[1 + n + n * i + j], expected.second[i][j], size));
  }
}

TEST_CASE("Hessian times vector of a long path") {
  constexpr int steps = 16;
  const dual expected = reference(steps)[1];
  const double size = largest_of(expected);
  constexpr std::array<double, n> v{0.5, -1.0, 0.25, 1.5, -0.5, 2.0};
  const auto product = hvp(coordinate<1, steps>, x, y, z, s, r, b)(
      v[0], v[1], v[2], v[3], v[4], v[5], x = at[0], y = at[1], z = at[2], s = at[3], r = at[4], b = at[5]);
  const std::array<double, n> found{product[x], product[y], product[z], product[s], product[r], product[b]};
  for (std::size_t i = 0; i < n; ++i) {
    double sum = 0;
    for (std::size_t j = 0; j < n; ++j) sum += expected.second[i][j] * v[j];
    CHECK(close(found[i], sum, 8 * size));
  }
}

TEST_CASE("first derivatives of the end of a long path") {
  constexpr int steps = 16;
  constexpr auto end = bundle(coordinate<0, steps>, coordinate<1, steps>, coordinate<2, steps>);
  const std::array<dual, 3> expected = reference(steps);
  double size = 1;
  for (const dual& one : expected)
    for (const double slope : one.first) size = std::max(size, std::abs(slope));

  SECTION("by a Jacobian") {
    constexpr auto h = function(jacobian(end, x, y, z, s, r, b), inputs_of_path);
    std::array<double, 3 * n> out{};
    h(at, out);
    for (std::size_t k = 0; k < 3; ++k)
      for (std::size_t i = 0; i < n; ++i) CHECK(close(out[n * k + i], expected[k].first[i], size));
  }
  SECTION("for upstream gradients") {
    const auto found = pullback(end, x, y, z, s, r, b)(0.5, -1.0, 2.0, x = at[0], y = at[1], z = at[2], s = at[3],
                                                       r = at[4], b = at[5]);
    const std::array<double, n> slopes{found[x], found[y], found[z], found[s], found[r], found[b]};
    for (std::size_t i = 0; i < n; ++i)
      CHECK(close(slopes[i], 0.5 * expected[0].first[i] - expected[1].first[i] + 2 * expected[2].first[i], 4 * size));
  }
}

TEST_CASE("Gauss and Newton's approximation at the end of a long path") {
  constexpr int steps = 12;
  constexpr auto end = bundle(coordinate<0, steps>, coordinate<1, steps>, coordinate<2, steps>);
  const auto found =
      gauss_newton(end, x, y, z, s, r, b)(x = at[0], y = at[1], z = at[2], s = at[3], r = at[4], b = at[5]);
  const std::array<dual, 3> expected = reference(steps);
  double size = 1;
  for (const dual& one : expected) size = std::max(size, largest_of(one) * largest_of(one));
  for (std::size_t i = 0; i < n; ++i)
    for (std::size_t j = 0; j < n; ++j) {
      double sum = 0;
      for (const dual& one : expected) sum += one.first[i] * one.first[j];
      CHECK(close(found.hessian(i, j), sum, size));
    }
}

TEST_CASE("one input and one direction of a long path") {
  constexpr int steps = 40;
  const dual expected = reference(steps)[2];
  const double size = std::max(1.0, std::abs(expected.first[4]));
  const auto one =
      value_and_gradient(coordinate<2, steps>, r)(x = at[0], y = at[1], z = at[2], s = at[3], r = at[4], b = at[5]);
  CHECK(close(one[r], expected.first[4], size));
  const auto along =
      jvp(coordinate<2, steps>, r)(2.0, x = at[0], y = at[1], z = at[2], s = at[3], r = at[4], b = at[5]);
  CHECK(close(along, 2 * expected.first[4], size));
}

}  // namespace
