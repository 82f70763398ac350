// SPDX-License-Identifier: BSL-1.0
// Two translation units that use the library link, and what they do not share stays apart.
#include "tests/support/catch.hpp"

#include <cmath>

#include "tests/odr/shared.hpp"

TEST_CASE("two translation units agree on what they share") {
  const double expected = std::sin(0.6) + 0.3 * 2.0 * std::cos(0.6);
  CHECK(std::abs(by_operators(0.3, 2.0) - expected) < 1e-15);
  CHECK(by_operators(0.3, 2.0) == by_recording(0.3, 2.0));
}

TEST_CASE("symbols of two kinds and functions of two translation units keep apart under one name") {
  CHECK(real_symbol(3.0) == 6.0);
  CHECK(integer_symbol(4) == 8.0);
  CHECK(first_twist(3.0) == 6.0);
  CHECK(second_twist(3.0) == 9.0);
}
