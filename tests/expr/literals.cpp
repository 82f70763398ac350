// SPDX-License-Identifier: BSL-1.0
// Numbers in formulas are what is typed: 0.1_c is one tenth. Every form of a C++ literal is read, and what 64-bit
// fractions cannot hold is the double that the compiler itself would read.
#include "tests/support/catch.hpp"

#include <cmath>
#include <limits>
#include <type_traits>

#include <tapeless/tapeless.hpp>

namespace {

using namespace tapeless;
using namespace tapeless::literals;

constexpr auto x = symbol<"x">;

template <class E>
constexpr dag::number number_of(const E&) {
  return detail::definition_for<E>->number;
}
template <class E>
constexpr bool is_ratio(const E& e, std::int64_t numerator, std::int64_t denominator) {
  return number_of(e).exact() && number_of(e).numerator() == numerator && number_of(e).denominator() == denominator;
}
template <class E>
constexpr bool is_double(const E& e, double value) {
  return !number_of(e).is_short() && number_of(e).value() == value;
}
template <class F, class G>
constexpr bool same_type(const F&, const G&) {
  return std::is_same_v<F, G>;
}

// Exact decimals.
static_assert(is_ratio(0.1_c, 1, 10) && is_ratio(1e-3_c, 1, 1000) && is_ratio(2_c, 2, 1) && is_ratio(0_c, 0, 1));
static_assert(is_ratio(1.50_c, 3, 2) && is_ratio(.25_c, 1, 4) && is_ratio(3._c, 3, 1) && is_ratio(12.5e1_c, 125, 1));
static_assert(is_ratio(1e18_c, 1000000000000000000, 1) && is_ratio(1E+2_c, 100, 1) && is_ratio(0.0_c, 0, 1));
static_assert(is_ratio(1e-18_c, 1, 1000000000000000000) && is_ratio(1'000'000_c, 1000000, 1));
static_assert(is_ratio(9223372036854775807_c, std::numeric_limits<std::int64_t>::max(), 1));
static_assert(is_ratio(0.000000000000000001_c, 1, 1000000000000000000));

// Other bases.
static_assert(is_ratio(0x10_c, 16, 1) && is_ratio(0XfF_c, 255, 1) && is_ratio(0b101_c, 5, 1) && is_ratio(017_c, 15, 1));
static_assert(is_ratio(0x1p-4_c, 1, 16) && is_ratio(0x1.8p1_c, 3, 1) && is_ratio(0xe_c, 14, 1) && is_ratio(00_c, 0, 1));
static_assert(is_ratio(0.5_c, 1, 2) && is_ratio(012.5_c, 25, 2), "a fraction is decimal in spite of the leading zero");

// Too large for a fraction of 64-bit integers: evaluated and written as the nearest double.
static_assert(is_double(9223372036854775808_c, 9223372036854775808.0) && is_double(1e19_c, 1e19));
static_assert(is_double(1e300_c, 1e300) && is_double(1e-300_c, 1e-300) && is_double(5e-324_c, 5e-324));
static_assert(is_double(1.7976931348623157e308_c, 1.7976931348623157e308));
static_assert(is_double(3.14159265358979323846264338327950288_c, 3.14159265358979323846264338327950288));
static_assert(is_double(0.3333333333333333333333333333333_c, 0.3333333333333333333333333333333));
static_assert(is_double(123456789012345678901234567890_c, 123456789012345678901234567890.0));
static_assert(is_double(2.2250738585072011e-308_c, 2.2250738585072011e-308));
static_assert(is_double(0x1p-1074_c, 0x1p-1074) && is_double(0x1.fffffffffffffp1023_c, 0x1.fffffffffffffp1023));

// constant<...>
static_assert(same_type(constant<3>, 3_c) && same_type(constant<1, 10>, 0.1_c) && same_type(constant<2, -4>, -0.5_c));
static_assert(same_type(constant<0.5>, 0.5_c) && is_double(constant<0.1>, 0.1) && !same_type(constant<0.1>, 0.1_c));
static_assert(same_type(constant<-7>, -7_c) && is_ratio(constant<-7>, -7, 1));
static_assert(is_double(constant<std::numeric_limits<double>::infinity()>, std::numeric_limits<double>::infinity()));
static_assert(is_double(constant<1e300>, 1e300) && is_double(constant<-0.0>, 0.0) && !same_type(constant<-0.0>, 0_c));

// Arithmetic of constants is exact, and a formula of constants is a constant.
static_assert(same_type(0.1_c + 0.2_c, 0.3_c) && same_type(1_c / 3_c, constant<1, 3>) && same_type(2_c - 5_c, -3_c));
static_assert(same_type(1_c / 3_c + 2_c / 3_c, 1_c) && same_type(0.1_c * 10_c, 1_c) && same_type(+2_c, 2_c));
static_assert(is_double(9223372036854775807_c + 1_c, 0x1p63) && is_double(4294967296_c * 4294967296_c, 0x1p64));
static_assert(is_double(-9223372036854775807_c - 2_c, -0x1p63));
static_assert(constant<std::numeric_limits<std::int64_t>::min()>() == -0x1p63);
static_assert((-constant<std::numeric_limits<std::int64_t>::min()>)() == 0x1p63);
static_assert((0.1_c)() == 0.1 && (0.1_c + 0.2_c)() == 0.3 && (x * 0.1_c)(x = 3.0) == 3.0 * 0.1);

// Named constants.
static_assert(constants::pi() == 3.14159265358979323846 && constants::e() == 2.71828182845904523536);
static_assert(constants::ln2() == 0.693147180559945309417 && constants::ln10() == 2.30258509299404568402);
static_assert(same_type(derivative(constants::pi * x, x), constants::pi));
static_assert((x + constants::pi)(x = 1.0f) == 1.0f + 3.14159265358979323846f);

TEST_CASE("constants are exact in wider types too") {
  const auto close = [](long double value, long double expected) {
    return std::abs(value - expected) <= std::abs(expected) * 0x1p-63L;
  };
  CHECK(close((x * 0.1_c)(x = 1.0L), 0.1L));
  CHECK(close((x / 3_c)(x = 1.0L), 1.0L / 3));
  CHECK(close((x * constants::pi)(x = 1.0L), 3.14159265358979323846264338327950288L));
  CHECK(close((x * constants::e)(x = 1.0L), 2.71828182845904523536028747135266250L));
  CHECK(close((x * constants::ln2)(x = 1.0L), 0.693147180559945309417232121458176568L));
  CHECK(close((x * constants::ln10)(x = 1.0L), 2.30258509299404568401799145468436421L));
  CHECK(close((x * constants::root_pi)(x = 1.0L), 1.77245385090551602729816748334114518L));
}

TEST_CASE("constants print as they are") {
  CHECK(to_string(0.1_c * x) == "1/10*x");
  CHECK(to_string(0.3_c) == "3/10");
  CHECK(to_string(constant<0.1>) == "0.1");
  CHECK(to_string(1e300_c) == "1e+300");
  CHECK(to_string(constant<-0.0>) == "-0.0");
  CHECK(to_string(constant<std::numeric_limits<std::int64_t>::min()>) == "-9.223372036854776e+18");
  CHECK(to_string(constants::pi + constants::e + constants::ln2 + constants::ln10) == "pi + e + ln(2) + ln(10)");
}

}  // namespace
