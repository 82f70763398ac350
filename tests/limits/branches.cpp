// SPDX-License-Identifier: BSL-1.0
// Long loops with branches: maxima and bounds, and sums of many masks.
#include "tests/limits/branches.hpp"

using namespace tapeless;

TEST_CASE("a hundred maxima one after another") { branches::check<branches::branch::maximum>(); }
TEST_CASE("a hundred values that are clamped") { branches::check<branches::branch::clamped>(); }

// None of ten branches is taken, and what they would take is infinite: products with the sum of their masks, first by
// what has no pole and then by what has one, are 0 and not NaN.
TEST_CASE("a sum of masks stays one however often it is asked for") {
  constexpr auto slopes_at = []<int Order>(std::integral_constant<int, Order>) {
    return function(
        gradient(record<"x", "v", "w">([](auto x, auto v, auto w) {
                   const handle u = Order == 0 ? v * log(w) : Order == 1 ? log(w) * v : v * v * log(w) / (2 + v);
                   handle sum = 0;
                   for (int k = 0; k < (Order == 2 ? 10 : 3); ++k) sum += select(x > k, u * (x + k), 0);
                   return sum;
                 }),
                 symbol<"x">, symbol<"v">, symbol<"w">),
        arguments(symbol<"x">, symbol<"v">, symbol<"w">));
  };
  constexpr auto forwards = slopes_at(std::integral_constant<int, 0>{});
  constexpr auto backwards = slopes_at(std::integral_constant<int, 1>{});
  constexpr auto twice = slopes_at(std::integral_constant<int, 2>{});
  for (const double x : {-1.0, -0.5}) {
    for (const auto& one : {forwards(x, 0.5, 0.0), backwards(x, 0.5, 0.0), twice(x, 0.5, 0.0)}) {
      CHECK(one[0] == 0);
      CHECK(one[1] == 0);
      CHECK(one[2] == 0);
    }
  }
}
