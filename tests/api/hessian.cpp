// SPDX-License-Identifier: BSL-1.0
// Second and higher derivatives: symmetric, equal to derivatives of derivatives, and right where a first derivative
// alone would have lost what is needed. References are by hand.
#include "tests/support/catch.hpp"
#include "tests/support/close.hpp"

#include <array>
#include <cmath>

#include <tapeless/tapeless.hpp>

namespace {

using namespace tapeless;
using namespace tapeless::literals;

constexpr auto x = symbol<"x">;
constexpr auto y = symbol<"y">;
constexpr auto z = symbol<"z">;

using checks::close;

// Entries as expressions, in either order of the symbols.
constexpr auto f = x * x * y + sin(x * y);
constexpr auto H = hessian(f, x, y);
static_assert(H(x, x) == 2_c * y - y * y * sin(x * y) && H(y, y) == -x * x * sin(x * y));
static_assert(H(x, y) == 2_c * x + cos(x * y) - x * y * sin(x * y));
static_assert(std::is_same_v<decltype(H(x, y)), decltype(H(y, x))>, "each pair is derived once");
static_assert(H(x, y) == derivative(f, x, y) && derivative(f, x, y) == derivative(f, y, x));
static_assert(H(x, x) == derivative(derivative(f, x), x));

// Numbers by rows, for the symbols asked for in their order.
constexpr auto g = x * x * y * z + y * y * y;
static_assert(hessian(g, x, y, z)(x = 2.0, y = 3.0, z = 5.0).values ==
              std::array{30.0, 20.0, 12.0, 20.0, 18.0, 4.0, 12.0, 4.0, 0.0});
static_assert(hessian(g)(x = 2.0, y = 3.0, z = 5.0).values == hessian(g, x, y, z)(x = 2.0, y = 3.0, z = 5.0).values);
static_assert(hessian(g, z, x)(x = 2.0, y = 3.0, z = 5.0).values == std::array{0.0, 12.0, 12.0, 30.0});
static_assert(hessian(g, z, x)(x = 2.0, y = 3.0, z = 5.0)(z, x) == 12.0);

// Patterns: separable, banded and arrow-shaped.
constexpr auto separable = sparsity(hessian(exp(x) + exp(y) + exp(z), x, y, z));
static_assert(separable.nonzeros == 3 && separable(1, 1) && !separable(0, 1));
constexpr auto chain = sparsity(hessian(square(y - x) * x + square(z - y) * z, x, y, z));
static_assert(chain.nonzeros == 7 && !chain(0, 2) && !chain(2, 0) && chain(0, 1));
static_assert(sparsity(hessian(x + 2_c * y, x, y)).nonzeros == 0);
constexpr auto arrow = hessian(x * (square(y) + square(z)), x, y, z);
static_assert(sparsity(arrow).nonzeros == 6 && sparsity(arrow).row_starts == std::array{0, 2, 4, 6});
static_assert(sparsity(arrow).column_indices == std::array{1, 2, 0, 1, 0, 2});
static_assert(compressed(arrow)(x = 2.0, y = 3.0, z = 5.0) == std::array{6.0, 10.0, 6.0, 4.0, 10.0, 4.0});
static_assert(count(arrow).total <= 3, "2*y, 2*z and 2*x, each once");

// Third and mixed derivatives.
static_assert(derivative<0>(f, x) == f && derivative<1>(f, x) == derivative(f, x));
static_assert(derivative<3>(pow(x, 5_c), x) == 60_c * x * x && derivative<6>(pow(x, 5_c), x) == 0_c);
static_assert(derivative<3>(sin(x), x) == -cos(x) && derivative<4>(sin(x), x) == sin(x));
static_assert(derivative<3>(exp(2_c * x), x) == 8_c * exp(2_c * x));
static_assert(derivative<3>(log(x), x) == 2_c / pow(x, 3_c));
static_assert(derivative(x * y * z, x, y, z) == 1_c && derivative(x * y * z, x, y, z, x) == 0_c);
static_assert(derivative(pow(x, 3_c) * square(y), x, x, y, y) == 12_c * x);
static_assert(derivative(pow(x, 3_c) * square(y), y, x, y, x) == 12_c * x, "the order does not matter");

TEST_CASE("numbers") {
  const double a = 0.7, b = -1.3;
  const auto h = H(x = a, y = b);
  const double s = std::sin(a * b), c = std::cos(a * b);
  CHECK(close(h(x, x), 2 * b - b * b * s));
  CHECK(close(h(x, y), 2 * a + c - a * b * s));
  CHECK(close(h(y, y), -a * a * s));
  CHECK(h.data()[1] == h.data()[2]);
  CHECK(to_string(hessian(x * y * y, x, y)(y, y)) == "2*x");
}

TEST_CASE("value, gradient and Hessian in one program") {
  constexpr auto all = value_gradient_hessian(f, x, y);
  const double a = 0.7, b = -1.3;
  const auto r = all(x = a, y = b);
  const double s = std::sin(a * b), c = std::cos(a * b);
  CHECK(close(r.value, a * a * b + s));
  CHECK(close(r[x], 2 * a * b + b * c));
  CHECK(close(r.gradient[y], a * a + a * c));
  CHECK(close(r.hessian(x, y), 2 * a + c - a * b * s));
  constexpr auto shared = count(all);
  constexpr int apart = count(f).total + count(gradient(f, x, y)).total + count(hessian(f, x, y)).total;
  static_assert(shared.call == 2, "sin and cos, once each");
  static_assert(shared.total < apart);
}

TEST_CASE("second derivatives where the first one cancels") {
  // x/hypot(x, y) differentiated once more would be a difference of nearly equal terms for x >> y.
  const auto h = hessian(hypot(x, y), x, y)(x = 1e8, y = 1.0);
  CHECK(close(h(x, x), 1e-24));
  CHECK(close(h(x, y), -1e-16));
  CHECK(close(h(y, y), 1e-8));
  // log(1 + exp(x)) has the second derivative p*(1 - p): to full precision for small p, to that of p itself for large.
  CHECK(close(hessian(softplus(x), x)(x = -50.0)(x, x), std::exp(-50.0)));
  CHECK(close(derivative(softplus(x), x, x)(x = -50.0), std::exp(-50.0)));
  CHECK(std::abs(hessian(softplus(x), x)(x = 50.0)(x, x) - std::exp(-50.0)) < 1e-16);
  // Powers at 0.
  CHECK(hessian(pow(x, 2_c), x)(x = 0.0)(x, x) == 2);
  CHECK(hessian(pow(x, 3_c), x)(x = 0.0)(x, x) == 0);
  CHECK(hessian(x * x, x)(x = 0.0)(x, x) == 2);
}

TEST_CASE("a Hessian of six inputs by recording") {
  // The sum of all products of two different inputs: every second derivative off the diagonal is 1.
  constexpr auto pairs = record<"a", "b", "c", "d", "p", "q">([](auto... in) {
    const std::array inputs{in...};
    auto sum = inputs[0] * 0;
    for (std::size_t i = 0; i < 6; ++i)
      for (std::size_t j = i + 1; j < 6; ++j) sum += inputs[i] * inputs[j];
    return sum;
  });
  constexpr auto h = hessian(pairs);
  static_assert(sparsity(h).nonzeros == 30 && count(h).total == 0);
  const auto numbers = h(symbol<"a"> = 1.0, symbol<"b"> = 2.0, symbol<"c"> = 3.0, symbol<"d"> = 4.0, symbol<"p"> = 5.0,
                         symbol<"q"> = 6.0);
  for (std::size_t i = 0; i < 6; ++i)
    for (std::size_t j = 0; j < 6; ++j) CHECK(numbers.data()[6 * i + j] == (i == j ? 0 : 1));
}

}  // namespace
