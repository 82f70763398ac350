// SPDX-License-Identifier: BSL-1.0
// Shares of many exponentials: the stable form is right where the plain one overflows. The reference is a plain loop in
// long double, whose range suffices.
#include "tests/support/catch.hpp"
#include "tests/support/close.hpp"

#include <cmath>

#include <tapeless/tapeless.hpp>

namespace {

using namespace tapeless;
using checks::close;

constexpr auto x = symbol<"x">;

// exp(x)/(exp(x) + exp(x - 1/8) + ...) and its logarithm.
template <int N>
constexpr auto share = record<"x">([](auto y) {
  auto sum = exp(y * 1);
  for (int k = 1; k < N; ++k) sum += exp(y - k / 8.0);
  return exp(y) / sum;
});
template <int N>
constexpr auto log_share = record<"x">([](auto y) {
  auto sum = exp(y * 1);
  for (int k = 1; k < N; ++k) sum += exp(y * (1 - k / 1024.0));
  return log(exp(y) / sum);
});
template <int N>
constexpr auto log_sum = record<"x">([](auto y) {
  auto sum = exp(y * 1);
  for (int k = 1; k < N; ++k) sum += exp(y * (1 - k / 1024.0));
  return log(sum);
});

template <int N>
void check() {
  INFO(N << " terms");
  for (const double at : {-800.0, -1.5, 0.0, 2.0, 800.0}) {
    INFO("at " << at);
    long double shares = 0, logs = 0, sum = 0, slopes = 0;
    for (int k = 0; k < N; ++k) {
      const long double part = std::exp(-static_cast<long double>(at) * k / 1024.0L);
      shares += std::exp(-k / 8.0L);
      logs += part;
      sum += std::exp(static_cast<long double>(at) * (1 - k / 1024.0L));
      slopes += k / 1024.0L * part;
    }
    CHECK(close(stabilize(share<N>)(x = at), static_cast<double>(1 / shares)));
    CHECK(close(stabilize(log_share<N>)(x = at), static_cast<double>(-std::log(logs)), 1e-13));
    CHECK(close(stabilize(log_sum<N>)(x = at), static_cast<double>(std::log(sum)), 1e-13));
    CHECK(close(derivative(stabilize(log_share<N>), x)(x = at), static_cast<double>(slopes / logs), 1e-12));
  }
  CHECK(std::isnan(share<N>(x = 800.0)));  // what the plain formula gives
}

TEST_CASE("shares of 5 exponentials") { check<5>(); }
TEST_CASE("shares of 17 exponentials") { check<17>(); }
TEST_CASE("shares of 18 exponentials") { check<18>(); }
TEST_CASE("shares of 33 exponentials") { check<33>(); }
TEST_CASE("shares of 65 exponentials") { check<65>(); }
TEST_CASE("shares of 257 exponentials") {
  long double shares = 0;
  for (int k = 0; k < 257; ++k) shares += std::exp(-k / 8.0L);
  CHECK(close(stabilize(share<257>)(x = 800.0), static_cast<double>(1 / shares)));
}

}  // namespace
