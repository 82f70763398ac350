// SPDX-License-Identifier: BSL-1.0
// Formulas with the constants of nature, whose powers are no fractions of 64-bit integers: derivatives agree with
// 50-digit arithmetic.
#include "tests/support/catch.hpp"

#include <cmath>

#include <boost/multiprecision/cpp_dec_float.hpp>

#include <tapeless/tapeless.hpp>

namespace {

using namespace tapeless;
using namespace tapeless::literals;
using precise = boost::multiprecision::cpp_dec_float_50;

constexpr auto x = symbol<"x">;
constexpr auto y = symbol<"y">;

bool close(double got, const precise& right) {
  const precise off = abs(precise(got) - right);
  return off <= abs(right) * precise(4e-15);
}

TEST_CASE("Butler-Volmer") {
  constexpr auto q = 0.5_c * 96485.33212_c * x / (8.314462618_c * y);
  constexpr auto f = exp(q) - exp(-q);
  const precise rate = precise("0.5") * precise("96485.33212") / precise("8.314462618");
  const precise v(0.05), t(300.0), u = rate * v / t;
  CHECK(close(derivative<2>(f, x)(x = 0.05, y = 300.0), pow(rate / t, 2) * (exp(u) - exp(-u))));
  CHECK(close(derivative<3>(f, x)(x = 0.05, y = 300.0), pow(rate / t, 3) * (exp(u) + exp(-u))));
  const precise mixed = -(rate / (t * t)) * (exp(u) + exp(-u)) - u * rate / (t * t) * (exp(u) - exp(-u));
  CHECK(close(derivative(f, x, y)(x = 0.05, y = 300.0), mixed));
}

TEST_CASE("Arrhenius and Planck") {
  constexpr auto rate = 1.7e13_c * exp(-(8.5e4_c / (8.314462618_c * x)));
  const precise e = precise(85000) / precise("8.314462618"), t(310.0);
  const precise k = precise(1.7e13) * exp(-e / t);
  CHECK(close(derivative<2>(rate, x)(x = 310.0), k * (e * e / pow(t, 4) - 2 * e / pow(t, 3))));
  CHECK(close(derivative<3>(rate, x)(x = 310.0),
              k * (pow(e, 3) / pow(t, 6) - 6 * e * e / pow(t, 5) + 6 * e / pow(t, 4))));

  constexpr auto h = 6.62607015e-34_c;
  constexpr auto c = 299792458_c;
  constexpr auto boltzmann = 1.380649e-23_c;
  constexpr auto planck = 2_c * h * c * c / pow(x, 5_c) / (exp(h * c / (x * boltzmann * y)) - 1_c);
  const precise hp("6.62607015e-34"), cp(299792458), kp("1.380649e-23");
  const auto radiance = [&](const precise& l, const precise& at) {
    return precise(2 * hp * cp * cp / pow(l, 5) / (exp(hp * cp / (l * kp * at)) - 1));
  };
  const precise l(5e-7), at(5772.0), step("1e-18");
  CHECK(close(simplify(planck)(x = 5e-7, y = 5772.0), radiance(l, at)));
  const precise slope = (radiance(l + step, at) - radiance(l - step, at)) / (2 * step);
  CHECK(std::abs(derivative(planck, x)(x = 5e-7, y = 5772.0) / static_cast<double>(slope) - 1) < 1e-12);
  const precise bend = (radiance(l + step, at) - 2 * radiance(l, at) + radiance(l - step, at)) / (step * step);
  CHECK(std::abs(derivative<2>(planck, x)(x = 5e-7, y = 5772.0) / static_cast<double>(bend) - 1) < 1e-12);
}

}  // namespace
