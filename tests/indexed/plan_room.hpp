// SPDX-License-Identifier: BSL-1.0
// Tables that are large enough for the plan of any random program, and whether its values are ordinary numbers.
#pragma once

#include <algorithm>
#include <cmath>
#include <vector>

#include <tapeless/plan/loops/loop_plan.hpp>

namespace plans {

namespace loops = tapeless::detail::planning;

inline constexpr loops::capacities plan_room{.inputs = 64,
                                             .constants = 2048,
                                             .items = 2048,
                                             .contractions = 512,
                                             .streams = 8192,
                                             .sweeps = 4096,
                                             .instructions = 16384,
                                             .pool = 4096,
                                             .starts = 2048,
                                             .buffers = 4096,
                                             .outputs = 16,
                                             .phases = 2048,
                                             .parts = 2048,
                                             .spans = 4096,
                                             .shifts = 2048};

inline bool finite(const std::vector<double>& all) {
  return std::all_of(all.begin(), all.end(), [](double x) { return std::abs(x) < 1e100; });
}

}  // namespace plans
