// SPDX-License-Identifier: BSL-1.0
// The constants of formulas are exact rationals. What does not fit becomes the nearest double, and nothing ever wraps;
// the rationals of Boost.Multiprecision are the reference.
#include "tests/support/catch.hpp"

#include <cmath>
#include <limits>
#include <random>

#include <boost/multiprecision/cpp_int.hpp>

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

constexpr bool long_numbers_are_exact() {
  const number big = largest;
  const number sum = big + 1;
  const number product = big * big;
  const number small = number(1) / big / big;
  const number mixed = number::ratio(largest, 3) + number::ratio(1, largest);
  return sum.exact() && !sum.is_short() && sum.value() == 0x1p63 && product.exact() && product.value() == 0x1p126 &&
         small.exact() && small.value() == 0x1p-126 && mixed.exact() && mixed.value() == 0x1p63 / 3 &&
         is_ratio(big - 1, largest - 1, 1) && (-big - 2).exact() && (-big - 2).value() == -0x1p63 &&
         product / big == big && product * small == number(1) && mixed - number::ratio(1, largest) - big / 3 == 0 &&
         number(std::numeric_limits<std::uint64_t>::max()).exact() &&
         number(std::numeric_limits<std::uint64_t>::max()).value() == 0x1p64 && sum < product && -product < -sum &&
         small < number::ratio(1, largest) && !(product < product) && product != product - 1;
}
static_assert(long_numbers_are_exact());

constexpr bool overflow_gives_the_nearest_double() {
  const number big = number(largest) * largest;
  const number third = number::ratio(1, 3);
  return !(big * 2).exact() && (big * 2).value() == 0x1p127 && !(big + big).exact() && (big + big).value() == 0x1p127 &&
         (big - big * 2).value() == -0x1p126 && !(number(1) / big / 2).exact() &&
         (number(1) / big / 2).value() == 0x1p-127 && !(third + number(1) / big).exact() &&
         (third + number(1) / big).value() == 1.0 / 3;
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
  CHECK(long_numbers_are_exact());
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
      const int128 above = p.numerator() * q.numerator();
      const int128 below = p.denominator() * q.denominator();
      REQUIRE(above % product.numerator() == 0);
      REQUIRE(below % product.denominator() == 0);
      REQUIRE(above / product.numerator() == below / product.denominator());
    }
    inexact += (product * p).exact() ? 0 : 1;
    REQUIRE(close(product * p, wide_p * wide_p * wide_q));
    if (!q.is(0)) REQUIRE(close(p / q, wide_p / wide_q));
  }
  CHECK(inexact > 1000);
}

using boost::multiprecision::cpp_int;
using rational = boost::multiprecision::cpp_rational;

rational exact_value(const number& value) {
  const auto whole = [](int128 part) {
    const bool minus = part < 0;
    const auto size = static_cast<tapeless::dag::uint128>(minus ? -part : part);
    const cpp_int all = (cpp_int(static_cast<std::uint64_t>(size >> 64)) << 64) + static_cast<std::uint64_t>(size);
    return minus ? cpp_int(-all) : all;
  };
  if (!value.exact()) return rational(value.value());
  return rational(whole(value.numerator()), whole(value.denominator()));
}

TEST_CASE("long numbers agree with rationals of any length") {
  std::mt19937_64 generator(7);
  int exact = 0, inexact = 0;
  const auto draw = [&] {
    const auto wide = [&](int bits) {
      const auto value = static_cast<tapeless::dag::uint128>(generator()) << 64 | generator();
      return static_cast<int128>(value >> (128 - bits));
    };
    const int128 above = wide(1 + static_cast<int>(generator() % 126));
    const int128 below = wide(1 + static_cast<int>(generator() % 126)) + 1;
    if (generator() % 8 == 0)
      return number::inexact(std::ldexp(static_cast<double>(above), 40 - static_cast<int>(generator() % 80)));
    return number::ratio(generator() % 2 == 0 ? above : -above, below);
  };
  for (int repeat = 0; repeat < 20000; ++repeat) {
    const number p = draw(), q = generator() % 16 == 0 ? p : draw();
    const rational x = exact_value(p), y = exact_value(q);
    const auto agrees = [&](const number& got, const rational& expected) {
      (got.exact() ? exact : inexact) += 1;
      if (got.exact() && p.exact() && q.exact()) return exact_value(got) == expected;
      // Of exact ones the nearest double; of others the value of doubles.
      if (p.exact() && q.exact()) {
        const rational off = abs(exact_value(got) - expected);
        const rational up = exact_value(number::inexact(std::nextafter(got.value(), 1e308))) - exact_value(got);
        return 2 * off <= up ||
               2 * off <= exact_value(got) - exact_value(number::inexact(std::nextafter(got.value(), -1e308)));
      }
      return true;
    };
    REQUIRE(agrees(p + q, x + y));
    REQUIRE(agrees(p - q, x - y));
    REQUIRE(agrees(p * q, x * y));
    if (y != 0) REQUIRE(agrees(p / q, x / y));
    REQUIRE((p < q) == (x < y));
    REQUIRE((q < p) == (y < x));
    if (p.exact() == q.exact()) REQUIRE((p == q) == (x == y));
    REQUIRE(agrees(number::inexact(p.value()), x));
  }
  CHECK(exact > 10000);
  CHECK(inexact > 10000);
}

TEST_CASE("doubles at the ends of their range follow IEEE 754") {
  const double ends[] = {0.0,
                         -0.0,
                         1.0,
                         -3.0,
                         5e-324,
                         -2.5e-310,
                         0x1p-1022,
                         1e-200,
                         1e200,
                         -1e300,
                         0x1.fffffffffffffp1023,
                         std::numeric_limits<double>::infinity(),
                         -std::numeric_limits<double>::infinity(),
                         std::numeric_limits<double>::quiet_NaN(),
                         1e-160,
                         -7e153};
  const auto same = [](double a, double b) {
    return (a != a && b != b) || (a == b && std::signbit(a) == std::signbit(b));
  };
  for (const double a : ends)
    for (const double b : ends) {
      CAPTURE(a, b);
      CHECK(same(tapeless::dag::double_product(a, b), a * b));
      CHECK(same(tapeless::dag::double_quotient(a, b), a / b));
      CHECK(same(tapeless::dag::double_sum(a, b), a + b));
    }
  static_assert(tapeless::dag::double_product(1e300, 1e300) == std::numeric_limits<double>::infinity());
  static_assert(tapeless::dag::double_product(1e-300, 1e-300) == 0);
  static_assert((number(1e300) * number(1e300)).value() == std::numeric_limits<double>::infinity());
}

// Powers computed by Python's fractions
TEST_CASE("powers are exact up to 126 bits, and the nearest double beyond") {
  using tapeless::dag::power;
  const number seventieth = power(number(3), 70, false);
  CHECK((seventieth.exact() &&
         seventieth == number(int128{2503155504993241} * 1000000000000000000 + 601315571986085849)));
  CHECK((power(number(2), 100, true).exact() && power(number(2), 100, true).value() == 0x1p-100));
  CHECK(power(number(10), 30, false).value() == 1e30);
  CHECK(power(number(3), 100, false).value() == 5.153775207320113e+47);
  CHECK(power(number(7), 150, true).value() == 1.7190717277101639e-127);
  CHECK(power(number::ratio(-3, 7), 131, false).value() == -6.237939041307723e-49);
  CHECK(power(number(2), 1000, false).value() == 0x1p+1000);
  CHECK(power(number(2), 1074, true).value() == 0x1p-1074);
  CHECK(power(number(-1), 1099, false) == number(-1));
  CHECK(bit_length(number::ratio(-3, 1024)) == 11);
}

}  // namespace
