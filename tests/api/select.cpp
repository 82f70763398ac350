// SPDX-License-Identifier: BSL-1.0
// Branches differentiate branch by branch. What the branch not taken would give, NaN or infinity, reaches neither the
// value nor a derivative of any order. All derivatives are by hand.
#include "tests/support/catch.hpp"
#include "tests/support/close.hpp"

#include <cmath>
#include <limits>
#include <utility>

#include <tapeless/tapeless.hpp>

namespace {

using namespace tapeless;
using namespace tapeless::literals;

constexpr auto x = symbol<"x">;
constexpr auto y = symbol<"y">;
constexpr auto k = integer<"k">;

using checks::close;
struct three {
  double value, first, second;
};
template <class F>
bool agrees(const F& f, double at, const three& expected) {
  const auto all = value_gradient_hessian(f, x)(x = at);
  return close(all.value, expected.value) && close(all[x], expected.first) && close(all.hessian(x, x), expected.second);
}
// By every route that leads to a derivative.
template <class F>
bool agrees_throughout(const F& f, double at, const three& expected) {
  return agrees(f, at, expected) && close(f(x = at), expected.value) &&
         close(derivative(f, x)(x = at), expected.first) && close(derivative(f, x, x)(x = at), expected.second) &&
         close(gradient(f, x)(x = at)[x], expected.first) &&
         close(pullback(f, x)(2.0, x = at)[x], 2 * expected.first) &&
         close(jvp(f, x)(2.0, x = at), 2 * expected.first) && close(hvp(f, x)(2.0, x = at)[x], 2 * expected.second);
}

TEST_CASE("the branch not taken leaves no NaN and no infinity") {
  constexpr auto root = select(x > 0_c, sqrt(x), 0_c);
  CHECK(agrees_throughout(root, 4, {2, 0.25, -1.0 / 32}));
  CHECK(agrees_throughout(root, 0, {0, 0, 0}));
  CHECK(agrees_throughout(root, -1, {0, 0, 0}));

  constexpr auto logarithm = select(x > 0_c, log(x), x);
  CHECK(agrees(logarithm, 2, {std::log(2.0), 0.5, -0.25}));
  CHECK(agrees(logarithm, 0, {0, 1, 0}));
  CHECK(agrees(logarithm, -3, {-3, 1, 0}));

  constexpr auto quotient = select(equals(x, 0_c), 1_c, sin(x) / x);
  const double s = std::sin(0.5), c = std::cos(0.5);
  CHECK(agrees(quotient, 0, {1, 0, 0}));
  CHECK(agrees(quotient, 0.5, {2 * s, 2 * c - 4 * s, -2 * s - 8 * c + 16 * s}));

  constexpr auto reciprocal = select(abs(x) > 1_c, 1_c / x, x);
  CHECK(agrees(reciprocal, 2, {0.5, -0.25, 0.25}));
  CHECK(agrees(reciprocal, 0, {0, 1, 0}));

  constexpr auto arc = select(x < 1_c, acos(x), 0_c);
  CHECK(agrees(arc, 1, {0, 0, 0}));
  CHECK(agrees(arc, 7, {0, 0, 0}));

  constexpr auto power = select(x > 0_c, pow(x, x), 3_c * x);
  CHECK(agrees(power, -2, {-6, 3, 0}));
  CHECK(agrees(power, 1, {1, 1, 2}));

  constexpr auto large = select(x < 100_c, exp(x * x), x);
  CHECK(agrees(large, 1000, {1000, 1, 0}));
}

TEST_CASE("a function of a branch, and branches in branches") {
  // Here the chain rule multiplies the derivative of the outer function by that of a dead branch.
  constexpr auto outer = exp(select(x > 0_c, sqrt(x), x));
  const double e2 = std::exp(2.0);
  CHECK(agrees_throughout(outer, 4, {e2, e2 / 4, e2 * (1.0 / 16 - 1.0 / 32)}));
  CHECK(agrees_throughout(outer, -1, {std::exp(-1.0), std::exp(-1.0), std::exp(-1.0)}));

  constexpr auto nested = select(x > 0_c, select(x > 1_c, log(x - 1_c), sqrt(x)), select(x < -1_c, sqrt(-1_c - x), x));
  CHECK(agrees_throughout(nested, 3, {std::log(2.0), 0.5, -0.25}));
  CHECK(agrees_throughout(nested, 0.25, {0.5, 1, -2}));
  CHECK(agrees_throughout(nested, -0.5, {-0.5, 1, 0}));
  CHECK(agrees_throughout(nested, -5, {2, -0.25, -1.0 / 32}));

  constexpr auto shared = sqrt(x) + select(x > 0_c, sqrt(x), 0_c);
  CHECK(agrees(shared, 4, {4, 0.5, -1.0 / 16}));
}

constexpr bool constant_branches() {
  constexpr auto f = select(x > 0_c, sqrt(x), 0_c);
  constexpr auto at_minus_1 = value_gradient_hessian(f, x)(x = -1.0);
  return at_minus_1.value == 0 && at_minus_1[x] == 0 && at_minus_1.hessian(x, x) == 0 && f(x = 4.0) == 2 &&
         derivative(f, x)(x = 4.0) == 0.25;
}
static_assert(constant_branches());

TEST_CASE("conditions and their combinations") {
  CHECK(constant_branches());
  constexpr auto inside = x > 0_c && y > 0_c;
  constexpr auto any = x > 0_c || y > 0_c;
  constexpr auto neither = !(x > 0_c) && !(y > 0_c);
  constexpr auto equal = equals(x, y);
  for (double a : {-1.0, 0.0, 1.0})
    for (double b : {-1.0, 0.0, 1.0}) {
      CHECK(inside(x = a, y = b) == (a > 0 && b > 0));
      CHECK(any(x = a, y = b) == (a > 0 || b > 0));
      CHECK(neither(x = a, y = b) == !(a > 0 || b > 0));
      CHECK(equal(x = a, y = b) == (a == b));
      CHECK((x <= y)(x = a, y = b) == (a <= b));
      CHECK((x >= y)(x = a, y = b) == (a >= b));
      const auto f = select(inside, x * y, select(any, x + y, 2_c * x - y));
      const auto r = value_and_gradient(f, x, y)(x = a, y = b);
      const int zone = a > 0 && b > 0 ? 0 : a > 0 || b > 0 ? 1 : 2;
      CHECK(r.value == (zone == 0 ? a * b : zone == 1 ? a + b : 2 * a - b));
      CHECK(r[x] == (zone == 0 ? b : zone == 1 ? 1 : 2));
      CHECK(r[y] == (zone == 0 ? a : zone == 1 ? 1 : -1));
    }
}

TEST_CASE("min, max and clamp") {
  const double inf = std::numeric_limits<double>::infinity();
  CHECK(agrees(max(x, x * x), 3, {9, 6, 2}));
  CHECK(agrees(max(x, x * x), 0.5, {0.5, 1, 0}));
  CHECK(agrees(min(sqrt(x), 2_c), 1, {1, 0.5, -0.25}));
  CHECK(agrees(min(sqrt(x), 2_c), 9, {2, 0, 0}));
  CHECK(agrees(min(2_c, sqrt(x)), -1, {2, 0, 0}));  // a NaN loses, as in std::min
  CHECK(agrees(max(0_c, 1_c / x), -2, {0, 0, 0}));
  CHECK(agrees(clamp(x * x, 1_c, 4_c), 1.5, {2.25, 3, 2}));
  CHECK(agrees(clamp(x * x, 1_c, 4_c), 0.5, {1, 0, 0}));
  CHECK(agrees(clamp(x * x, 1_c, 4_c), 5, {4, 0, 0}));
  CHECK(agrees(clamp(exp(x), 0_c, 10_c), 1000, {10, 0, 0}));
  CHECK(max(x, y, 3_c)(x = -inf, y = inf) == inf);
  const auto r = value_and_gradient(min(x, y, x * y), x, y)(x = 3.0, y = 0.5);
  CHECK(r.value == 0.5);
  CHECK(r[x] == 0);
  CHECK(r[y] == 1);
}

template <std::size_t... K>
constexpr auto choose_among(std::index_sequence<K...>) {
  return choose(k, log(x - constant<static_cast<int>(K) + 1>)...);
}

TEST_CASE("choose") {
  constexpr auto two = choose(k, x * x, sqrt(x));
  CHECK(two(k = 1, x = -3.0) == 9);
  CHECK(two(k = 2, x = 4.0) == 2);
  CHECK(value_and_gradient(two, x)(k = 1, x = -3.0)[x] == -6);
  CHECK(hessian(two, x)(k = 1, x = -3.0)(x, x) == 2);
  CHECK(derivative(two, x)(k = 2, x = 4.0) == 0.25);
  // Between two options the choice is linear in k, so its derivative is their difference.
  static_assert(derivative(two, k) == sqrt(x) - x * x);
  CHECK(derivative(two, k)(k = 1, x = 4.0) == 2 - 16);
  CHECK(derivative(choose(k, x, y) * k, k)(k = 2, x = 5.0, y = 7.0) == 7 + 2 * (7 - 5));

  constexpr auto three_ways = choose(k, x, y, x * y);
  for (int which : {1, 2, 3}) {
    const auto r = value_and_gradient(three_ways, x, y)(k = which, x = 5.0, y = 7.0);
    CHECK(r.value == (which == 1 ? 5 : which == 2 ? 7 : 35));
    CHECK(r[x] == (which == 1 ? 1 : which == 2 ? 0 : 7));
    CHECK(r[y] == (which == 1 ? 0 : which == 2 ? 1 : 5));
  }

  // Of twenty logarithms all with a larger offset are NaN at x = k + 0.5; only the chosen one counts.
  constexpr auto twenty = choose_among(std::make_index_sequence<20>{});
  constexpr auto both = function(value_and_gradient(twenty, x), arguments(k, x));
  for (int which = 1; which <= 20; ++which) {
    const auto r = both(which, which + 0.5);
    CHECK(close(r.value, std::log(0.5)));
    CHECK(close(r[x], 2));
  }

  for (double which : {0.0, 4.0, -1.0, 1.5, std::numeric_limits<double>::quiet_NaN()})
    CHECK(std::isnan(three_ways(k = which, x = 5.0, y = 7.0)));
  CHECK(std::isnan(two(k = 0, x = 4.0)));
  CHECK(std::isnan(two(k = 3, x = 4.0)));
  CHECK(std::isnan(value_and_gradient(twenty, x)(k = 21, x = 40.0).value));
  CHECK(choose(k, x)(k = 1, x = 5.0) == 5);
}

TEST_CASE("branches in other scalar types") {
  constexpr auto f = select(x > 0_c, sqrt(x), 0_c);
  CHECK(value_and_gradient(f, x)(x = -1.0f)[x] == 0.0f);
  CHECK(value_and_gradient(f, x)(x = 4.0L)[x] == 0.25L);
  CHECK(choose(k, x, y)(k = 2, x = 1.0f, y = 2.0f) == 2.0f);
}

}  // namespace
