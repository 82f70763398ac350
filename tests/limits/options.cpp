// SPDX-License-Identifier: BSL-1.0
// choose among many options: each can be taken, differentiated, stabilized, and combined with a choice by the same
// label. The reference is the option itself, by its closed form.
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
constexpr auto y = integer<"y">;

template <int N>
using places = std::make_integer_sequence<int, N>;

template <int... K>
constexpr auto powers(std::integer_sequence<int, K...>) {
  return choose(y, sin(x * constant<K + 1>)...);
}
// Constants that are the same in all options but the last: the choice must not become one of them.
template <int... K>
constexpr auto steps(std::integer_sequence<int, K...>) {
  return choose(y, constant<(K + 1 == sizeof...(K) ? 2 : 1)>...) * x + choose(y, constant<K>...) * exp(x);
}
// a - b and b - a
template <int K>
constexpr auto difference = cos(x) - exp(x);
template <int K>
  requires(K % 3 == 0)
constexpr auto difference<K> = exp(x) - cos(x);
template <int... K>
constexpr auto opposite(std::integer_sequence<int, K...>) {
  return choose(y, difference<K>...);
}
template <int... K>
constexpr auto logarithms(std::integer_sequence<int, K...>) {
  return log(choose(y, exp(x * constant<K + 1>)...));
}

template <int N>
void check_sines() {
  INFO(N << " options");
  const auto taken = function(value_and_gradient(powers(places<N>{}), x), arguments(x, y));
  for (const int k : {1, 2, N / 2, N - 1, N}) {
    INFO("option " << k);
    CHECK(close(taken(0.25, k).value, std::sin(0.25 * k), 1e-13));
    CHECK(close(taken(0.25, k)[x], k * std::cos(0.25 * k), 1e-13));
  }
  CHECK(std::isnan(taken(0.25, N + 1).value));
  CHECK(std::isnan(taken(0.25, 0)[x]));
}

template <int N>
void check_identities() {
  INFO(N << " options");
  const auto stepped = function(value_and_gradient(steps(places<N>{}), x), arguments(x, y));
  const auto signs = function(value_and_gradient(opposite(places<N>{}), x), arguments(x, y));
  const auto stable = function(value_and_gradient(stabilize(logarithms(places<N>{})), x), arguments(x, y));
  for (const int k : {1, 2, N / 2, N - 1, N}) {
    INFO("option " << k);
    CHECK(close(stepped(0.5, k).value, (k == N ? 2 : 1) * 0.5 + (k - 1) * std::exp(0.5)));
    CHECK(close(stepped(0.5, k)[x], (k == N ? 2 : 1) + (k - 1) * std::exp(0.5)));
    const double sign = (k - 1) % 3 == 0 ? 1 : -1;
    CHECK(close(signs(0.5, k).value, sign * (std::exp(0.5) - std::cos(0.5))));
    CHECK(close(signs(0.5, k)[x], sign * (std::exp(0.5) + std::sin(0.5))));
    CHECK(stable(800.0, k).value == 800.0 * k);  // exp(800) is infinite
    CHECK(stable(800.0, k)[x] == k);
  }
}

TEST_CASE("each of many options is taken and differentiated") {
  check_sines<5>();
  check_sines<17>();
  check_sines<33>();
  check_sines<65>();
}

TEST_CASE("identities of choices hold for many options") {
  check_identities<5>();
  check_identities<17>();
  check_identities<33>();
}

// The value alone: each option's derivative is a choice among all, which are too many for a compiler's patience.
TEST_CASE("257 options") {
  const auto taken = function(powers(places<257>{}), arguments(x, y));
  for (const int k : {1, 31, 32, 33, 256, 257}) CHECK(close(taken(0.25, k), std::sin(0.25 * k), 1e-13));
  CHECK(std::isnan(taken(0.25, 258)));
}

}  // namespace
