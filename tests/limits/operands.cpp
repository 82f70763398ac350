// SPDX-License-Identifier: BSL-1.0
// log_sum_exp of many operands, inside record and with operators: every operand counts. The reference is a plain loop
// in long double.
#include "tests/support/catch.hpp"
#include "tests/support/close.hpp"

#include <cmath>
#include <utility>

#include <tapeless/tapeless.hpp>

namespace {

using namespace tapeless;
using namespace tapeless::literals;
using checks::close;

constexpr auto x = symbol<"x">;

// The k-th exponent; the last one is the largest, so that a sum that stops early is seen.
constexpr int exponent_of(int k, int count) { return k + 1 == count ? 20 : k % 16 + 1; }

template <int N, int... K>
constexpr auto of_constants(std::integer_sequence<int, K...>) {
  return log_sum_exp(constant<exponent_of(K, N)>...);
}
template <int N, int... K>
constexpr auto of_values(const auto& y, std::integer_sequence<int, K...>) {
  return log_sum_exp(y * exponent_of(K, N)...);
}
template <int N, int... K>
constexpr auto of_expressions(std::integer_sequence<int, K...>) {
  return log_sum_exp(x * constant<exponent_of(K, N)>...);
}
template <int N>
using places = std::make_integer_sequence<int, N>;

template <int N>
constexpr auto constants_recorded = record<"x">([](auto y) { return y + of_constants<N>(places<N>{}); });
template <int N>
constexpr auto values_recorded = record<"x">([](auto y) { return of_values<N>(y, places<N>{}); });

long double log_of_exponentials(int count, long double scale) {
  long double sum = 0;
  for (int k = 0; k < count; ++k) sum += std::exp(scale * exponent_of(k, count));
  return std::log(sum);
}
long double slope_of_exponentials(int count, long double scale) {
  long double sum = 0, weighted = 0;
  for (int k = 0; k < count; ++k) {
    const long double share = std::exp(scale * exponent_of(k, count));
    sum += share;
    weighted += exponent_of(k, count) * share;
  }
  return weighted / sum;
}

template <int N>
void check_constants() {
  INFO(N << " constants");
  CHECK(close(constants_recorded<N>(x = 0.0), static_cast<double>(log_of_exponentials(N, 1))));
  CHECK(close(constants_recorded<N>(x = 0.5), static_cast<double>(0.5L + log_of_exponentials(N, 1))));
}

template <int N>
void check_values() {
  INFO(N << " operands");
  CHECK(close(values_recorded<N>(x = 0.25), static_cast<double>(log_of_exponentials(N, 0.25L))));
  if constexpr (N <= 65) {  // more take long to compile
    CHECK(close(derivative(values_recorded<N>, x)(x = 0.25), static_cast<double>(slope_of_exponentials(N, 0.25L))));
    CHECK(close(of_expressions<N>(places<N>{})(x = 0.25), static_cast<double>(log_of_exponentials(N, 0.25L))));
  }
}

TEST_CASE("log_sum_exp of many constants beside a recorded value") {
  constexpr auto seventeen = record<"x">([](auto y) {
    return y + log_sum_exp(1_c, 2_c, 3_c, 4_c, 5_c, 6_c, 7_c, 8_c, 9_c, 10_c, 11_c, 12_c, 13_c, 14_c, 15_c, 16_c, 20_c);
  });
  CHECK(close(seventeen(x = 0.0), 20.028563074467893));
  check_constants<5>();
  check_constants<17>();
  check_constants<33>();
  check_constants<65>();
  check_constants<257>();
}

TEST_CASE("log_sum_exp of many operands and its derivative") {
  check_values<5>();
  check_values<17>();
  check_values<33>();
  check_values<65>();
  check_values<257>();
}

}  // namespace
