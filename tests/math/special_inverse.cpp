// SPDX-License-Identifier: BSL-1.0
// The kernels of polygamma, the inverse error functions and Lambert's W against Boost.Math at 50 digits and
// tables, and the run-time versions of what <cmath> lacks against the kernels.

#include "tests/support/catch.hpp"

#include <cmath>

#include <boost/math/special_functions/digamma.hpp>
#include <boost/math/special_functions/erf.hpp>
#include <boost/math/special_functions/lambert_w.hpp>
#include <boost/math/special_functions/polygamma.hpp>

#include <tapeless/math/kernel/erf_inv.hpp>
#include <tapeless/math/kernel/lambert_w.hpp>
#include <tapeless/math/kernel/polygamma.hpp>
#include <tapeless/math/run_time/gamma.hpp>
#include <tapeless/math/run_time/half_turns.hpp>
#include <tapeless/math/run_time/inverse.hpp>

#include "tests/math/accuracy.hpp"

namespace {

namespace kernel = tapeless::detail::math::kernel;
namespace run_time = tapeless::detail::math::run_time;
using checks::against_reference;
using checks::against_std;
using checks::matches;
using reference::real;
using samples::generator;

constexpr bool check_erf_inv() {
  return matches(tables::erf_inv, [](double x) { return kernel::erf_inv(x); }) &&
         matches(tables::erfc_inv, [](double x) { return kernel::erfc_inv(x); });
}

constexpr bool check_lambert_w0() {
  return matches(tables::lambert_w0, [](double x) { return kernel::lambert_w0(x); }) &&
         kernel::lambert_w0(-0x1.78b56362cef38p-2) == -1 && kernel::isnan(kernel::lambert_w0(-0x1.78b56362cef39p-2));
}

static_assert(check_erf_inv());
static_assert(check_lambert_w0());

double probability(generator& g) {
  switch (g.integer(0, 2)) {
    case 0:
      return g.uniform(-1, 1);
    case 1:
      return g.signed_log_uniform(-1022, -1);
    default:
      return g.with_sign(1 - g.log_uniform(-53, -1));
  }
}

double tail_probability(generator& g) { return g.integer(0, 1) == 0 ? g.uniform(0, 2) : g.log_uniform(-1074, -1); }

double lambert_argument(generator& g) {
  switch (g.integer(0, 2)) {
    case 0:
      return g.uniform(-0.3678, 3);
    case 1:
      return -0x1.78b56362cef37p-2 + g.log_uniform(-53, -4);
    default:
      return g.log_uniform(-1074, 1023);
  }
}

}  // namespace

TEST_CASE("inverse function kernels: tables", "[math]") {
  CHECK(check_erf_inv());
  CHECK(check_lambert_w0());
}

TEST_CASE("polygamma kernel: accuracy", "[math]") {
  for (const int n : {1, 2, 3, 5, 10, 30, 100}) {
    const auto f = [n](double x) { return kernel::polygamma(n, x); };
    const auto exact = [n](const real& x) { return real(boost::math::polygamma(n, x)); };
    INFO(n);
    against_reference(
        "polygamma", n < 10 ? 1500 : 300,
        [](generator& g) { return g.integer(0, 1) == 0 ? g.uniform(0, 20) : g.log_uniform(-9, 9); }, f, exact);
    if (n <= 10)
      against_reference(
          "polygamma", 300, [](generator& g) { return g.uniform(-20, 0); }, f, exact);
  }
}

// There psi_n(x) = psi_n(1 - x) for even n, which for large y = 1 - x is -(n - 1)!/y^n (1 + n/2y + ...).
TEST_CASE("polygamma kernel: halfway between poles far out", "[math]") {
  for (const double x : {-540409559771928.5, -402888457313580.5, -176024191533239.5, -1e10 - 0.5}) {
    const double y = 1 - x;
    INFO(x);
    CHECK(std::abs(kernel::polygamma(2, x) * y * y / -(1 + 1 / y) - 1) < 1e-15);
    CHECK(std::abs(kernel::polygamma(4, x) * y * y * y * y / (-6 * (1 + 2 / y)) - 1) < 2e-15);
    CHECK(run_time::polygamma(2, x) == kernel::polygamma(2, x));
  }
}

// Their reduction is exact in each type: half turns that are whole numbers give 0, 1 and -1.
TEST_CASE("run-time versions of half turns in float", "[math]") {
  for (const float x : {0.5F, 1048576.5F, 2097151.5F, 2097152.5F, 5856868.5F, 8388606.5F, 8388607.5F}) {
    INFO(x);
    CHECK(run_time::cos_pi(x) == 0);
    CHECK(run_time::sin_pi(x) == kernel::sin_pi(x));
    CHECK(run_time::sin_pi(-x) == kernel::sin_pi(-x));
    CHECK(run_time::sin_pi(x + 0.5F) == 0);
    CHECK(run_time::cos_pi(x + 0.5F) == kernel::cos_pi(x + 0.5F));
  }
  for (const float x : {8388608.0F, 8388609.0F, 16777216.0F, 1e9F, 1e30F})
    CHECK(run_time::cos_pi(x) == kernel::cos_pi(x));
}

TEST_CASE("inverse function kernels: accuracy", "[math]") {
  against_reference(
      "erf_inv", 2000, probability, [](double p) { return kernel::erf_inv(p); },
      [](const real& p) { return real(boost::math::erf_inv(p)); });
  against_reference(
      "erfc_inv", 2000, tail_probability, [](double q) { return kernel::erfc_inv(q); },
      [](const real& q) { return real(boost::math::erfc_inv(q)); });
  against_reference(
      "lambert_w0", 5000, lambert_argument, [](double x) { return kernel::lambert_w0(x); },
      [](const real& x) { return real(boost::math::lambert_w0(x)); });
}

TEST_CASE("run-time versions stay next to the kernels", "[math]") {
  const int n = 30000;
  against_std(
      "sin_pi", n, samples::half_turns, [](double x) { return kernel::sin_pi(x); },
      [](double x) { return run_time::sin_pi(x); }, 3);
  against_std(
      "cos_pi", n, samples::half_turns, [](double x) { return kernel::cos_pi(x); },
      [](double x) { return run_time::cos_pi(x); }, 3);
  against_std(
      "digamma", n, [](generator& g) { return g.integer(0, 1) == 0 ? g.uniform(0, 20) : g.log_uniform(-1022, 1023); },
      [](double x) { return kernel::digamma(x); }, [](double x) { return run_time::digamma(x); }, 5);
  against_std(
      "trigamma", n, [](generator& g) { return g.integer(0, 1) == 0 ? g.uniform(-20, 20) : g.log_uniform(-500, 500); },
      [](double x) { return kernel::trigamma(x); }, [](double x) { return run_time::trigamma(x); }, 6);
  for (const int order : {2, 3, 5, 20, 30})
    against_std(
        "polygamma", n / 10,
        [](generator& g) { return g.integer(0, 1) == 0 ? g.uniform(-3, 20) : g.log_uniform(-20, 20); },
        [order](double x) { return kernel::polygamma(order, x); },
        [order](double x) { return run_time::polygamma(order, x); }, 5);
  against_std(
      "erf_inv", n, probability, [](double p) { return kernel::erf_inv(p); },
      [](double p) { return run_time::erf_inv(p); }, 4);
  against_std(
      "erfc_inv", n, tail_probability, [](double q) { return kernel::erfc_inv(q); },
      [](double q) { return run_time::erfc_inv(q); }, 4);
  against_std(
      "lambert_w0", n, lambert_argument, [](double x) { return kernel::lambert_w0(x); },
      [](double x) { return run_time::lambert_w0(x); }, 5);
}

// Where its terms cancel to less than a quarter the kernel takes over; just before, three bits are lost.
TEST_CASE("run-time digamma of negative arguments", "[math]") {
  const auto digamma = [](double x) { return run_time::digamma(x); };
  const auto exact = [](const real& x) { return real(boost::math::digamma(x)); };
  against_reference(
      "digamma", 10000, [](generator& g) { return g.uniform(-20, 0); }, digamma, exact, 10);
  for (const double zero : {-0.50408300826445541, -1.5734984731623905, -9.7026725400018637})
    against_reference(
        "digamma", 3000, [zero](generator& g) { return g.near(zero, -30, -4); }, digamma, exact, 8);
}
