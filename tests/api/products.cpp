// SPDX-License-Identifier: BSL-1.0
// Products with numbers that come with the call, pullback, jvp and hvp, against Jacobians and Hessians by hand, and
// without ever computing those.
#include "tests/support/catch.hpp"

#include <array>
#include <cmath>

#include <tapeless/tapeless.hpp>

namespace {

using namespace tapeless;
using namespace tapeless::literals;

constexpr auto x = symbol<"x">;
constexpr auto y = symbol<"y">;
constexpr auto z = symbol<"z">;

bool close(double value, double reference, double tolerance = 1e-13) {
  return std::abs(value - reference) <= tolerance * (std::abs(reference) + 1e-300);
}

// Spherical coordinates; the Jacobian is known by heart.
constexpr auto spherical = bundle(x * sin(y) * cos(z), x* sin(y) * sin(z), x* cos(y));
struct matrix {
  double entry[3][3];
};
matrix jacobian_by_hand(double r, double t, double p) {
  const double st = std::sin(t), ct = std::cos(t), sp = std::sin(p), cp = std::cos(p);
  return {{{st * cp, r * ct * cp, -r * st * sp}, {st * sp, r * ct * sp, r * st * cp}, {ct, -r * st, 0}}};
}

TEST_CASE("pullback is the transposed Jacobian times seeds") {
  const std::array at{1.7, 0.6, -0.9};
  const std::array seeds{0.3, -2.0, 1.1};
  const matrix j = jacobian_by_hand(at[0], at[1], at[2]);
  const auto back = pullback(spherical, x, y, z)(seeds, x = at[0], y = at[1], z = at[2]);
  for (std::size_t k = 0; k < 3; ++k) {
    double expected = 0;
    for (std::size_t row = 0; row < 3; ++row) expected += seeds[row] * j.entry[row][k];
    CHECK(close(back.data()[k], expected));
  }
  // Seeds one by one, or mixed with bindings in any order.
  const auto apart = pullback(spherical, x, y, z)(z = at[2], seeds[0], x = at[0], seeds[1], seeds[2], y = at[1]);
  CHECK(apart == back);
  CHECK(back[y] == back.data()[1]);
}

TEST_CASE("jvp is the Jacobian times a direction") {
  const std::array at{1.7, 0.6, -0.9};
  const std::array direction{0.2, -0.5, 1.3};
  const matrix j = jacobian_by_hand(at[0], at[1], at[2]);
  const auto along = jvp(spherical, x, y, z)(direction, x = at[0], y = at[1], z = at[2]);
  for (std::size_t row = 0; row < 3; ++row) {
    double expected = 0;
    for (std::size_t k = 0; k < 3; ++k) expected += j.entry[row][k] * direction[k];
    CHECK(close(along[row], expected));
  }
  CHECK(close(jvp(x * x * y, x)(0.5, x = 3.0, y = 2.0), 6));                  // one formula: a number
  CHECK(jvp(x + y, x, x, x, y)(1.0, 2.0, 4.0, 8.0, x = 3.0, y = 2.0) == 12);  // of a symbol listed again the last
  // What pullback and jvp make of each other's numbers is the same number.
  const auto back = pullback(spherical, x, y, z)(along, x = at[0], y = at[1], z = at[2]);
  double left = 0, right = 0;
  for (std::size_t k = 0; k < 3; ++k) {
    left += back.data()[k] * direction[k];
    right += along[k] * along[k];
  }
  CHECK(close(left, right));
}

TEST_CASE("hvp is the Hessian times a direction") {
  // f = exp(x*y) + x*z^3
  constexpr auto f = exp(x * y) + x * pow(z, 3_c);
  const double a = 0.4, b = -0.8, c = 1.5;
  const std::array v{1.0, -2.0, 0.5};
  const double e = std::exp(a * b);
  const auto product = hvp(f, x, y, z)(v, x = a, y = b, z = c);
  CHECK(close(product[x], b * b * e * v[0] + (1 + a * b) * e * v[1] + 3 * c * c * v[2]));
  CHECK(close(product[y], (1 + a * b) * e * v[0] + a * a * e * v[1]));
  CHECK(close(product[z], 3 * c * c * v[0] + 6 * a * c * v[2]));
  // A result is a direction for the next product, as in a conjugate gradient method.
  const auto again = hvp(f, x, y, z)(product, x = a, y = b, z = c);
  CHECK(close(again[z], 3 * c * c * product[x] + 6 * a * c * product[z]));
  CHECK(hvp(x * x, x)(3.0f, x = 1.0f)[x] == 6.0f);
}

constexpr bool in_constant_expressions() {
  constexpr auto b = bundle(x * y, x + y);
  return pullback(b, x, y)(2.0, 3.0, x = 5.0, y = 7.0)[x] == 2 * 7 + 3 &&
         jvp(b, x, y)(2.0, 3.0, x = 5.0, y = 7.0) == std::array{2.0 * 7 + 3 * 5, 5.0} &&
         hvp(x * y * y, x, y)(2.0, 3.0, x = 5.0, y = 7.0)[y] == 2 * 14 + 3 * 10;
}
static_assert(in_constant_expressions());

TEST_CASE("constant and run-time evaluation agree") { CHECK(in_constant_expressions()); }

// A product costs a small multiple of the values, however many inputs there are.
constexpr auto many = record<"a", "b", "c", "d", "p", "q", "r", "s">([](auto... in) {
  const std::array inputs{in...};
  auto sum = exp(inputs[0]);
  for (std::size_t k = 1; k < 8; ++k) sum += sin(inputs[k - 1] * inputs[k]);
  return sum;
});
static_assert(count(pullback(many)).total <= 4 * count(many).total);
static_assert(count(jvp(many)).total <= 4 * count(many).total);
static_assert(count(hvp(many)).total <= 8 * count(many).total);
static_assert(count(hvp(many)).call <= 2 * count(many).call, "sin and cos of each argument");

}  // namespace
