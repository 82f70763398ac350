// SPDX-License-Identifier: BSL-1.0
// The kernels of the trigonometric functions and their inverses against the 50-digit reference, tables and
// std.

#include "tests/support/catch.hpp"

#include <cmath>

#include <tapeless/math/kernel/inverse_trigonometric.hpp>
#include <tapeless/math/kernel/trigonometric.hpp>

#include "tests/math/accuracy.hpp"

namespace {

namespace kernel = tapeless::detail::math::kernel;
using checks::against_reference;
using checks::against_reference_binary;
using checks::against_std;
using checks::against_std_binary;
using checks::matches;
using reference::real;

constexpr bool check_circular() {
  return matches(tables::sin, [](double x) { return kernel::sin(x); }) &&
         matches(tables::cos, [](double x) { return kernel::cos(x); }) &&
         matches(tables::tan, [](double x) { return kernel::tan(x); });
}

constexpr bool check_half_turns() {
  return matches(tables::sin_pi, [](double x) { return kernel::sin_pi(x); }) &&
         matches(tables::cos_pi, [](double x) { return kernel::cos_pi(x); });
}

constexpr bool check_inverse() {
  return matches(tables::asin, [](double x) { return kernel::asin(x); }) &&
         matches(tables::acos, [](double x) { return kernel::acos(x); }) &&
         matches(tables::atan, [](double x) { return kernel::atan(x); }) &&
         matches(tables::atan2, [](double x, double y) { return kernel::atan2(x, y); });
}

static_assert(check_circular());
static_assert(check_half_turns());
static_assert(check_inverse());

}  // namespace

TEST_CASE("trigonometric kernels: tables", "[math]") {
  CHECK(check_circular());
  CHECK(check_half_turns());
  CHECK(check_inverse());
}

TEST_CASE("trigonometric kernels: accuracy", "[math]") {
  against_reference(
      "sin", 4000, samples::radians, [](double x) { return kernel::sin(x); }, reference::sin);
  against_std(
      "sin", 4000, samples::radians, [](double x) { return kernel::sin(x); }, [](double x) { return std::sin(x); });
  against_reference(
      "cos", 4000, samples::radians, [](double x) { return kernel::cos(x); }, reference::cos);
  against_std(
      "cos", 4000, samples::radians, [](double x) { return kernel::cos(x); }, [](double x) { return std::cos(x); });
  against_reference(
      "tan", 4000, samples::radians, [](double x) { return kernel::tan(x); }, reference::tan);
  against_std(
      "tan", 4000, samples::radians, [](double x) { return kernel::tan(x); }, [](double x) { return std::tan(x); });
}

TEST_CASE("half-turn kernels: accuracy", "[math]") {
  against_reference(
      "sin_pi", 10000, samples::half_turns, [](double x) { return kernel::sin_pi(x); }, reference::sin_pi);
  against_reference(
      "cos_pi", 10000, samples::half_turns, [](double x) { return kernel::cos_pi(x); }, reference::cos_pi);
}

TEST_CASE("inverse trigonometric kernels: accuracy", "[math]") {
  against_reference(
      "asin", 20000, samples::below_one, [](double x) { return kernel::asin(x); }, reference::asin);
  against_std(
      "asin", 20000, samples::below_one, [](double x) { return kernel::asin(x); },
      [](double x) { return std::asin(x); });
  against_reference(
      "acos", 20000, samples::below_one, [](double x) { return kernel::acos(x); }, reference::acos);
  against_std(
      "acos", 20000, samples::below_one, [](double x) { return kernel::acos(x); },
      [](double x) { return std::acos(x); });
  against_reference(
      "atan", 20000, samples::slope, [](double x) { return kernel::atan(x); },
      [](const real& x) { return real(atan(x)); });
  against_std(
      "atan", 20000, samples::slope, [](double x) { return kernel::atan(x); }, [](double x) { return std::atan(x); });
  const auto f = [](double y, double x) { return kernel::atan2(y, x); };
  against_reference_binary("atan2", 20000, samples::point, f,
                           [](const real& y, const real& x) { return real(atan2(y, x)); });
  against_std_binary("atan2", 20000, samples::point, f, [](double y, double x) { return std::atan2(y, x); });
}

// The double closest to a multiple of pi/2 cancels 61 bits of the reduction (J.-M. Muller, Elementary Functions).
TEST_CASE("trigonometric kernels: worst case of the reduction", "[math]") {
  const double x = 0x1.6ac5b262ca1ffp849;
  CHECK(reference::ulps(kernel::cos(x), reference::cos(real(x))) <= checks::kernel_limit);
  CHECK(reference::ulps(kernel::sin(x), reference::sin(real(x))) <= checks::kernel_limit);
  CHECK(std::abs(kernel::cos(x)) < 1e-18);
}
