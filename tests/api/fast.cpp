// SPDX-License-Identifier: BSL-1.0
// The form for speed: values and gradients against the same formula with 100 digits, how many operations are left, and
// what has to stay as it is. Random programs are in random/programs.cpp.
#include "tests/support/catch.hpp"

#include <array>
#include <boost/math/special_functions/erf.hpp>
#include <boost/multiprecision/cpp_bin_float.hpp>
#include <cmath>
#include <string>

#include <tapeless/tapeless.hpp>

namespace {

using namespace tapeless;
using namespace tapeless::literals;
using exact = boost::multiprecision::cpp_bin_float_100;

constexpr auto x = symbol<"x">;
constexpr auto y = symbol<"y">;
constexpr auto z = symbol<"z">;
constexpr auto k = integer<"k">;

constexpr std::array<std::array<double, 3>, 4> points{
    {{0.7, 1.3, 2.1}, {-0.4, 0.9, 0.35}, {1.9, -2.6, 0.8}, {3.1, 0.05, 1.7}}};

// A formula of x, y and z as code: with handles it is recorded, with 100 digits it says what is right. size: by what a
// rounding error is measured, the largest term.
template <class Code>
void is_right(const Code&, double size = 1) {
  static constexpr auto f = fast(record<"x", "y", "z">(Code{}));
  const auto right = [](const std::array<exact, 3>& at) { return exact(Code{}(at[0], at[1], at[2])); };
  for (const auto& [a, b, c] : points) {
    const std::array<exact, 3> at{a, b, c};
    const auto r = value_and_gradient(f + 0_c * (x + y + z), x, y, z)(x = a, y = b, z = c);
    const double value = static_cast<double>(right(at));
    CHECK(f(x = a, y = b, z = c) == r.value);
    CHECK(std::abs(r.value - value) <= 1e-14 * (size + std::abs(value)));
    for (std::size_t i = 0; i < 3; ++i) {
      const exact step("1e-30");
      std::array<exact, 3> up = at, down = at;
      up[i] += step, down[i] -= step;
      const double slope = static_cast<double>((right(up) - right(down)) / (2 * step));
      const double ours = i == 0 ? r[x] : i == 1 ? r[y] : r[z];
      CHECK(std::abs(ours - slope) <= 1e-14 * (size + std::abs(slope)));
    }
  }
}

template <class F>
constexpr int length(const F& f) {
  return count(fast(f)).total;
}
template <class F>
constexpr int length_with_gradient(const F& f) {
  return count(value_and_gradient(fast(f))).total;
}
template <class F>
std::string text(const F& f) {
  return to_string(fast(f));
}

// Like terms are one, and factors that several terms have stand outside.
static_assert(length(x * x + 2_c * x * y + y * y) == 5 && count(x * x + 2_c * x * y + y * y).total == 6);
static_assert(length(3_c * x * y + 5_c * y * x) == 2 && length(x * y - y * x) == 0);
static_assert(length(x * y * z + 2_c * y * x + x * z) == 4);
static_assert(length(2_c * x + 2_c * y + 2_c * z) == 3 && length(0.5_c * x * x + 0.5_c * y * y) == 4);
static_assert(length(x * x * x + 2_c * x * x + 3_c * x + 4_c) == 5);
static_assert(length(x / z + y / z) == 2 && length(constants::pi * x + constants::pi * y) == 2);
static_assert(length(2_c * constants::pi * x + 3_c * constants::pi * y) == 3);
static_assert(length_with_gradient(x * y * z + 2_c * y * x + x * z) == 7);
static_assert(length_with_gradient(x / z + y / z) == 5);
// Divisors that are shared, constant ones, and those that are not.
static_assert(count(fast(sin(x) / z + exp(y / z))).divide == 1 && count(fast(x / 3_c)).divide == 0);
static_assert(count(fast(1_c / x + 1_c / y)).divide == 2 && count(fast((x / y) * (z / y))).divide == 1);
static_assert(std::is_same_v<decltype(fast(x / y)), decltype(x / y)>);
// Calls.
static_assert(count(fast(exp(x) * y * exp(z))).call == 1 && count(fast(exp(x) / exp(y))).call == 1);
static_assert(count(fast(exp(x) * exp(y) + exp(x))).call == 2 && count(fast(z / exp(y))).divide == 0);
static_assert(count(fast(sqrt(square(x)) * sqrt(square(y)))).call == 1 && count(fast(sqrt(x) * sqrt(y))).call == 2);
static_assert(count(fast(z / exp(y) + exp(y))).call == 1);
static_assert(count(fast(pow(x, 20_c))).call == 0 && count(fast(pow(x, 65_c))).call == 1);
static_assert(length(pow(x, 45_c)) == 7);

// A form of n inputs takes n squared products with its gradient, and no more sums.
template <int N>
constexpr auto form() {
  return []<std::size_t... K>(std::index_sequence<K...>) {
    return [](const auto&... all) {
      const handle v[] = {all...};
      handle sum = 0 * v[0];
      for (int i = 0; i < N; ++i)
        for (int j = 0; j < N; ++j) sum += 1.0 / (1 + i + 2 * j) * v[i] * v[j];
      return sum;
    };
  }
  (std::make_index_sequence<static_cast<std::size_t>(N)>{});
}
constexpr auto form_of_eight = record<"a", "b", "c", "d", "e", "f", "g", "h">(form<8>());
constexpr auto slopes_of_eight = count(value_and_gradient(fast(form_of_eight)));
static_assert(slopes_of_eight.multiply <= 2 * 8 * 9 / 2 + 8 && slopes_of_eight.add <= 8 * 9);
static_assert(count(value_and_gradient(form_of_eight)).total > 2 * slopes_of_eight.total);

// A function of a user's own with a faster form.
struct cube_ {
  static constexpr auto name = "cube";
  static constexpr auto value = [](const auto& a) { return a * a * a; };
  static constexpr auto partial = [](auto a) { return 3 * square(a); };
  static constexpr auto fast = [](const auto& a) -> handle { return a * (a * a); };
};
constexpr auto cube = function_of<cube_>;
static_assert(count(cube(x)).call == 1 && count(fast(cube(x))).call == 0 && count(fast(cube(x))).multiply == 2);

}  // namespace

TEST_CASE("fast forms are the same functions") {
  is_right([](const auto& a, const auto& b, const auto& c) { return a * b * c + 2 * b * a + a * c - 7 * a * a * b; },
           20);
  is_right(
      [](const auto& a, const auto& b, const auto& c) {
        return (a * a * a * b - 3 * a * a * b * c + a / c - b / c + 2) * (a * b - c * b) + a * (b - c) - b * (c - a);
      },
      2000);
  is_right([](const auto& a, const auto& b, const auto& c) { return exp(a) * b * exp(b) / exp(c) - 3 * exp(c - a); },
           20);
  is_right([](const auto& a, const auto& b, const auto& c) { return log10(a * a + b * b) * log10(c) + log10(c); }, 10);
  is_right([](const auto& a, const auto& b, const auto& c) { return sqrt(a * a + 1) * sqrt(b * b + c * c); }, 20);
  is_right([](const auto& a, const auto& b, const auto& c) { return sin(a / c) * cos(b / c) + a * a / c + 1 / c; }, 50);
  is_right(
      [](const auto& a, const auto& b, const auto& c) {
        using T = std::remove_cvref_t<decltype(a)>;
        return pow(T(0 * a + 2), a) * 0 + pow(a, 20) / 1000 + pow(b, 15) + pow(b, 45) * pow(c, -17);
      },
      1e13);
  // Divisors that come more than once.
  is_right([](const auto& a, const auto& b, const auto& c) { return a / c - b / c / c + a / (c * c) / c - 1 / c; }, 50);
  // A long sum is added up in parts.
  is_right(
      [](const auto& a, const auto& b, const auto& c) {
        auto sum = a * b;
        for (int n = 1; n < 30; ++n) sum = sum + exp(a / n) * b - sin(c * n) / n;
        return sum;
      },
      2000);
}

TEST_CASE("functions in faster forms") {
  CHECK(text(log10(x)) == "log(x)*(1/ln(10))");
  CHECK(text(pow(2_c, x)) == "exp2(x)");
  CHECK(text(pow(10_c, x)) == "exp(x*log(10))");
  CHECK(text(pow(abs(x), 0.25_c)) == "sqrt(sqrt(abs(x)))");
  CHECK(text(pow(x, 0.25_c)) == "x^(1/4)");
  CHECK(text(log2(x)) == "log2(x)");
  for (const double a : {0.003, 0.7, 4.2, 1e90}) {
    CHECK(fast(pow(abs(x), 0.75_c))(x = a) == Approx(std::pow(a, 0.75)).epsilon(1e-14));
    CHECK(fast(pow(abs(x), -1.25_c))(x = a) == Approx(std::pow(a, -1.25)).epsilon(1e-14));
    CHECK(gradient(fast(pow(abs(x), 0.75_c)), x)(x = a)[x] == Approx(0.75 * std::pow(a, -0.25)).epsilon(1e-14));
    CHECK(fast(pow(x, -20_c))(x = a) == Approx(std::pow(a, -20)).epsilon(1e-14));
    CHECK(fast(log10(x))(x = a) == Approx(std::log10(a)).epsilon(1e-15));
  }
  for (const double a : {-4.5, -0.3, 2.7, 30.0}) {
    CHECK(fast(pow(3.5_c, x))(x = a) == Approx(std::pow(3.5, a)).epsilon(1e-14));
    CHECK(fast(pow(2_c, x))(x = a) == Approx(std::exp2(a)).epsilon(1e-15));
    CHECK(gradient(fast(pow(3.5_c, x)), x)(x = a)[x] == Approx(std::log(3.5) * std::pow(3.5, a)).epsilon(1e-14));
  }
  CHECK(std::isnan(fast(pow(-2_c, x))(x = 0.5)));
  CHECK(fast(cube(x))(x = 3.0) == 27);
}

TEST_CASE("the normal distribution in its plain form") {
  const auto cdf = fast(normal_cdf(x));
  const auto density = fast(normal_density(x));
  for (const double a : {-7.5, -1.25, -0.1, 0.0, 0.9, 3.3}) {
    const exact right = boost::math::erfc(exact(-a) / sqrt(exact(2))) / 2;
    const exact slope = exp(exact(-a) * a / 2) / sqrt(2 * boost::math::constants::pi<exact>());
    const double tolerance = (2 + a * a) * 2.3e-16;
    CHECK(cdf(x = a) == Approx(static_cast<double>(right)).epsilon(tolerance));
    CHECK(density(x = a) == Approx(static_cast<double>(slope)).epsilon(tolerance));
    CHECK(gradient(cdf, x)(x = a)[x] == density(x = a));
    CHECK(gradient(density, x)(x = a)[x] == Approx(-a * static_cast<double>(slope)).epsilon(tolerance));
    CHECK(hessian(cdf, x)(x = a)(x, x) == Approx(-a * static_cast<double>(slope)).epsilon(tolerance));
    CHECK(cdf(x = static_cast<float>(a)) == Approx(static_cast<double>(right)).epsilon(tolerance * 0x1p29));
  }
  CHECK(density(x = 50.0) == 0);
  CHECK(gradient(density, x)(x = INFINITY)[x] == 0);
  CHECK(to_c(cdf, "f").find("erfc") != std::string::npos);
  CHECK(to_latex(density) == "\\varphi\\left(x\\right)");
  // What cancels between terms of the normal distribution still does.
  constexpr auto d1 = log(x / y) / z + z / 2_c;
  constexpr auto d2 = d1 - z;
  constexpr auto call = x * normal_cdf(d1) - y * normal_cdf(d2);
  static_assert(count(value_and_gradient(fast(call), x, y, z)).total <= count(value_and_gradient(call, x, y, z)).total);
  CHECK(gradient(fast(call), x)(x = 100.0, y = 95.0, z = 0.3)[x] ==
        Approx(normal_cdf(d1)(x = 100.0, y = 95.0, z = 0.3)).epsilon(1e-15));
}

TEST_CASE("branches stay what they are") {
  constexpr auto f = fast(select(x < y, 1_c / (y - x), 3_c) * z + select(x < y, z * z, x * z + y * z));
  CHECK(f(x = 1.0, y = 1.0, z = 2.0) == 10);
  CHECK(f(x = 1.0, y = 1.5, z = 2.0) == 8);
  CHECK(gradient(f, x, y, z)(x = 1.0, y = 1.0, z = 2.0)[z] == 5);
  // A branch and what it is multiplied with stay together.
  static_assert(count(fast(select(x < y, x, y) * z + x * z + y * z)).multiply == 2);
  // What is not chosen may be anything: 0*infinity is not looked at.
  constexpr auto g = fast(select(x > 0_c, log(x), 0_c) * y + select(x > 0_c, log(x), 0_c) * z);
  CHECK(g(x = -1.0, y = 1e300, z = -1e300) == 0);
  CHECK(gradient(g, x)(x = 0.0, y = 2.0, z = 3.0)[x] == 0);
  constexpr auto h = fast(choose(k, x / z, y / z) + choose(k, x, y) * z);
  CHECK(h(k = 1, x = 3.0, y = 5.0, z = 2.0) == 7.5);
  CHECK(h(k = 2, x = 3.0, y = 5.0, z = 2.0) == 12.5);
}

// Numbers on the way between 1e-100 and 1e100.
TEST_CASE("large and small numbers stay finite") {
  for (const double a : {1e-100, 1e100})
    for (const double b : {1e-100, 1e100}) {
      CHECK(fast(x / z + y / z)(x = a, y = b, z = b) == Approx(a / b + 1).epsilon(1e-15));
      CHECK(fast(sin(x) / z + y / z)(x = 1.0, y = a, z = b) == Approx((std::sin(1.0) + a) / b).epsilon(1e-15));
      CHECK(fast(x * y + x * z + x * x)(x = a, y = b, z = b) == Approx(a * (2 * b + a)).epsilon(1e-15));
      constexpr auto product = fast(sqrt(square(x)) * sqrt(square(y)));
      CHECK(product(x = std::sqrt(a), y = std::sqrt(b)) == Approx(std::sqrt(a) * std::sqrt(b)).epsilon(1e-15));
      const auto slopes = gradient(fast(x / z + sin(y / z)), x, y, z)(x = a, y = 0.5 * b, z = b);
      CHECK(slopes[z] == Approx(-a / b / b - 0.5 * std::cos(0.5) / b).epsilon(1e-14));
    }
  CHECK(fast(exp(x) * exp(y))(x = 700.0, y = -650.0) == Approx(std::exp(50)).epsilon(1e-14));
}

TEST_CASE("with other rewritings, and several formulas at once") {
  constexpr auto d = exp(x) + exp(y);
  constexpr auto loss = -log10(choose(k, exp(x) / d, exp(y) / d));
  constexpr auto both = fast(stabilize(loss));
  static_assert(count(value_and_gradient(both, x, y)).divide < count(value_and_gradient(stabilize(loss), x, y)).divide);
  CHECK(both(x = 800.0, y = -800.0, k = 2) == Approx(1600 / std::log(10)).epsilon(1e-15));
  const auto r = value_and_gradient(fast(loss), x, y)(x = 0.3, y = 1.2, k = 1);
  const auto s = value_and_gradient(loss, x, y)(x = 0.3, y = 1.2, k = 1);
  CHECK(r.value == Approx(s.value).epsilon(1e-15));
  CHECK(r[x] == Approx(s[x]).epsilon(1e-15));
  CHECK(r[y] == Approx(s[y]).epsilon(1e-15));
  // One reciprocal for both formulas.
  constexpr auto pair = fast(bundle(x / z, sin(y / z)));
  static_assert(count(pair).divide == 1 && pair.size() == 2);
  CHECK(pair(x = 3.0, y = 1.0, z = 2.0)[0] == 1.5);
  CHECK(pair(x = 3.0, y = 1.0, z = 2.0)[1] == Approx(std::sin(0.5)).epsilon(1e-15));
  CHECK(jacobian(pair, x, y, z)(x = 3.0, y = 1.0, z = 2.0)(0_c, z) == -0.75);
}
