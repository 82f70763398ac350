// SPDX-License-Identifier: BSL-1.0
// check_gradient finds rules whose partial is wrong, by a millionth, a sign or a missing term, says which symbol is off
// by how much, takes right ones for right, and takes no corner, jump or edge for a mistake.
#include "tests/support/catch.hpp"

#include <boost/multiprecision/cpp_bin_float.hpp>

#include <cmath>
#include <sstream>
#include <string>
#include <tuple>

#include <tapeless/tapeless.hpp>

namespace {

using namespace tapeless;
using namespace tapeless::literals;

constexpr auto x = symbol<"x">;
constexpr auto y = symbol<"y">;
constexpr auto k = integer<"k">;

// x^3 with a partial that is off by one part in a million.
struct factor_ {
  static constexpr auto name = "factor";
  static constexpr auto value = [](const auto& a) { return a * a * a; };
  static constexpr auto partial = [](auto a) { return 3.000003 * a * a; };
};
struct sign_ {
  static constexpr auto name = "wrong_sign";
  static constexpr auto value = [](const auto& a) {
    using tapeless::rules::math::cos;
    return cos(a);
  };
  static constexpr auto partial = [](auto a) { return sin(a); };
};
// x*y^2 + y; the derivative in y lacks the 1.
struct term_ {
  static constexpr auto name = "missing_term";
  static constexpr auto value = [](const auto& a, const auto& b) { return a * b * b + b; };
  static constexpr auto partial =
      std::tuple{[](auto, auto b) { return b * b; }, [](auto a, auto b) { return 2 * a * b; }};
};
struct right_ {
  static constexpr auto name = "right";
  static constexpr auto value = [](const auto& a, const auto& b) { return a * b * b + b; };
  static constexpr auto partial =
      std::tuple{[](auto, auto b) { return b * b; }, [](auto a, auto b) { return 2 * a * b + 1; }};
};
// A value that is known in double precision only.
struct narrow_ {
  static constexpr auto name = "narrow";
  static constexpr auto value = [](const auto& a) { return decltype(a + a)(std::sin(static_cast<double>(a))); };
  static constexpr auto partial = [](auto a) { return 1.000001 * cos(a); };
};
// Wrong by five parts in a billion.
struct slight_ {
  static constexpr auto name = "slight";
  static constexpr auto value = [](const auto& a) { return a * a; };
  static constexpr auto partial = [](auto a) { return 2.00000001 * a; };
};

constexpr auto factor = function_of<factor_>;
constexpr auto wrong_sign = function_of<sign_>;
constexpr auto missing_term = function_of<term_>;
constexpr auto right_rule = function_of<right_>;

using verdict = gradient_verdict;

}  // namespace

TEST_CASE("right rules agree") {
  const auto check = check_gradient(right_rule(x, exp(y)) * k - sin(x / y), x = 0.7, y = -1.3, k = 3);
  CHECK(check.ok());
  CHECK(check);
  REQUIRE(check.entries.size() == 2);
  for (const auto& one : check.entries) {
    CHECK(one.verdict == verdict::agrees);
    CHECK(one.error < 1e-14);
    CHECK(one.off() < 1e-14);
  }
}

TEST_CASE("a factor that is off by a millionth") {
  for (const double at : {1.7, -0.01, 300.0, 1e-3}) {
    INFO(at);
    const auto check = check_gradient(factor(x) + y, x = at, y = 0.5);
    CHECK(!check.ok());
    CHECK(!check);
    CHECK(check[x].verdict == verdict::differs);
    CHECK(check[x].off() == Approx(3e-6 * at * at).epsilon(1e-6));
    CHECK(check[x].difference == Approx(3 * at * at).epsilon(1e-12));
    CHECK(check[y].verdict == verdict::agrees);
  }
}

TEST_CASE("a wrong sign, a missing term") {
  const auto check = check_gradient(wrong_sign(x) * missing_term(x, y), x = 0.4, y = 2.5);
  CHECK(check[x].verdict == verdict::differs);
  CHECK(check[y].verdict == verdict::differs);
  CHECK(check[y].off() == Approx(std::cos(0.4)).epsilon(1e-12));
  const auto alone = check_gradient(missing_term(x, y), x = 0.4, y = 2.5);
  CHECK(alone[x].verdict == verdict::agrees);
  CHECK(alone[y].verdict == verdict::differs);
  CHECK(alone[y].off() == Approx(1).epsilon(1e-12));
}

TEST_CASE("values in double precision only") {
  const auto check = check_gradient(function_of<narrow_>(x), x = 0.7);
  CHECK(check[x].verdict == verdict::differs);
  CHECK(check[x].off() == Approx(1e-6 * std::cos(0.7)).epsilon(1e-3));
  CHECK(!check_gradient<double>(factor(x), x = 0.7));
  CHECK(check_gradient<double>(right_rule(x, y), x = 0.7, y = 2.0));
}

TEST_CASE("wider numbers, integers, floats") {
  using wide = boost::multiprecision::number<boost::multiprecision::cpp_bin_float<50>>;
  const auto check = check_gradient<wide>(right_rule(x, exp(y)), x = 0.7, y = 1);
  CHECK(check.ok());
  CHECK(check[y].error < 1e-30);
  CHECK(!check_gradient<wide>(function_of<slight_>(x), x = 2));
  CHECK(check_gradient(x * y, x = 1, y = 2));
  CHECK(check_gradient(exp(x), x = 1.5f));
}

TEST_CASE("no derivative, no mistake") {
  const auto corner = check_gradient(abs(x) + max(x, y), x = 0.0, y = 1.0);
  CHECK(corner.ok());
  CHECK(corner[x].verdict == verdict::no_derivative);
  CHECK(corner[x].left == Approx(-1));
  CHECK(corner[x].right == Approx(1));
  CHECK(corner[y].verdict == verdict::agrees);
  CHECK(check_gradient(floor(x), x = 2.0)[x].verdict == verdict::no_derivative);
  CHECK(check_gradient(cbrt(x), x = 0.0)[x].verdict == verdict::no_derivative);
  CHECK(check_gradient(sqrt(x), x = 0.0)[x].verdict == verdict::no_derivative);
  CHECK(check_gradient(asin(x), x = 1.0)[x].verdict == verdict::no_derivative);
  CHECK(check_gradient(log(x), x = 0.0)[x].verdict == verdict::undefined);
  CHECK(check_gradient(log(x), x = -2.0)[x].verdict == verdict::undefined);
  CHECK(check_gradient(log(x), x = -2.0).ok());
}

TEST_CASE("smooth functions at difficult points") {
  CHECK(check_gradient(abs(x) * x, x = 0.0)[x].verdict == verdict::agrees);
  CHECK(check_gradient(log(x) + sin(1000_c * y), x = 1e-9, y = 3.0));
  CHECK(check_gradient(max(x, 0_c) + sqrt(y), x = 1e-9, y = 1e-12)[x].verdict == verdict::agrees);
  CHECK(check_gradient(exp(x), x = 40.0)[x].verdict == verdict::agrees);
  CHECK(check_gradient(sin(x), x = 1.5707963267948966)[x].verdict == verdict::agrees);
  CHECK(check_gradient(exp(-square(x)), x = 0.0)[x].verdict == verdict::agrees);
  CHECK(check_gradient(1e10_c + x, x = 0.1)[x].verdict == verdict::agrees);
}

TEST_CASE("one line per symbol") {
  const auto check = check_gradient(factor(x) + 2_c * y, x = 2.0, y = 1.0);
  std::ostringstream text;
  text << check;
  CHECK(text.str() == to_string(check));
  CHECK(text.str().find("x: derivative 12.000012, difference 12 +- ") == 0);
  CHECK(text.str().find(": off by 1.2e-05\ny: derivative 2, difference 2 +- ") != std::string::npos);
  CHECK(to_string(check_gradient(abs(x), x = 0.0)) ==
        "x: derivative 0, but there is none to compare with: the slopes are -1 and 1\n");
  CHECK(to_string(check_gradient(log(x), x = 0.0)) == "x: derivative inf, but the value is not finite\n");
}
