// SPDX-License-Identifier: BSL-1.0
// What calls give: entries by symbol and by place, places that do not exist, and how results print.
#include "tests/support/catch.hpp"

#include <array>
#include <sstream>
#include <stdexcept>
#include <string>

#include <tapeless/tapeless.hpp>

namespace {

using namespace tapeless;
using namespace tapeless::literals;

constexpr auto x = symbol<"x">;
constexpr auto y = symbol<"y">;
constexpr auto f = x * x * y;
constexpr auto point = [](auto request) { return request(x = 3.0, y = 5.0); };

// By symbol, by a place known to the compiler, by one that is not.
constexpr auto g = point(gradient(f, x, y));
static_assert(g[x] == 30 && g[0_c] == 30 && g[0] == 30 && g.at(0) == 30 && g.at(x) == 30);
static_assert(g[y] == 9 && g[1_c] == 9 && g[1u] == 9 && g.at(std::integral_constant<int, 1>{}) == 9);
static_assert(gradient(f, x, y)[1_c] == x * x);
constexpr auto v = point(value_and_gradient(f, x, y));
static_assert(v.value == 45 && v[1] == 9 && v.gradient.at(1) == 9);
constexpr auto H = point(hessian(f, x, y));
static_assert(H(0, 1) == 6 && H(0_c, 1_c) == 6 && H(x, 1) == 6 && H.at(0, y) == 6 && H.at(1, 1) == 0);
static_assert(hessian(f, x, y)(0_c, 1_c) == 2_c * x);
constexpr auto J = point(jacobian(bundle(f, x, y), x, y));
static_assert(J(0, 1) == 9 && J(0_c, y) == 9 && J(2, y) == 1 && J(2_c, 1_c) == 1 && J.at(2, x) == 0);

// Out of range is no constant expression, also where the number would lie in the next row.
template <class Use>
concept is_constant = requires {
  typename std::bool_constant<(Use{}(), true)>;
};
static_assert(is_constant<decltype([] { return H(1, 1); })> && is_constant<decltype([] { return g[1]; })>);
static_assert(!is_constant<decltype([] { return H(0, 2); })> && !is_constant<decltype([] { return H(2, 0); })>);
static_assert(!is_constant<decltype([] { return H(-1, 2); })> && !is_constant<decltype([] { return J(3, x); })>);
static_assert(!is_constant<decltype([] { return g[2]; })> && !is_constant<decltype([] { return g.at(2); })>);
static_assert(!is_constant<decltype([] { return jacobian(bundle(f, x), x)(2, x)(x = 1.0, y = 1.0); })>);
constexpr auto pattern = sparsity(hessian(f, x, y));
static_assert(is_constant<decltype([] { return pattern(1, 1); })>);
static_assert(!is_constant<decltype([] { return pattern(1, 2); })>);
static_assert(!is_constant<decltype([] { return pattern(2, 1); })>);
static_assert(!is_constant<decltype([] { return decltype(hessian(f, x, y))::is_structural_zero(0, 2); })>);

template <class Call>
std::string sentence(const Call& call) {
  try {
    static_cast<void>(call());
  } catch (const std::out_of_range& problem) {
    return problem.what();
  }
  return "no complaint";
}

TEST_CASE("at") {
  CHECK(H.at(1, 0) == 6);
  CHECK(sentence([] { return H.at(2, 0); }) == "tapeless: index 2 is not among the 2 from 0 to 1");
  CHECK(sentence([] { return H.at(0, 2); }) == "tapeless: index 2 is not among the 2 from 0 to 1");
  CHECK(sentence([] { return J.at(-1, y); }) == "tapeless: index -1 is not among the 3 from 0 to 2");
  CHECK(sentence([] { return g.at(7); }) == "tapeless: index 7 is not among the 2 from 0 to 1");
}

template <class Result>
std::string text(const Result& result) {
  std::ostringstream out;
  out << result;
  return out.str();
}

TEST_CASE("results print") {
  CHECK(text(g) == "{x: 30, y: 9}");
  CHECK(text(v) == "value: 45, gradient: {x: 30, y: 9}");
  CHECK(text(H) == "{{10, 6}, {6, 0}}");
  CHECK(text(J) == "{{30, 9}, {1, 0}, {0, 1}}");
  CHECK(text(point(value_gradient_hessian(f))) == "value: 45, gradient: {x: 30, y: 9}, hessian: {{10, 6}, {6, 0}}");
  CHECK(text(point(value_and_jacobian(bundle(f, x), y, x))) == "values: {45, 3}, jacobian: {{9, 30}, {0, 1}}");
  CHECK(text(keyed_values<double>{}) == "{}");
  std::wostringstream wide;
  wide.precision(3);
  wide << gradient(sin(x))(x = 1.0f);
  CHECK(wide.str() == L"{x: 0.54}");
}

}  // namespace
