// SPDX-License-Identifier: BSL-1.0
// The kernels of the hyperbolic functions, their inverses and roots against the 50-digit reference, tables and
// std.

#include "tests/support/catch.hpp"

#include <cmath>

#include <tapeless/math/kernel/hyperbolic.hpp>
#include <tapeless/math/kernel/root.hpp>

#include "tests/math/accuracy.hpp"

namespace {

namespace kernel = tapeless::detail::math::kernel;
using checks::against_reference;
using checks::against_reference_binary;
using checks::against_std;
using checks::against_std_binary;
using checks::matches;
using reference::real;

constexpr bool check_hyperbolic() {
  return matches(tables::sinh, [](double x) { return kernel::sinh(x); }) &&
         matches(tables::cosh, [](double x) { return kernel::cosh(x); }) &&
         matches(tables::tanh, [](double x) { return kernel::tanh(x); });
}

constexpr bool check_inverse_hyperbolic() {
  return matches(tables::asinh, [](double x) { return kernel::asinh(x); }) &&
         matches(tables::acosh, [](double x) { return kernel::acosh(x); }) &&
         matches(tables::atanh, [](double x) { return kernel::atanh(x); });
}

constexpr bool check_roots() {
  return matches(tables::sqrt, [](double x) { return kernel::sqrt(x); }) &&
         matches(tables::cbrt, [](double x) { return kernel::cbrt(x); }) &&
         matches(tables::hypot, [](double x, double y) { return kernel::hypot(x, y); });
}

static_assert(check_hyperbolic());
static_assert(check_inverse_hyperbolic());
static_assert(check_roots());

}  // namespace

TEST_CASE("hyperbolic kernels and roots: tables", "[math]") {
  CHECK(check_hyperbolic());
  CHECK(check_inverse_hyperbolic());
  CHECK(check_roots());
}

TEST_CASE("hyperbolic kernels: accuracy", "[math]") {
  against_reference(
      "sinh", 10000, samples::exponent, [](double x) { return kernel::sinh(x); }, reference::sinh);
  against_std(
      "sinh", 10000, samples::exponent, [](double x) { return kernel::sinh(x); },
      [](double x) { return std::sinh(x); });
  against_reference(
      "cosh", 10000, samples::exponent, [](double x) { return kernel::cosh(x); }, reference::cosh);
  against_std(
      "cosh", 10000, samples::exponent, [](double x) { return kernel::cosh(x); },
      [](double x) { return std::cosh(x); });
  against_reference(
      "tanh", 10000, samples::exponent, [](double x) { return kernel::tanh(x); }, reference::tanh);
  against_std(
      "tanh", 10000, samples::exponent, [](double x) { return kernel::tanh(x); },
      [](double x) { return std::tanh(x); });
}

TEST_CASE("inverse hyperbolic kernels: accuracy", "[math]") {
  against_reference(
      "asinh", 10000, samples::slope, [](double x) { return kernel::asinh(x); }, reference::asinh);
  against_std(
      "asinh", 10000, samples::slope, [](double x) { return kernel::asinh(x); },
      [](double x) { return std::asinh(x); });
  against_reference(
      "acosh", 10000, samples::above_one, [](double x) { return kernel::acosh(x); }, reference::acosh);
  against_std(
      "acosh", 10000, samples::above_one, [](double x) { return kernel::acosh(x); },
      [](double x) { return std::acosh(x); });
  against_reference(
      "atanh", 10000, samples::below_one, [](double x) { return kernel::atanh(x); }, reference::atanh);
  against_std(
      "atanh", 10000, samples::below_one, [](double x) { return kernel::atanh(x); },
      [](double x) { return std::atanh(x); });
}

TEST_CASE("root kernels: accuracy", "[math]") {
  against_reference(
      "sqrt", 20000, samples::positive, [](double x) { return kernel::sqrt(x); },
      [](const real& x) { return real(sqrt(x)); }, 0.5);
  against_std(
      "sqrt", 20000, samples::positive, [](double x) { return kernel::sqrt(x); }, [](double x) { return std::sqrt(x); },
      0);
  against_reference(
      "cbrt", 20000, samples::everywhere, [](double x) { return kernel::cbrt(x); }, reference::cbrt);
  against_std(
      "cbrt", 20000, samples::everywhere, [](double x) { return kernel::cbrt(x); },
      [](double x) { return std::cbrt(x); }, 4);
  const auto f = [](double x, double y) { return kernel::hypot(x, y); };
  against_reference_binary("hypot", 20000, samples::point, f,
                           [](const real& x, const real& y) { return reference::hypot(x, y); });
  against_std_binary("hypot", 20000, samples::point, f, [](double x, double y) { return std::hypot(x, y); });
  const auto z = [](double x, double y) { return x - y; };
  against_reference_binary(
      "hypot of three", 20000, samples::point,
      [&](double x, double y) { return std::isfinite(z(x, y)) ? kernel::hypot(x, y, z(x, y)) : kernel::hypot(x, y); },
      [&](const real& x, const real& y) {
        const double w = z(static_cast<double>(x), static_cast<double>(y));
        return reference::hypot(x, y, std::isfinite(w) ? real(w) : real(0));
      });
}
