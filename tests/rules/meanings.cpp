// SPDX-License-Identifier: BSL-1.0
// The functions that <cmath> has not are what the reference says, written with those that it has, in long double.
#include "tests/support/catch.hpp"

#include <cmath>
#include <limits>
#include <numbers>

#include <tapeless/tapeless.hpp>

namespace {

using namespace tapeless;
using namespace tapeless::literals;
constexpr auto x = symbol<"x">;
constexpr auto y = symbol<"y">;
constexpr double infinite = std::numeric_limits<double>::infinity();

// By identity.
static_assert(norm(x) == x * x && abs2(x) == x * x && square(x) == x * x && inverse(x) == 1_c / x);
static_assert(derivative(lgamma(x), x) == digamma(x) && derivative(digamma(x), x) == trigamma(x));
static_assert(polygamma(1_c, x)(x = 1.5) == trigamma(x)(x = 1.5));
// By value.
static_assert(step(x)(x = 2.0) == 1 && step(x)(x = 0.0) == 0 && sign(x)(x = -2.0) == -1 && sign(x)(x = 0.0) == 0);
static_assert(relu(x)(x = -2.0) == 0 && relu(x)(x = 2.0) == 2 && leaky_relu(x, y)(x = -2.0, y = 0.25) == -0.5);
static_assert(leaky_relu(x, y)(x = 2.0, y = 0.25) == 2 && elu(x, y)(x = 2.0, y = 0.25) == 2);
static_assert(select(x > y, x, y)(x = 1.0, y = 3.0) == 3 && choose(x, y, 7_c)(x = 1.0, y = 3.0) == 3);
static_assert(guard(equals(x, 0_c), y, 1_c / x)(x = 0.0, y = 3.0) == 3);
static_assert(sin_pi(x)(x = 3.0) == 0 && cos_pi(x)(x = 0.5) == 0 && sinc(x)(x = 0.0) == 1);

TEST_CASE("functions are what the reference says") {
  CHECK((azmul(x, y)(x = 0.0, y = infinite) == 0 && azmul(x, y)(x = 2.0, y = 3.0) == 6));
  CHECK(xlogy(x, y)(x = 0.0, y = 0.0) == 0);
  const auto value = [](auto f, double at) { return static_cast<long double>(f(x = at)); };
  const auto agree = [](auto got, long double expected) {
    return std::abs(static_cast<long double>(got) - expected) <= 4e-16L * std::abs(expected);
  };
  for (const double at : {0.3, 0.7}) {
    INFO(at);
    const auto a = static_cast<long double>(at);
    const long double s = 1 / (1 + std::exp(-a)), cdf = std::erfc(-a / std::sqrt(2.0L)) / 2;
    CHECK(agree(value(rsqrt(x), at), 1 / std::sqrt(a)));
    CHECK(agree(value(log1m_exp(-x), at), std::log1p(-std::exp(-a))));
    CHECK(agree((xlogy(x, y)(x = at, y = 3.0)), a * std::log(3.0L)));
    CHECK(agree(value(logit(x), at), std::log(a / (1 - a))));
    CHECK(agree(value(sinc(x), at), std::sin(a) / a));
    CHECK(agree(value(degrees(x), at), a * 180 / std::numbers::pi_v<long double>));
    CHECK(agree(value(radians(x), at), a * std::numbers::pi_v<long double> / 180));
    CHECK(agree(value(normal_cdf(x), at), cdf));
    CHECK(std::abs(std::erf(value(erf_inv(x), at)) - a) < 1e-15L);
    CHECK(std::abs(std::erfc(value(erfc_inv(x), at)) - a) < 1e-15L);
    CHECK(std::abs(std::erfc(-value(normal_quantile(x), at) / std::sqrt(2.0L)) / 2 - a) < 1e-15L);
    CHECK(agree((lbeta(x, y)(x = at, y = 2.5)), std::lgamma(a) + std::lgamma(2.5L) - std::lgamma(a + 2.5L)));
    CHECK(std::abs(value(lambert_w0(x), at) * std::exp(value(lambert_w0(x), at)) - a) < 1e-15L);
    CHECK(agree(value(logistic(x), at), s));
    CHECK(agree(value(softplus(x), at), std::log1p(std::exp(a))));
    CHECK(agree(value(silu(x), at), a * s));
    CHECK(agree(value(gelu(x), at), a * cdf));
    CHECK(agree(value(mish(x), at), a * std::tanh(std::log1p(std::exp(a)))));
    CHECK(agree((elu(x, y)(x = -at, y = 0.25)), 0.25L * std::expm1(-a)));
  }
}

}  // namespace
