// SPDX-License-Identifier: BSL-1.0
// Derivatives of values that vary along axes: Hessians and Jacobians as formulas, against closed forms and against
// central differences of the gradients.
#include <array>
#include <cmath>
#include <vector>

#include "tests/indexed/axes.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/waves.hpp"

#include <tapeless/tensor.hpp>

namespace {

using namespace tapeless;
using namespace tapeless::literals;

using axes::n, axes::m, axes::i, axes::j, axes::k, axes::l, axes::o, axes::p;
constexpr auto X = tensor<"X">;
constexpr auto Z = tensor<"Z">;
constexpr auto W = tensor<"W">;
constexpr auto V = tensor<"V">;
constexpr auto w = tensor<"w">;
constexpr auto y = tensor<"y">;

using checks::waves;

TEST_CASE("the Hessian of a logistic regression is one product") {
  constexpr auto z = sum(i, X(n, i) * w(i));
  constexpr auto f = mean(n, softplus(z) - y(n) * z);
  constexpr auto hessian = derivative(derivative(f, w(i)), w(j));
  static_assert(plan_of(hessian).contractions() == 2);
  const auto data = waves(7 * 3, 0.1);
  const auto weights = waves(3, 0.4);
  auto prepared = prepare(hessian, n = 7, i = 3, j = 3);
  const auto r = prepared(X = data, w = weights);
  for (std::size_t a = 0; a < 3; ++a)
    for (std::size_t b = 0; b < 3; ++b) {
      double expected = 0;
      for (std::size_t row = 0; row < 7; ++row) {
        double score = 0;
        for (std::size_t c = 0; c < 3; ++c) score += data[3 * row + c] * weights[c];
        const double share = 1 / (1 + std::exp(-score));
        expected += share * (1 - share) * data[3 * row + a] * data[3 * row + b] / 7;
      }
      CHECK(r.value(a, b) == Approx(expected).epsilon(1e-13));
    }
}

TEST_CASE("elements meet themselves: diagonals") {
  constexpr auto f = sum(i, w(i) * square(w(i)));
  constexpr auto hessian = derivative(derivative(f, w(i)), w(j));
  CHECK(to_string(hessian) == "6*w(i)*onehot(j, i)");
  const std::array<double, 3> at = {1, 2, 5};
  constexpr std::array<double, 3> fixed = {1, 2, 5};
  constexpr double trace = sum(i, j, hessian)(w = fixed, i = 3, j = 3);
  static_assert(trace == 48);
  auto prepared = prepare(hessian, i = 3, j = 3);
  const auto r = prepared(w = at);
  for (std::size_t a = 0; a < 3; ++a)
    for (std::size_t b = 0; b < 3; ++b) CHECK(r.value(a, b) == (a == b ? 6 * at[a] : 0));
}

TEST_CASE("the Jacobian of a softmax, whose sum is over the axis that it varies along") {
  constexpr auto share = exp(Z(o)) / sum(o, exp(Z(o)));
  auto jacobian = prepare(derivative(share, Z(p)), o = 4, p = 4);
  const auto data = waves(4, 0.7);
  double total = 0;
  for (const double x : data) total += std::exp(x);
  const auto r = jacobian(Z = data);
  for (std::size_t a = 0; a < 4; ++a)
    for (std::size_t b = 0; b < 4; ++b) {
      const double left = std::exp(data[a]) / total;
      const double right = std::exp(data[b]) / total;
      CHECK(r.value(a, b) == Approx((a == b ? left : 0) - left * right).epsilon(1e-13).margin(1e-15));
    }
}

// The axes of the result: n, o and p, as the tensors name them, then m.
TEST_CASE("a batch of softmaxes: rows do not meet") {
  constexpr auto share = exp(Z(n, o)) / sum(o, exp(Z(n, o)));
  auto jacobian = prepare(derivative(share, Z(m, p)), n = 2, o = 3, m = 2, p = 3);
  const auto data = waves(6, 0.2);
  const auto r = jacobian(Z = data);
  for (std::size_t row = 0; row < 2; ++row)
    for (std::size_t other = 0; other < 2; ++other)
      for (std::size_t a = 0; a < 3; ++a)
        for (std::size_t b = 0; b < 3; ++b) {
          double total = 0;
          for (std::size_t c = 0; c < 3; ++c) total += std::exp(data[3 * row + c]);
          const double left = std::exp(data[3 * row + a]) / total;
          const double right = std::exp(data[3 * row + b]) / total;
          const double expected = row != other ? 0 : (a == b ? left : 0) - left * right;
          CHECK(r.value(row, a, b, other) == Approx(expected).epsilon(1e-13).margin(1e-15));
        }
}

// The bound axis of the inner sum has the name of an axis of the gradient.
TEST_CASE("the Hessian in a matrix against differences of the gradient, and times a matrix") {
  constexpr auto f =
      sum(n, l, tanh(sum(k, X(n, k) * W(k, l)) + w(l) * sum(k, square(W(k, l))))) + sum(k, l, exp(W(k, l))) / 3_c;
  constexpr auto q = axis<"q">;
  constexpr auto r = axis<"r">;
  constexpr auto hessian = derivative(derivative(f, W(k, l)), W(q, r));
  constexpr auto slope = sum(k, l, derivative(f, W(k, l)) * V(k, l));
  const auto data = waves(4 * 3, 0.1);
  const auto offsets = waves(2, 0.9);
  const auto direction = waves(6, 0.8);
  auto weights = waves(6, 0.5);
  auto full = prepare(hessian, n = 4, k = 3, l = 2, q = 3, r = 2);
  auto times = prepare(value_and_gradient(slope, W), n = 4, k = 3, l = 2);
  auto gradient = prepare(value_and_gradient(f, W), n = 4, k = 3, l = 2);
  const auto result = full(X = data, W = weights, w = offsets);
  const auto along = times(X = data, W = weights, w = offsets, V = direction);
  for (std::size_t a = 0; a < 6; ++a) {
    double product = 0;
    for (std::size_t b = 0; b < 6; ++b) {
      const double element = result.value(a / 2, a % 2, b / 2, b % 2);
      CHECK(element == Approx(result.value(b / 2, b % 2, a / 2, a % 2)).epsilon(1e-12).margin(1e-14));
      product += element * direction[b];
      const double middle = weights[b];
      const double step = 1e-5;
      weights[b] = middle + step;
      const double above = gradient(X = data, W = weights, w = offsets)[W].data()[a];
      weights[b] = middle - step;
      const double below = gradient(X = data, W = weights, w = offsets)[W].data()[a];
      weights[b] = middle;
      CHECK(element == Approx((above - below) / (2 * step)).epsilon(1e-7).margin(1e-8));
    }
    CHECK(along[W].data()[a] == Approx(product).epsilon(1e-12));
  }
}

// Simplified, the derivative names k before i.
TEST_CASE("the axes of a value in an order of one's own") {
  constexpr auto f = sum(j, X(i, j) * tanh(w(j)));
  constexpr auto jacobian = derivative(f, w(k));
  const auto data = waves(6, 0.3);
  const auto point = waves(3, 0.6);
  auto as_named = prepare(jacobian, i = 2, k = 3);
  auto rows = prepare(ordered(jacobian, i, k), i = 2, k = 3);
  auto columns = prepare(ordered(jacobian, k, i), i = 2, k = 3);
  const auto named = as_named(X = data, w = point);
  const auto one = rows(X = data, w = point);
  const auto other = columns(X = data, w = point);
  CHECK(named.value.size() == 6);
  for (std::size_t a = 0; a < 2; ++a)
    for (std::size_t b = 0; b < 3; ++b) {
      const double slope = std::tanh(point[b]);
      CHECK(one.value(a, b) == Approx(data[3 * a + b] * (1 - slope * slope)).epsilon(1e-13));
      CHECK(one.value.data()[3 * a + b] == one.value(a, b));
      CHECK(other.value.data()[2 * b + a] == one.value(a, b));
    }
}

TEST_CASE("third derivatives") {
  constexpr auto f = exp(sum(i, w(i) * y(i)));
  constexpr auto third = derivative(derivative(derivative(f, w(i)), w(j)), w(k));
  auto prepared = prepare(third, i = 2, j = 2, k = 2);
  const std::array<double, 2> point = {0.3, -0.2};
  const std::array<double, 2> slopes = {1.5, 2.5};
  const auto r = prepared(w = point, y = slopes);
  const double value = std::exp(0.3 * 1.5 - 0.2 * 2.5);
  for (std::size_t a = 0; a < 2; ++a)
    for (std::size_t b = 0; b < 2; ++b)
      for (std::size_t c = 0; c < 2; ++c)
        CHECK(r.value(a, b, c) == Approx(value * slopes[a] * slopes[b] * slopes[c]).epsilon(1e-13));
}

}  // namespace
