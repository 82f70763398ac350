// SPDX-License-Identifier: BSL-1.0
// Formulas as text: what is printed means what was typed, with no parentheses but the necessary ones, and a part that
// is used often is written once.
#include "tests/support/catch.hpp"

#include <algorithm>
#include <sstream>
#include <string>

#include <tapeless/tapeless.hpp>

namespace {

using namespace tapeless;
using namespace tapeless::literals;

constexpr auto a = symbol<"a">;
constexpr auto b = symbol<"b">;
constexpr auto c = symbol<"c">;
constexpr auto k = integer<"k">;

TEST_CASE("precedence") {
  CHECK(to_string(a + b * c) == "a + b*c");
  CHECK(to_string((a + b) * c) == "(a + b)*c");
  CHECK(to_string(a - (b - c)) == "a - (b - c)");
  CHECK(to_string(a - b - c) == "a - b - c");
  CHECK(to_string(a - (b + c)) == "a - (b + c)");
  CHECK(to_string(a + (b + c)) == "a + (b + c)");
  CHECK(to_string(a / (b * c)) == "a/(b*c)");
  CHECK(to_string(a / b * c) == "a/b*c");
  CHECK(to_string(a * (b / c)) == "a*(b/c)");
  CHECK(to_string(a / (b / c)) == "a/(b/c)");
  CHECK(to_string((a + b) / (a - b)) == "(a + b)/(a - b)");
  CHECK(to_string(-a) == "-a");
  CHECK(to_string(-(a + b)) == "-(a + b)");
  CHECK(to_string(-(a * b)) == "-a*b");
  CHECK(to_string((-a) * b) == "(-a)*b");
  CHECK(to_string(a * (-b)) == "a*(-b)");
  CHECK(to_string(a - (-b)) == "a - (-b)");
  CHECK(to_string(-(-a)) == "-(-a)");
}

TEST_CASE("powers and numbers") {
  CHECK(to_string(pow(a, 2_c)) == "a^2");
  CHECK(to_string(pow(a + b, c)) == "(a + b)^c");
  CHECK(to_string(pow(pow(a, b), c)) == "(a^b)^c");
  CHECK(to_string(pow(a, pow(b, c))) == "a^(b^c)");
  CHECK(to_string(-pow(a, 2_c)) == "-a^2");
  CHECK(to_string(pow(-a, 2_c)) == "(-a)^2");
  CHECK(to_string(pow(a, -2_c)) == "a^(-2)");
  CHECK(to_string(pow(a, 1_c / 3_c)) == "a^(1/3)");
  CHECK(to_string(2_c * a) == "2*a");
  CHECK(to_string(-2_c * a) == "-2*a");
  CHECK(to_string(a * -2_c) == "a*(-2)");
  CHECK(to_string(a + -2_c) == "a + (-2)");
  CHECK(to_string(a / 0.5_c) == "a/(1/2)");
  CHECK(to_string(constant<0.1> + a) == "0.1 + a");
}

TEST_CASE("functions, conditions and choices") {
  CHECK(to_string(sin(a + b)) == "sin(a + b)");
  CHECK(to_string(pow(sin(a), 2_c)) == "sin(a)^2");
  CHECK(to_string(square(a)) == "square(a)");
  CHECK(to_string(max(a, b * c)) == "max(a, b*c)");
  CHECK(to_string(select(a < b && !(b >= c), a, b)) == "select((a < b) && not(b >= c), a, b)");
  CHECK(to_string(select((a < b || b < c) && a < c, a, b)) == "select(((a < b) || (b < c)) && (a < c), a, b)");
  CHECK(to_string(choose(k, a, b, c)) == "choose(k, a, b, c)");
  CHECK(to_string(constants::pi * a) == "pi*a");
  CHECK(to_string(log10(a) / constants::ln10) == "log10(a)/ln(10)");
}

TEST_CASE("what a textbook calls by a name") {
  CHECK(to_string(normal_cdf(a)) == "normal_cdf(a)");
  CHECK(to_string(derivative(normal_cdf(a), a)) == "exp(-a^2/2)/sqrt(2*pi)");
  CHECK(to_string(derivative(normal_cdf(a), a, a)) == "-a*exp(-a^2/2)/sqrt(2*pi)");
  CHECK(to_latex(normal_cdf(a / b)) == R"(\Phi\left(\frac{a}{b}\right))");
}

TEST_CASE("the derivative of the logarithm of a ratio has no ratio") {
  CHECK(to_string(derivative(log(a / b), a)) == "1/a");
  CHECK(to_string(derivative(log(a / b), b)) == "-1/b");
  CHECK(to_string(derivative(log(a * c / b), c)) == "1/c");
  CHECK(to_string(derivative(log10(a / b), a)) == "1/(a*ln(10))");
  CHECK(to_string(derivative(log2(a / b), b)) == "-1/(b*ln(2))");
  CHECK(to_string(gradient(log(a / b), a, b)) == "(1/a, -1/b)");
  CHECK(to_string(derivative(log((a + c) / (b + c)), a)) == "1/(a + c)");
}

TEST_CASE("bundles and what is derived") {
  CHECK(to_string(bundle(a, a * b)) == "(a, a*b)");
  CHECK(to_string(gradient(a * b * b, a, b)) == "(b^2, 2*a*b)");
  CHECK(to_string(value_and_gradient(a * b, a, b)) == "(a*b, b, a)");
  CHECK(to_string(jacobian(bundle(a * b, b), a, b)) == "(b, a, 0, 1)");
  std::ostringstream stream;
  stream << a * b << "; " << derivative(a * b, a) << "; " << bundle(a, b);
  CHECK(stream.str() == "a*b; b; (a, b)");
}

TEST_CASE("a shared part has a name when it would make the text long") {
  constexpr auto shared = exp(sin(a) * cos(b) + log(a * a + b * b + c * c));
  constexpr auto once = shared / (shared + 1_c);
  constexpr auto f = once * once + once / (once + shared);
  const std::string text = to_string(f);
  CHECK(text.find("t1 = exp(sin(a)*cos(b) + log(a*a + b*b + c*c))\n") != std::string::npos);
  CHECK(text.find("t2 = t1/(t1 + 1)\n") != std::string::npos);
  CHECK(text.substr(text.rfind('\n') + 1) == "t2*t2 + t2/(t2 + t1)");
  // The names avoid those of symbols.
  constexpr auto t1 = symbol<"t1">;
  constexpr auto other = exp(sin(t1) * cos(b) + log(t1 * t1 + b * b + c * c) + sin(b * c));
  const std::string avoided = to_string(other / (other + 1_c) + other * other * other);
  CHECK(avoided.find("v1 = exp(") != std::string::npos);
  // A symbol that is called like a constant, or like one of another kind, is told apart.
  CHECK(to_string(symbol<"pi"> * constants::pi + symbol<"k"> * k) == "pi'*pi + k*k'");
  CHECK(to_string(symbol<"pi"> + a) == "pi + a");
}

TEST_CASE("sixty-four levels of sharing print in sixty-four lines") {
  constexpr auto doubling = record<"x", "y">([](auto u, auto v) {
    for (int level = 0; level < 64; ++level) u = u * sin(u) + v;
    return u;
  });
  const std::string text = to_string(doubling);
  CHECK(text.size() < 64 * 40);
  CHECK(std::count(text.begin(), text.end(), '\n') < 70);
  CHECK(text.find("t1 = ") == 0);
  CHECK(to_latex(doubling).size() < 64 * 120);
  CHECK(to_c(doubling).size() < 64 * 120);
  CHECK(to_dot(doubling).size() < 64 * 600);
}

}  // namespace
