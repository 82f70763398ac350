// SPDX-License-Identifier: BSL-1.0
// Formulas whose plans have little room for mistakes: sums in the place of what they are made from, work on rows next
// to work on their elements, labels that reach through branches, one tensor along two axes.
#include "tests/indexed/agree.hpp"
#include "tests/indexed/axes.hpp"
#include "tests/support/close.hpp"
#include "tests/support/waves.hpp"

namespace {

using namespace tapeless;
using namespace tapeless::literals;

using axes::n, axes::m, axes::i, axes::o;
constexpr auto X = tensor<"X">;
constexpr auto Y = tensor<"Y">;
constexpr auto Z = tensor<"Z">;
constexpr auto u = tensor<"u">;
constexpr auto v = tensor<"v">;
constexpr auto t = labels<"t">;

using checks::waves;
template <class Result>
std::vector<double> numbers(const Result& result) {
  return std::vector<double>(result.begin(), result.end());
}
using checks::check_near;

TEST_CASE("a column that a nest reads and a column that it adds up are two") {
  // The squared lengths v2 of the columns are read, their adjoints summed, in one nest over n and m.
  constexpr auto lengths = repeat(m, sum(i, square(X(n, i)))) * sum(i, square(Y(m, i)));
  constexpr auto f = sum(n, m, Z(n, m) * sum(i, X(n, i) * Y(m, i)) * rsqrt(lengths));
  constexpr auto request = value_and_gradient(f, X, Y, Z);
  for (const std::size_t rows : {1u, 2u, 9u})
    for (const std::size_t columns : {1u, 3u, 8u}) {
      const auto x = waves(rows * 3, 0.3);
      const auto y = waves(columns * 3, 0.9);
      const auto z = waves(rows * columns, 2.1);
      auto model = prepare(request, n = rows, m = columns, i = 3);
      const auto r = model(X = x, Y = y, Z = z);
      const auto expected = request(X = x, Y = y, Z = z, n = rows, m = columns, i = 3);
      CHECK(r.value == Approx(expected.value).epsilon(1e-13));
      check_near(numbers(r[X]), expected[X], 1e-12, 1e-12);
      check_near(numbers(r[Y]), expected[Y], 1e-12, 1e-12);
      check_near(numbers(r[Z]), expected[Z], 1e-12, 1e-12);
    }
}

TEST_CASE("what a row adds up by itself is added once, however many tiles its elements have") {
  constexpr auto row = sum(i, u(i) * sin(Y(o, i)));
  constexpr auto f = sum(o, square(row)) + log(sum(o, row));
  constexpr auto request = value_and_gradient(f, Y, u);
  const std::size_t length = 50000;
  const auto y = waves(3 * length, 0.2);
  std::vector<double> weights = waves(length, 0.2);
  for (double& one : weights) one = 1.5 + one;
  std::vector<double> all = y;
  for (std::size_t k = 0; k < all.size(); ++k) all[k] = 1 + 0.5 * y[k];
  const auto expected = request(Y = all, u = weights, o = 3, i = length);
  const auto compare = [&](auto&& model) {
    const auto r = model(Y = all, u = weights);
    CHECK(r.value == Approx(expected.value).epsilon(1e-12));
    double worst = 0;
    double scale = 0;
    for (std::size_t k = 0; k < 3 * length; ++k) {
      worst = std::fmax(worst, std::abs(r[Y].data()[k] - expected[Y][k]));
      scale = std::fmax(scale, std::abs(expected[Y][k]));
    }
    CHECK(worst < 1e-12 * scale);
  };
  compare(prepare(request, o = 3, i = length));
  for (const int count : {1, 2, 3}) compare(prepare(request, o = 3, i = length, threads(count)));
}

TEST_CASE("labels reach through branches and their conditions") {
  constexpr auto chosen = select(Y(n, o) < Z(n, o) && !(Z(n, o) < u(o)), sin(Y(n, o)) * u(o), square(Z(n, o)));
  constexpr auto f = sum(n, v(n) * pick(chosen, o, t(n)));
  constexpr auto request = value_and_gradient(f, Y, Z, u, v);
  for (const std::size_t rows : {1u, 9u, 20u})
    for (const std::size_t columns : {1u, 5u}) {
      indexed::interpreter at;
      at.extents = {{"n", rows}, {"o", columns}};
      indexed::fill(at, f, 3u);
      const std::vector<int> picked = indexed::as<int>(at.arrays["t"]);
      auto model = prepare(request, n = rows, o = columns);
      const auto r = model(Y = at.arrays["Y"].values, Z = at.arrays["Z"].values, u = at.arrays["u"].values,
                           v = at.arrays["v"].values, t = picked);
      CHECK(r.value == Approx(at(f)).epsilon(1e-13).margin(1e-14));
      CHECK(indexed::difference(at, r[Y], derivative(f, Y(n, o)), {"n", "o"}) < 1e-13);
      CHECK(indexed::difference(at, r[Z], derivative(f, Z(n, o)), {"n", "o"}) < 1e-13);
      CHECK(indexed::difference(at, r[u], derivative(f, u(o)), {"o"}) < 1e-13);
      CHECK(indexed::difference(at, r[v], derivative(f, v(n)), {"n"}) < 1e-13);
    }
}

TEST_CASE("one tensor along two axes of one formula") {
  // The residual of a fixed point; the squared distances of all pairs; a power of a matrix.
  constexpr auto residual = sum(n, square(sum(m, X(n, m) * u(m)) - u(n)));
  constexpr auto pairs = sum(n, m, exp(-sum(i, square(Z(n, i) - Z(m, i)))));
  constexpr auto power = sum(n, m, v(n) * square(sum(i, X(n, i) * X(i, m))));
  const auto x = waves(25, 0.4);
  const auto one = waves(5, 1.3);
  const auto points = waves(15, 0.8);
  {
    auto model = prepare(value_and_gradient(residual, u, X), n = 5, m = 5);
    const auto r = model(u = one, X = x);
    double value = 0;
    std::vector<double> errors(5);
    for (std::size_t a = 0; a < 5; ++a) {
      errors[a] = -one[a];
      for (std::size_t b = 0; b < 5; ++b) errors[a] += x[5 * a + b] * one[b];
      value += errors[a] * errors[a];
    }
    CHECK(r.value == Approx(value).epsilon(1e-14));
    for (std::size_t b = 0; b < 5; ++b) {
      double expected = -2 * errors[b];
      for (std::size_t a = 0; a < 5; ++a) expected += 2 * errors[a] * x[5 * a + b];
      CHECK(r[u].data()[b] == Approx(expected).epsilon(1e-13));
      for (std::size_t a = 0; a < 5; ++a)
        CHECK(r[X].data()[5 * a + b] == Approx(2 * errors[a] * one[b]).epsilon(1e-13));
    }
  }
  {
    auto model = prepare(value_and_gradient(pairs, Z), n = 5, m = 5, i = 3);
    const auto r = model(Z = points);
    for (std::size_t a = 0; a < 5; ++a)
      for (std::size_t c = 0; c < 3; ++c) {
        double expected = 0;
        for (std::size_t b = 0; b < 5; ++b) {
          double distance = 0;
          for (std::size_t d = 0; d < 3; ++d)
            distance += (points[3 * a + d] - points[3 * b + d]) * (points[3 * a + d] - points[3 * b + d]);
          expected -= 4 * (points[3 * a + c] - points[3 * b + c]) * std::exp(-distance);
        }
        CHECK(r[Z].data()[3 * a + c] == Approx(expected).epsilon(1e-12).margin(1e-13));
      }
  }
  {
    auto model = prepare(value_and_gradient(power, X, v), n = 5, m = 5, i = 5);
    const auto value = [&](const std::vector<double>& of) {
      double total = 0;
      for (std::size_t a = 0; a < 5; ++a)
        for (std::size_t b = 0; b < 5; ++b) {
          double z = 0;
          for (std::size_t c = 0; c < 5; ++c) z += of[5 * a + c] * of[5 * c + b];
          total += one[a] * z * z;
        }
      return total;
    };
    const auto gradient = numbers(model(X = x, v = one)[X]);
    for (std::size_t e = 0; e < 25; ++e) {
      std::vector<double> moved = x;
      moved[e] = x[e] + 1e-4;
      const double above = value(moved);
      moved[e] = x[e] - 1e-4;
      CHECK(gradient[e] == Approx((above - value(moved)) / 2e-4).epsilon(1e-6).margin(1e-6));
    }
  }
  CHECK_THROWS_AS(prepare(residual, n = 5, m = 3)(u = one, X = waves(15, 0.4)), std::invalid_argument);
}

}  // namespace
