// SPDX-License-Identifier: BSL-1.0
// Data that are the same everywhere: numbers between -1 and 1 without a pattern that a loop could hide behind.
#pragma once

#include <cmath>
#include <cstddef>
#include <vector>

namespace checks {

inline std::vector<double> waves(std::size_t size, double from) {
  std::vector<double> values(size);
  for (std::size_t k = 0; k < size; ++k) values[k] = std::sin(from + 1.7 * static_cast<double>(k));
  return values;
}

}  // namespace checks
