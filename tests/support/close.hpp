// SPDX-License-Identifier: BSL-1.0
// Comparisons with a tolerance; a NaN is close to nothing.
#pragma once

#include <cmath>
#include <cstddef>
#include <vector>

#include "tests/support/catch.hpp"

namespace checks {

// Relative to the reference.
inline bool close(double value, double reference, double tolerance = 1e-14) {
  return std::abs(value - reference) <= tolerance * std::abs(reference);
}

// Element by element.
inline void check_near(const std::vector<double>& found, const std::vector<double>& expected, double relative,
                       double absolute) {
  REQUIRE(found.size() == expected.size());
  for (std::size_t k = 0; k < found.size(); ++k)
    CHECK(found[k] == Approx(expected[k]).epsilon(relative).margin(absolute));
}

}  // namespace checks
