// SPDX-License-Identifier: BSL-1.0
// Many outputs, recorded as one array. The reference is the closed form of each.
#include "tests/support/catch.hpp"
#include "tests/support/close.hpp"

#include <array>
#include <cmath>

#include <tapeless/tapeless.hpp>

namespace {

using namespace tapeless;
using checks::close;

constexpr auto x = symbol<"x">;

template <std::size_t N>
constexpr auto sines = record<"x">([](auto a) {
  std::array<handle, N> all{};
  for (std::size_t k = 0; k < N; ++k) all[k] = sin((k + 1) * a);
  return all;
});

template <std::size_t N>
void check_outputs() {
  INFO(N << " outputs");
  const auto values = sines<N>(x = 0.25);
  for (std::size_t k = 0; k < N; ++k) CHECK(close(values[k], std::sin(0.25 * static_cast<double>(k + 1)), 1e-13));
}

TEST_CASE("many recorded outputs") {
  check_outputs<5>();
  check_outputs<17>();
  check_outputs<33>();
  check_outputs<65>();
  check_outputs<257>();
}

}  // namespace
