// SPDX-License-Identifier: BSL-1.0
// tapeless::detail::math chooses the kernel in constant expressions, std at run time, and the function next to a user's
// type; choices and quotients.

#include "tests/support/catch.hpp"

#include <cmath>
#include <limits>
#include <string>

#include <tapeless/math/functions.hpp>

#include "tests/math/checks.hpp"
#include "tests/math/user_types.hpp"

namespace math = tapeless::detail::math;
using checks::same;

namespace {

constexpr double inf = std::numeric_limits<double>::infinity();
constexpr double not_a_number = std::numeric_limits<double>::quiet_NaN();

double opaque(double x) {
  volatile double y = x;
  return y;
}

// The kernel is told from std by its exactness only, so here the point is that the expressions are constant.
constexpr bool check_constants() {
  return math::exp(1.0) == 0x1.5bf0a8b145769p1 && math::exp(1.0F) == 0x1.5bf0a8p1F &&
         math::exp(1.0L) == 2.718281828459045235360287L && math::pow(2.0, 0.5) == 0x1.6a09e667f3bcdp0 &&
         math::hypot(1.0, 2.0, 2.0) == 3 && math::fma(2.0, 3.0, 4.0) == 10 &&
         math::atan2(1.0, -1.0) == 0x1.2d97c7f3321d2p1 && math::sin_pi(0.5) == 1 && math::ldexp(1.5, 3) == 12 &&
         math::polygamma(1, 1.0) == math::trigamma(1.0) && math::polygamma(2.0, 1.0) == math::polygamma(2, 1.0) &&
         math::isnan(math::polygamma(0.5, 1.0)) && math::isnan(math::log(-1.0)) && math::signbit(-0.0) &&
         math::isinf(math::log(0.0)) && math::isfinite(1.0) && math::lambert_w0(0.0) == 0;
}

constexpr bool check_choices() {
  const double denormal = 0x1p-1074;
  return same(math::select(true, 1.0, 2.0), 1.0) && same(math::select(false, 1.0, 2.0), 2.0) &&
         math::select(true, 1.0F, 2.0F) == 1 && math::select(false, 1.0L, 2.0L) == 2 && math::select(true, 7, 8) == 7 &&
         same(math::select(true, -0.0, not_a_number), -0.0) && same(math::select(false, inf, denormal), denormal) &&
         same(math::min(1.0, 2.0), 1.0) && same(math::min(2.0, 1.0), 1.0) && same(math::min(0.0, -0.0), 0.0) &&
         same(math::min(-0.0, 0.0), -0.0) && same(math::max(0.0, -0.0), 0.0) && same(math::max(-0.0, 0.0), -0.0) &&
         same(math::min(not_a_number, 1.0), not_a_number) && same(math::min(1.0, not_a_number), 1.0) &&
         same(math::max(not_a_number, 1.0), not_a_number) && same(math::max(1.0, not_a_number), 1.0) &&
         same(math::fmin(not_a_number, 1.0), 1.0) && same(math::fmin(1.0, not_a_number), 1.0) &&
         same(math::fmax(not_a_number, 1.0), 1.0) && same(math::fmax(1.0, not_a_number), 1.0) &&
         math::fmax(1.0, 2.0) == 2 && math::fmin(1.0, 2.0) == 1 &&
         same(math::fmin(not_a_number, not_a_number), not_a_number) && math::sign(-3.0) == -1 &&
         math::sign(denormal) == 1 && same(math::sign(-0.0), -0.0) && same(math::sign(not_a_number), not_a_number) &&
         math::max(3, 4) == 4;
}

constexpr bool check_quotients() {
  return math::divide(1.0, 4.0) == 0.25 && math::divide(1.0, 0.0) == inf && math::divide(1.0, -0.0) == -inf &&
         math::divide(-1.0, 0.0) == -inf && same(math::divide(0.0, 0.0), not_a_number) &&
         same(math::divide(inf, -inf), not_a_number) && math::divide(inf, -2.0) == -inf &&
         same(math::divide(-1.0, inf), -0.0) && math::divide(1e300, 1e-300) == inf &&
         math::divide(1e38F, 1e-38F) == std::numeric_limits<float>::infinity() &&
         math::divide(1.0L, 0.0L) == std::numeric_limits<long double>::infinity() &&
         math::divide(0x1.fffffffffffffp1023, 0x1.fffffffffffffp-1) == inf &&
         math::divide(0x1.ffffffffffffep1023, 0x1.fffffffffffffp-1) == 0x1.fffffffffffffp1023 &&
         math::rsqrt(4.0) == 0.5 && math::rsqrt(0.0) == inf && math::rsqrt(inf) == 0 && math::isnan(math::rsqrt(-1.0));
}

constexpr bool check_pack() {
  const user::pack<double> p{{1.0, not_a_number}};
  const user::pack<double> chosen = math::select(math::isnan(p), user::pack<double>{{7.0, 8.0}}, math::exp(p));
  return chosen.lane[0] == math::exp(1.0) && chosen.lane[1] == 8 && math::digamma(p).lane[0] == math::digamma(1.0) &&
         math::min(p, chosen).lane[0] == 1;
}

// Every function reaches its own kernel: the tables hold in constant expressions.
constexpr bool check_elementary_tables() {
  return checks::matches(tables::exp, [](double x) { return math::exp(x); }) &&
         checks::matches(tables::exp2, [](double x) { return math::exp2(x); }) &&
         checks::matches(tables::expm1, [](double x) { return math::expm1(x); }) &&
         checks::matches(tables::log, [](double x) { return math::log(x); }) &&
         checks::matches(tables::log2, [](double x) { return math::log2(x); }) &&
         checks::matches(tables::log10, [](double x) { return math::log10(x); }) &&
         checks::matches(tables::log1p, [](double x) { return math::log1p(x); }) &&
         checks::matches(tables::sqrt, [](double x) { return math::sqrt(x); }) &&
         checks::matches(tables::cbrt, [](double x) { return math::cbrt(x); }) &&
         checks::matches(tables::sin, [](double x) { return math::sin(x); }) &&
         checks::matches(tables::cos, [](double x) { return math::cos(x); }) &&
         checks::matches(tables::tan, [](double x) { return math::tan(x); }) &&
         checks::matches(tables::asin, [](double x) { return math::asin(x); }) &&
         checks::matches(tables::acos, [](double x) { return math::acos(x); }) &&
         checks::matches(tables::atan, [](double x) { return math::atan(x); }) &&
         checks::matches(tables::sinh, [](double x) { return math::sinh(x); }) &&
         checks::matches(tables::cosh, [](double x) { return math::cosh(x); }) &&
         checks::matches(tables::tanh, [](double x) { return math::tanh(x); }) &&
         checks::matches(tables::asinh, [](double x) { return math::asinh(x); }) &&
         checks::matches(tables::acosh, [](double x) { return math::acosh(x); }) &&
         checks::matches(tables::atanh, [](double x) { return math::atanh(x); }) &&
         checks::matches(tables::sin_pi, [](double x) { return math::sin_pi(x); }) &&
         checks::matches(tables::cos_pi, [](double x) { return math::cos_pi(x); });
}

constexpr bool check_special_tables() {
  return checks::matches(tables::erf, [](double x) { return math::erf(x); }) &&
         checks::matches(tables::erfc, [](double x) { return math::erfc(x); }) &&
         checks::matches(tables::tgamma, [](double x) { return math::tgamma(x); }) &&
         checks::matches(tables::lgamma, [](double x) { return math::lgamma(x); }) &&
         checks::matches(tables::digamma, [](double x) { return math::digamma(x); }) &&
         checks::matches(tables::trigamma, [](double x) { return math::trigamma(x); }) &&
         checks::matches(tables::erf_inv, [](double x) { return math::erf_inv(x); }) &&
         checks::matches(tables::erfc_inv, [](double x) { return math::erfc_inv(x); }) &&
         checks::matches(tables::lambert_w0, [](double x) { return math::lambert_w0(x); });
}

constexpr bool check_binary_tables() {
  return checks::matches(tables::pow, [](double x, double y) { return math::pow(x, y); }) &&
         checks::matches(tables::atan2, [](double x, double y) { return math::atan2(x, y); }) &&
         checks::matches(tables::hypot, [](double x, double y) { return math::hypot(x, y); }) &&
         checks::matches(tables::polygamma, [](double x, double y) { return math::polygamma(x, y); });
}

constexpr bool check_exact() {
  return math::floor(-0.5) == -1 && same(math::ceil(-0.5), -0.0) && math::trunc(-2.7) == -2 && math::round(2.5) == 3 &&
         math::rint(2.5) == 2 && math::abs(-2.5) == 2.5 && math::fmod(5.5, 2.0) == 1.5 &&
         math::remainder(5.5, 2.0) == -0.5 && math::copysign(3.0, -0.0) == -3 &&
         math::fma(0x1.0000000000001p0, 0x1.0000000000001p0, -0x1.0000000000002p0) == 0x1p-104 &&
         math::ldexp(1.0, -1074) == 0x1p-1074 && math::isnan(not_a_number) && !math::isnan(inf) && math::isinf(-inf) &&
         !math::isinf(1.0) && math::isfinite(1.0) && !math::isfinite(inf) && math::signbit(-0.0) && !math::signbit(0.0);
}

static_assert(check_elementary_tables());
static_assert(check_special_tables());
static_assert(check_binary_tables());
static_assert(check_exact());
static_assert(check_constants());
static_assert(check_choices());
static_assert(check_quotients());
static_assert(check_pack());

// Exact comparison with std at run time
template <class F, class Standard>
void is_std(const char* name, F f, Standard standard) {
  INFO(name);
  for (const double x : {0.3, 0.9, 1.7, -0.4, 5.0, -2.5, 700.0, inf, -0.0}) {
    CHECK(same(f(opaque(x)), standard(opaque(x))));
    const auto y = static_cast<float>(opaque(x));
    CHECK(same(static_cast<double>(f(y)), static_cast<double>(standard(y))));
    const auto z = static_cast<long double>(opaque(x)) + 0x1p-60L;
    CHECK((f(z) == standard(z) || standard(z) != standard(z)));
  }
}

}  // namespace

TEST_CASE("dispatch: constant expressions", "[math]") {
  CHECK(check_exact());
  CHECK(check_choices());
  CHECK(check_quotients());
  CHECK(check_pack());
}

TEST_CASE("dispatch: std at run time", "[math]") {
  is_std(
      "exp", [](auto x) { return math::exp(x); }, [](auto x) { return std::exp(x); });
  is_std(
      "exp2", [](auto x) { return math::exp2(x); }, [](auto x) { return std::exp2(x); });
  is_std(
      "expm1", [](auto x) { return math::expm1(x); }, [](auto x) { return std::expm1(x); });
  is_std(
      "log", [](auto x) { return math::log(x); }, [](auto x) { return std::log(x); });
  is_std(
      "log2", [](auto x) { return math::log2(x); }, [](auto x) { return std::log2(x); });
  is_std(
      "log10", [](auto x) { return math::log10(x); }, [](auto x) { return std::log10(x); });
  is_std(
      "log1p", [](auto x) { return math::log1p(x); }, [](auto x) { return std::log1p(x); });
  is_std(
      "sqrt", [](auto x) { return math::sqrt(x); }, [](auto x) { return std::sqrt(x); });
  is_std(
      "cbrt", [](auto x) { return math::cbrt(x); }, [](auto x) { return std::cbrt(x); });
  is_std(
      "sin", [](auto x) { return math::sin(x); }, [](auto x) { return std::sin(x); });
  is_std(
      "cos", [](auto x) { return math::cos(x); }, [](auto x) { return std::cos(x); });
  is_std(
      "tan", [](auto x) { return math::tan(x); }, [](auto x) { return std::tan(x); });
  is_std(
      "asin", [](auto x) { return math::asin(x); }, [](auto x) { return std::asin(x); });
  is_std(
      "acos", [](auto x) { return math::acos(x); }, [](auto x) { return std::acos(x); });
  is_std(
      "atan", [](auto x) { return math::atan(x); }, [](auto x) { return std::atan(x); });
  is_std(
      "sinh", [](auto x) { return math::sinh(x); }, [](auto x) { return std::sinh(x); });
  is_std(
      "cosh", [](auto x) { return math::cosh(x); }, [](auto x) { return std::cosh(x); });
  is_std(
      "tanh", [](auto x) { return math::tanh(x); }, [](auto x) { return std::tanh(x); });
  is_std(
      "asinh", [](auto x) { return math::asinh(x); }, [](auto x) { return std::asinh(x); });
  is_std(
      "acosh", [](auto x) { return math::acosh(x); }, [](auto x) { return std::acosh(x); });
  is_std(
      "atanh", [](auto x) { return math::atanh(x); }, [](auto x) { return std::atanh(x); });
  is_std(
      "erf", [](auto x) { return math::erf(x); }, [](auto x) { return std::erf(x); });
  is_std(
      "erfc", [](auto x) { return math::erfc(x); }, [](auto x) { return std::erfc(x); });
  is_std(
      "tgamma", [](auto x) { return math::tgamma(x); }, [](auto x) { return std::tgamma(x); });
  is_std(
      "lgamma", [](auto x) { return math::lgamma(x); }, [](auto x) { return std::lgamma(x); });
  is_std(
      "floor", [](auto x) { return math::floor(x); }, [](auto x) { return std::floor(x); });
  is_std(
      "ceil", [](auto x) { return math::ceil(x); }, [](auto x) { return std::ceil(x); });
  is_std(
      "trunc", [](auto x) { return math::trunc(x); }, [](auto x) { return std::trunc(x); });
  is_std(
      "round", [](auto x) { return math::round(x); }, [](auto x) { return std::round(x); });
  is_std(
      "rint", [](auto x) { return math::rint(x); }, [](auto x) { return std::rint(x); });
  is_std(
      "abs", [](auto x) { return math::abs(x); }, [](auto x) { return std::abs(x); });
  CHECK(same(math::pow(opaque(1.7), opaque(2.3)), std::pow(1.7, 2.3)));
  CHECK(same(math::atan2(opaque(1.7), opaque(-2.3)), std::atan2(1.7, -2.3)));
  CHECK(same(math::hypot(opaque(1.7), opaque(2.3)), std::hypot(1.7, 2.3)));
  CHECK(same(math::hypot(opaque(1.7), opaque(2.3), opaque(0.1)), std::hypot(1.7, 2.3, 0.1)));
  for (const double a : {0.0, -0.0, 1.5, -inf, inf, not_a_number})
    for (const double b : {0.0, 2.5, inf, not_a_number})
      for (const double c : {0.0, -3.5, -inf, not_a_number})
        CHECK((same(math::hypot(opaque(a), opaque(b), opaque(c)), std::hypot(std::hypot(a, b), c)) ||
               (std::isfinite(a) && std::isfinite(b) && std::isfinite(c))));
  CHECK(same(math::fma(opaque(1.1), opaque(1.3), opaque(-1.43)), std::fma(1.1, 1.3, -1.43)));
  CHECK(same(math::fmod(opaque(7.1), opaque(2.3)), std::fmod(7.1, 2.3)));
  CHECK(same(math::remainder(opaque(7.1), opaque(2.3)), std::remainder(7.1, 2.3)));
  CHECK(same(math::copysign(opaque(7.1), opaque(-2.3)), -7.1));
  CHECK(same(math::ldexp(opaque(7.1), 3), 8 * 7.1));
  CHECK(math::signbit(opaque(-0.0)));
  CHECK(math::isnan(opaque(not_a_number)));
  CHECK(math::isinf(opaque(inf)));
  CHECK(math::isfinite(opaque(1.0)));
  CHECK(same(math::divide(opaque(1.0), opaque(0.0)), inf));
  CHECK(math::isnan(math::divide(opaque(0.0), opaque(0.0))));
  CHECK(same(math::digamma(opaque(3.7)), math::run_time::digamma(opaque(3.7))));
  CHECK(same(math::polygamma(3, opaque(3.7)), math::run_time::polygamma(3, opaque(3.7))));
  CHECK(same(math::polygamma(opaque(3.0), opaque(3.7)), math::run_time::polygamma(3, opaque(3.7))));
}

TEST_CASE("dispatch: choices at run time", "[math]") {
  const double values[] = {0.0, -0.0, 1.0, -1.0, inf, -inf, not_a_number, 0x1p-1074, 0x1.fffffffffffffp1023};
  for (const double a : values)
    for (const double b : values) {
      const double x = opaque(a);
      const double y = opaque(b);
      CHECK(same(math::select(x < y, x, y), a < b ? a : b));
      const auto u = static_cast<float>(x);
      const auto v = static_cast<float>(y);
      CHECK(same(static_cast<double>(math::select(u < v, u, v)), static_cast<double>(u < v ? u : v)));
      CHECK(same(math::min(x, y), b < a ? b : a));
      CHECK(same(math::max(x, y), a < b ? b : a));
      // Equal but for the sign of zero, which std leaves open, and NaN for two NaNs
      CHECK(same(math::fmin(x, y) + 0.0, std::fmin(a, b) + 0.0));
      CHECK(same(math::fmax(x, y) + 0.0, std::fmax(a, b) + 0.0));
    }
}

TEST_CASE("dispatch: the function next to the type", "[math]") {
  const user::number x{0.5, ""};
  CHECK(math::exp(x).called == "exp");
  CHECK(math::exp2(x).called == "exp2");
  CHECK(math::expm1(x).called == "expm1");
  CHECK(math::log(x).called == "log");
  CHECK(math::log2(x).called == "log2");
  CHECK(math::log10(x).called == "log10");
  CHECK(math::log1p(x).called == "log1p");
  CHECK(math::sqrt(x).called == "sqrt");
  CHECK(math::cbrt(x).called == "cbrt");
  CHECK(math::sin(x).called == "sin");
  CHECK(math::cos(x).called == "cos");
  CHECK(math::tan(x).called == "tan");
  CHECK(math::asin(x).called == "asin");
  CHECK(math::acos(x).called == "acos");
  CHECK(math::atan(x).called == "atan");
  CHECK(math::sinh(x).called == "sinh");
  CHECK(math::cosh(x).called == "cosh");
  CHECK(math::tanh(x).called == "tanh");
  CHECK(math::asinh(x).called == "asinh");
  CHECK(math::acosh(x).called == "acosh");
  CHECK(math::atanh(x).called == "atanh");
  CHECK(math::erf(x).called == "erf");
  CHECK(math::erfc(x).called == "erfc");
  CHECK(math::tgamma(x).called == "tgamma");
  CHECK(math::lgamma(x).called == "lgamma");
  CHECK(math::floor(x).called == "floor");
  CHECK(math::ceil(x).called == "ceil");
  CHECK(math::trunc(x).called == "trunc");
  CHECK(math::round(x).called == "round");
  CHECK(math::rint(x).called == "rint");
  CHECK(math::abs(x).called == "abs");
  CHECK(math::sin_pi(x).called == "sin_pi");
  CHECK(math::cos_pi(x).called == "cos_pi");
  CHECK(math::digamma(x).called == "digamma");
  CHECK(math::trigamma(x).called == "trigamma");
  CHECK(math::erf_inv(x).called == "erf_inv");
  CHECK(math::erfc_inv(x).called == "erfc_inv");
  CHECK(math::lambert_w0(x).called == "lambert_w0");
  CHECK(math::pow(x, x).called == "pow");
  CHECK(math::atan2(x, x).called == "atan2");
  CHECK(math::hypot(x, x).called == "hypot");
  CHECK(math::fmod(x, x).called == "fmod");
  CHECK(math::fmin(x, x).called == "fmin");
  CHECK(math::fmax(x, x).called == "fmax");
  CHECK(math::copysign(x, x).called == "copysign");
  CHECK(math::divide(x, x).called == "divide");
  CHECK(math::fma(x, x, x).called == "fma");
  CHECK(math::ldexp(x, 3).called == "ldexp");
  CHECK(math::polygamma(3, x).called == "polygamma");
  CHECK(math::rsqrt(x).called == "rsqrt");
  CHECK(math::sign(x).called == "sign");
  CHECK(math::select(true, x, user::number{}).value == 0.5);
  CHECK(math::cyl_bessel_j(x, x).called == "cyl_bessel_j");
  CHECK(math::legendre(3U, x).called == "legendre");
}
