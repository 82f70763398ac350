// SPDX-License-Identifier: BSL-1.0
// Formulas that came out wrong once, found by random programs (planner.cpp), through the public interface.
#include <cmath>
#include <vector>

#include "tests/indexed/axes.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/waves.hpp"

#include <tapeless/tensor.hpp>

namespace {

using namespace tapeless;
using namespace tapeless::literals;
using checks::waves;

using axes::n, axes::m, axes::i, axes::k, axes::o;
constexpr auto P = tensor<"P">;
constexpr auto Q = tensor<"Q">;
constexpr auto R = tensor<"R">;
constexpr auto X = tensor<"X">;
constexpr auto u = tensor<"u">;
constexpr auto v = tensor<"v">;
constexpr auto w = tensor<"w">;
constexpr auto t = labels<"t">;
constexpr auto c = symbol<"c">;

TEST_CASE("a row of scratch leaves alone what the next row reads") {
  constexpr auto f = sum(m, log(sum(n, exp(tanh(Q(m, n) + tanh(u(n)))))));
  for (const std::size_t size : {4u, 40u}) {
    const auto q = waves(3 * size, 0.3);
    const auto a = waves(size, 1.1);
    double expected = 0;
    for (std::size_t r = 0; r < 3; ++r) {
      double s = 0;
      for (std::size_t j = 0; j < size; ++j) s += std::exp(std::tanh(q[r * size + j] + std::tanh(a[j])));
      expected += std::log(s);
    }
    auto model = prepare(f, n = size, m = 3);
    CHECK(model(Q = q, u = a).value == Approx(expected).epsilon(1e-13));
  }
}

TEST_CASE("a row of scratch leaves alone what the next tile reads") {
  constexpr auto f = sum(i, log(sum(k, exp(tanh(P(i, k) + sum(n, sin(X(i, n))) + sum(k, tanh(v(k)) * R(i, k)))))));
  const std::size_t width = 300;
  const std::size_t inner = 5;
  for (const std::size_t rows : {100u, 200u}) {
    const auto a = waves(width, 0.3);
    const auto r = waves(rows * width, 0.7);
    const auto p = waves(rows * width, 0.9);
    const auto x = waves(rows * inner, 0.1);
    double expected = 0;
    for (std::size_t row = 0; row < rows; ++row) {
      double s = 0;
      double l = 0;
      for (std::size_t j = 0; j < inner; ++j) s += std::sin(x[row * inner + j]);
      for (std::size_t j = 0; j < width; ++j) s += std::tanh(a[j]) * r[row * width + j];
      for (std::size_t j = 0; j < width; ++j) l += std::exp(std::tanh(p[row * width + j] + s));
      expected += std::log(l);
    }
    auto model = prepare(f, i = rows, k = width, n = inner);
    CHECK(model(v = a, R = r, P = p, X = x).value == Approx(expected).epsilon(1e-12));
  }
}

TEST_CASE("a choice between sums does not move into them") {
  constexpr auto elements = sum(n, select(w(n) < 0_c, u(n), v(n)));
  constexpr auto sums = sum(n, select(w(n) < 0_c, sum(n, exp(u(n))), sum(n, exp(v(n)))));
  const auto left = waves(7, 0.2);
  const auto right = waves(7, 0.9);
  const auto signs = waves(7, 1.4);
  double by_element = 0;
  double of_left = 0;
  double of_right = 0;
  std::size_t negative = 0;
  for (std::size_t j = 0; j < 7; ++j) {
    by_element += signs[j] < 0 ? left[j] : right[j];
    of_left += std::exp(left[j]);
    of_right += std::exp(right[j]);
    negative += signs[j] < 0 ? 1u : 0u;
  }
  auto one = prepare(elements, n = 7);
  auto other = prepare(sums, n = 7);
  CHECK(one(u = left, v = right, w = signs).value == Approx(by_element).epsilon(1e-14));
  const double expected = static_cast<double>(negative) * of_left + static_cast<double>(7 - negative) * of_right;
  CHECK(other(u = left, v = right, w = signs).value == Approx(expected).epsilon(1e-14));
}

TEST_CASE("a sum whose body loses its axis counts the places") {
  constexpr auto f = sum(m, n, o, repeat(o, onehot(n, t(m))) * w(o) / (1_c + square(w(o))));
  auto model = prepare(f, n = 4, m = 3, o = 2);
  const std::vector<double> weights = {1, 2};
  const std::vector<int> classes = {0, 1, 1};
  CHECK(model(w = weights, t = classes).value == Approx(3 * (0.5 + 0.4)).epsilon(1e-14));
}

TEST_CASE("a maximum is found among the values that it was taken from") {
  constexpr auto f = max(i, 2_c - c * exp(sum(n, sin(X(i, n)))));
  auto model = prepare(value_and_gradient(f, X), i = 5, n = 20);
  for (int trial = 0; trial < 100; ++trial) {
    const auto x = waves(5 * 20, 0.3 + trial);
    const auto r = model(X = x, c = 0.7 + 0.001 * trial);
    double total = 0;
    for (const double slope : r[X]) total += std::abs(slope);
    CHECK(total > 0);
  }
}

// The derivative in u(k) names the value of which the maximum was taken once more, along another axis.
TEST_CASE("a maximum is found among the values that it was taken from, along another axis") {
  constexpr auto f = max(m, sum(n, sin(repeat(m, u(n)) - u(m))));
  constexpr auto slopes = derivative(f, u(k));
  const std::size_t size = 7;
  auto model = prepare(value_and_gradient(f, u), m = size, n = size);
  auto along_k = prepare(slopes, k = size, m = size, n = size);
  for (int trial = 0; trial < 100; ++trial) {
    const auto x = waves(size, 0.3 + trial);
    std::size_t best = 0;
    std::vector<double> sums(size);
    for (std::size_t a = 0; a < size; ++a) {
      for (const double other : x) sums[a] += std::sin(other - x[a]);
      if (sums[a] > sums[best]) best = a;
    }
    std::vector<double> expected(size);
    for (std::size_t a = 0; a < size; ++a) {
      expected[a] += std::cos(x[a] - x[best]);
      expected[best] -= std::cos(x[a] - x[best]);
    }
    const auto gradient = model(u = x);
    const auto formula = along_k(u = x);
    for (std::size_t a = 0; a < size; ++a) {
      CHECK(gradient[u].data()[a] == Approx(expected[a]).margin(1e-12));
      CHECK(formula.value.data()[a] == Approx(expected[a]).margin(1e-12));
    }
  }
}

TEST_CASE("an axis along which only labels stand is as long as the one that it was") {
  constexpr auto q = labels<"q">;
  constexpr auto f = sum(m, u(m)) + sum(m, o, pick(u(n) + Q(n, m), n, q(o)) * onehot(m, q(o)));
  const std::size_t size = 5;
  const auto a = waves(size, 0.4);
  const auto matrix = waves(size * size, 1.3);
  const std::vector<int> places = {4, 0, 4};
  double expected = 0;
  std::vector<double> slopes(size, 1);
  for (const double one : a) expected += one;
  for (const int place : places) {
    const auto at = static_cast<std::size_t>(place);
    expected += a[at] + matrix[at * size + at];
    slopes[at] += 1;
  }
  auto model = prepare(value_and_gradient(f, u), n = size, m = size, o = places.size());
  const auto r = model(u = a, Q = matrix, q = places);
  CHECK(r.value == Approx(expected).epsilon(1e-14));
  for (std::size_t place = 0; place < size; ++place) CHECK(r[u].data()[place] == Approx(slopes[place]).epsilon(1e-14));
}

TEST_CASE("axes that have the names of those that renaming makes up") {
  constexpr auto i1 = axis<"i1", 3>;
  constexpr auto f = sum(i1, square(sum(n, X(n, i1) * X(i1, n))));
  const auto x = waves(9, 0.8);
  std::vector<double> slopes(9);
  for (std::size_t a = 0; a < 3; ++a) {
    double s = 0;
    for (std::size_t b = 0; b < 3; ++b) s += x[3 * b + a] * x[3 * a + b];
    for (std::size_t b = 0; b < 3; ++b) {
      slopes[3 * b + a] += 2 * s * x[3 * a + b];
      slopes[3 * a + b] += 2 * s * x[3 * b + a];
    }
  }
  auto model = prepare(value_and_gradient(f, X), n = 3);
  const auto r = model(X = x);
  for (std::size_t a = 0; a < 9; ++a) CHECK(r[X].data()[a] == Approx(slopes[a]).margin(1e-13));
}

TEST_CASE("second derivatives that are 0 everywhere have axes all the same") {
  constexpr auto place = labels<"place">;
  constexpr auto f = mean(n, v(n) * c * c * u(k[place(n)]));
  const std::vector<double> data = {1, 2, 3}, table = {4, 5};
  const std::vector<int> places = {0, 1, 1};
  const auto check = [](const auto& r) {
    CHECK(r.value == Approx(4.0 / 3 * (4 + 2 * 5 + 3 * 5)));
    CHECK(r.hessian(c, c) == Approx(2.0 / 3 * (4 + 2 * 5 + 3 * 5)));
    CHECK(r.hessian(c, u).data()[0] == Approx(4.0 / 3));
    CHECK(r.hessian(c, u).data()[1] == Approx(4.0 / 3 * 5));
    for (int a = 0; a < 4; ++a) CHECK(r.hessian(u, u).data()[a] == 0);
  };
  auto model = prepare(value_gradient_hessian(f, c, u), n = 3, k = 2);
  check(model(v = data, u = table, place = places, c = 2.0));
  check(value_gradient_hessian(f, c, u)(v = data, u = table, place = places, c = 2.0));
  // A bilinear form of two tensors, along one axis and along two.
  auto product = prepare(hessian(sum(k, v(k) * u(k)), u, v), k = 3);
  const auto zero = product(v = data, u = data);
  for (int a = 0; a < 9; ++a) {
    CHECK(zero(u, u).data()[a] == 0);
    CHECK(zero(v, v).data()[a] == 0);
    CHECK(zero(u, v).data()[a] == (a % 4 == 0 ? 1 : 0));
  }
}

}  // namespace
