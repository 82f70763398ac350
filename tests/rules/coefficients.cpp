// SPDX-License-Identifier: BSL-1.0
// Formulas whose coefficients are no fractions of 64-bit integers: textbook forms, derivatives, comparison and C agree
// with 50-digit arithmetic, and none becomes 0/0.
#include "tests/support/catch.hpp"

#include <cmath>

#include <boost/multiprecision/cpp_dec_float.hpp>

#include <tapeless/tapeless.hpp>

namespace {

using namespace tapeless;
using namespace tapeless::literals;
using precise = boost::multiprecision::cpp_dec_float_50;

constexpr auto x = symbol<"x">;
constexpr auto y = symbol<"y">;

bool close(double got, const precise& right) {
  const precise off = abs(precise(got) - right);
  return off <= abs(right) * precise(4e-15);
}

TEST_CASE("reciprocals of lines with steep slopes") {
  constexpr auto f = 1_c / (3e10_c * x + y);
  const precise u = precise(3e10) * precise(1e-10) + 1;
  const precise slope(3e10);
  CHECK(close(derivative(derivative(f, x), x)(x = 1e-10, y = 1.0), 2 * slope * slope / pow(u, 3)));
  CHECK(close(derivative<3>(f, x)(x = 1e-10, y = 1.0), -6 * pow(slope, 3) / pow(u, 4)));
  CHECK(close(derivative<6>(f, x)(x = 1e-10, y = 1.0), 720 * pow(slope, 6) / pow(u, 7)));
  CHECK(to_string(derivative<2>(f, x)) == "1.8e+21/(30000000000*x + y)^3");
  CHECK(to_c(derivative<2>(f, x)).find("/0.0") == std::string::npos);
  CHECK(close(derivative<3>(1_c / (1e9_c * x + 1_c), x)(x = 1e-9), precise("-3.75e26")));
}

TEST_CASE("powers and sums of long numbers") {
  const precise p = pow(precise(3), precise(1e10) - 3);
  CHECK(std::isinf(derivative<3>(pow(x, 1e10_c), x)(x = 3.0)));
  CHECK(p > 1);
  CHECK(close(derivative<3>(pow(x, 1e10_c), x)(x = 1.0),
              precise("1e10") * (precise("1e10") - 1) * (precise("1e10") - 2)));
  CHECK(close(simplify(pow(2_c, 100_c) * x)(x = 1.0), pow(precise(2), 100)));
  constexpr auto sum = x / 9223372036854775783_c + x / 9223372036854775643_c;
  CHECK(close(simplify(sum)(x = 1.0), 1 / precise("9223372036854775783") + 1 / precise("9223372036854775643")));
  constexpr auto difference = 9223372036854775783_c / 7_c * x - 9223372036854775643_c / 11_c * x;
  CHECK(close(simplify(difference)(x = 1.0), precise("9223372036854775783") / 7 - precise("9223372036854775643") / 11));
  CHECK(simplify(1e300_c * x * 1e300_c)(x = 1.0) == std::numeric_limits<double>::infinity());
  CHECK(simplify(1e-300_c * x * 1e-300_c)(x = 1.0) == 0);
  CHECK(simplify(1e18_c * x * 1e9_c / y + 1e18_c * x * 1e9_c / y)(x = 1.0, y = 1.0) == 2e27);
}

// Different formulas are different, the same ones the same in any order.
static_assert(1e18_c * x * 1e9_c == 1e9_c * x * 1e18_c && 1e18_c * x * 1e9_c == 1e27_c * x);
static_assert(!(1e18_c * x * 1e9_c == 1e18_c * x * 1e8_c) && !(1e27_c * x + x == 1e27_c * x));
static_assert(1e18_c * x * 1e9_c - 1e27_c * x == 0_c * x && x / 1e27_c == 1e-27_c * x);
static_assert((1e30_c * x) * (1e20_c * y) * 1e10_c == 1e60_c * x * y);
static_assert((1e10_c * x) * (1e30_c * y) * 1e20_c == (1e30_c * x) * (1e10_c * y) * 1e20_c);
static_assert(!((1e30_c * x) * (1e30_c * x) == 1e59_c * x * x) && !(1e300_c * x * 1e300_c == 1e300_c * x * 1e200_c));
static_assert(0.1_c * x * 0.1_c * 1e-20_c == 1e-22_c * x && -1e25_c * x * -1e25_c == 1e50_c * x);

TEST_CASE("types of other precision") {
  constexpr auto f = 1e18_c * x * 1e9_c;
  CHECK(simplify(f)(x = 1.0f) == 1e27f);
  CHECK(simplify(f)(x = 1.0L) == 1e27L);
  CHECK(simplify(f)(x = precise(1)) == precise("1e27"));
  CHECK(to_string(simplify(f)) == "1e+27*x");
  CHECK(to_latex(simplify(f)) == "1\\cdot 10^{27}\\,x");
  CHECK(to_c(simplify(f)).find("1e+27*x") != std::string::npos);
}

TEST_CASE("numbers that identities find are computed in the type of the call") {
  // log(2*exp(x)) is x + ln 2; a ln 2 in double would be off by 2.3e-17.
  const long double sum = log_sum_exp(x, x)(x = -0.25L);
  CHECK(std::abs(sum - (-0.25L + 0.693147180559945309417232121458176568L)) < 1e-19L);
  const long double whole = log(exp(x - x) + exp(x - x))(x = 0.5L);
  CHECK(std::abs(whole - 0.693147180559945309417232121458176568L) < 1e-19L);
}

}  // namespace
