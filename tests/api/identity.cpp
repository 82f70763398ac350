// SPDX-License-Identifier: BSL-1.0
// Identity of expressions, decided by the compiler, and the limits of what counts as identical.
#include "tests/support/catch.hpp"

#include <tapeless/tapeless.hpp>

namespace {

using namespace tapeless;
using namespace tapeless::literals;

constexpr auto x = symbol<"x">;
constexpr auto y = symbol<"y">;
constexpr auto z = symbol<"z">;

template <class F, class G>
constexpr bool same_type(const F&, const G&) {
  return std::is_same_v<F, G>;
}

// One formula, one type; another way of writing it is another type with the same meaning.
static_assert(same_type(x * y + z, x* y + z));
static_assert(!same_type(x - y, x + (-y)) && x - y == x + (-y));
static_assert(!same_type(x + y, y + x) && x + y == y + x);
static_assert(!same_type((x + y) + z, x + (y + z)) && (x + y) + z == x + (y + z));
static_assert(!same_type(-(x * y), (-x) * y) && -(x * y) == (-x) * y);
static_assert(!same_type(x / y / z, x / (y / z)));
static_assert(!same_type(pow(x, -2_c), -pow(x, 2_c)));
static_assert(!same_type(2_c / 3_c * x, 2_c / (3_c * x)));
static_assert(!same_type(symbol<"y">, integer<"y">) && !(symbol<"y"> == integer<"y">), "kinds do not share a name");
static_assert(!same_type(constants::e, symbol<"e">) && !(constants::pi == symbol<"pi">));
static_assert(!same_type(constant<0.1>, 0.1_c) && same_type(constant<0.5>, 0.5_c) && same_type(constant<1, 10>, 0.1_c));

// Order, association, like terms, powers, signs, exact constants.
static_assert(x * y * z == z * (y * x));
static_assert(x + x == 2_c * x && x * x == square(x) && x * x * x == pow(x, 3_c));
static_assert(3_c * x - x - x == x && x - x == 0_c);
static_assert(2_c * (x + y) == 2_c * x + 2_c * y && (x + y) / 2_c == x / 2_c + y / 2_c);
static_assert(-(x - y) == y - x && (x - y) * (y - x) == -square(x - y));
static_assert(square(2_c * x) == 4_c * x * x && square(x * y) == x * x * (y * y));
static_assert(x / (y * z) == x / y / z && 1_c / x * y == y / x);
static_assert(sin(-x) == -sin(x) && cos(-x) == cos(x) && cos(x - y) == cos(y - x));
static_assert(sqrt(x) * sqrt(x) * sqrt(x) == pow(x, 1.5_c));
static_assert(exp(x + y) == exp(y + x));
static_assert(0.1_c + 0.2_c == 0.3_c, "constants are exact");

// What is not the same function everywhere is not identical.
static_assert(x / x != 1_c, "undefined at 0");
static_assert(sqrt(x) * sqrt(x) != x, "undefined below 0");
static_assert(sqrt(x * x) != x && log(exp(x)) != x && pow(x, 2_c) / x != x);
static_assert(x + y != x - y && sin(x) != cos(x) && (x < y) != (x > y));
static_assert(square(sin(x)) + square(cos(x)) != 1_c, "identity is no theorem prover");

// Products of sums are multiplied out in formulas of moderate size.
static_assert(derivative(exp(x) * sin(x), x) == exp(x) * (sin(x) + cos(x)));
static_assert(x * (x + z) == x * x + x * z);
static_assert((x + y) * (x - y) == x * x - y * y);
static_assert(pow(x + y, 3_c) == x * x * x + 3_c * x * x * y + 3_c * x * y * y + y * y * y);
static_assert((x + y) / (2_c * z) == constant<1, 2> * (x / z + y / z));
static_assert((x + y) * (x + z) != x * x + y * z);

static_assert(1_c + x == x + 1_c && 2_c - exp(x) == -exp(x) + 2_c);

// What can never be 0 cancels, anything else on request.
static_assert(exp(x) * y / exp(x) == y && (1_c + x * x) * y / (x * x + 1_c) == y);
static_assert(x / x != 1_c && cancel(x / x) == 1_c && cancel(x * x * x / x) == x * x);
static_assert(cancel((x + z) * x / ((x + z) * y)) == x / y);
static_assert(derivative(x * log(x) - x, x) == log(x));

// The truth value is a type of its own, as Hana has it.
static_assert(decltype(x == x)::value && !decltype(x == y)::value);

TEST_CASE("simplify writes formulas as a textbook does") {
  CHECK(to_string(simplify(x + x)) == "2*x");
  CHECK(to_string(simplify(y * x * 3_c * x)) == "3*x^2*y");
  CHECK(to_string(simplify(x / (y * x) * z)) == "x*z/(x*y)");
  CHECK(to_string(simplify(-(x - y))) == "y - x");
  CHECK(to_string(simplify(x * (-y) * 2_c)) == "-2*x*y");
  CHECK(to_string(simplify(1_c + x * x + x)) == "x^2 + 1 + x");  // nothing in common: the additions keep their order
  CHECK(to_string(simplify(1_c + x + x * x + x)) == "x^2 + 2*x + 1");
  CHECK(to_string(simplify(exp(0_c * x) + log(1_c))) == "1");
  CHECK(to_string(simplify(x - (-y))) == "x + y");
  CHECK(to_string(simplify(2_c / 4_c * x)) == "x/2");
  CHECK(to_string(simplify(1_c / sqrt(x))) == "1/sqrt(x)");
  CHECK(to_string(simplify(x / sqrt(y) / sqrt(z) / y)) == "x/(y*sqrt(y)*sqrt(z))");
}

TEST_CASE("a sum is not put into another order behind the user's back") {
  // (x - y) + z with x close to y is exact; z + x - y would round z away.
  constexpr auto f = (x - y) + z;
  CHECK(simplify(f)(x = 1e16, y = 1e16, z = 1.0) == 1.0);
  CHECK(derivative(exp(f * 1_c), x)(x = 1e16, y = 1e16, z = 0.0) == 1.0);
  CHECK(derivative(square(f), x)(x = 1e16, y = 1e16, z = 1.0) == 2.0);
}

}  // namespace
