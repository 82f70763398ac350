// SPDX-License-Identifier: BSL-1.0
// Compiled with -ffast-math: what api/README.md promises then. Formulas, identities and text are as ever, and so is
// what the compiler evaluates; at run time, where every number on the way is an ordinary one, values, gradients and
// Hessians agree with those of the compiler to 12 digits, and so do sums over axes with plain loops. Stable forms stay
// stable. Without -fno-finite-math-only clang says, and CMake tests it:
//
// "tapeless: clang makes wrong numbers of NaN with -ffast-math: add -fno-finite-math-only"
#include "tests/support/catch.hpp"

#include <cmath>
#include <vector>

#include <tapeless/tensor.hpp>

namespace {

using namespace tapeless;
using namespace tapeless::literals;

constexpr auto x = symbol<"x">;
constexpr auto y = symbol<"y">;
constexpr auto k = integer<"k">;

bool near(double got, double right) { return std::abs(got - right) <= 1e-12 * std::abs(right); }

// A number that the compiler does not know.
double opaque(double value) {
  volatile double hidden = value;
  return hidden;
}

template <class F>
bool agrees(const F&) {
  constexpr F f{};
  constexpr auto by_compiler = value_gradient_hessian(f, x, y)(x = 0.7, y = 1.3);
  const auto at_run_time = value_gradient_hessian(f, x, y)(x = opaque(0.7), y = opaque(1.3));
  bool all = near(at_run_time.value, by_compiler.value);
  for (std::size_t i = 0; i < 2; ++i) {
    all = all && near(at_run_time.gradient.data()[i], by_compiler.gradient.data()[i]);
    for (std::size_t j = 0; j < 2; ++j) all = all && near(at_run_time.hessian(i, j), by_compiler.hessian(i, j));
  }
  return all;
}

static_assert((x + y) * x == x * x + y * x && !(x - y == y - x));

TEST_CASE("numbers agree with those of the compiler") {
  CHECK(agrees(exp(x * y) + log(x + y) * sqrt(x)));
  CHECK(agrees(sin(x) / cos(y) + tan(x * y) + atan2(x, y) + hypot(x, y)));
  CHECK(agrees(sinh(x) * tanh(y) + cosh(x - y) + asinh(x) * acosh(1_c + y) + atanh(x / 2_c)));
  CHECK(agrees(pow(x, y) + pow(x, 3_c) * cbrt(y) + rsqrt(x + y)));
  CHECK(agrees(erf(x) * erfc(y) + normal_cdf(x * y) + lgamma(x + 2_c) * tgamma(y)));
  CHECK(agrees(logistic(x) * softplus(y) + silu(x) + gelu(y) + mish(x) + log_sum_exp(x, y, x * y)));
  CHECK(agrees(select(x < y, x * y * y, exp(x) * y) + max(x * y, x + y) + min(x * x, y) + abs(x * y - 3_c)));
}

TEST_CASE("branches and text") {
  constexpr auto f = choose(k, x * y, exp(x)) + select(x > 1_c, x, square(y));
  CHECK(near(f(k = 2, x = opaque(0.5), y = opaque(3.0)), std::exp(0.5) + 9));
  CHECK(near(f(k = 1, x = opaque(2.5), y = opaque(3.0)), 10));
  CHECK(to_string(derivative(x * exp(y), y)) == "x*exp(y)");
  CHECK(to_c(x * x + y).find("return x*x + y;") != std::string::npos);
}

TEST_CASE("stable forms") {
  CHECK(near(stabilize(log(exp(x) + exp(y)))(x = opaque(1000.0), y = opaque(1000.0)), 1000 + std::log(2.0)));
  CHECK(near(stabilize(log(exp(x) / (exp(x) + exp(y))))(x = opaque(-800.0), y = opaque(900.0)), -1700));
  CHECK(near(stabilize(1_c - cos(x))(x = opaque(1e-9)), 5e-19));
  CHECK(near(softplus(x)(x = opaque(-700.0)), std::exp(-700.0)));
  CHECK(near(log1p(x)(x = opaque(1e-15)), 1e-15 - 5e-31));
}

TEST_CASE("over axes") {
  constexpr auto n = axis<"n">;
  constexpr auto i = axis<"i">;
  constexpr auto X = tensor<"X">;
  constexpr auto w = tensor<"w">;
  constexpr auto t = tensor<"t">;
  constexpr std::size_t rows = 203, columns = 7;
  std::vector<double> data(rows * columns), targets(rows), weights(columns);
  for (std::size_t p = 0; p < data.size(); ++p) data[p] = std::sin(0.37 * static_cast<double>(p));
  for (std::size_t p = 0; p < rows; ++p) targets[p] = p % 3 == 0 ? 1 : 0;
  for (std::size_t p = 0; p < columns; ++p) weights[p] = 0.3 * std::cos(static_cast<double>(p));
  constexpr auto score = sum(i, X(n, i) * w(i));
  auto net = prepare(value_and_gradient(mean(n, softplus(score) - t(n) * score), w), n = 203, i = 7);
  const auto r = net(X = data, w = weights, t = targets);
  double loss = 0;
  std::vector<double> slope(columns);
  for (std::size_t p = 0; p < rows; ++p) {
    double s = 0;
    for (std::size_t q = 0; q < columns; ++q) s += data[p * columns + q] * weights[q];
    loss += (std::log1p(std::exp(s)) - targets[p] * s) / static_cast<double>(rows);
    for (std::size_t q = 0; q < columns; ++q)
      slope[q] += (1 / (1 + std::exp(-s)) - targets[p]) * data[p * columns + q] / static_cast<double>(rows);
  }
  CHECK(std::abs(r.value - loss) < 1e-13);
  for (std::size_t q = 0; q < columns; ++q) CHECK(std::abs(r[w].span()[q] - slope[q]) < 1e-13);
}

}  // namespace
