// SPDX-License-Identifier: BSL-1.0
// How a rule states where its function is defined and what it does at the edges of its domain. Derivatives do not need
// this; users and tests do: every rule is checked all over its domain and at each singular point it names.
#pragma once

#include <array>
#include <cstddef>
#include <limits>

namespace tapeless::inline v0_2::rules {

inline constexpr double infinity = std::numeric_limits<double>::infinity();
inline constexpr double nan = std::numeric_limits<double>::quiet_NaN();

// Where an operand may lie: low <= x <= high, bounds included only where the function and its derivatives are finite
// there.
struct interval {
  double low;
  double high;
};

inline constexpr interval all_reals{-infinity, infinity};
inline constexpr interval positive{0x1p-1022, infinity};

// What value and partial derivatives are at a point where the general formulas do not tell.
template <std::size_t N>
struct singular_point {
  std::array<double, N> at;
  double value;
  std::array<double, N> partial;
};

}  // namespace tapeless::rules
