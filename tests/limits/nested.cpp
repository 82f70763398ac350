// SPDX-License-Identifier: BSL-1.0
// Choices in choices: their derivatives are made with work and code that grow with the depth and do not double with
// each level. The references are closed forms.
#include "tests/support/catch.hpp"
#include "tests/support/close.hpp"

#include <cmath>
#include <limits>

#include <tapeless/tapeless.hpp>

namespace {

using namespace tapeless;
using namespace tapeless::literals;
using checks::close;

constexpr auto x = symbol<"x">;
constexpr auto y = symbol<"y">;
constexpr auto k = integer<"k">;

// x^(2^N) where each k + n is 1 or 2. Its options are one value, which counts once.
template <int N>
constexpr auto chosen = chosen<N - 1>* choose(k + constant<N>, chosen<N - 1>, chosen<N - 1>);
template <>
constexpr auto chosen<0> = x;

// x*y^N where both are positive.
template <int N>
constexpr auto rectified = relu(rectified<N - 1>* y);
template <>
constexpr auto rectified<0> = x;

// The largest of x, 2y, 3y, ...
template <int N>
constexpr auto largest = max(largest<N - 1>, constant<N + 1>* y);
template <>
constexpr auto largest<0> = x;

TEST_CASE("choices between equal options, in each other") {
  const auto at = value_gradient_hessian(chosen<1>, x)(x = 1.5, k = 1);
  CHECK(close(at.value, 2.25));
  CHECK(close(at.gradient[x], 3));
  CHECK(close(at.hessian(x, x), 2));
  // k + 2 is no option's number.
  CHECK(std::isnan(value_gradient_hessian(chosen<5>, x)(x = 1.5, k = 1).value));
}

TEST_CASE("a power of a choice, and a power of that") {
  constexpr auto f = pow(pow(choose(k, x, x), 10_c), -3_c);
  const auto at = value_gradient_hessian(f, x)(x = 1.5, k = 2);
  CHECK(close(at.value, std::pow(1.5, -30)));
  CHECK(close(at.gradient[x], -30 * std::pow(1.5, -31)));
  CHECK(close(at.hessian(x, x), 930 * std::pow(1.5, -32)));
  CHECK(std::isnan(value_gradient_hessian(f, x)(x = 1.5, k = 4).hessian(x, x)));
}

TEST_CASE("rectified values in each other") {
  const auto slopes = value_and_gradient(rectified<12>, x, y)(x = 0.5, y = 0.75);
  CHECK(close(slopes.value, 0.5 * std::pow(0.75, 12)));
  CHECK(close(slopes[x], std::pow(0.75, 12)));
  CHECK(close(slopes[y], 6 * std::pow(0.75, 11)));
  const auto curved = value_gradient_hessian(rectified<6>, x, y);
  CHECK(close(curved(x = 0.5, y = 0.75).hessian(x, y), 6 * std::pow(0.75, 5)));
  CHECK(close(curved(x = 0.5, y = 0.75).hessian(y, y), 15 * std::pow(0.75, 4)));
  const auto below = curved(x = -0.5, y = 0.75);
  for (const double one : below.gradient) CHECK(one == 0);
  for (const double one : below.hessian) CHECK(one == 0);
  const auto nothing = curved(x = std::numeric_limits<double>::quiet_NaN(), y = 0.75);
  for (const double one : nothing.gradient) CHECK(std::isnan(one));
  for (const double one : nothing.hessian) CHECK(std::isnan(one));
}

TEST_CASE("the largest of many, one after the other") {
  const auto slopes = value_and_gradient(largest<7>, x, y);
  CHECK(slopes(x = 3.0, y = 0.1)[x] == 1);
  CHECK(slopes(x = 3.0, y = 0.1)[y] == 0);
  CHECK(slopes(x = 0.7, y = 0.1)[y] == 8);
  const auto tied = value_gradient_hessian(largest<7>, x, y)(x = 4.0, y = 0.5);
  CHECK(tied.gradient[x] == 0.5);
  CHECK(tied.gradient[y] == 4);
  for (const double one : tied.hessian) CHECK(one == 0);
}

}  // namespace
