// SPDX-License-Identifier: BSL-1.0
// The notes' rows in index notation: linear layer, mask, elementwise functions, softmax cross-entropy, L2. Gradients
// are compared as formulas, as text, and as numbers with loops written out by hand and with finite differences.
#include "tests/indexed/interpreter.hpp"
#include "tests/support/catch.hpp"

namespace {

using namespace tapeless;
using namespace tapeless::literals;

constexpr auto n = axis<"n">;
constexpr auto i = axis<"i">;
constexpr auto o = axis<"o">;
constexpr auto k = axis<"k">;
constexpr auto l = axis<"l">;
constexpr auto X = tensor<"X">;
constexpr auto W = tensor<"W">;
constexpr auto b = tensor<"b">;
constexpr auto G = tensor<"G">;
constexpr auto Y = tensor<"Y">;
constexpr auto f = tensor<"f">;
constexpr auto t = labels<"t">;
constexpr auto lambda = symbol<"lambda">;

// The inner product with G is the loss whose upstream gradient is G.
template <class E>
constexpr auto with_upstream(const E& e) {
  return sum(n, o, G(n, o) * e);
}

// S9: grad-W = X^T G, grad-X = G W^T, grad-b = the sum of G over the rows.
constexpr auto Z = sum(i, X(n, i) * W(i, o)) + b(o);
static_assert(derivative(with_upstream(Z), W(i, o)) == sum(n, X(n, i) * G(n, o)));
static_assert(derivative(with_upstream(Z), W(k, l)) == sum(n, X(n, k) * G(n, l)));
static_assert(derivative(with_upstream(Z), X(n, i)) == sum(o, G(n, o) * W(i, o)));
static_assert(derivative(with_upstream(Z), b(o)) == sum(n, G(n, o)));
static_assert(derivative(with_upstream(Z), W(k, l)) != sum(n, X(n, l) * G(n, k)));

// S10, S11: elementwise with a mask; relu, tanh and logistic.
static_assert(derivative(with_upstream(Y(n, o) * f(n, o)), Y(n, o)) == G(n, o) * f(n, o));
static_assert(derivative(with_upstream(Y(n, o) + f(n, o)), Y(n, o)) == G(n, o));
static_assert(derivative(with_upstream(tanh(Y(n, o))), Y(n, o)) == G(n, o) * (1_c - square(tanh(Y(n, o)))));
static_assert(derivative(with_upstream(relu(Y(n, o))), Y(n, o)) == select(0_c < relu(Y(n, o)), G(n, o), 0_c));

// S12: (softmax - onehot)/N.
constexpr auto P = exp(Y(n, o)) / sum(o, exp(Y(n, o)));
constexpr auto L = -mean(n, log(pick(P, o, t(n))));
static_assert(derivative(L, Y(n, o)) == (P - onehot(o, t(n))) / size(n));

// S13: lambda*W.
constexpr auto J = lambda / 2_c * sum(i, o, square(W(i, o)));
static_assert(derivative(J, W(k, l)) == lambda * W(k, l));
static_assert(derivative(J, W(k, l)) != lambda * W(l, k));

indexed::interpreter example() {
  indexed::interpreter at;
  at.extents = {{"n", 3}, {"i", 2}, {"o", 4}, {"k", 2}, {"l", 4}};
  const auto fill = [&](const char* name, std::vector<std::size_t> extents, double from) {
    std::size_t size = 1;
    for (std::size_t extent : extents) size *= extent;
    std::vector<double> values;
    for (std::size_t e = 0; e < size; ++e) values.push_back(std::sin(from + 1.7 * static_cast<double>(e)));
    at.arrays[name] = {extents, values};
  };
  fill("X", {3, 2}, 0.3);
  fill("W", {2, 4}, 1.1);
  fill("b", {4}, 2.5);
  fill("G", {3, 4}, 0.9);
  fill("Y", {3, 4}, 4.2);
  fill("f", {3, 4}, 3.3);
  at.arrays["t"] = {{3}, {2, 0, 3}};
  at.numbers["lambda"] = 0.7;
  return at;
}

// The derivative of the loss when an element moves, from two points.
template <class Loss>
double central_difference(const indexed::interpreter& at, const Loss& loss, double& element) {
  const double before = element;
  element = before + 1e-5;
  const double above = at(loss);
  element = before - 1e-5;
  const double below = at(loss);
  element = before;
  return (above - below) / 2e-5;
}

// The largest difference between a gradient and central differences of the loss.
template <class Loss, class Gradient>
double largest_error(const Loss& loss, const Gradient& gradient, const char* name,
                     const std::vector<std::string>& axes) {
  indexed::interpreter at = example();
  double largest = 0;
  const std::size_t size = at.arrays[name].values.size();
  for (std::size_t e = 0; e < size; ++e) {
    const double slope = central_difference(at, loss, at.arrays[name].values[e]);
    std::map<std::string, std::size_t> place;
    std::size_t rest = e;
    for (std::size_t a = axes.size(); a-- > 0;) {
      place[axes[a]] = rest % at.extents[axes[a]];
      rest /= at.extents[axes[a]];
    }
    largest = std::fmax(largest, std::abs(at(gradient, place) - slope));
  }
  return largest;
}

TEST_CASE("gradients of the notes' layers agree with finite differences") {
  constexpr auto loss = with_upstream(tanh(Z));
  CHECK(largest_error(loss, derivative(loss, W(i, o)), "W", {"i", "o"}) < 1e-9);
  CHECK(largest_error(loss, derivative(loss, W(k, l)), "W", {"k", "l"}) < 1e-9);
  CHECK(largest_error(loss, derivative(loss, X(n, i)), "X", {"n", "i"}) < 1e-9);
  CHECK(largest_error(loss, derivative(loss, b(o)), "b", {"o"}) < 1e-9);
  CHECK(largest_error(L, derivative(L, Y(n, o)), "Y", {"n", "o"}) < 1e-9);
  CHECK(largest_error(J, derivative(J, W(i, o)), "W", {"i", "o"}) < 1e-9);
  constexpr auto masked = with_upstream(logistic(Y(n, o)) * f(n, o) + Y(n, o) * Y(n, o));
  CHECK(largest_error(masked, derivative(masked, Y(n, o)), "Y", {"n", "o"}) < 1e-9);
}

TEST_CASE("the whole network has every gradient") {
  constexpr auto h = axis<"h">;
  constexpr auto V = tensor<"V">;
  constexpr auto H = relu(sum(i, X(n, i) * V(i, h)));
  constexpr auto S = sum(h, H * W(h, o)) + b(o);
  constexpr auto loss =
      -mean(n, log(pick(exp(S) / sum(o, exp(S)), o, t(n)))) + lambda / 2_c * sum(h, o, square(W(h, o)));
  indexed::interpreter at = example();
  at.extents["h"] = 2;
  at.arrays["V"] = {{2, 2}, {0.3, -0.2, 0.9, 1.4}};
  const auto difference = [&](const char* name, std::size_t e) {
    return central_difference(at, loss, at.arrays[name].values[e]);
  };
  for (std::size_t e = 0; e < 4; ++e)
    CHECK(std::abs(at(derivative(loss, V(i, h)), {{"i", e / 2}, {"h", e % 2}}) - difference("V", e)) < 1e-9);
  for (std::size_t e = 0; e < 8; ++e)
    CHECK(std::abs(at(derivative(loss, W(h, o)), {{"h", e / 4}, {"o", e % 4}}) - difference("W", e)) < 1e-9);
  for (std::size_t e = 0; e < 4; ++e)
    CHECK(std::abs(at(derivative(loss, b(o)), {{"o", e}}) - difference("b", e)) < 1e-9);
}

TEST_CASE("an axis of one name inside and outside a sum stays two axes") {
  // i is bound in the mean and free outside.
  constexpr auto centred = X(n, i) - mean(i, X(n, i));
  constexpr auto loss = sum(n, i, centred * centred * X(n, i));
  CHECK(largest_error(loss, derivative(loss, X(n, i)), "X", {"n", "i"}) < 1e-9);
  // A sum over k, and the gradient asked for over k.
  constexpr auto inner = sum(i, W(i, o) * sum(k, tensor<"U">(k) * W(k, o)));
  constexpr auto total = sum(o, inner * b(o));
  indexed::interpreter at = example();
  at.arrays["U"] = {{2}, {0.4, -1.3}};
  at.extents["l"] = 4;
  for (std::size_t e = 0; e < 8; ++e) {
    const double slope = central_difference(at, total, at.arrays["W"].values[e]);
    CHECK(std::abs(at(derivative(total, W(k, l)), {{"k", e / 4}, {"l", e % 4}}) - slope) < 1e-9);
  }
}

TEST_CASE("extremes share their derivative among ties, and print like everything else") {
  constexpr auto top = sum(n, max(o, Y(n, o)));
  CHECK(largest_error(top, derivative(top, Y(n, o)), "Y", {"n", "o"}) < 1e-9);
  indexed::interpreter at = example();
  for (double& y : at.arrays["Y"].values) y = 1.5;
  CHECK(at(derivative(top, Y(n, o)), {{"n", 1}, {"o", 2}}) == 0.25);
  CHECK(to_string(Z) == "sum(i, X(n, i)*W(i, o)) + b(o)");
  CHECK(to_string(derivative(J, W(k, l))) == "lambda*W(k, l)");
  CHECK(to_string(derivative(with_upstream(Z), W(k, l))) == "sum(n, G(n, l)*X(n, k))");
  CHECK(to_latex(Z) == "\\sum_{i} X_{n,i}\\,W_{i,o} + b_{o}");
}

}  // namespace
