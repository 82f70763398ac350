// SPDX-License-Identifier: BSL-1.0
// A user's own functions, written like the library's: values, derivatives of every order, text in every form, inside
// record and in constant expressions. The reference is each function written out with what the library has.
#include "tests/support/catch.hpp"
#include "tests/support/close.hpp"

#include <cmath>
#include <tuple>
#include <type_traits>

#include <tapeless/tapeless.hpp>

namespace mine {

// x/(1 + exp(-x)), with everything a rule may say.
struct swish_ {
  static constexpr auto name = "swish";
  static constexpr auto latex = "\\operatorname{sw}\\left(#1\\right)";
  static constexpr auto c = "((#1)/(1.0 + exp(-(#1))))";
  static constexpr auto value = [](const auto& x) {
    using tapeless::rules::math::exp;  // also in constant expressions, also for other number types
    return x / (decltype(exp(-x))(1) + exp(-x));
  };
  static constexpr auto partial = std::tuple{[](auto x, auto self) { return self + (1 - self) / (1 + exp(-x)); }};
};

// Only what a rule must say, and a single lambda as its partial.
struct cube_ {
  static constexpr auto name = "cube";
  static constexpr auto value = [](const auto& x) { return x * x * x; };
  static constexpr auto partial = [](auto x) { return 3 * x * x; };
};

// Two operands, the squared distance from a circle.
struct ring_ {
  static constexpr auto name = "ring";
  static constexpr auto value = [](const auto& x, const auto& y) {
    const auto gap = x * x + y * y - decltype(x * y)(1);
    return gap * gap;
  };
  static constexpr auto partial = std::tuple{[](auto x, auto y) { return 4 * x * (x * x + y * y - 1); },
                                             [](auto x, auto y) { return 4 * y * (x * x + y * y - 1); }};
};

// A pair of functions that are each other's derivative: sinh and cosh of 2x.
struct even_part_;
struct odd_part_ {
  static constexpr auto name = "odd_part";
  static constexpr auto value = [](const auto& x) {
    using tapeless::rules::math::exp;
    return (exp(2 * x) - exp(-2 * x)) / 2;
  };
  static constexpr auto partial = std::tuple{[](auto x) { return 2 * tapeless::function_of<even_part_>(x); }};
};
struct even_part_ {
  static constexpr auto name = "even_part";
  static constexpr auto value = [](const auto& x) {
    using tapeless::rules::math::exp;
    return (exp(2 * x) + exp(-2 * x)) / 2;
  };
  static constexpr auto partial = std::tuple{[](auto x) { return 2 * tapeless::function_of<odd_part_>(x); }};
};

constexpr auto swish = tapeless::function_of<swish_>;
constexpr auto cube = tapeless::function_of<cube_>;
constexpr auto ring = tapeless::function_of<ring_>;
constexpr auto odd_part = tapeless::function_of<odd_part_>;

}  // namespace mine

namespace {

using namespace tapeless;
using namespace tapeless::literals;

constexpr auto x = symbol<"x">;
constexpr auto y = symbol<"y">;

using checks::close;

TEST_CASE("value, gradient and Hessian") {
  constexpr auto f = mine::swish(x * y);
  constexpr auto g = x * y / (1_c + exp(-(x * y)));
  for (double a : {-1.5, 0.4, 2.0}) {
    const double b = 0.8;
    const auto r = value_gradient_hessian(f, x, y)(x = a, y = b);
    const auto s = value_gradient_hessian(g, x, y)(x = a, y = b);
    CHECK(close(r.value, a * b / (1 + std::exp(-a * b)), 1e-13));
    const double p = 1 / (1 + std::exp(-a * b));
    CHECK(close(r[x], b * (p + a * b * p * (1 - p)), 1e-13));
    for (std::size_t k = 0; k < 4; ++k) CHECK(close(r.hessian.data()[k], s.hessian.data()[k], 1e-12));
  }
}

TEST_CASE("two operands, and rules inside rules") {
  constexpr auto f = mine::ring(mine::cube(x), y);
  const double a = 0.9, b = -0.6;
  const auto r = value_gradient_hessian(f, x, y)(x = a, y = b);
  const double gap = std::pow(a, 6) + b * b - 1;
  CHECK(close(r.value, gap * gap, 1e-13));
  CHECK(close(r[x], 12 * std::pow(a, 5) * gap, 1e-13));
  CHECK(close(r[y], 4 * b * gap, 1e-13));
  CHECK(close(r.hessian(x, x), 60 * std::pow(a, 4) * gap + 72 * std::pow(a, 10), 1e-13));
  CHECK(close(r.hessian(x, y), 24 * std::pow(a, 5) * b, 1e-13));
  CHECK(close(r.hessian(y, y), 4 * gap + 8 * b * b, 1e-13));
}

TEST_CASE("a rule whose partial is another rule") {
  for (double a : {-0.4, 0.0, 1.1}) {
    CHECK(std::abs(mine::odd_part(x)(x = a) - std::sinh(2 * a)) < 1e-14);
    CHECK(close(derivative(mine::odd_part(x), x)(x = a), 2 * std::cosh(2 * a), 1e-13));
    CHECK(std::abs(derivative(mine::odd_part(x), x, x)(x = a) - 4 * std::sinh(2 * a)) < 1e-13);
    CHECK(close(derivative<3>(mine::odd_part(x), x)(x = a), 8 * std::cosh(2 * a), 1e-13));
  }
  CHECK(to_string(derivative(mine::odd_part(x), x)) == "2*even_part(x)");
  static_assert(derivative(mine::odd_part(x), x, x) == 4_c * mine::odd_part(x));
}

TEST_CASE("text in every form") {
  CHECK(to_string(mine::swish(x + 1_c) * 2_c) == "swish(x + 1)*2");
  CHECK(to_latex(mine::swish(x + 1_c)) == "\\operatorname{sw}\\left(x + 1\\right)");
  CHECK(to_latex(mine::ring(x, y)) == "\\operatorname{ring}\\left(x, y\\right)");
  CHECK(to_c(mine::swish(x)).find("((x)/(1.0 + exp(-(x))))") != std::string::npos);
  CHECK(to_c(mine::ring(x, y)).find("ring(x, y)") != std::string::npos);
  CHECK(to_string(derivative(mine::cube(x), x)) == "3*x^2");
  CHECK(to_dot(mine::swish(x)).find("swish") != std::string::npos);
  CHECK(to_string(explain(mine::cube(x))) ==
        "x\n    g-x = 3*g-L*x^2\nv1 = cube(x)\n    dv1/dx = 3*x^2\n    g-v1 = g-L\n");
}

constexpr bool in_constant_expressions() {
  const double s = mine::swish(x)(x = 1.0);
  return mine::cube(x)(x = 3.0) == 27 && derivative(mine::cube(x), x)(x = 3.0) == 27 &&
         value_and_gradient(mine::ring(x, y), x, y)(x = 2.0, y = 0.0)[x] == 24 && s > 0.7310585 && s < 0.7310586;
}
static_assert(in_constant_expressions());

constexpr auto recorded = record<"x", "y">([](auto a, auto b) { return mine::ring(mine::cube(a), b) + 1; });
static_assert(std::is_same_v<std::remove_const_t<decltype(recorded)>,
                             std::remove_const_t<decltype(mine::ring(mine::cube(x), y) + 1_c)>>);
static_assert(mine::cube(2) == 8 && mine::cube(0.5) == 0.125, "on numbers it is a function");

TEST_CASE("in record, in identities, in substitution, in other numbers") {
  CHECK(in_constant_expressions());
  CHECK(recorded(x = 1.0, y = 1.0) == 2);
  static_assert(mine::cube(x) + mine::cube(y) == mine::cube(y) + mine::cube(x) && mine::cube(x) != mine::cube(y));
  static_assert(substitute(mine::cube(x), x = y * y) == mine::cube(y * y) && mine::cube(x) != x * x * x);
  CHECK(tapeless::function(mine::cube(x), arguments(x))(2.0f) == 8.0f);
  const long double a = 0.3L, e = std::exp(a);
  CHECK(std::abs(derivative(mine::swish(x), x)(x = a) - e * (1 + e + a) / ((1 + e) * (1 + e))) < 1e-18L);
  CHECK(jvp(mine::cube(x), x)(2.0, x = 3.0) == 54);
  CHECK(hvp(mine::cube(x), x)(2.0, x = 3.0)[x] == 36);
}

}  // namespace
