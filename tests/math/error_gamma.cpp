// SPDX-License-Identifier: BSL-1.0
// The kernels of erf, gamma, digamma and polygamma against Boost.Math at 50 digits and tables.

#include "tests/support/catch.hpp"

#include <cmath>

#include <boost/math/special_functions/digamma.hpp>
#include <boost/math/special_functions/erf.hpp>
#include <boost/math/special_functions/gamma.hpp>

#include <tapeless/math/kernel/erf.hpp>
#include <tapeless/math/kernel/gamma.hpp>
#include <tapeless/math/kernel/polygamma.hpp>

#include "tests/math/accuracy.hpp"

namespace {

namespace kernel = tapeless::detail::math::kernel;
using checks::against_reference;
using checks::against_std;
using checks::matches;
using reference::real;
using samples::generator;

constexpr bool check_erf() {
  return matches(tables::erf, [](double x) { return kernel::erf(x); }) &&
         matches(tables::erfc, [](double x) { return kernel::erfc(x); });
}

constexpr bool check_gamma() {
  return matches(tables::tgamma, [](double x) { return kernel::tgamma(x); }) &&
         matches(tables::lgamma, [](double x) { return kernel::lgamma(x); });
}

constexpr bool check_digamma() {
  return matches(tables::digamma, [](double x) { return kernel::digamma(x); }) &&
         matches(tables::trigamma, [](double x) { return kernel::trigamma(x); }) &&
         matches(tables::polygamma, [](double n, double x) { return kernel::polygamma(static_cast<int>(n), x); });
}

constexpr bool check_factorials() {
  double factorial = 1;
  for (int n = 1; n < 23; ++n) {
    if (kernel::tgamma(static_cast<double>(n)) != factorial) return false;
    factorial *= n;
  }
  return kernel::lgamma(1.0) == 0 && kernel::lgamma(2.0) == 0;
}

static_assert(check_erf());
static_assert(check_gamma());
static_assert(check_digamma());
static_assert(check_factorials());

}  // namespace

TEST_CASE("error and gamma kernels: tables", "[math]") {
  CHECK(check_erf());
  CHECK(check_gamma());
  CHECK(check_digamma());
  CHECK(check_factorials());
}

TEST_CASE("error function kernels: accuracy", "[math]") {
  const auto erf = [](double x) { return kernel::erf(x); };
  const auto erfc = [](double x) { return kernel::erfc(x); };
  const auto middle = [](generator& g) {
    return g.integer(0, 1) == 0 ? g.uniform(-6, 6) : g.signed_log_uniform(-1074, 1);
  };
  const auto tail = [](generator& g) {
    return g.integer(0, 2) == 0 ? g.signed_log_uniform(-1074, 1) : g.uniform(-6, 27.3);
  };
  against_reference("erf", 5000, middle, erf, [](const real& x) { return real(boost::math::erf(x)); });
  against_reference("erfc", 5000, tail, erfc, [](const real& x) { return real(boost::math::erfc(x)); });
  against_std("erf", 5000, middle, erf, [](double x) { return std::erf(x); });
  against_std(
      "erfc", 5000, tail, erfc, [](double x) { return std::erfc(x); }, 6);
}

TEST_CASE("gamma kernels: accuracy", "[math]") {
  const auto tgamma = [](double x) { return kernel::tgamma(x); };
  const auto lgamma = [](double x) { return kernel::lgamma(x); };
  const auto exact = [](const real& x) { return real(boost::math::tgamma(x)); };
  const auto exact_log = [](const real& x) { return real(boost::math::lgamma(x)); };
  const auto positive = [](generator& g) { return g.integer(0, 1) == 0 ? g.uniform(0, 172) : g.log_uniform(-1024, 3); };
  const auto negative = [](generator& g) { return g.integer(0, 1) == 0 ? g.uniform(-185, 0) : -g.log_uniform(-60, 3); };
  const auto small = [](generator& g) { return g.uniform(0, 20); };
  against_reference("tgamma", 5000, positive, tgamma, exact);
  against_reference("tgamma", 5000, small, tgamma, exact);
  against_reference("tgamma", 5000, negative, tgamma, exact);
  against_reference("lgamma", 5000, small, lgamma, exact_log);
  against_reference(
      "lgamma", 3000, [](generator& g) { return g.log_uniform(-1074, 1010); }, lgamma, exact_log);
  against_reference(
      "lgamma", 5000, [](generator& g) { return g.near(g.integer(1, 2), -52, -4); }, lgamma, exact_log);
  against_reference("lgamma", 5000, negative, lgamma, exact_log);
  against_std(
      "tgamma", 5000, positive, tgamma, [](double x) { return std::tgamma(x); }, 8);
  against_std(
      "lgamma", 5000, small, lgamma, [](double x) { return std::lgamma(x); }, 6);
}

TEST_CASE("digamma kernel: accuracy", "[math]") {
  const auto digamma = [](double x) { return kernel::digamma(x); };
  const auto exact = [](const real& x) { return real(boost::math::digamma(x)); };
  against_reference(
      "digamma", 5000, [](generator& g) { return g.uniform(0, 20); }, digamma, exact);
  against_reference(
      "digamma", 5000, [](generator& g) { return g.log_uniform(-1022, 1000); }, digamma, exact);
  against_reference(
      "digamma", 5000, [](generator& g) { return g.near(1.4616321449683622, -50, -3); }, digamma, exact);
  against_reference(
      "digamma", 5000, [](generator& g) { return g.uniform(-185, 0); }, digamma, exact);
}
