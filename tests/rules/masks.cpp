// SPDX-License-Identifier: BSL-1.0
// Values that several branches share: where none of them is taken nothing arrives, also through a partial derivative
// that is infinite or NaN there; where one is taken, what it gives arrives as it is. Derivatives by hand.
#include "tests/support/catch.hpp"
#include "tests/support/close.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>

#include <tapeless/tapeless.hpp>

namespace {

using namespace tapeless;
using namespace tapeless::literals;
using checks::close;

constexpr auto x = symbol<"x">;
constexpr auto y = symbol<"y">;
constexpr auto z = symbol<"z">;
constexpr auto w = symbol<"w">;
constexpr auto k = integer<"k">;
constexpr double nan = std::numeric_limits<double>::quiet_NaN();
constexpr double inf = std::numeric_limits<double>::infinity();

bool same(double a, double b) { return a == b || close(a, b) || (std::isnan(a) && std::isnan(b)); }

// First and second derivative in x by every route; z and w decide.
template <class F>
bool has_slopes(const F&, double at, double a, double b, double first, double second) {
  constexpr F f{};
  const auto run = [&](const auto& request) { return request(x = at, z = a, w = b); };
  const auto all = run(value_gradient_hessian(f, x, z, w));
  return same(run(value_and_gradient(f, x, z, w))[x], first) && same(run(value_and_gradient(f, x))[x], first) &&
         same(all.gradient[x], first) && same(all.hessian(0, 0), second) && same(all.hessian(0, 1), 0) &&
         same(run(derivative(f, x)), first) && same(run(derivative(f, x, x)), second) &&
         same(pullback(f, x, w)(2.0, x = at, z = a, w = b)[x], 2 * first) &&
         same(jvp(f, x, w)(2.0, 1.0, x = at, z = a, w = b), 2 * first) &&
         same(hvp(f, x, w)(2.0, 1.0, x = at, z = a, w = b)[x], 2 * second);
}

constexpr auto two = select(z > 0_c, sqrt(x), 0_c) + select(w > 0_c, exp(sqrt(x)), 0_c);

TEST_CASE("two branches share a root") {
  CHECK(has_slopes(two, 0, -1, -1, 0, 0));
  CHECK(has_slopes(two, -1, -1, -1, 0, 0));
  CHECK(has_slopes(two, 4, 1, -1, 0.25, -1.0 / 32));
  const double e2 = std::exp(2.0);
  CHECK(has_slopes(two, 4, -1, 1, e2 / 4, e2 / 16 - e2 / 32));
  CHECK(has_slopes(two, 4, 1, 1, 0.25 + e2 / 4, -1.0 / 32 + e2 / 16 - e2 / 32));
  // taken, and infinite
  CHECK(value_and_gradient(two, x)(x = 0.0, z = 1.0, w = -1.0)[x] == inf);
  CHECK(std::isnan(value_and_gradient(two, x)(x = -1.0, z = 1.0, w = -1.0)[x]));
}

TEST_CASE("two branches share a root, stabilized, in a Jacobian and in floats") {
  CHECK(value_and_gradient(stabilize(two), x)(x = 0.0, z = -1.0, w = -1.0)[x] == 0);
  CHECK(value_and_gradient(simplify(two), x, z)(x = 0.0, z = -1.0, w = -1.0)[x] == 0);
  const auto rows = jacobian(bundle(two, select(w > 0_c, log(x), 0_c) - two), x, z)(x = 0.0, z = -1.0, w = -1.0);
  for (const double entry : rows.values) CHECK(entry == 0);
  CHECK(value_and_gradient(two, x, w)(x = 0.0F, z = -1.0F, w = -1.0F)[x] == 0.0F);
}

TEST_CASE("three and four branches, differences and factors") {
  constexpr auto r = log(x);
  constexpr auto three =
      3_c * select(z > 0_c, r, 0_c) - select(w > 0_c, r * r, 0_c) / 2_c - select(z > 2_c, exp(r), 0_c);
  CHECK(has_slopes(three, 0, -1, -1, 0, 0));
  CHECK(has_slopes(three, -2, -1, -1, 0, 0));
  CHECK(has_slopes(three, 1, 1, -1, 3, -3));
  CHECK(has_slopes(three, 1, 3, -1, 2, -3));
  CHECK(has_slopes(three, 1, 3, 1, 2, -4));
  constexpr auto four = three + sin(select(w > 5_c, r, 0_c));
  CHECK(has_slopes(four, 0, -1, -1, 0, 0));
  CHECK(has_slopes(four, 1, -1, 6, 1, -1 - 1));
}

TEST_CASE("the branches of a selection that are masked themselves") {
  constexpr auto root = sqrt(x);
  constexpr auto nested = select(z > 0_c, select(w > 0_c, root, 1_c), select(w > 0_c, 2_c, exp(root)));
  CHECK(has_slopes(nested, 0, 1, -1, 0, 0));
  CHECK(has_slopes(nested, 0, -1, 1, 0, 0));
  CHECK(has_slopes(nested, 4, 1, 1, 0.25, -1.0 / 32));
  CHECK(has_slopes(nested + select(w > 3_c, root, 0_c), 0, 1, -1, 0, 0));
  constexpr auto inner = select(z > 0_c, select(w > 0_c, root, 0_c) + select(w > 2_c, square(root), 0_c), x);
  CHECK(has_slopes(inner, 0, 1, -1, 0, 0));
  CHECK(has_slopes(inner, 0, -1, -1, 1, 0));
}

TEST_CASE("masked powers, quotients and NaN") {
  constexpr auto power = pow(x, constant<1, 3>);
  CHECK(has_slopes(select(z > 0_c, power, 0_c) + select(w > 0_c, square(power), 0_c), 0, -1, -1, 0, 0));
  constexpr auto reciprocal = 1_c / x;
  constexpr auto quotients = select(z > 0_c, reciprocal, 0_c) + select(w > 0_c, reciprocal * reciprocal, 0_c);
  CHECK(has_slopes(quotients, 0, -1, -1, 0, 0));
  CHECK(has_slopes(quotients, 2, 1, 1, -0.25 - 0.25, 0.25 + 6.0 / 16));
  constexpr auto square_of_nan = square(x);
  CHECK(has_slopes(select(z > 0_c, square_of_nan, 0_c) + select(w > 0_c, exp(square_of_nan), 0_c), nan, -1, -1, 0, 0));
  CHECK(has_slopes(select(z > 0_c, exp(x), 0_c) + select(w > 0_c, sin(exp(x)), 0_c), 1000, -1, -1, 0, 0));
  CHECK(std::isnan(value_and_gradient(select(z > 0_c, square_of_nan, 0_c) + select(w > 0_c, exp(square_of_nan), 0_c),
                                      x)(x = nan, z = 1.0, w = -1.0)[x]));
}

TEST_CASE("the value is a sum of masked terms, and a function of it has a pole where none is taken") {
  constexpr auto sum = select(z > 0_c, x, 0_c) + select(w > 0_c, x * x, 0_c);
  CHECK(has_slopes(sqrt(sum), 4, -1, -1, 0, 0));
  CHECK(has_slopes(sqrt(sum), 4, 1, -1, 0.25, -1.0 / 32));
}

TEST_CASE("a branch that is taken beside one that is not") {
  constexpr auto shared = sqrt(x) + select(z > 0_c, sqrt(x), 0_c) + select(w > 0_c, sqrt(x), 0_c);
  CHECK(value_and_gradient(shared, x)(x = 0.0, z = -1.0, w = -1.0)[x] == inf);
  CHECK(has_slopes(shared, 4, -1, 1, 0.5, -1.0 / 16));
}

TEST_CASE("options of choose") {
  constexpr auto root = sqrt(x);
  constexpr auto options = choose(k, root, exp(root), x);
  CHECK(value_and_gradient(options, x)(k = 3, x = 0.0)[x] == 1);
  CHECK(value_gradient_hessian(options, x)(k = 3, x = 0.0).hessian(0, 0) == 0);
  CHECK(pullback(options, x)(1.0, k = 3, x = 0.0)[x] == 1);
  CHECK(value_and_gradient(options, x)(k = 1, x = 0.0)[x] == inf);
  CHECK(close(value_and_gradient(options, x)(k = 2, x = 4.0)[x], std::exp(2.0) / 4));
  constexpr auto l = integer<"l">;
  constexpr auto pair = choose(k, root, y) + choose(l, y, exp(root));
  const auto r = value_and_gradient(pair, x, y)(k = 2, l = 1, x = 0.0, y = 3.0);
  CHECK(r[x] == 0);
  CHECK(r[y] == 2);
}

TEST_CASE("numbers without an option, in a branch that is not taken") {
  const auto none = [](const auto& f) {
    const auto all = value_gradient_hessian(f, x, y, z)(x = 1.0, y = 2.0, z = 3.0, k = -1);
    return all.gradient[x] == 1 && all.gradient[y] == 0 && all.gradient[z] == 0 &&
           std::all_of(all.hessian.begin(), all.hessian.end(), [](double one) { return one == 0; });
  };
  CHECK(none(select(k > 0_c, choose(k, x, y) * z, x)));
  CHECK(none(select(k > 0_c, exp(choose(k, x, y) * z), x)));
  CHECK(none(select(k > 0_c, pow(choose(k, x, y), z), x)));
  CHECK(none(select(k > 0_c, square(choose(k, x * y, y, z)) / z, x)));
  CHECK(none(select(k < 0_c, x, log(choose(k, x, square(y))) * sin(choose(k, y, z)))));
}

TEST_CASE("what several branches share has no option for its number") {
  constexpr auto shared = choose(k, x, y);
  constexpr auto sum = select(z > 0_c, shared, 0_c) + select(w > 0_c, sin(shared), x);
  const auto none = value_gradient_hessian(sum, x, y)(x = 2.0, y = 3.0, z = -1.0, w = -1.0, k = 7);
  CHECK(none.value == 2);
  CHECK(none.gradient[x] == 1);
  CHECK(none.gradient[y] == 0);
  CHECK(std::all_of(none.hessian.begin(), none.hessian.end(), [](double one) { return one == 0; }));
  const auto both = value_gradient_hessian(sum, x, y)(x = 2.0, y = 3.0, z = 1.0, w = 1.0, k = 2);
  CHECK(both.gradient[x] == 0);
  CHECK(close(both.gradient[y], 1 + std::cos(3.0)));
  CHECK(close(both.hessian(1, 1), -std::sin(3.0)));
  CHECK(std::isnan(value_and_gradient(sum, x)(x = 2.0, y = 3.0, z = 1.0, w = -1.0, k = 7)[x]));
  constexpr auto held = relu(choose(k, x, y));
  const auto nothing = value_gradient_hessian(select(z > 0_c, held, x) + select(w > 0_c, held * held, 0_c), x, y)(
      x = 2.0, y = 3.0, z = -1.0, w = -1.0, k = 7);
  CHECK(nothing.gradient[x] == 1);
  CHECK(nothing.gradient[y] == 0);
  CHECK(std::all_of(nothing.hessian.begin(), nothing.hessian.end(), [](double one) { return one == 0; }));
}

TEST_CASE("relu of a NaN that several branches share") {
  constexpr auto held = relu(x);
  constexpr auto sum = select(z > 0_c, held, 0_c) + select(w > 0_c, held * held, 0_c);
  CHECK(has_slopes(sum, nan, -1, -1, 0, 0));
  CHECK(has_slopes(sum, 3, 1, 1, 7, 2));
  CHECK(has_slopes(sum, -3, 1, 1, 0, 0));
  CHECK(std::isnan(value_and_gradient(sum, x)(x = nan, z = 1.0, w = -1.0)[x]));
  constexpr auto option = choose(k, x, y);
  constexpr auto f = select(z > 0_c, select(w > 0_c, option, 4_c), relu(option));
  const auto none = value_gradient_hessian(f, x, y)(x = 2.0, y = 3.0, z = 1.0, w = -1.0, k = 7);
  CHECK(none.value == 4);
  CHECK(none.gradient[x] == 0);
  CHECK(none.gradient[y] == 0);
  CHECK(none.hessian(0, 1) == 0);
  constexpr auto twice = relu(held);
  CHECK(has_slopes(select(z > 0_c, twice, 0_c) + select(w > 0_c, exp(twice), 0_c), nan, -1, -1, 0, 0));
}

TEST_CASE("a mask around a guard around a sum of masked terms") {
  constexpr auto pole = rsqrt(x);
  constexpr auto inner = select(w > 3_c, 2_c, square(pole));
  constexpr auto outer = select(z < 0_c, select(z < -2_c, inner, 4_c), sqrt(inner));
  constexpr auto f = pow(square(outer), y);
  const auto r = value_gradient_hessian(f, x, y)(x = 0.0, y = 0.5, z = -1.0, w = 1.0);
  CHECK(close(r.value, 4));
  CHECK(r.gradient[x] == 0);
  CHECK(r.hessian(0, 0) == 0);
  CHECK(r.hessian(0, 1) == 0);
  const auto taken = value_gradient_hessian(f, x, y)(x = 4.0, y = 0.5, z = -3.0, w = 1.0);
  CHECK(close(taken.value, 0.25));
  CHECK(close(taken.gradient[x], -1.0 / 16));
  CHECK(close(taken.hessian(0, 0), 1.0 / 32));
}

TEST_CASE("a tie in a branch that is not taken") {
  constexpr auto root = sqrt(x);
  constexpr auto f = select(z > 0_c, max(root, y), 0_c) + select(w > 0_c, exp(root), 0_c);
  const auto none = value_gradient_hessian(f, x, z, w)(x = 0.0, y = 0.0, z = -1.0, w = -1.0);
  CHECK(none.gradient[x] == 0);
  CHECK(none.hessian(0, 0) == 0);
  // Taken: half of the slope of the root, which is 1/4, and that of the exponential.
  const auto both = value_and_gradient(f, x)(x = 4.0, y = 2.0, z = 1.0, w = 1.0);
  CHECK(close(both[x], 0.125 + std::exp(2.0) / 4));
}

TEST_CASE("operands that are not the largest") {
  constexpr auto root = sqrt(x);
  constexpr auto f = max(root, 1_c + z) + min(2_c - exp(root), w) + select(z > 5_c, root, 0_c);
  CHECK(value_and_gradient(f, x, z, w)(x = 0.0, z = 1.0, w = -1.0)[x] == 0);
  CHECK(value_gradient_hessian(f, x, z, w)(x = 0.0, z = 1.0, w = -1.0).hessian(0, 0) == 0);
}

TEST_CASE("in recorded loops") {
  constexpr auto f = record<"x", "y">([](auto a, auto b) {
    const auto r = log(a);
    auto sum = a * 0;
    auto power = r;
    for (int n = 1; n <= 6; ++n) {
      sum = sum + select(b > n, power, 0);
      power = power * r;
    }
    return sum;
  });
  const auto none = value_gradient_hessian(f, x, y)(x = 0.0, y = 0.0);
  CHECK(none.value == 0);
  CHECK(none[x] == 0);
  CHECK(none.hessian(0, 0) == 0);
  const auto some = value_and_gradient(f, x, y)(x = std::exp(1.0), y = 3.5);
  CHECK(close(some.value, 3));
  CHECK(close(some[x], 6 / std::exp(1.0)));
}

TEST_CASE("a power with variable exponent in a branch that is not taken") {
  // Both of its partial derivatives have guards of their own, whose sum is 0 where the branch is not taken.
  constexpr auto u = symbol<"u">;
  constexpr auto p = pow(logistic(acosh(u)), acosh(u));
  constexpr auto f = select(u < 0_c, p * p, 3_c);
  const auto r = value_gradient_hessian(f, u)(u = 0.068);
  CHECK(r.value == 3);
  CHECK(r.gradient[u] == 0);
  CHECK(r.hessian(u, u) == 0);
}

// More terms than are masked where the other factor is finite; logarithms and exponentials need not be, and neither
// need what a product of the sum meets.
TEST_CASE("many branches share a product with a function that is infinite") {
  constexpr auto f = record<"x", "y", "z">([](auto a, auto b, auto c) {
    const handle shared = a * log(b);
    handle sum = 0;
    for (int j = 1; j < 24; ++j) sum += select(c > j, sin(shared + j), 0);
    return sum;
  });
  constexpr auto slopes = value_and_gradient(f, x, y);
  for (const double at : {0.0, -1.0}) {
    CHECK(slopes(x = 0.5, y = at, z = 0.0)[x] == 0);
    CHECK(slopes(x = 0.5, y = at, z = 0.0)[y] == 0);
  }
  double change = 0;
  for (int j = 1; j < 8; ++j) change += std::cos(j + 0.75 * std::log(0.25));
  CHECK(close(slopes(x = 0.75, y = 0.25, z = 7.5)[x], change * std::log(0.25)));
  CHECK(close(slopes(x = 0.75, y = 0.25, z = 7.5)[y], change * 3));
}

}  // namespace
