// SPDX-License-Identifier: BSL-1.0
// The constants of formulas are exact rationals. What does not fit becomes the nearest double, and nothing ever wraps;
// the products and quotients that 128-bit integers give are the reference.
#include "tests/support/catch.hpp"

#include <cmath>
#include <limits>
#include <random>

#include <tapeless/dag/number.hpp>

namespace {

using tapeless::dag::int128;
using tapeless::dag::number;

constexpr std::int64_t largest = std::numeric_limits<std::int64_t>::max();
constexpr std::int64_t smallest = std::numeric_limits<std::int64_t>::min();

constexpr bool is_ratio(const number& value, std::int64_t numerator, std::int64_t denominator) {
  return value.exact() && value.numerator() == numerator && value.denominator() == denominator;
}

constexpr bool rationals_are_exact() {
  const number third = number::ratio(1, 3);
  return is_ratio(third + third + third, 1, 1) && is_ratio(number::ratio(2, -4), -1, 2) &&
         is_ratio(number::ratio(0, -7), 0, 1) && is_ratio(number::ratio(1, 10) + number::ratio(2, 10), 3, 10) &&
         is_ratio(third - number::ratio(1, 2), -1, 6) && is_ratio(number::ratio(2, 3) * number::ratio(9, 4), 3, 2) &&
         is_ratio(number::ratio(2, 3) / number::ratio(-4, 9), -3, 2) && is_ratio(-third, -1, 3) &&
         number::ratio(-1, 3) < number::ratio(1, 1000) && !(third < third) && number(largest - 1) < number(largest) &&
         number::ratio(largest - 1, largest) < number(1);
}
static_assert(rationals_are_exact());

constexpr bool small_dyadic_doubles_are_exact() {
  return is_ratio(0.5, 1, 2) && is_ratio(-0.75, -3, 4) && is_ratio(3.0, 3, 1) && is_ratio(0x1p-20, 1, 1 << 20) &&
         is_ratio(0.0, 0, 1) && !number(0.1).exact() && number(0.1).value() == 0.1 && !number(0x1p-21).exact() &&
         !number(-0.0).exact() && number(-0.0).negative() && !(number(0.0) == number(-0.0)) && !number(1e300).exact() &&
         number(1e300).value() == 1e300;
}
static_assert(small_dyadic_doubles_are_exact());

constexpr bool overflow_gives_the_nearest_double() {
  const number big = largest;
  const number sum = big + 1;
  const number product = big * big;
  const number small = number(1) / big / big;
  const number mixed = number::ratio(largest, 3) + number::ratio(1, largest);
  return !sum.exact() && sum.value() == 0x1p63 && !product.exact() && product.value() == 0x1p126 && !small.exact() &&
         small.value() == 0x1p-126 && !mixed.exact() && mixed.value() == 0x1p63 / 3 && (big + -1).exact() &&
         is_ratio(big - 1, largest - 1, 1) && !(-big - 2).exact() && (-big - 2).value() == -0x1p63 &&
         !number(std::numeric_limits<std::uint64_t>::max()).exact() &&
         number(std::numeric_limits<std::uint64_t>::max()).value() == 0x1p64;
}
static_assert(overflow_gives_the_nearest_double());

// The one integer without a counterpart of the other sign.
constexpr bool smallest_integer() {
  const number low = smallest;
  return low.value() == -0x1p63 && (-low).value() == 0x1p63 && (low + low).value() == -0x1p64 &&
         (low * -1).value() == 0x1p63 && (low / -1).value() == 0x1p63 && (number(0) - low).value() == 0x1p63 &&
         low.negative() && !(-low).negative() && low < number(0) && number(0) < -low;
}
static_assert(smallest_integer());

TEST_CASE("the same checks at run time") {
  CHECK(rationals_are_exact());
  CHECK(small_dyadic_doubles_are_exact());
  CHECK(overflow_gives_the_nearest_double());
  CHECK(smallest_integer());
}

TEST_CASE("arithmetic of random rationals is exact or the nearest double") {
  std::mt19937_64 generator(3);
  int inexact = 0;
  for (int repeat = 0; repeat < 20000; ++repeat) {
    const auto draw = [&] {
      const int shift = static_cast<int>(generator() % 63);
      const auto size = static_cast<std::int64_t>(generator() >> 1 >> shift);
      return generator() % 2 == 0 ? size : -size;
    };
    const std::int64_t a = draw(), b = std::abs(draw() / 2) + 1;
    const std::int64_t c = draw(), d = std::abs(draw() / 2) + 1;
    const number p = number::ratio(a, b), q = number::ratio(c, d);
    // long double carries the 64 bits of each operand, so it errs by a few units in the 64th bit.
    const auto close = [](const number& got, long double expected) {
      return std::abs(static_cast<long double>(got.value()) - expected) <= std::abs(expected) * 0x1.01p-53L;
    };
    const long double wide_p = static_cast<long double>(a) / static_cast<long double>(b);
    const long double wide_q = static_cast<long double>(c) / static_cast<long double>(d);
    const number product = p * q, sum = p + q;
    REQUIRE(close(product, wide_p * wide_q));
    REQUIRE(std::abs(static_cast<long double>(sum.value()) - (wide_p + wide_q)) <=
            (std::abs(wide_p) + std::abs(wide_q)) * 0x1.1p-53L);
    if (product.exact() && !product.is(0)) {
      const int128 above = int128{p.numerator()} * q.numerator();
      const int128 below = int128{p.denominator()} * q.denominator();
      REQUIRE(above % product.numerator() == 0);
      REQUIRE(below % product.denominator() == 0);
      REQUIRE(above / product.numerator() == below / product.denominator());
    }
    inexact += product.exact() ? 0 : 1;
    if (!q.is(0)) REQUIRE(close(p / q, wide_p / wide_q));
  }
  CHECK(inexact > 1000);
}

}  // namespace
