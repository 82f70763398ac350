// SPDX-License-Identifier: BSL-1.0
// Sums and products of many terms and factors: like ones are collected, whatever their number and order, and a sum
// whose terms have nothing in common keeps its order. The reference is the short formula, as a type, and plain loops.
#include "tests/support/catch.hpp"
#include "tests/support/close.hpp"

#include <cmath>
#include <type_traits>

#include <tapeless/tapeless.hpp>

namespace {

using namespace tapeless;
using namespace tapeless::literals;
using checks::close;

constexpr auto x = symbol<"x">;
constexpr auto y = symbol<"y">;

template <class A, class B>
constexpr bool same(const A&, const B&) {
  return std::is_same_v<A, B>;
}

// x + 2*y + 3*x + 4*y + ...
template <int N>
constexpr auto alternating = record<"x", "y">([](auto a, auto b) {
  auto sum = a * 1;
  for (int k = 2; k <= N; ++k) sum = sum + k * (k % 2 == 1 ? a : b);
  return sum;
});
constexpr int odds(int n) { return (n + 1) / 2 * ((n + 1) / 2); }
constexpr int evens(int n) { return n / 2 * (n / 2 + 1); }
template <int N>
constexpr bool collects = same(simplify(alternating<N>), constant<odds(N)>* x + constant<evens(N)> * y) &&
                          same(simplify(derivative(alternating<N>, y)), constant<evens(N)>);
static_assert(collects<5> && collects<17> && collects<33> && collects<65> && collects<257>);

// sin(x) + sin(2*x) + ..., and all of it once more from the last to the first: 2*sin(x) + 2*sin(2*x) + ...
template <int N>
constexpr auto twice = record<"x">([](auto a) {
  auto sum = sin(a);
  for (int k = 2; k <= N; ++k) sum += sin(k * a);
  for (int k = N; k >= 1; --k) sum += sin(k * a);
  return sum;
});
template <int N>
constexpr auto doubled = record<"x">([](auto a) {
  auto sum = 2 * sin(a);
  for (int k = 2; k <= N; ++k) sum += 2 * sin(k * a);
  return sum;
});
template <int N>
constexpr bool finds_like_terms = same(simplify(twice<N>), simplify(doubled<N>));
static_assert(finds_like_terms<5> && finds_like_terms<17> && finds_like_terms<33> && finds_like_terms<65>);

// The same terms in another order and grouping, from the right.
template <int N>
constexpr auto from_the_right = record<"x">([](auto a) {
  auto sum = cos(N * a);
  for (int k = N - 1; k >= 1; --k) sum = cos(k * a) + sum;
  return sum;
});
template <int N>
constexpr auto from_the_left = record<"x">([](auto a) {
  auto sum = cos(a);
  for (int k = 2; k <= N; ++k) sum = sum + cos(k * a);
  return sum;
});
static_assert(from_the_right<5> == from_the_left<5> && from_the_right<33> == from_the_left<33>);
static_assert(from_the_right<65> == from_the_left<65> && from_the_right<64> != from_the_left<65>);
static_assert(from_the_right<257> == from_the_left<257>);

// What cancels is gone, and may come again.
template <int N>
constexpr auto telescope = record<"x", "y">([](auto a, auto b) {
  auto sum = b * 1;
  for (int k = 1; k <= N; ++k) sum = sum + exp(k * a) - exp(k * a) + exp(k * a);
  for (int k = N; k >= 1; --k) sum = sum - exp(k * a);
  return sum;
});
static_assert(same(simplify(telescope<5>), y) && same(simplify(telescope<17>), y) && same(simplify(telescope<33>), y));

// x*y*x*y*..., and factors that cancel.
template <int N>
constexpr auto powers = record<"x", "y">([](auto a, auto b) {
  auto product = a * 1;
  for (int k = 2; k <= N; ++k) product = product * (k % 2 == 1 ? a : b);
  return product;
});
template <int N>
constexpr auto factors = record<"x", "y">([](auto a, auto b) {
  auto product = sin(a) * b;
  for (int k = 2; k <= N; ++k) product = product * sin(k * a);
  for (int k = N; k >= 1; --k) product = product / sin(k * a);
  return product;
});
static_assert(same(simplify(powers<5>), pow(x, 3_c) * pow(y, 2_c)) &&
              same(simplify(powers<17>), pow(x, 9_c) * pow(y, 8_c)));
static_assert(same(simplify(powers<33>), pow(x, 17_c) * pow(y, 16_c)) &&
              same(simplify(powers<65>), pow(x, 33_c) * pow(y, 32_c)));
static_assert(same(simplify(powers<257>), pow(x, 129_c) * pow(y, 128_c)));
static_assert(same(cancel(factors<5>), y) && same(cancel(factors<17>), y) && same(cancel(factors<33>), y));
static_assert(same(cancel(factors<65>), y));

// Unlike terms stay in the order in which they were added, which decides how the sum rounds.
template <int N>
void check_order() {
  INFO(N << " terms");
  double sum = std::cos(0.3);
  for (int k = 2; k <= N; ++k) sum += std::cos(k * 0.3);
  CHECK(from_the_left<N>(x = 0.3) == Approx(sum).epsilon(1e-13));
  CHECK(simplify(from_the_left<N>)(x = 0.3) == from_the_left<N>(x = 0.3));
}

TEST_CASE("many unlike terms keep their order") {
  check_order<5>();
  check_order<17>();
  check_order<33>();
  check_order<65>();
}

TEST_CASE("many like terms have the value of the plain loop") {
  double sum = 0, product = 1;
  for (int k = 1; k <= 257; ++k) {
    sum += k * (k % 2 == 1 ? 0.5 : 0.25);
    product *= k % 2 == 1 ? 1.01 : 0.99;
  }
  CHECK(close(simplify(alternating<257>)(x = 0.5, y = 0.25), sum));
  CHECK(close(simplify(powers<257>)(x = 1.01, y = 0.99), product, 1e-12));
}

}  // namespace
