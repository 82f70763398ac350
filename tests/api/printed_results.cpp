// SPDX-License-Identifier: BSL-1.0
// Everything that a call or a question gives can be printed and, where it is a row of numbers, taken apart by names.
#include <sstream>
#include <string>

#include <tapeless/geometry.hpp>
#include <tapeless/linear.hpp>
#include <tapeless/tapeless.hpp>
#include "tests/support/catch.hpp"

using namespace tapeless;
using namespace tapeless::literals;

namespace {

constexpr auto x = symbol<"x">;
constexpr auto y = symbol<"y">;
constexpr auto p = symbols<"p", 3>;
constexpr auto f = x * x * y;

template <class T>
std::string text(const T& value) {
  std::ostringstream out;
  out << value;
  return out.str();
}

}  // namespace

TEST_CASE("Results of bundles, lists and patterns print") {
  CHECK(text(bundle(f, x)(x = 3.0, y = 2.0)) == "{18, 3}");
  CHECK(text(jvp(bundle(f, x), x)(1.0, x = 3.0, y = 2.0)) == "{12, 1}");
  CHECK(text(gradient(p[0_c] * p[1_c], p)(p = {2.0, 3.0, 4.0})[p]) == "{3, 2, 0}");
  CHECK(text(sparsity(jacobian(bundle(f, x), x, y))) == "3 of 4 entries: {{x, x}, {x, 0}}");
  CHECK(text(compressed(jacobian(bundle(f, x), x, y))(x = 3.0, y = 2.0)) == "{12, 9, 1}");
  CHECK(text(value_and_jacobian(bundle(f, x), x, y)(x = 3.0, y = 2.0).values) == "{18, 3}");
  CHECK(text(function(f, x, y)) == text(f));
  CHECK(text(function(gradient(f, x), x, y)) == text(gradient(f, x)));
}

TEST_CASE("Counts print their kinds") {
  CHECK(text(count(x)) == "0 operations");
  CHECK(text(count(x + y)) == "1 operation: 1 addition");
  CHECK(text(count(exp(x * y + x) / y - exp(-x))) ==
        "7 operations: 2 additions, 1 multiplication, 1 division, 1 change of sign, 2 function calls");
  CHECK(text(count(select(x < y, x, y))) == "2 operations: 2 selections");
}

TEST_CASE("Vectors, matrices and groups print") {
  CHECK(text(vec{1.0, 2.5}) == "{1, 2.5}");
  CHECK(text(mat<double, 2, 2>{1, 2, 3, 4}) == "{{1, 2}, {3, 4}}");
  CHECK(text(p) == "{p0, p1, p2}");
  CHECK(text(make_vec(x * y, x)) == "{x*y, x}");
  CHECK(text(make_mat<2>(x, y, x + y, x * y)) == "{{x, y}, {x + y, x*y}}");
  CHECK(text(rot3<double>::identity()) == "{0, 0, 0, 1}");
  CHECK(text(pose2<double>::identity()) == "{1, 0, 0, 0}");
  CHECK(text(unit3<double>::identity()) == "{0, 0, 1}");
}

TEST_CASE("Results are taken apart by names") {
  const auto [value, slopes] = value_and_gradient(f, x, y)(x = 3.0, y = 2.0);
  const auto [gx, gy] = slopes;
  CHECK(value == 18);
  CHECK(gx == 12);
  CHECK(gy == 9);
  const auto [first, second] = bundle(f, x)(x = 3.0, y = 2.0);
  CHECK(first == 18);
  CHECK(second == 3);
  const auto [values, J] = value_and_jacobian(bundle(f, x), x, y)(x = 3.0, y = 2.0);
  CHECK(values[1] == 3);
  CHECK(J(0, y) == 9);
  const auto [a, b, c] = gradient(p[0_c] * p[1_c], p)(p = {2.0, 3.0, 4.0})[p];
  CHECK(a + 10 * b + 100 * c == 23);
}

TEST_CASE("Results of bundles are arrays") {
  const std::array<double, 2> plain = bundle(f, x)(x = 3.0, y = 2.0);
  CHECK(plain == bundle(f, x)(x = 3.0, y = 2.0));
  const auto seeds = bundle(x, y)(x = 1.0, y = 0.0);
  CHECK(pullback(bundle(f, x), x, y)(seeds, x = 3.0, y = 2.0)[x] == 12);
  static_assert(bundle(f, x)(x = 3.0, y = 2.0)[0] == 18);
  CHECK(f(symbols<"x", "y"> = bundle(x, y)(x = 3.0, y = 2.0)) == 18);
}

TEST_CASE("Rows and columns of matrices are vectors") {
  constexpr mat<double, 2, 3> m{1, 2, 3, 4, 5, 6};
  static_assert(m.row(1) == vec{4.0, 5.0, 6.0});
  static_assert(m.column(2) == vec{3.0, 6.0});
  constexpr auto formulas = make_mat<2>(x, y, x + y, x * y);
  static_assert(formulas.row(1_c)[0_c] == x + y);
  static_assert(formulas.column(1_c)[0_c] == y);
  static_assert(dot(formulas.row(0_c), formulas.column(0_c)) == x * x + y * (x + y));
}
