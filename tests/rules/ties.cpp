// SPDX-License-Identifier: BSL-1.0
// Where operands tie, each has an equal share of the derivative, so that identities between minima, maxima and absolute
// values hold for derivatives too. The shares are those of the mean of the derivatives on both sides, by hand.
#include "tests/support/catch.hpp"

#include <array>
#include <cmath>
#include <limits>

#include <tapeless/tapeless.hpp>

namespace {

using namespace tapeless;
using namespace tapeless::literals;

constexpr auto x = symbol<"x">;
constexpr auto y = symbol<"y">;
constexpr auto z = symbol<"z">;
constexpr double inf = std::numeric_limits<double>::infinity();
constexpr double nan = std::numeric_limits<double>::quiet_NaN();

// The gradient by every route that leads to it.
template <class F>
constexpr bool has_gradient(const F&, double a, double b, double in_x, double in_y) {
  constexpr F f{};
  const auto at = [&](const auto& request) { return request(x = a, y = b); };
  const auto both = at(value_and_gradient(f, x, y));
  const auto all = at(value_gradient_hessian(f, x, y));
  const auto back = pullback(f, x, y)(2.0, x = a, y = b);
  return both[x] == in_x && both[y] == in_y && all.gradient[x] == in_x && all.gradient[y] == in_y &&
         back[x] == 2 * in_x && back[y] == 2 * in_y && jvp(f, x, y)(1.0, 0.0, x = a, y = b) == in_x &&
         jvp(f, x, y)(0.0, 1.0, x = a, y = b) == in_y && derivative(f, x)(x = a, y = b) == in_x &&
         derivative(f, y)(x = a, y = b) == in_y;
}

constexpr bool two_operands() {
  return has_gradient(max(x, y), 1, 1, 0.5, 0.5) && has_gradient(min(x, y), -2, -2, 0.5, 0.5) &&
         has_gradient(fmax(x, y), 0, -0.0, 0.5, 0.5) && has_gradient(fmin(x, y), 3, 3, 0.5, 0.5) &&
         has_gradient(max(x, y), 1, 2, 0, 1) && has_gradient(min(x, y), 1, 2, 1, 0) &&
         has_gradient(fdim(x, y), 4, 4, 0.5, -0.5) && has_gradient(fdim(x, y), 4, 3, 1, -1) &&
         has_gradient(max(x * x, 3_c * y - 2_c), 1, 1, 1, 1.5) && has_gradient(max(x, y) + 0_c * y, 2, 2, 0.5, 0.5);
}
static_assert(two_operands());

// sums, differences and products of minima and maxima that are smooth
constexpr bool identities() {
  return has_gradient(max(x, y) + min(x, y), 1, 1, 1, 1) && has_gradient(max(x, y) - min(x, y), 1, 1, 0, 0) &&
         has_gradient(abs(x - y), 1, 1, 0, 0) && has_gradient(max(x, y) * min(x, y), 3, 3, 3, 3) &&
         has_gradient(max(x, 0_c) - min(x, 0_c) + y, 0, 5, 0, 1) && has_gradient(abs(x) + y, 0, 5, 0, 1) &&
         has_gradient(max(x, 0_c) + min(x, 0_c) + y, 0, 5, 1, 1) && has_gradient(max(x, -x) + y, 0, 5, 0, 1) &&
         has_gradient(max(x, 0_c) - max(-x, 0_c) + y, 0, 5, 1, 1) &&
         has_gradient(max(x, y) - (x + y + abs(x - y)) / 2_c, 7, 7, 0, 0) &&
         has_gradient(fdim(x, y) - fdim(y, x), 2, 2, 1, -1) &&
         has_gradient(clamp(x, 0_c, 1_c) - min(max(x, 0_c), 1_c) + y, 0, 1, 0, 1) &&
         has_gradient(clamp(x, 0_c, y) - min(max(x, 0_c), y), 0, 0, 0, 0) &&
         has_gradient(clamp(x, y, 1_c) - min(max(x, y), 1_c), 1, 1, 0, 0);
}

constexpr bool bounds() {
  return has_gradient(clamp(x, 0_c, 2_c) + y, 0, 0, 0.5, 1) && has_gradient(clamp(x, 0_c, 2_c) + y, 2, 0, 0.5, 1) &&
         has_gradient(clamp(x, 0_c, 2_c) + y, 1, 0, 1, 1) && has_gradient(clamp(x, 0_c, 2_c) + y, 3, 0, 0, 1) &&
         has_gradient(clamp(x, y, 2_c), 1, 1, 0.5, 0.5) && has_gradient(clamp(x, 0_c, y), 1, 1, 0.5, 0.5) &&
         has_gradient(clamp(0_c, x, y), 1, 1, 0.5, 0.5) && has_gradient(clamp(x, 1_c, 1_c) + y, 1, 1, 0.25, 1);
}

TEST_CASE("two operands that tie have half of the derivative each") {
  CHECK(two_operands());
  CHECK(identities());
  CHECK(bounds());
  CHECK(has_gradient(max(x, y), inf, inf, 0.5, 0.5));
  CHECK(has_gradient(min(x, y), -inf, -inf, 0.5, 0.5));
}

TEST_CASE("network functions have the derivative of the negative side at 0") {
  CHECK(has_gradient(relu(x) + y, 0, 0, 0, 1));
  CHECK(has_gradient(leaky_relu(x, 0.25_c) + y, 0, 0, 0.25, 1));
  CHECK(has_gradient(elu(x, 1_c) + y, 0, 0, 1, 1));
}

TEST_CASE("with a NaN the derivative is that of the operand that is the value") {
  const auto larger = value_and_gradient(max(x, y), x, y);
  CHECK(larger(x = 1.0, y = nan).value == 1);
  CHECK(larger(x = 1.0, y = nan)[x] == 1);
  CHECK(larger(x = 1.0, y = nan)[y] == 0);
  CHECK(std::isnan(larger(x = nan, y = 1.0).value));
  CHECK(larger(x = nan, y = 1.0)[x] == 1);
  const auto number = value_and_gradient(fmax(x, y), x, y);
  CHECK(number(x = nan, y = 1.0)[y] == 1);
  CHECK(number(x = 1.0, y = nan)[x] == 1);
}

TEST_CASE("three and more operands share by their number") {
  constexpr auto w = symbol<"w">;
  constexpr auto largest = max(x, y, z, w);
  constexpr auto smallest = min(x, y, z, w);
  for (int ranks = 0; ranks < 81; ++ranks) {
    const std::array<double, 4> at{double(ranks % 3), double(ranks / 3 % 3), double(ranks / 9 % 3), double(ranks / 27)};
    double top = -1, ties = 0;
    for (const double one : at) top = one > top ? one : top;
    for (const double one : at) ties += one == top ? 1 : 0;
    const auto high = value_and_gradient(largest, x, y, z, w)(x = at[0], y = at[1], z = at[2], w = at[3]);
    const auto low = value_and_gradient(smallest, x, y, z, w)(x = -at[0], y = -at[1], z = -at[2], w = -at[3]);
    CHECK(high.value == top);
    CHECK(low.value == -top);
    const std::array<double, 4> found{high[x], high[y], high[z], high[w]}, mirrored{low[x], low[y], low[z], low[w]};
    for (std::size_t k = 0; k < 4; ++k) {
      const double share = at[k] == top ? 1 / ties : 0;
      CHECK(std::abs(found[k] - share) < 1e-15);
      CHECK(std::abs(mirrored[k] - share) < 1e-15);
    }
  }
}

TEST_CASE("formulas print as they are where nothing ties") {
  CHECK(to_string(derivative(max(x, y), x)) == "select(x < y, 0, 1)");
  CHECK(to_string(derivative(max(x, x * x), x)) == "select(x < x^2, 2*x, 1)");
  CHECK(to_string(max(x, y, z)) == "max(max(x, y), z)");
  static_assert(max(x, y, z) == max(max(x, y), z));
}

TEST_CASE("what is not the largest leaves no NaN") {
  const auto r = value_and_gradient(max(sqrt(x), 1_c) + max(exp(sqrt(x)), 5_c), x)(x = 0.0);
  CHECK(r.value == 6);
  CHECK(r[x] == 0);
}

}  // namespace
