// SPDX-License-Identifier: BSL-1.0
// The kernels whose results are exact or correctly rounded by definition agree with std bit by bit: rounding,
// remainders, fma, signs and exponents.

#include "tests/support/catch.hpp"

#include <cmath>

#include <tapeless/math/kernel/compose.hpp>
#include <tapeless/math/kernel/float_bits.hpp>
#include <tapeless/math/kernel/fma.hpp>
#include <tapeless/math/kernel/rounding.hpp>

#include "tests/math/checks.hpp"

namespace {

namespace kernel = tapeless::detail::math::kernel;
using checks::same;
using samples::generator;

double any(generator& g) {
  switch (g.integer(0, 5)) {
    case 0:
      return samples::everywhere(g);
    case 1:
      return g.uniform(-10, 10);
    case 2:
      return 0.5 * g.integer(-20, 20);
    case 3:
      return g.signed_log_uniform(-3, 55);
    case 4: {
      const double half = g.integer(0, 9) + 0.5;
      return g.with_sign(half + g.integer(-1, 1) * 0x1p-52);
    }
    default:
      return g.integer(-3, 3);
  }
}

template <class F, class Standard>
double first_difference(F f, Standard standard) {
  generator g(11);
  for (int i = 0; i < 200000; ++i) {
    const double x = any(g);
    if (!same(f(x), standard(x))) return x;
  }
  return 12345;
}

constexpr bool check_rounding() {
  return kernel::floor(-0.5) == -1 && kernel::floor(2.5) == 2 && same(kernel::floor(-0.0), -0.0) &&
         kernel::floor(0x1p60) == 0x1p60 && same(kernel::ceil(-0.5), -0.0) && kernel::ceil(2.1) == 3 &&
         kernel::trunc(-2.7) == -2 && same(kernel::trunc(-0.3), -0.0) && kernel::round(2.5) == 3 &&
         kernel::round(-2.5) == -3 && kernel::round(0x1.fffffffffffffp-2) == 0 &&
         kernel::round(0x1.fffffffffffffp51) == 0x1p52 && kernel::rint(2.5) == 2 && kernel::rint(3.5) == 4 &&
         same(kernel::rint(-0.5), -0.0) && kernel::rint(-1.5) == -2 && kernel::rint(0x1.fffffffffffffp51) == 0x1p52;
}

constexpr bool check_remainders() {
  return kernel::fmod(5.5, 2.0) == 1.5 && kernel::fmod(-5.5, 2.0) == -1.5 && same(kernel::fmod(-6.0, 2.0), -0.0) &&
         kernel::fmod(1e300, 7.0) == 1 && kernel::fmod(0x1p1023, 0x0.0000000000003p-1022) == 0x0.0000000000002p-1022 &&
         kernel::fmod(3.0, kernel::infinity<double>) == 3 && kernel::remainder(5.0, 2.0) == 1 &&
         kernel::remainder(7.0, 2.0) == -1 && kernel::remainder(1e300, 7.0) == 1 &&
         same(kernel::remainder(-4.0, 2.0), -0.0) &&
         kernel::remainder(0x1.fffffffffffffp1023, 0x1.8p1023) == 0x1.fffffffffffffp1023 - 0x1.8p1023;
}

constexpr bool check_fma() {
  return kernel::fma(3.0, 4.0, 5.0) == 17 &&
         kernel::fma(0x1.0000000000001p0, 0x1.0000000000001p0, -0x1.0000000000002p0) == 0x1p-104 &&
         kernel::fma(0x1p-600, 0x1p-600, 1.0) == 1 && kernel::fma(0x1p-600, 0x1p-500, 0.0) == 0 &&
         kernel::fma(0x1p1000, 0x1p1000, -kernel::infinity<double>) == -kernel::infinity<double> &&
         kernel::fma(0x1p1000, 0x1p24, 0.0) == kernel::infinity<double> &&
         kernel::fma(0x1p1000, 0x1p24, -0x1p969) == kernel::infinity<double> &&
         kernel::fma(0x1p1000, 0x1p24, -0x1p971) == 0x1.fffffffffffffp1023 &&
         kernel::isnan(kernel::fma(0.0, kernel::infinity<double>, 1.0)) && same(kernel::fma(2.0, 3.0, -6.0), 0.0) &&
         same(kernel::fma(-0.0, 3.0, -0.0), -0.0) && kernel::fma(0x1p-537, 0x1.8p-538, 0.0) == 0x1p-1074 &&
         kernel::fma(0x1p-537, 0x1p-538, 0.0) == 0;
}

constexpr bool check_bits() {
  const double nan = kernel::not_a_number<double>;
  return kernel::signbit(-0.0) && !kernel::signbit(0.0) && kernel::signbit(-nan) && !kernel::signbit(nan) &&
         kernel::signbit(-1.0) && kernel::signbit(-kernel::infinity<double>) && same(kernel::abs(-0.0), 0.0) &&
         kernel::abs(-3.0) == 3 && same(kernel::copysign(0.0, -2.0), -0.0) && kernel::copysign(-3.0, 2.0) == 3 &&
         kernel::isnan(nan) && !kernel::isnan(1.0) && kernel::isinf(-kernel::infinity<double>) && !kernel::isinf(nan) &&
         kernel::isfinite(0x1.fffffffffffffp1023) && !kernel::isfinite(nan) &&
         !kernel::isfinite(kernel::infinity<double>) && kernel::ldexp(3.0, 4) == 48 &&
         kernel::ldexp(1.0, -1074) == 0x1p-1074 && kernel::ldexp(1.0, -1075) == 0 &&
         kernel::ldexp(3.0, -1075) == 0x1p-1073 && kernel::ldexp(1.0, 1024) == kernel::infinity<double> &&
         kernel::ldexp(0x1p-1074, 2097) == 0x1p1023 && same(kernel::ldexp(-1.0, -3000), -0.0) &&
         kernel::ldexp(-1.0, 2147483647) == -kernel::infinity<double>;
}

static_assert(check_rounding());
static_assert(check_remainders());
static_assert(check_fma());
static_assert(check_bits());

}  // namespace

TEST_CASE("rounding kernels: values", "[math]") {
  CHECK(check_rounding());
  CHECK(check_remainders());
  CHECK(check_fma());
  CHECK(check_bits());
}

TEST_CASE("rounding kernels agree with std", "[math]") {
  const double none = 12345;
  CHECK(first_difference([](double x) { return kernel::floor(x); }, [](double x) { return std::floor(x); }) == none);
  CHECK(first_difference([](double x) { return kernel::ceil(x); }, [](double x) { return std::ceil(x); }) == none);
  CHECK(first_difference([](double x) { return kernel::trunc(x); }, [](double x) { return std::trunc(x); }) == none);
  CHECK(first_difference([](double x) { return kernel::round(x); }, [](double x) { return std::round(x); }) == none);
  CHECK(first_difference([](double x) { return kernel::rint(x); }, [](double x) { return std::rint(x); }) == none);
  CHECK(first_difference([](double x) { return kernel::abs(x); }, [](double x) { return std::abs(x); }) == none);
  CHECK(first_difference([](double x) { return kernel::ldexp(x, -1000); },
                         [](double x) { return std::ldexp(x, -1000); }) == none);
  CHECK(first_difference([](double x) { return kernel::ldexp(x, 1000); },
                         [](double x) { return std::ldexp(x, 1000); }) == none);
}

TEST_CASE("remainder and fma kernels agree with std", "[math]") {
  generator g(13);
  int different_fmod = 0;
  int different_remainder = 0;
  int different_fma = 0;
  int different_sign = 0;
  for (int i = 0; i < 100000; ++i) {
    const double a = any(g);
    const double b = any(g);
    // Half of the time an addend that cancels the product
    const double c = g.integer(0, 1) == 0 ? any(g) : -a * b * (1 + g.integer(-2, 2) * 0x1p-52);
    different_fmod += same(kernel::fmod(a, b), std::fmod(a, b)) ? 0 : 1;
    // glibc 2.36 gets the sign of a zero remainder of subnormal numbers wrong.
    const double r = std::remainder(a, b);
    different_remainder += same(kernel::remainder(a, b), r == 0 ? std::copysign(r, a) : r) ? 0 : 1;
    different_fma += same(kernel::fma(a, b, c), std::fma(a, b, c)) ? 0 : 1;
    different_sign += same(kernel::copysign(a, b), std::copysign(a, b)) ? 0 : 1;
  }
  CHECK(different_fmod == 0);
  CHECK(different_remainder == 0);
  CHECK(different_fma == 0);
  CHECK(different_sign == 0);
}

TEST_CASE("float and long double rounding kernels agree with std", "[math]") {
  generator g(17);
  int different = 0;
  for (int i = 0; i < 20000; ++i) {
    const auto a = static_cast<float>(any(g));
    const auto b = static_cast<float>(any(g));
    const auto c = g.integer(0, 1) == 0 ? static_cast<float>(any(g)) : -a * b;
    const auto equal = [](auto x, auto y) {
      return (std::isnan(x) && std::isnan(y)) || (x == y && std::signbit(x) == std::signbit(y));
    };
    different += equal(kernel::fma(a, b, c), std::fma(a, b, c)) ? 0 : 1;
    different += equal(kernel::fmod(a, b), std::fmod(a, b)) ? 0 : 1;
    different += equal(kernel::remainder(a, b), std::remainder(a, b)) ? 0 : 1;
    different += equal(kernel::rint(a), std::rint(a)) ? 0 : 1;
    const long double x = any(g) * (1 + static_cast<long double>(g.unit()) * 0x1p-40L);
    const long double y = any(g) * (1 + static_cast<long double>(g.unit()) * 0x1p-40L);
    const long double z = g.integer(0, 1) == 0 ? static_cast<long double>(any(g)) : -x * y;
    different += equal(kernel::fma(x, y, z), std::fma(x, y, z)) ? 0 : 1;
    different += equal(kernel::fmod(x, y), std::fmod(x, y)) ? 0 : 1;
    different += equal(kernel::remainder(x, y), std::remainder(x, y)) ? 0 : 1;
    different += equal(kernel::floor(x), std::floor(x)) ? 0 : 1;
    different += equal(kernel::ceil(x), std::ceil(x)) ? 0 : 1;
    different += equal(kernel::round(x), std::round(x)) ? 0 : 1;
    different += equal(kernel::rint(x), std::rint(x)) ? 0 : 1;
    const int e = g.integer(-17000, 17000);
    different += equal(kernel::ldexp(x, e), std::ldexp(x, e)) ? 0 : 1;
  }
  CHECK(different == 0);
}
