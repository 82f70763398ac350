// SPDX-License-Identifier: BSL-1.0
// What is printed as text and as LaTeX means the formula: it is read back and gives the numbers of the program that was
// printed, text with the same bits.
#include "tests/support/read_back.hpp"

namespace {

using namespace tapeless;
using namespace tapeless::literals;
using read_back::check;

constexpr auto a = symbol<"a">;
constexpr auto b = symbol<"b">;
constexpr auto c = symbol<"c">;
constexpr auto k = integer<"k">;

}  // namespace

TEST_CASE("signs, powers, fractions") {
  check(a - (b - c) - (-(-a)) + (-a) * (-2_c) - -2_c * b / (c / a) - (a - -3_c));
  check(-(a * b) + (-a) * b - -(a / b) * (-(b - c)));
  check(pow(a, -2_c) + pow(-2_c, k) + pow(2_c, pow(3_c, a)) + pow(pow(a, b), c) + pow(-a, 2_c) - pow(a, 2_c));
  check(a / (b * c) * (a / b / c) / (1_c / 3_c) * (2_c / 7_c) - pow(2_c / 3_c, a) - 0.1_c / a);
  check(a * (b / c) - a * (1_c / 3_c) * (b * c) + (a + b) * (b - c) / (c - a));
}

TEST_CASE("numbers") {
  check(a * 1e22_c + 0.1_c / (a + constant<5e-324>)-b * constant<9007199254740993> + constant<9007199254740993, 7> * c);
  check(a - constant<0.1> * b - constant<-0.0> + c * 123456789012345678_c - 1e-300_c / a + constant<-1.5e300> * a);
  check(pow(a, constant<1e-3>) * constant<-2.5> - constant<1.0e17> / constant<3.0e-7>);
}

TEST_CASE("logic and choices") {
  check(select((a < b || b < c) && !(a >= c), a, select(equals(a, b), b * c, -c)));
  check(select(!(a < b && b <= c) || a > 1_c, a, b) - select(a <= b, a, b) * select(a < b, c, b));
}

TEST_CASE("requests, and formulas in other forms") {
  constexpr auto f = a * exp(b / c) + hypot(a, b) * select(a < b, log(c), c * a);
  constexpr auto g = atan2(a * c, b) - sqrt(c);
  check(gradient(f, a, b, c));
  check(value_and_gradient(g, a, c));
  check(jacobian(bundle(f, g), a, b));
  check(hessian(g, a, b, c));
  check(derivative<3>(f, b));
  check(pullback(bundle(f, g), a, c));
  check(jvp(g, a, b));
  check(hvp(g, a, b));
  check(simplify(f * f / g + f + 3_c * f));
  check(stabilize(log(1_c + a) * b));
  check(bundle(f, g, 2_c, a));
  check(record<"a", "b">([](auto x, auto y) {
    for (int step = 0; step < 12; ++step) x = sin(x) * x + y;
    return x;
  }));
}

TEST_CASE("names that look alike") {
  check(symbol<"x1"> - symbol<"x_1"> / symbol<"x1_">);
  check(symbol<"pi"> * constants::pi - symbol<"e"> / exp(a) + constants::e);
  check(symbol<"k"> - 3_c * k);
  check(symbol<"t1"> * symbol<"t_1"> - symbol<"lambda"> * symbol<"speed"> + symbol<"x'">);
}
