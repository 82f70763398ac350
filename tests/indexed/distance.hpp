// SPDX-License-Identifier: BSL-1.0
// How far numbers are from those that they should be. One measure for all tests of formulas over axes: a NaN or a
// missing number anywhere is infinitely far.
#pragma once

#include <cmath>
#include <cstddef>
#include <limits>
#include <vector>

namespace indexed {

// The largest difference, relative to the largest of the expected numbers or to this scale if they are smaller.
inline double distance(const std::vector<double>& found, const std::vector<double>& expected, double scale = 1e-3) {
  if (found.size() != expected.size()) return std::numeric_limits<double>::infinity();
  double largest = 0;
  for (std::size_t k = 0; k < found.size(); ++k) {
    const double error = std::abs(found[k] - expected[k]);
    if (!std::isfinite(error)) return std::numeric_limits<double>::infinity();
    largest = std::fmax(largest, error);
    scale = std::fmax(scale, std::abs(expected[k]));
  }
  return largest / scale;
}

}  // namespace indexed
