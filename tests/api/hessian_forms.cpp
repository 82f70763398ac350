// SPDX-License-Identifier: BSL-1.0
// Second derivatives of formulas that see their inputs through fewer linear forms, differences of coordinates or one
// score: the same numbers as derivatives of derivatives, in fewer operations, and no forms where there are none.
#include "tests/support/catch.hpp"

#include <array>
#include <cmath>

#include <tapeless/tapeless.hpp>

namespace {

using namespace tapeless;
using namespace tapeless::literals;

constexpr auto a = symbol<"a">;
constexpr auto b = symbol<"b">;
constexpr auto c = symbol<"c">;
constexpr auto d = symbol<"d">;
constexpr auto u = symbol<"u">;
constexpr auto v = symbol<"v">;
constexpr auto w = symbol<"w">;

// Every entry against the formula that `derivative` makes, which knows nothing of forms. The points are in general
// position.
template <class F>
void check(const F& of) {
  const auto f = of + u * v * w;  // every symbol is in it
  const auto both = [&](const auto&... at) {
    const auto H = value_gradient_hessian(f, a, b, c, d)(at...);
    CHECK(H.value == f(at...));
    const auto entry = [&](const auto& row, const auto& column) {
      const double expected = derivative(f, row, column)(at...);
      CHECK(H.hessian(row, column) == Approx(expected).epsilon(1e-12).margin(1e-13));
      CHECK(H.hessian(row, column) == H.hessian(column, row));
    };
    entry(a, a), entry(a, b), entry(a, c), entry(a, d), entry(b, b);
    entry(b, c), entry(b, d), entry(c, c), entry(c, d), entry(d, d);
    CHECK(H.gradient[a] == Approx(derivative(f, a)(at...)).epsilon(1e-12).margin(1e-14));
    CHECK(H.gradient[d] == Approx(derivative(f, d)(at...)).epsilon(1e-12).margin(1e-14));
  };
  both(a = 0.3, b = -0.7, c = 1.9, d = 0.45, u = 1.3, v = -0.6, w = 2.2);
  both(a = -1.1, b = 0.2, c = 0.6, d = -0.35, u = 0.4, v = 1.7, w = -0.8);
}

// The ends (a, b) and (c, d) of a spring of length w.
constexpr auto spring = u / 2_c * square(hypot(a - c, b - d) - w);
// A formula of one number with four inputs: what a row of a linear model is.
constexpr auto score = a + u * b + v * c - d * w;
constexpr auto log_term = log1p(exp(score)) * tanh(score) - u * score;

// Two coordinates, whose three second derivatives are summed up for ten entries: sums of the same number are it.
static_assert(count(hessian(spring, a, b, c, d)).total <= 29);
static_assert(count(hessian(exp(sin(exp(sin(a + b + c + d)))), a, b, c, d)).total ==
              count(hessian(exp(sin(exp(sin(a)))), a)).total + 3);
static_assert(hessian(exp(a - b), a, b)(a = 1.0, b = 1.0).values == std::array{1.0, -1.0, -1.0, 1.0});
// Terms that are linear have no second derivatives, and need none of their own.
static_assert(sparsity(hessian(exp(a - b) + 3_c * c - u * d, a, b, c, d)).nonzeros == 4);
static_assert(sparsity(hessian(a - 2_c * b + c, a, b, c)).nonzeros == 0);

}  // namespace

TEST_CASE("second derivatives in linear forms of the inputs") {
  check(spring);
  check(log_term);
  check(pow(a - 2_c * b + c, 4_c) + sin(d - b) * (d - b));
  check(exp(a - b) * sin(c - d));
  // The same form with the other sign, another constant, and twice.
  check((a - b) * exp(b - a) + cos(c - d) * (a - b));
  check(sin(a - b + 1_c) * exp(a - b - 2_c) + square(c - d));
  check(exp(2_c * (a - b)) * log1p(exp(a - b)) + c * d);
  // Linear terms at the top, of the same form and of others.
  check(exp(a - b) + 3_c * (a - b) - u * d + c);
  check(-(u * (exp(a - c) + b) - v * d) / w);
  // A value that is linear at the top and is used below it, too.
  constexpr auto both = u * (a - b);
  check(both - square(both) + c * exp(d));
  // Coefficients that are data, and some that are pieces of constants.
  check(square(u * a + v * b) * exp(u * a + v * b + c * w) * cos(d));
  check(square(sign(a) * (a - b)) * exp(c - d));
}

TEST_CASE("formulas without fewer forms than inputs") {
  // A form made of another one; an input that stands alone as well.
  check(sin(a - b) * exp((a - b) - c) * d);
  check(exp(a - b) * a + sin(c - d));
  check(a * b + c * d);
  // Forms that are sums of others: -2*d and d + 2; a - b, b - d and a - d. In derivatives d comes out of -2*d.
  check(exp(a + b) + c * u + (-2_c * d) * ((d + 2_c) + pow(3_c / (-2_c * d), 4_c)));
  check(exp(a - b) * sin(b - d) * square(a - d) + c * v);
  check(exp(0.3_c * a - 0.1_c * b) * sin(0.6_c * a - 0.2_c * b) * c + d);
  check(select(a < b, square(a - b), sin(a - b)) * exp(c - d));
}
