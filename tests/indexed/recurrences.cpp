// SPDX-License-Identifier: BSL-1.0
// Formulas in which a value stands along two axes of the same length, as the states of a recurrence do: it is computed
// once, in value and derivatives. Against plain loops and central differences of them.
#include <array>
#include <cmath>
#include <cstddef>
#include <stdexcept>
#include <string>
#include <vector>

#include "tests/support/catch.hpp"

#include <tapeless/tensor.hpp>

namespace {

using namespace tapeless;

constexpr auto n = axis<"n">;
constexpr auto i = axis<"i">;
constexpr auto u = axis<"u">;
constexpr auto v = axis<"v">;
constexpr auto W = tensor<"W">;
constexpr auto U = tensor<"U">;
constexpr auto b = tensor<"b">;
constexpr auto h0 = tensor<"h0">;
constexpr auto x0 = tensor<"x0">;
constexpr auto x1 = tensor<"x1">;
constexpr auto x2 = tensor<"x2">;

constexpr std::size_t rows = 5, inputs = 3, states = 6;
using numbers = std::vector<double>;

numbers some(std::size_t count, double phase) {
  numbers all(count);
  for (std::size_t k = 0; k < count; ++k) all[k] = std::sin(phase + 1.7 * static_cast<double>(k));
  return all;
}

using long_numbers = std::vector<long double>;
long_numbers lengthened(const numbers& from) {
  long_numbers all;
  for (const double one : from) all.push_back(static_cast<long double>(one));
  return all;
}

// A recurrence of three steps; the state is the operand of a product of matrices and is needed by itself.
template <class H, class X>
constexpr auto step(const H& before, const X& x) {
  const auto z = sum(i, x(n, i) * W(i, u)) + sum(v, rename(before, u, v) * U(v, u)) + b(u);
  return constant<1, 2> * before + tanh(z);
}
constexpr auto loss = mean(n, square_norm(u, step(step(step(h0(n, u), x0), x1), x2)));

long double by_loops(const numbers& w, const numbers& un, const numbers& bias) {
  const long_numbers xs[] = {lengthened(some(rows * inputs, 0.1)), lengthened(some(rows * inputs, 0.2)),
                             lengthened(some(rows * inputs, 0.3))};
  const long_numbers start = lengthened(some(rows * states, 0.4));
  const long_numbers weights = lengthened(w), between = lengthened(un), offsets = lengthened(bias);
  long double total = 0;
  for (std::size_t r = 0; r < rows; ++r) {
    long_numbers h(states);
    for (std::size_t s = 0; s < states; ++s) h[s] = start[r * states + s];
    for (const long_numbers& x : xs) {
      long_numbers next(states);
      for (std::size_t s = 0; s < states; ++s) {
        long double z = offsets[s];
        for (std::size_t k = 0; k < inputs; ++k) z += x[r * inputs + k] * weights[k * states + s];
        for (std::size_t k = 0; k < states; ++k) z += h[k] * between[k * states + s];
        next[s] = h[s] / 2 + std::tanh(z);
      }
      h = next;
    }
    for (const long double s : h) total += s * s;
  }
  return total / rows;
}

// d f/d data[k]
template <class F>
double difference(const F& f, numbers data, std::size_t k) {
  const double at = data[k], h = 1e-4;
  data[k] = at + h;
  const long double up = f(data);
  data[k] = at - h;
  const long double down = f(data);
  return static_cast<double>(up - down) / (2 * h);
}

TEST_CASE("a recurrence") {
  const numbers w = some(inputs * states, 1), un = some(states * states, 2), bias = some(states, 3);
  const numbers a = some(rows * inputs, 0.1), c = some(rows * inputs, 0.2), d = some(rows * inputs, 0.3),
                start = some(rows * states, 0.4);
  for (const int workers : {1, 2}) {
    auto cell = prepare(value_and_gradient(loss, W, U, b), n = rows, i = inputs, u = states, threads(workers));
    const auto r = cell(x0 = a, x1 = c, x2 = d, h0 = start, W = w, U = un, b = bias);
    CHECK(r.value == Approx(static_cast<double>(by_loops(w, un, bias))).epsilon(1e-13));
    const auto in_w = [&](const numbers& at) { return by_loops(at, un, bias); };
    const auto in_u = [&](const numbers& at) { return by_loops(w, at, bias); };
    const auto in_b = [&](const numbers& at) { return by_loops(w, un, at); };
    for (std::size_t k = 0; k < w.size(); ++k) CHECK(r[W].data()[k] == Approx(difference(in_w, w, k)).margin(1e-6));
    for (std::size_t k = 0; k < un.size(); ++k) CHECK(r[U].data()[k] == Approx(difference(in_u, un, k)).margin(1e-6));
    for (std::size_t k = 0; k < states; ++k) CHECK(r[b].data()[k] == Approx(difference(in_b, bias, k)).margin(1e-6));
  }
}

TEST_CASE("second derivatives of a recurrence") {
  constexpr auto short_loss = mean(n, square_norm(u, step(step(h0(n, u), x0), x1)));
  const numbers w = some(inputs * states, 1), un = some(states * states, 2), bias = some(states, 3);
  const numbers a = some(rows * inputs, 0.1), c = some(rows * inputs, 0.2), start = some(rows * states, 0.4);
  const numbers direction = some(states * states, 5);
  auto slope = prepare(value_and_gradient(short_loss, U), n = rows, i = inputs, u = states);
  auto bend = prepare(hvp(short_loss, U), n = rows, i = inputs, u = states);
  const auto found = bend(direction, x0 = a, x1 = c, h0 = start, W = w, U = un, b = bias);
  const double h = 1e-5;
  numbers up = un, down = un;
  for (std::size_t k = 0; k < un.size(); ++k) up[k] += h * direction[k], down[k] -= h * direction[k];
  const auto at = [&](const numbers& where) {
    const auto r = slope(x0 = a, x1 = c, h0 = start, W = w, U = where, b = bias);
    return numbers(r[U].data(), r[U].data() + un.size());
  };
  const numbers above = at(up);
  const numbers below = at(down);
  for (std::size_t k = 0; k < un.size(); ++k)
    CHECK(found[U].data()[k] == Approx((above[k] - below[k]) / (2 * h)).margin(1e-7));
}

// The products of matrices of a plan: 2 for each step and, backwards, one for each weight and step and one for each
// state that is not given.
TEST_CASE("a state along two axes is computed once") {
  constexpr auto plan = plan_of(value_and_gradient(loss, W, U, b));
  STATIC_REQUIRE(plan.contractions() == 6 + 6 + 2);
}

TEST_CASE("powers of a matrix share what they are made of") {
  constexpr auto A = tensor<"A">;
  constexpr auto j = axis<"j">;
  constexpr auto k = axis<"k">;
  constexpr auto square_of = sum(k, A(i, k) * A(k, j));                               // along i, j
  constexpr auto fourth = sum(k, rename(square_of, j, k) * rename(square_of, i, k));  // along i, j
  constexpr auto f = sum(i, j, square(fourth));
  constexpr auto plan = plan_of(f);
  STATIC_REQUIRE(plan.contractions() == 2);
  constexpr std::size_t size = 4;
  numbers data = some(size * size, 0.7);
  const auto by_hand = [](const numbers& m) {
    const auto times = [](const long_numbers& p, const long_numbers& q) {
      long_numbers product(size * size);
      for (std::size_t r = 0; r < size; ++r)
        for (std::size_t s = 0; s < size; ++s)
          for (std::size_t t = 0; t < size; ++t) product[r * size + s] += p[r * size + t] * q[t * size + s];
      return product;
    };
    const long_numbers own = lengthened(m);
    const auto second = times(own, own);
    long double total = 0;
    for (const long double one : times(second, second)) total += one * one;
    return total;
  };
  auto run = prepare(value_and_gradient(f, A), i = size);
  const auto r = run(A = data);
  CHECK(r.value == Approx(static_cast<double>(by_hand(data))).epsilon(1e-13));
  for (std::size_t p = 0; p < size * size; ++p)
    CHECK(r[A].data()[p] == Approx(difference(by_hand, data, p)).epsilon(1e-6));
}

// Axes that no tensor ties together are not taken for one another, whatever is summed along them.
TEST_CASE("axes of different lengths stay apart") {
  constexpr auto p = tensor<"p">;
  constexpr auto q = tensor<"q">;
  constexpr auto f = sum(n, exp(p(n) / size(n))) * sum(u, exp(q(u) / size(u))) + sum(i, x0(i)) * size(i);
  const numbers first = some(3, 1), second = some(7, 2), third = some(2, 3);
  auto run = prepare(value_and_gradient(f, p, q), n = 3, u = 7, i = 2);
  const auto r = run(p = first, q = second, x0 = third);
  double left = 0, right = 0, rest = 0;
  for (const double one : first) left += std::exp(one / 3);
  for (const double one : second) right += std::exp(one / 7);
  for (const double one : third) rest += one;
  CHECK(r.value == Approx(left * right + 2 * rest).epsilon(1e-14));
  for (std::size_t k = 0; k < 3; ++k)
    CHECK(r[p].data()[k] == Approx(std::exp(first[k] / 3) / 3 * right).epsilon(1e-14));
  for (std::size_t k = 0; k < 7; ++k)
    CHECK(r[q].data()[k] == Approx(left * std::exp(second[k] / 7) / 7).epsilon(1e-14));
}

// A value that is read along another axis needs that axis to be as long.
TEST_CASE("a matrix that is not square is refused where it has to be") {
  constexpr auto f = sum(n, u, square(sum(v, rename(sum(i, x0(n, i) * W(i, u)), u, v) * U(v, u))));
  auto run = prepare(value_and_gradient(f, W), n = 2, i = 3, u = 4, v = 4);
  const numbers data = some(2 * 3, 1), w = some(3 * 4, 2), square_matrix = some(16, 3);
  CHECK(std::isfinite(run(x0 = data, W = w, U = square_matrix).value));
  CHECK_THROWS_AS(prepare(value_and_gradient(f, W), n = 2, i = 3, u = 4, v = 5)(x0 = data, W = w, U = some(20, 3)),
                  std::invalid_argument);
}

}  // namespace
