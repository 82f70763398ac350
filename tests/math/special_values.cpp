// SPDX-License-Identifier: BSL-1.0
// Zeros, infinities, NaN, subnormal and extreme arguments of every kernel: evaluable in constant expressions
// with all compilers, the same there as at run time, and what std returns (C99, annex F).

#include "tests/support/catch.hpp"

#include <array>
#include <cmath>
#include <cstddef>

#include <tapeless/math/functions.hpp>

#include "tests/math/checks.hpp"

namespace {

namespace kernel = tapeless::detail::math::kernel;
namespace run_time = tapeless::detail::math::run_time;
using checks::same;

constexpr double inf = kernel::infinity<double>;
constexpr double not_a_number = kernel::not_a_number<double>;
constexpr double arguments[] = {0.0,
                                -0.0,
                                inf,
                                -inf,
                                not_a_number,
                                1,
                                -1,
                                0.5,
                                -0.5,
                                2,
                                -2,
                                3,
                                -3,
                                2.5,
                                -2.5,
                                0x1p-1074,
                                -0x1p-1074,
                                0x1p-1022,
                                -0x1p-1022,
                                0x1.fffffffffffffp1023,
                                -0x1.fffffffffffffp1023,
                                0x1.fffffffffffffp-1,
                                0x1.0000000000001p0,
                                745,
                                -745.2,
                                0x1p53 + 2,
                                0x1p52 + 1,
                                -0x1p52 - 1,
                                171.5,
                                -171.5,
                                1e-9,
                                -1e-9};
constexpr std::size_t count = sizeof arguments / sizeof arguments[0];

template <class F>
constexpr std::array<double, count> values(F f) {
  std::array<double, count> r{};
  for (std::size_t i = 0; i < count; ++i) r[i] = f(arguments[i]);
  return r;
}

template <class F>
constexpr std::array<double, count * count> values_binary(F f) {
  std::array<double, count * count> r{};
  for (std::size_t i = 0; i < count; ++i)
    for (std::size_t j = 0; j < count; ++j) r[i * count + j] = f(arguments[i], arguments[j]);
  return r;
}

// Equal, also in the sign of zero, or finite and within 1e-15 of each other; subnormal within two units
bool agree(double a, double b) {
  if (same(a, b)) return true;
  return std::isfinite(a) && std::isfinite(b) && a != 0 && b != 0 && std::abs(a - b) <= 1e-15 * std::abs(b) + 0x1p-1073;
}

// A run-time argument, whatever the optimiser knows
double opaque(double x) {
  volatile double y = x;
  return y;
}

// Captureless lambdas are default-constructible, which makes the values constants here.
template <class F, class Standard>
void compare(const char* name, F f, Standard standard) {
  constexpr std::array<double, count> at_compile_time = values(F{});
  for (std::size_t i = 0; i < count; ++i) {
    const double x = opaque(arguments[i]);
    INFO(name << " of " << x);
    CAPTURE(at_compile_time[i], f(x), standard(x));
    CHECK(same(at_compile_time[i], f(x)));
    CHECK(agree(f(x), standard(x)));
  }
}

template <class F, class Standard>
void compare_binary(const char* name, F f, Standard standard) {
  constexpr std::array<double, count* count> at_compile_time = values_binary(F{});
  bool agreed = true;
  for (std::size_t i = 0; i < count * count; ++i) {
    const double x = opaque(arguments[i / count]);
    const double y = opaque(arguments[i % count]);
    if (same(at_compile_time[i], f(x, y)) && agree(f(x, y), standard(x, y))) continue;
    agreed = false;
    UNSCOPED_INFO(name << " of " << x << ", " << y << " is " << f(x, y) << ", std " << standard(x, y));
  }
  CHECK(agreed);
}

}  // namespace

TEST_CASE("special values of the elementary kernels", "[math]") {
  compare(
      "exp", [](double x) { return kernel::exp(x); }, [](double x) { return std::exp(x); });
  compare(
      "exp2", [](double x) { return kernel::exp2(x); }, [](double x) { return std::exp2(x); });
  compare(
      "expm1", [](double x) { return kernel::expm1(x); }, [](double x) { return std::expm1(x); });
  compare(
      "log", [](double x) { return kernel::log(x); }, [](double x) { return std::log(x); });
  compare(
      "log2", [](double x) { return kernel::log2(x); }, [](double x) { return std::log2(x); });
  compare(
      "log10", [](double x) { return kernel::log10(x); }, [](double x) { return std::log10(x); });
  compare(
      "log1p", [](double x) { return kernel::log1p(x); }, [](double x) { return std::log1p(x); });
  compare(
      "sin", [](double x) { return kernel::sin(x); }, [](double x) { return std::sin(x); });
  compare(
      "cos", [](double x) { return kernel::cos(x); }, [](double x) { return std::cos(x); });
  compare(
      "tan", [](double x) { return kernel::tan(x); }, [](double x) { return std::tan(x); });
  compare(
      "asin", [](double x) { return kernel::asin(x); }, [](double x) { return std::asin(x); });
  compare(
      "acos", [](double x) { return kernel::acos(x); }, [](double x) { return std::acos(x); });
  compare(
      "atan", [](double x) { return kernel::atan(x); }, [](double x) { return std::atan(x); });
  compare(
      "sinh", [](double x) { return kernel::sinh(x); }, [](double x) { return std::sinh(x); });
  compare(
      "cosh", [](double x) { return kernel::cosh(x); }, [](double x) { return std::cosh(x); });
  compare(
      "tanh", [](double x) { return kernel::tanh(x); }, [](double x) { return std::tanh(x); });
  compare(
      "asinh", [](double x) { return kernel::asinh(x); }, [](double x) { return std::asinh(x); });
  compare(
      "acosh", [](double x) { return kernel::acosh(x); }, [](double x) { return std::acosh(x); });
  compare(
      "atanh", [](double x) { return kernel::atanh(x); }, [](double x) { return std::atanh(x); });
  compare(
      "sqrt", [](double x) { return kernel::sqrt(x); }, [](double x) { return std::sqrt(x); });
  compare(
      "cbrt", [](double x) { return kernel::cbrt(x); }, [](double x) { return std::cbrt(x); });
  compare(
      "floor", [](double x) { return kernel::floor(x); }, [](double x) { return std::floor(x); });
  compare(
      "ceil", [](double x) { return kernel::ceil(x); }, [](double x) { return std::ceil(x); });
  compare(
      "trunc", [](double x) { return kernel::trunc(x); }, [](double x) { return std::trunc(x); });
  compare(
      "round", [](double x) { return kernel::round(x); }, [](double x) { return std::round(x); });
  compare(
      "rint", [](double x) { return kernel::rint(x); }, [](double x) { return std::rint(x); });
  compare(
      "abs", [](double x) { return kernel::abs(x); }, [](double x) { return std::abs(x); });
}

TEST_CASE("special values of the binary kernels", "[math]") {
  compare_binary(
      "pow", [](double x, double y) { return kernel::pow(x, y); }, [](double x, double y) { return std::pow(x, y); });
  compare_binary(
      "atan2", [](double x, double y) { return kernel::atan2(x, y); },
      [](double x, double y) { return std::atan2(x, y); });
  compare_binary(
      "hypot", [](double x, double y) { return kernel::hypot(x, y); },
      [](double x, double y) { return std::hypot(x, y); });
  compare_binary(
      "fmod", [](double x, double y) { return kernel::fmod(x, y); },
      [](double x, double y) { return std::fmod(x, y); });
  compare_binary(
      "remainder", [](double x, double y) { return kernel::remainder(x, y); },
      [](double x, double y) { return std::remainder(x, y); });
  compare_binary(
      "copysign", [](double x, double y) { return kernel::copysign(x, y); },
      [](double x, double y) { return std::copysign(x, y); });
  compare_binary(
      "divide", [](double x, double y) { return kernel::divide(x, y); }, [](double x, double y) { return x / y; });
  compare_binary(
      "fma", [](double x, double y) { return kernel::fma(x, y, 1.0); },
      [](double x, double y) { return std::fma(x, y, 1.0); });
  compare_binary(
      "fma", [](double x, double y) { return kernel::fma(x, y, -inf); },
      [](double x, double y) { return std::fma(x, y, -inf); });
  compare_binary(
      "fma", [](double x, double y) { return kernel::fma(x, y, not_a_number); },
      [](double x, double y) { return std::fma(x, y, not_a_number); });
  compare_binary(
      "fma", [](double x, double y) { return kernel::fma(x, y, -0.0); },
      [](double x, double y) { return std::fma(x, y, -0.0); });
  compare_binary(
      "fma", [](double x, double y) { return kernel::fma(x, y, -0x1p-1074); },
      [](double x, double y) { return std::fma(x, y, -0x1p-1074); });
}

TEST_CASE("special values of the special functions' kernels", "[math]") {
  compare(
      "erf", [](double x) { return kernel::erf(x); }, [](double x) { return std::erf(x); });
  compare(
      "erfc", [](double x) { return kernel::erfc(x); }, [](double x) { return std::erfc(x); });
  compare(
      "tgamma", [](double x) { return kernel::tgamma(x); }, [](double x) { return std::tgamma(x); });
  compare(
      "lgamma", [](double x) { return kernel::lgamma(x); }, [](double x) { return std::lgamma(x); });
}

// Against the run-time versions, as std has none
TEST_CASE("special values of the functions std lacks", "[math]") {
  compare(
      "sin_pi", [](double x) { return kernel::sin_pi(x); }, [](double x) { return run_time::sin_pi(x); });
  compare(
      "cos_pi", [](double x) { return kernel::cos_pi(x); }, [](double x) { return run_time::cos_pi(x); });
  compare(
      "digamma", [](double x) { return kernel::digamma(x); }, [](double x) { return run_time::digamma(x); });
  compare(
      "trigamma", [](double x) { return kernel::trigamma(x); }, [](double x) { return run_time::trigamma(x); });
  compare(
      "erf_inv", [](double x) { return kernel::erf_inv(x); }, [](double x) { return run_time::erf_inv(x); });
  compare(
      "erfc_inv", [](double x) { return kernel::erfc_inv(x); }, [](double x) { return run_time::erfc_inv(x); });
  compare(
      "lambert_w0", [](double x) { return kernel::lambert_w0(x); }, [](double x) { return run_time::lambert_w0(x); });
  compare(
      "polygamma", [](double x) { return kernel::polygamma(2, x); },
      [](double x) { return run_time::polygamma(2, x); });
  compare(
      "polygamma", [](double x) { return kernel::polygamma(3, x); },
      [](double x) { return run_time::polygamma(3, x); });
}

namespace {

constexpr bool check_conventions() {
  return same(kernel::sin_pi(-0.0), -0.0) && same(kernel::sin_pi(-3.0), -0.0) && same(kernel::sin_pi(4.0), 0.0) &&
         kernel::sin_pi(2.5) == 1 && same(kernel::cos_pi(2.5), 0.0) && same(kernel::cos_pi(-0.5), 0.0) &&
         kernel::cos_pi(3.0) == -1 && kernel::isnan(kernel::cos_pi(inf)) && kernel::digamma(0.0) == -inf &&
         kernel::digamma(-0.0) == inf && kernel::isnan(kernel::digamma(-3.0)) && kernel::digamma(inf) == inf &&
         kernel::isnan(kernel::digamma(-inf)) && kernel::trigamma(0.0) == inf && kernel::trigamma(-2.0) == inf &&
         kernel::trigamma(inf) == 0 && kernel::polygamma(2, 0.0) == -inf && kernel::polygamma(2, -0.0) == inf &&
         kernel::isnan(kernel::polygamma(2, -1.0)) && same(kernel::polygamma(2, inf), -0.0) &&
         kernel::isnan(kernel::polygamma(-1, 1.0)) && kernel::erf_inv(1.0) == inf && kernel::erf_inv(-1.0) == -inf &&
         kernel::isnan(kernel::erf_inv(1.5)) && same(kernel::erf_inv(-0.0), -0.0) && kernel::erfc_inv(0.0) == inf &&
         kernel::erfc_inv(2.0) == -inf && kernel::erfc_inv(1.0) == 0 && kernel::isnan(kernel::erfc_inv(-0.1)) &&
         kernel::lambert_w0(inf) == inf && same(kernel::lambert_w0(-0.0), -0.0) &&
         kernel::isnan(kernel::lambert_w0(-0.4)) && kernel::isnan(kernel::lambert_w0(-inf));
}

static_assert(check_conventions());

}  // namespace

TEST_CASE("conventions of the functions std lacks", "[math]") { CHECK(check_conventions()); }
