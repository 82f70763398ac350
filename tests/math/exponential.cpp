// SPDX-License-Identifier: BSL-1.0
// The kernels of exp, log and pow against the 50-digit reference, tables and std.

#include "tests/support/catch.hpp"

#include <cmath>

#include <tapeless/math/kernel/exp.hpp>
#include <tapeless/math/kernel/log.hpp>
#include <tapeless/math/kernel/pow.hpp>

#include "tests/math/accuracy.hpp"

namespace {

namespace kernel = tapeless::detail::math::kernel;
using checks::against_reference;
using checks::against_reference_binary;
using checks::against_std;
using checks::against_std_binary;
using checks::matches;
using reference::real;
using samples::generator;

constexpr bool check_exp() {
  return matches(tables::exp, [](double x) { return kernel::exp(x); }) &&
         matches(tables::exp2, [](double x) { return kernel::exp2(x); }) &&
         matches(tables::expm1, [](double x) { return kernel::expm1(x); });
}

constexpr bool check_log() {
  return matches(tables::log, [](double x) { return kernel::log(x); }) &&
         matches(tables::log2, [](double x) { return kernel::log2(x); }) &&
         matches(tables::log10, [](double x) { return kernel::log10(x); }) &&
         matches(tables::log1p, [](double x) { return kernel::log1p(x); });
}

constexpr bool check_pow() {
  return matches(tables::pow, [](double x, double y) { return kernel::pow(x, y); });
}

static_assert(check_exp());
static_assert(check_log());
static_assert(check_pow());

}  // namespace

TEST_CASE("exponential and logarithm kernels: tables", "[math]") {
  CHECK(check_exp());
  CHECK(check_log());
  CHECK(check_pow());
}

TEST_CASE("exponential kernels: accuracy", "[math]") {
  against_reference(
      "exp", 20000, samples::exponent, [](double x) { return kernel::exp(x); },
      [](const real& x) { return real(exp(x)); });
  against_std(
      "exp", 20000, samples::exponent, [](double x) { return kernel::exp(x); }, [](double x) { return std::exp(x); });
  against_reference(
      "exp2", 20000, [](generator& g) { return 1.4427 * samples::exponent(g); },
      [](double x) { return kernel::exp2(x); }, reference::exp2);
  against_std(
      "exp2", 20000, [](generator& g) { return 1.4427 * samples::exponent(g); },
      [](double x) { return kernel::exp2(x); }, [](double x) { return std::exp2(x); });
  against_reference(
      "expm1", 20000, samples::exponent, [](double x) { return kernel::expm1(x); }, reference::expm1);
  against_std(
      "expm1", 20000, samples::exponent, [](double x) { return kernel::expm1(x); },
      [](double x) { return std::expm1(x); });
}

TEST_CASE("logarithm kernels: accuracy", "[math]") {
  against_reference(
      "log", 20000, samples::positive, [](double x) { return kernel::log(x); },
      [](const real& x) { return real(log(x)); });
  against_std(
      "log", 20000, samples::positive, [](double x) { return kernel::log(x); }, [](double x) { return std::log(x); });
  against_reference(
      "log2", 20000, samples::positive, [](double x) { return kernel::log2(x); }, reference::log2);
  against_std(
      "log2", 20000, samples::positive, [](double x) { return kernel::log2(x); },
      [](double x) { return std::log2(x); });
  against_reference(
      "log10", 20000, samples::positive, [](double x) { return kernel::log10(x); }, reference::log10);
  against_std(
      "log10", 20000, samples::positive, [](double x) { return kernel::log10(x); },
      [](double x) { return std::log10(x); });
  against_reference(
      "log1p", 20000, [](generator& g) { return g.integer(0, 1) == 0 ? samples::positive(g) : samples::below_one(g); },
      [](double x) { return kernel::log1p(x); }, reference::log1p);
  against_std(
      "log1p", 20000, [](generator& g) { return g.integer(0, 1) == 0 ? samples::positive(g) : samples::below_one(g); },
      [](double x) { return kernel::log1p(x); }, [](double x) { return std::log1p(x); });
}

TEST_CASE("pow kernel: accuracy", "[math]") {
  const auto f = [](double x, double y) { return kernel::pow(x, y); };
  against_reference_binary("pow", 20000, samples::power, f,
                           [](const real& x, const real& y) { return real(exp(real(y * log(x)))); });
  against_std_binary("pow", 20000, samples::power, f, [](double x, double y) { return std::pow(x, y); });
}

TEST_CASE("pow kernel: exact powers and negative bases", "[math]") {
  for (int base = -7; base <= 7; ++base) {
    double power = 1;
    for (int n = 0; n <= 18; ++n) {
      CHECK(checks::same(kernel::pow(static_cast<double>(base), static_cast<double>(n)), power));
      power *= base;
    }
  }
  CHECK(std::isnan(kernel::pow(-2.0, 0.5)));
  CHECK(kernel::pow(-2.0, 0x1p60) == kernel::infinity<double>);
  CHECK(kernel::pow(-2.0, 0x1p52 + 1) == -kernel::infinity<double>);
}
