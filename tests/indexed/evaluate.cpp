// SPDX-License-Identifier: BSL-1.0
// Prepared formulas compute what the formulas say, whatever the extents: values and gradients against the reference
// interpreter, for losses, layers, reductions and labels.
#include "tests/indexed/agree.hpp"

namespace {

using namespace tapeless;
using namespace tapeless::literals;

constexpr auto n = axis<"n">;
constexpr auto i = axis<"i">;
constexpr auto o = axis<"o">;
constexpr auto k = axis<"k">;
constexpr auto X = tensor<"X">;
constexpr auto Y = tensor<"Y">;
constexpr auto W = tensor<"W">;
constexpr auto b = tensor<"b">;
constexpr auto t = labels<"t">;
constexpr auto mu = symbol<"mu">;
constexpr auto s = symbol<"s">;

const int extents[] = {1, 2, 3, 7, 8, 9, 16, 17, 33};

TEST_CASE("normal density: value and derivatives in numbers") {
  constexpr auto f = sum(n, -square((b(n) - mu) / exp(s)) / 2_c - s);
  for (const int size : extents) {
    auto density = prepare(value_and_gradient(f, mu, s), n = size);
    indexed::interpreter at;
    at.extents = {{"n", static_cast<std::size_t>(size)}};
    indexed::fill(at, f, 1u);
    const auto r = density(b = at.arrays["b"].values, mu = at.numbers["mu"], s = at.numbers["s"]);
    CHECK(r.value == Approx(at(f)).epsilon(1e-13));
    CHECK(r[mu] == Approx(at(derivative(f, mu))).epsilon(1e-13).margin(1e-13));
    CHECK(r[s] == Approx(at(derivative(f, s))).epsilon(1e-13).margin(1e-13));
  }
}

TEST_CASE("log-sum-exp of all extents, far from overflow in its form") {
  constexpr auto f = log(sum(n, exp(b(n))));
  for (const int size : extents)
    for (const double shift : {0.0, 800.0, -800.0}) {
      auto lse = prepare(value_and_gradient(f, b), n = size);
      indexed::interpreter at;
      at.extents = {{"n", static_cast<std::size_t>(size)}};
      indexed::fill(at, f, 2u);
      std::vector<double> data = at.arrays["b"].values;
      for (double& x : data) x += shift;
      const auto r = lse(b = data);
      CHECK(r.value == Approx(at(f) + shift).epsilon(1e-14).margin(1e-13));
      CHECK(indexed::difference(at, r[b], derivative(f, b(n)), {"n"}) < 2e-13);
    }
}

// The value and, key by key, the gradients of one call.
template <class F, class Result, class Keys, class Accesses>
void check_all(const F& f, const Result& r, const Keys& keys, const Accesses& accesses, const indexed::interpreter& at,
               const std::vector<std::vector<std::string>>& axes, double tolerance = 1e-12) {
  CHECK(static_cast<double>(r.value) == Approx(at(f)).epsilon(tolerance).margin(tolerance));
  [&]<std::size_t... K>(std::index_sequence<K...>) {
    const double differences[] = {
        indexed::difference(at, r[std::get<K>(keys)], derivative(f, std::get<K>(accesses)), axes[K])...};
    for (const double one : differences) CHECK(one < tolerance);
  }
  (std::make_index_sequence<std::tuple_size_v<Keys>>{});
}

TEST_CASE("softmax cross-entropy of scores") {
  constexpr auto f = -mean(n, log(pick(exp(Y(n, o)) / sum(o, exp(Y(n, o))), o, t(n))));
  for (const int rows : {1, 5, 16})
    for (const int columns : extents) {
      auto loss = prepare(value_and_gradient(f, Y), n = rows, o = columns);
      indexed::interpreter at;
      at.extents = {{"n", static_cast<std::size_t>(rows)}, {"o", static_cast<std::size_t>(columns)}};
      indexed::fill(at, f, 3u);
      const std::vector<int> labels_of = indexed::as<int>(at.arrays["t"]);
      check_all(f, loss(Y = at.arrays["Y"].values, t = labels_of), std::tuple(Y), std::tuple(Y(n, o)), at,
                {{"n", "o"}});
    }
}

TEST_CASE("a linear layer under tanh, with every gradient") {
  constexpr auto f = sum(n, o, square(tanh(sum(i, X(n, i) * W(i, o)) + b(o)) - Y(n, o)));
  for (const int rows : {1, 3, 9})
    for (const int inner : {1, 4, 17})
      for (const int columns : {1, 6, 8, 19}) {
        auto loss = prepare(value_and_gradient(f, X, W, b, Y), n = rows, i = inner, o = columns);
        indexed::interpreter at;
        at.extents = {{"n", static_cast<std::size_t>(rows)},
                      {"i", static_cast<std::size_t>(inner)},
                      {"o", static_cast<std::size_t>(columns)}};
        indexed::fill(at, f, 4u);
        check_all(f,
                  loss(X = at.arrays["X"].values, W = at.arrays["W"].values, b = at.arrays["b"].values,
                       Y = at.arrays["Y"].values),
                  std::tuple(X, W, b, Y), std::tuple(X(n, i), W(i, o), b(o), Y(n, o)), at,
                  {{"n", "i"}, {"i", "o"}, {"o"}, {"n", "o"}});
      }
}

TEST_CASE("largest and smallest elements, over rows and columns") {
  constexpr auto f = sum(n, max(o, Y(n, o) * b(o))) - sum(o, min(n, Y(n, o))) + max(n, o, square(Y(n, o)));
  for (const int rows : {1, 4, 9})
    for (const int columns : {1, 5, 8, 18}) {
      auto loss = prepare(value_and_gradient(f, Y, b), n = rows, o = columns);
      indexed::interpreter at;
      at.extents = {{"n", static_cast<std::size_t>(rows)}, {"o", static_cast<std::size_t>(columns)}};
      indexed::fill(at, f, 5u);
      check_all(f, loss(Y = at.arrays["Y"].values, b = at.arrays["b"].values), std::tuple(Y, b),
                std::tuple(Y(n, o), b(o)), at, {{"n", "o"}, {"o"}});
    }
}

TEST_CASE("three axes: squared distances to centres") {
  constexpr auto distance = sum(i, square(X(n, i) - W(k, i)));
  constexpr auto f = mean(n, min(k, distance));
  for (const int rows : {1, 6, 9})
    for (const int features : {1, 3, 8, 13}) {
      auto loss = prepare(value_and_gradient(f, W, X), n = rows, i = features, k = 4);
      indexed::interpreter at;
      at.extents = {{"n", static_cast<std::size_t>(rows)}, {"i", static_cast<std::size_t>(features)}, {"k", 4}};
      indexed::fill(at, f, 6u);
      check_all(f, loss(X = at.arrays["X"].values, W = at.arrays["W"].values), std::tuple(W, X),
                std::tuple(W(k, i), X(n, i)), at, {{"k", "i"}, {"n", "i"}});
    }
}

TEST_CASE("values with axes are views in the order of the formula") {
  constexpr auto scores = sum(i, X(n, i) * W(i, o)) + b(o);
  auto forward = prepare(scores, n = 5, i = 3, o = 9);
  indexed::interpreter at;
  at.extents = {{"n", 5}, {"i", 3}, {"o", 9}};
  indexed::fill(at, scores, 7u);
  const auto r = forward(X = at.arrays["X"].values, W = at.arrays["W"].values, b = at.arrays["b"].values);
  REQUIRE(r.value.rank == 2);
  CHECK(r.value.extent(0) == 5);
  CHECK(r.value.extent(1) == 9);
  CHECK(indexed::difference(at, r.value, scores, {"n", "o"}) < 1e-14);
}

TEST_CASE("what a gradient does not depend on, and gradients that are constants") {
  constexpr auto f = sum(n, b(n)) + 0_c * sum(n, W(n, o) * 0_c + 1_c) * mu;
  (void)f;
  constexpr auto g = sum(n, o, b(n) + Y(n, o) * mu);
  auto plain = prepare(value_and_gradient(g, b, Y, mu), n = 4, o = 5);
  indexed::interpreter at;
  at.extents = {{"n", 4}, {"o", 5}};
  indexed::fill(at, g, 8u);
  const auto r = plain(b = at.arrays["b"].values, Y = at.arrays["Y"].values, mu = at.numbers["mu"]);
  CHECK(r.value == Approx(at(g)).epsilon(1e-13));
  for (const double x : r[b]) CHECK(x == 5.0);
  for (const double x : r[Y]) CHECK(x == at.numbers["mu"]);
  CHECK(r[mu] == Approx(at(derivative(g, mu))).epsilon(1e-13));
}

}  // namespace
