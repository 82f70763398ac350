// SPDX-License-Identifier: BSL-1.0
// How long the axes of a plan are in a world of arrays.
#pragma once

#include <array>
#include <cstddef>

#include "tests/indexed/watched_memory.hpp"
#include "tests/indexed/world.hpp"

#include <tapeless/plan/loops/loop_plan.hpp>

namespace plans {

namespace loops = tapeless::detail::planning;

template <class Table>
std::array<std::ptrdiff_t, loops::max_axes> extents_of(const Table& plan, const world& given) {
  std::array<std::ptrdiff_t, loops::max_axes> extents{};
  for (int a = 0; a < plan.axis_count; ++a) {
    if (const auto known = given.extents.find(plan.axis_names[a]); known != given.extents.end())
      extents[at(a)] = known->second;
  }
  // Axes that a derivative has renamed are as long as the tensors along them.
  for (int k = 0; k < plan.used.spans; ++k) {
    const loops::span& one = plan.spans[k];
    const std::ptrdiff_t length = given.arrays.at(plan.inputs[one.input].name).extents.at(at(one.dim));
    std::ptrdiff_t& own = extents[at(one.axis)];
    if (own == 0) own = length;
    demand(own == length, "an axis is not as long as the tensor");
  }
  for (int a = 0; a < plan.axis_count; ++a) {
    const char* const origin = plan.axis_origins[a];
    if (extents[at(a)] == 0 && *origin != '\0') extents[at(a)] = given.extents.at(origin);
    if (extents[at(a)] == 0) throw no_extent();
  }
  return extents;
}

}  // namespace plans
