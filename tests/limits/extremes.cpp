// SPDX-License-Identifier: BSL-1.0
// The largest and the smallest of many values, one after the other in a recorded loop, and their derivatives. The
// reference is the same loop on numbers.
#include "tests/support/catch.hpp"
#include "tests/support/close.hpp"

#include <tapeless/tapeless.hpp>

namespace {

using namespace tapeless;
using checks::close;

constexpr auto x = symbol<"x">;

// min and max of values that cross: the largest of k*x - k*k/N is where k is next to x*N/2.
template <int N>
constexpr auto envelope = record<"x">([](auto y) {
  auto largest = y * 0;
  auto smallest = y * 0;
  for (int k = 1; k < N; ++k) {
    const auto line = k * y - double(k) * k / N;
    largest = max(largest, line);
    smallest = min(smallest, -line);
  }
  return largest - 2 * smallest;
});

template <int N>
void check_envelope(double at) {
  INFO(N << " values");
  double largest = 0, slope = 0;
  for (int k = 1; k < N; ++k) {
    const double line = k * at - double(k) * k / N;
    if (line > largest) slope = k;
    largest = line > largest ? line : largest;
  }
  CHECK(close(envelope<N>(x = at), 3 * largest));
  if constexpr (N <= 65) CHECK(close(derivative(envelope<N>, x)(x = at), 3 * slope));  // more take long to compile
}

TEST_CASE("the largest and the smallest of many values") {
  check_envelope<5>(1.3);
  check_envelope<17>(1.3);
  check_envelope<33>(1.3);
  check_envelope<65>(1.3);
  check_envelope<257>(1.3);
}

}  // namespace
