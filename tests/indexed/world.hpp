// SPDX-License-Identifier: BSL-1.0
// What random programs and their plans are carried out on, and how they complain: arrays and axes by name, an exception
// that says what does not hold.
#pragma once

#include <cstddef>
#include <map>
#include <stdexcept>
#include <string>
#include <vector>

namespace plans {

// Counts and places of the standard containers.
template <class I>
std::size_t at(I k) {
  return static_cast<std::size_t>(k);
}
inline void demand(bool holds, const char* what) {
  if (!holds) throw std::logic_error(what);
}

// An axis that a derivative has made and no tensor stands along.
struct no_extent : std::runtime_error {
  no_extent() : std::runtime_error("an axis has no extent") {}
};

struct array {
  std::vector<std::ptrdiff_t> extents;
  std::vector<double> values;  // row-major
};
// Everything that a program is given: numbers are arrays without dimensions.
struct world {
  std::map<std::string, std::ptrdiff_t> extents;  // of the axes
  std::map<std::string, array> arrays;
};

}  // namespace plans
