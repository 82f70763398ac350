// SPDX-License-Identifier: BSL-1.0
// Corners that a composition smooths out: the derivatives there are those of the smooth function, by differences in 50
// digits. Where a length is not smooth at the origin, the second derivative is NaN and not 0.
#include "tests/support/catch.hpp"

#include <cmath>

#include <boost/multiprecision/cpp_bin_float.hpp>

#include <tapeless/tapeless.hpp>

namespace {

using namespace tapeless;
using namespace tapeless::literals;
using digits50 = boost::multiprecision::number<boost::multiprecision::cpp_bin_float<50>, boost::multiprecision::et_off>;

constexpr auto x = symbol<"x">;
constexpr auto y = symbol<"y">;

// The second derivative of a function on numbers at 0, along (1, 0), (0, 1) and (1, 1).
template <class F>
double second(const F& f, int dx, int dy) {
  const digits50 h("1e-12");
  return static_cast<double>((f(h * dx, h * dy) - 2 * f(digits50(0), digits50(0)) + f(-h * dx, -h * dy)) / (h * h));
}

// A formula that is smooth at the origin against the same function on numbers, by every route.
template <class F, class G>
void check_smooth(const char* name, const F&, const G& on_numbers) {
  constexpr F f{};
  INFO(name);
  const double xx = second(on_numbers, 1, 0), yy = second(on_numbers, 0, 1);
  const double xy = (second(on_numbers, 1, 1) - xx - yy) / 2;
  const auto near = [](double a, double b) { return std::abs(a - b) <= 1e-9 * (1 + std::abs(b)); };
  const auto all = value_gradient_hessian(f, x, y)(x = 0.0, y = 0.0);
  CHECK(near(all.hessian(0, 0), xx));
  CHECK(near(all.hessian(0, 1), xy));
  CHECK(near(all.hessian(1, 1), yy));
  CHECK(near(derivative(f, x, x)(x = 0.0, y = 0.0), xx));
  CHECK(near(derivative(f, x, y)(x = 0.0, y = 0.0), xy));
  const auto product = hvp(f, x, y)(1.0, 1.0, x = 0.0, y = 0.0);
  CHECK(near(product[x], xx + xy));
  CHECK(near(product[y], xy + yy));
}

TEST_CASE("squares and other even functions of absolute values") {
  const auto on = [](auto f) { return f; };
  check_smooth("square(abs)", square(abs(x)) + x * y, on([](auto a, auto b) { return a * a + a * b; }));
  check_smooth("abs*abs", abs(x) * abs(x) + y * y, on([](auto a, auto b) { return a * a + b * b; }));
  check_smooth("abs^4 + abs^2", pow(abs(x), 4_c) + 3_c * pow(abs(x), 2_c) + y,
               on([](auto a, auto b) { return a * a * a * a + 3 * a * a + b; }));
  check_smooth("abs^3", pow(abs(x), 3_c) * (1_c + y), on([](auto a, auto b) { return abs(a * a * a) * (1 + b); }));
  check_smooth("cos(abs)", cos(abs(x) + 0_c * y) + y, on([](auto a, auto b) { return cos(a) + b; }));
  check_smooth("abs*tanh(abs)", abs(x - y) * tanh(abs(x - y)),
               on([](auto a, auto b) { return (a - b) * tanh(a - b); }));
  check_smooth("of the absolute value of a function", square(abs(sin(x) + y)),
               on([](auto a, auto b) { return (sin(a) + b) * (sin(a) + b); }));
  check_smooth("exp(-abs^2)", exp(-square(abs(x)) - abs(y) * abs(y)),
               on([](auto a, auto b) { return exp(-a * a - b * b); }));
  check_smooth("copysign", square(copysign(x, y + 1_c)), on([](auto a, auto) { return a * a; }));
}

TEST_CASE("absolute values of what has a sign") {
  const auto on = [](auto f) { return f; };
  check_smooth("abs(-x^2)", abs(-x * x) + y, on([](auto a, auto b) { return a * a + b; }));
  check_smooth("abs(-(x^2))", abs(-(x * x) - square(y)), on([](auto a, auto b) { return a * a + b * b; }));
  check_smooth("abs(x^2 y^2 + x^4)", abs(x * x * y * y + pow(x, 4_c) + x * x),
               on([](auto a, auto b) { return a * a * b * b + a * a * a * a + a * a; }));
  check_smooth("abs(x*y*x*y)", abs(x * y * x * y), on([](auto a, auto b) { return a * b * a * b; }));
  static_assert(derivative(abs(exp(x)), x) == exp(x));
  static_assert(derivative(abs(-sqrt(x)), x) == derivative(sqrt(x), x));
  static_assert(derivative(abs(x), x) == sign(x));
}

TEST_CASE("squares of lengths") {
  const auto on = [](auto f) { return f; };
  static_assert(derivative(square(hypot(x, y)), x) == 2_c * x);
  check_smooth("hypot^2", square(hypot(x, y)), on([](auto a, auto b) { return a * a + b * b; }));
  check_smooth("hypot*hypot", hypot(x, y) * hypot(x, y), on([](auto a, auto b) { return a * a + b * b; }));
  check_smooth("pow(hypot, 3)", pow(hypot(x, y), 3_c),
               on([](auto a, auto b) { return (a * a + b * b) * sqrt(a * a + b * b); }));
  check_smooth("pow(hypot, 4) + x", pow(hypot(x, y), 4_c) + x,
               on([](auto a, auto b) { return (a * a + b * b) * (a * a + b * b) + a; }));
  check_smooth("exp(-hypot^2/2)", exp(-square(hypot(x, y)) / 2_c),
               on([](auto a, auto b) { return exp(-(a * a + b * b) / 2); }));
  check_smooth("sqrt(1 + hypot^2)", sqrt(1_c + square(hypot(x, 2_c * y))),
               on([](auto a, auto b) { return sqrt(1 + a * a + 4 * b * b); }));
  check_smooth("log(1 + hypot^2)", log(1_c + pow(hypot(x, y), 2_c)),
               on([](auto a, auto b) { return log(1 + a * a + b * b); }));
  check_smooth("hypot of three, squared", square(hypot(x, y, x * y)),
               on([](auto a, auto b) { return a * a + b * b + a * a * b * b; }));
  check_smooth("hypot of twice the same, squared", square(hypot(x, x)) + y,
               on([](auto a, auto b) { return 2 * a * a + b; }));
}

TEST_CASE("no second derivative where there is none") {
  const auto at_origin = [](const auto& f) { return value_gradient_hessian(f, x, y)(x = 0.0, y = 0.0); };
  const auto length = at_origin(hypot(x, y));
  CHECK(length[x] == 0);
  CHECK(length[y] == 0);
  for (const double entry : {length.hessian(0, 0), length.hessian(0, 1), length.hessian(1, 1)})
    CHECK(std::isnan(entry));
  CHECK(std::isnan(derivative(hypot(x, y), x, x)(x = 0.0, y = 0.0)));
  CHECK(std::isnan(derivative(derivative(hypot(x, y), x), x)(x = 0.0, y = 0.0)));
  CHECK(derivative(hypot(x, y), x)(x = 0.0, y = 0.0) == 0);
  CHECK(std::isnan(at_origin(cos(hypot(x, y))).hessian(0, 0)));  // there is one, which this rule does not know
  CHECK(std::isnan(at_origin(hypot(x, y, x + y)).hessian(0, 1)));
  CHECK(at_origin(hypot(x, y, x + y))[x] == 0);
}

TEST_CASE("piecewise linear functions have second derivatives of 0, also at corners") {
  const auto at_origin = [](const auto& f) { return value_gradient_hessian(f, x)(x = 0.0).hessian(0, 0); };
  CHECK(at_origin(abs(x)) == 0);
  CHECK(at_origin(max(x, 0_c)) == 0);
  CHECK(at_origin(relu(x)) == 0);
  CHECK(at_origin(clamp(x, 0_c, 1_c)) == 0);
  CHECK(at_origin(x * abs(x)) == 0);   // the mean of -2 and 2
  CHECK(at_origin(exp(abs(x))) == 1);  // what it is on both sides
}

TEST_CASE("a sign that a formula squares is 0 at 0") {
  const auto r = value_and_gradient(y * sign(x) * sign(x), x, y)(x = 0.0, y = 2.0);
  CHECK(r[y] == 0);
}

TEST_CASE("the mixed second derivative of x*log(y) where x is 0") {
  const auto h = value_gradient_hessian(xlogy(x, y), y, x)(x = 0.0, y = 4.0);
  CHECK(h.hessian(0, 1) == 0.25);
  CHECK(h.hessian(0, 0) == 0);
}

}  // namespace
