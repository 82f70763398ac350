// SPDX-License-Identifier: BSL-1.0
// Functions that are formulas of others, and have no rule: values and derivatives against 50 digits and differences in
// 50 digits.
#include <algorithm>
#include <cmath>
#include <limits>

#include <boost/math/special_functions/erf.hpp>
#include <boost/math/special_functions/gamma.hpp>
#include <boost/multiprecision/cpp_bin_float.hpp>

#include "tests/support/catch.hpp"

#include <tapeless/tapeless.hpp>

using namespace tapeless;
using namespace tapeless::literals;

namespace {

using real = boost::multiprecision::cpp_bin_float_50;

constexpr auto x = symbol<"x">;
constexpr auto y = symbol<"y">;
constexpr auto z = symbol<"z">;

// f(x) in doubles against right(x) in 50 digits, value and derivative. tolerance: relative, of the larger of 1 and what
// is right.
template <class F, class Right>
void check(const F& f, const Right& right, std::initializer_list<double> points, double tolerance = 4e-15) {
  const real h("1e-18");
  for (const double at : points) {
    CAPTURE(at, to_string(f));
    const auto r = value_and_gradient(f, x)(x = at);
    const double value = static_cast<double>(right(real(at)));
    const double slope = static_cast<double>((right(real(at) + h) - right(real(at) - h)) / (2 * h));
    CHECK(std::abs(r.value - value) <= tolerance * std::max(1.0, std::abs(value)));
    CHECK(std::abs(r[x] - slope) <= tolerance * std::max(1.0, std::abs(slope)));
  }
}

real logistic_of(const real& v) { return 1 / (1 + exp(-v)); }
real normal_of(const real& v) { return boost::math::erfc(real(-v / sqrt(real(2)))) / 2; }

}  // namespace

TEST_CASE("powers and scales") {
  check(inverse(x), [](const real& v) { return real(1 / v); }, {0.3, -2.0, 700.0});
  check(abs2(x), [](const real& v) { return real(v * v); }, {0.3, -2.0, 0.0});
  check(norm(x), [](const real& v) { return real(v * v); }, {0.3, -2.0, 0.0});
  check(ldexp(x, 5_c), [](const real& v) { return real(32 * v); }, {0.3, -2.0});
  check(degrees(x), [](const real& v) { return real(v * 180 / boost::math::constants::pi<real>()); }, {0.3, -2.0});
  check(radians(x), [](const real& v) { return real(v * boost::math::constants::pi<real>() / 180); }, {0.3, 270.0});
  CHECK(azmul(x, y)(x = 0.0, y = std::numeric_limits<double>::infinity()) == 0);
  CHECK(azmul(x, y)(x = 2.0, y = 3.0) == 6);
}

TEST_CASE("exponentials and logarithms") {
  check(
      logit(x), [](const real& v) { return real(log(v / (1 - v))); }, {0.3, 0.9, 1e-9}, 1e-14);
  check(
      log1m_exp(x), [](const real& v) { return real(log(1 - exp(v))); }, {-0.3, -1e-3, -20.0}, 1e-14);
  check(sinc(x), [](const real& v) { return real(sin(v) / v); }, {0.3, -2.0, 1e-6});
}

TEST_CASE("pieces") {
  CHECK(step(x)(x = 0.5) == 1);
  CHECK(step(x)(x = -0.5) == 0);
  CHECK(lerp(x, y, z)(x = 2.0, y = 6.0, z = 0.25) == 3);
  static_assert(derivative(lerp(x, y, z), z) == y - x);
  CHECK(midpoint(x, y)(x = 2.0, y = 6.0) == 4);
  static_assert(lerp(x, y, z) == x + z * (y - x) && midpoint(x, y) == (x + y) / 2_c);
  static_assert(derivative(midpoint(x, y), x) == 1_c / 2_c);
  CHECK(guard(equals(x, 0_c), 1_c, sin(x) / x)(x = 0.0) == 1);
  CHECK(guard(equals(x, 0_c), 1_c, sin(x) / x)(x = 0.5) == std::sin(0.5) / 0.5);
}

TEST_CASE("special functions") {
  check(
      lbeta(x, 2_c), [](const real& v) { return real(-log(v) - log(v + 1)); }, {0.3, 4.0}, 1e-14);
  check(normal_cdf(x), normal_of, {0.3, -2.0, 3.0});
  for (const double p : {0.3, 0.975, 0.01}) {
    const auto r = value_and_gradient(normal_quantile(x), x)(x = p);
    const real right = -sqrt(real(2)) * boost::math::erfc_inv(2 * real(p));
    CHECK(r.value == Approx(static_cast<double>(right)).epsilon(1e-14));
    const real density = exp(-right * right / 2) / sqrt(2 * boost::math::constants::pi<real>());
    CHECK(r[x] == Approx(static_cast<double>(1 / density)).epsilon(1e-13));
  }
}

TEST_CASE("activations") {
  check(silu(x), [](const real& v) { return real(v * logistic_of(v)); }, {0.3, -2.0, 5.0});
  check(gelu(x), [](const real& v) { return real(v * normal_of(v)); }, {0.3, -2.0, 3.0});
  check(mish(x), [](const real& v) { return real(v * tanh(log(1 + exp(v)))); }, {0.3, -2.0, 3.0});
  check(elu(x, 0.5_c), [](const real& v) { return v > 0 ? v : real((exp(v) - 1) / 2); }, {0.3, -2.0});
  check(leaky_relu(x, 0.1_c), [](const real& v) { return v > 0 ? v : real(v / 10); }, {0.3, -2.0});
}

TEST_CASE("constants") {
  CHECK(static_cast<double>((constants::pi * x)(x = 1.0)) == 3.141592653589793);
  CHECK(static_cast<double>((constants::e * x)(x = 1.0)) == 2.718281828459045);
  CHECK(static_cast<double>((constants::ln2 * x)(x = 1.0)) == 0.6931471805599453);
  CHECK(static_cast<double>((constants::ln10 * x)(x = 1.0)) == 2.302585092994046);
  CHECK(static_cast<double>((constants::root_pi * x)(x = 1.0)) == 1.772453850905516);
}

TEST_CASE("functions over x without the cancellation at 0") {
  check(exprel(x), [](const real& v) { return real(expm1(v) / v); }, {1e-9, -0.3, 2.0, 30.0});
  check(log1prel(x), [](const real& v) { return real(log1p(v) / v); }, {1e-9, -0.3, 2.0, 30.0});
  check(sin_moment(0_c, x), [](const real& v) { return real((v - sin(v)) / (v * v * v)); }, {1e-3, -0.3, 2.0, 30.0});
  check(log_normal_cdf(x), [](const real& v) { return real(log(normal_of(v))); }, {-9.5, -3.0, 0.5, 4.0});
  static_assert(derivative(exprel(x), x) == exp_moment(1_c, x) && derivative(log1prel(x), x) == -log_moment(1_c, x));
  static_assert(log_normal_cdf(x) == log(normal_cdf(x)));
  CHECK(derivative<2>(exprel(x), x)(x = 0.0) == 1.0 / 3);
  CHECK(derivative<3>(log1prel(x), x)(x = 0.0) == -1.5);
  CHECK(log_normal_cdf(x)(x = -std::numeric_limits<double>::infinity()) == -std::numeric_limits<double>::infinity());
  CHECK(derivative<2>(log_normal_cdf(x), x)(x = -std::numeric_limits<double>::infinity()) == -1);
  CHECK(derivative<2>(log_normal_cdf(x), x)(x = std::numeric_limits<double>::infinity()) == 0);
}

// a + b and b - a overflow here, or are too small to be halved.
TEST_CASE("between two numbers as in the standard library") {
  constexpr double largest = std::numeric_limits<double>::max(), smallest = std::numeric_limits<double>::denorm_min();
  const double list[] = {largest, -largest, 1e308, -1.5e308, 3, -2, 0, smallest, -smallest, 3 * smallest, 2e-308};
  for (const double a : list)
    for (const double b : list) {
      CAPTURE(a, b);
      const double low = std::min(a, b), high = std::max(a, b), middle = midpoint(x, y)(x = a, y = b);
      CHECK((low <= middle && middle <= high));
      const double right = static_cast<double>((real(a) + real(b)) / 2);
      CHECK(middle == right);
      const auto slopes = gradient(midpoint(x, y), x, y)(x = a, y = b);
      CHECK((slopes[x] == 0.5 && slopes[y] == 0.5));
      for (const double t : {0.0, 0.25, 0.5, 1.0}) {
        CAPTURE(t);
        const double between = lerp(x, y, z)(x = a, y = b, z = t);
        const real exact = real(a) + real(t) * (real(b) - real(a));
        CHECK(abs(between - exact) <= 2 * std::max(abs(real(a)), abs(real(b))) * real(0x1p-53) + real(2 * smallest));
        if (t == 1) CHECK(between == b);
        if (t == 0) CHECK(between == a);
      }
    }
}
