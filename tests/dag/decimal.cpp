// SPDX-License-Identifier: BSL-1.0
// Decimal text of doubles in the compiler: the shortest digits that read back as the same double, and the nearest
// double of a quotient of large integers. The C library's strtod and printf are the reference.
#include "tests/support/catch.hpp"

#include <bit>
#include <cmath>
#include <cstdlib>
#include <limits>
#include <random>
#include <string>
#include <string_view>

#include <tapeless/dag/decimal.hpp>

namespace {

using tapeless::dag::big_integer;
using tapeless::dag::decimal_text;
using tapeless::dag::nearest_double;
using tapeless::dag::shortest_decimal;

constexpr bool reads(double value, std::string_view expected) {
  const decimal_text text = shortest_decimal(value);
  return std::string_view(text.text.data(), static_cast<std::size_t>(text.size)) == expected;
}

constexpr bool known_texts() {
  return reads(0.1, "0.1") && reads(1.0, "1.0") && reads(0.3, "0.3") && reads(0.1 + 0.2, "0.30000000000000004") &&
         reads(1.0 / 3, "0.3333333333333333") && reads(123456.789, "123456.789") && reads(0.0001, "0.0001") &&
         reads(0.00001, "0.00001") && reads(1e16, "10000000000000000.0") &&
         reads(9007199254740993.0, "9007199254740992.0") && reads(1e-7, "1e-7") && reads(1e300, "1e+300") &&
         reads(1.7976931348623157e308, "1.7976931348623157e+308") &&
         reads(2.2250738585072014e-308, "2.2250738585072014e-308") && reads(5e-324, "5e-324") &&
         reads(2.2250738585072011e-308, "2.225073858507201e-308") && reads(1e23, "1e+23");
}
static_assert(known_texts());

constexpr big_integer power_of_ten(int exponent) {
  big_integer result(1);
  result.multiply_power_of_ten(exponent);
  return result;
}

constexpr bool known_quotients() {
  return nearest_double(big_integer(1), big_integer(10)) == 0.1 &&
         nearest_double(power_of_ten(22), big_integer(1)) == 1e22 &&
         nearest_double(power_of_ten(23), big_integer(1)) == 1e23 &&
         nearest_double(big_integer(1), power_of_ten(300)) == 1e-300 &&
         nearest_double(big_integer(5), power_of_ten(324)) == 5e-324 &&
         nearest_double(big_integer(2), power_of_ten(324)) == 0.0 &&
         nearest_double(big_integer(0), big_integer(7)) == 0.0 &&
         nearest_double(power_of_ten(309), big_integer(1)) == std::numeric_limits<double>::infinity() &&
         nearest_double(big_integer(9007199254740993u), big_integer(1)) == 9007199254740992.0 &&  // a tie, to even
         nearest_double(big_integer(9007199254740995u), big_integer(1)) == 9007199254740996.0;
}
static_assert(known_quotients());

TEST_CASE("known texts and quotients at run time") {
  CHECK(known_texts());
  CHECK(known_quotients());
}

TEST_CASE("the text of a random double reads back, and no shorter one does") {
  std::mt19937_64 generator(5);
  for (int repeat = 0; repeat < 3000; ++repeat) {
    const double value = std::abs(std::bit_cast<double>(generator()));
    if (!std::isfinite(value) || value == 0) continue;
    const decimal_text text = shortest_decimal(value);
    const std::string shown(text.text.data(), static_cast<std::size_t>(text.size));
    REQUIRE(std::strtod(shown.c_str(), nullptr) == value);
    int digits = 0;
    while (true) {
      char buffer[40];
      std::snprintf(buffer, sizeof buffer, "%.*e", digits, value);
      if (std::strtod(buffer, nullptr) == value) break;
      ++digits;
    }
    std::string plain;
    for (char c : shown.substr(0, shown.find('e')))
      if (c != '.' && (c != '0' || !plain.empty())) plain += c;
    while (plain.size() > 1 && plain.back() == '0') plain.pop_back();
    REQUIRE(plain.size() <= static_cast<std::size_t>(digits) + 1);
  }
}

TEST_CASE("quotients of random integers are rounded to nearest") {
  std::mt19937_64 generator(6);
  for (int repeat = 0; repeat < 5000; ++repeat) {
    const std::uint64_t a = generator() >> (generator() % 60), b = (generator() >> (generator() % 60)) | 1;
    if (a >> 53 == 0 && b >> 53 == 0)
      REQUIRE(nearest_double(big_integer(a), big_integer(b)) == static_cast<double>(a) / static_cast<double>(b));
    REQUIRE(nearest_double(big_integer(a), big_integer(1)) == static_cast<double>(a));
  }
}

}  // namespace
