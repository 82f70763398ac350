// SPDX-License-Identifier: BSL-1.0
// Derivatives of high order and of long formulas as expressions, within the default limits of the compilers. The
// reference is the arithmetic of power series.
#include "tests/support/catch.hpp"

#include <array>
#include <cmath>

#include <tapeless/tapeless.hpp>

namespace {

using namespace tapeless;
using namespace tapeless::literals;

constexpr auto x = symbol<"x">;
constexpr auto r = symbol<"r">;

// c[k] is the derivative of order k, divided by k!.
struct series {
  std::array<long double, 8> c{};
  long double derivative(int order) const {
    long double result = c[static_cast<std::size_t>(order)];
    for (int k = 2; k <= order; ++k) result *= static_cast<long double>(k);
    return result;
  }
};
series product(const series& a, const series& b) {
  series result;
  for (std::size_t n = 0; n < 8; ++n)
    for (std::size_t k = 0; k <= n; ++k) result.c[n] += a.c[k] * b.c[n - k];
  return result;
}
series quotient(const series& a, const series& b) {
  series result;
  for (std::size_t n = 0; n < 8; ++n) {
    result.c[n] = a.c[n];
    for (std::size_t k = 0; k < n; ++k) result.c[n] -= result.c[k] * b.c[n - k];
    result.c[n] /= b.c[0];
  }
  return result;
}
series exponential(const series& a) {
  series result;
  result.c[0] = std::exp(a.c[0]);
  for (std::size_t n = 1; n < 8; ++n) {
    for (std::size_t k = 1; k <= n; ++k) result.c[n] += static_cast<long double>(k) * a.c[k] * result.c[n - k];
    result.c[n] /= static_cast<long double>(n);
  }
  return result;
}

TEST_CASE("the seventh derivative of a quotient") {
  constexpr auto d = derivative<7>(exp(sin(x)) / (1_c + x * x), x);
  for (const double at : {0.3, -1.1, 2.0}) {
    series sine, square;
    long double factorial = 1;
    for (std::size_t k = 0; k < 8; ++k) {
      if (k > 0) factorial *= static_cast<long double>(k);
      const long double angle = static_cast<long double>(at) + static_cast<long double>(k) * std::acos(0.0L);
      sine.c[k] = std::sin(angle) / factorial;
    }
    const auto u = static_cast<long double>(at);
    square.c = {1 + u * u, 2 * u, 1};
    const auto right = static_cast<double>(quotient(exponential(sine), square).derivative(7));
    CHECK(std::abs(d(x = at) - right) <= 1e-11 * std::abs(right));
  }
}

template <int Steps>
constexpr auto logistic_map() {
  if constexpr (Steps == 0) {
    return x;
  } else {
    constexpr auto before = logistic_map<Steps - 1>();
    return r * before * (1_c - before);
  }
}

TEST_CASE("the third derivative of steps of the logistic map") {
  constexpr auto d = derivative<3>(logistic_map<10>(), x);
  series y;
  y.c = {0.3L, 1};
  const auto rate = static_cast<long double>(3.7);  // the double
  for (int step = 0; step < 10; ++step) {
    series rest, scaled = y;
    for (std::size_t k = 0; k < 8; ++k) {
      rest.c[k] = (k == 0 ? 1 : 0) - y.c[k];
      scaled.c[k] *= rate;
    }
    y = product(scaled, rest);
  }
  const auto right = static_cast<double>(y.derivative(3));
  CHECK(std::abs(d(x = 0.3, r = 3.7) - right) <= 1e-8 * std::abs(right));
}

}  // namespace
