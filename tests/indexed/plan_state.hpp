// SPDX-License-Identifier: BSL-1.0
// What a plan that is carried out on the spot holds while its nests run: how it is cut, ranges of places, where a
// stream is, and the numbers of a row.
#pragma once

#include <cstddef>
#include <limits>
#include <vector>

#include "tests/indexed/world.hpp"

#include <tapeless/plan/loops/loop_plan.hpp>

namespace plans {

namespace loops = tapeless::detail::planning;

// How the axis of a phase is cut: into groups with sums of their own, and these into tiles.
struct way_of_running {
  std::ptrdiff_t tile = 1 << 20;
  std::ptrdiff_t groups = 1;
  bool backwards = false;    // the last group first
  std::ptrdiff_t lanes = 1;  // elements of a sweep that take each instruction together
  bool streams = false;      // the rows of sharded axes arrive in blocks
};

struct index_range {
  std::ptrdiff_t begin = 0, end = 0;
};

// A stream on its way through the loops of a nest.
struct stream_walk {
  loops::source from;
  std::ptrdiff_t steps[loops::max_rank] = {};
  std::ptrdiff_t picked = 0;
  std::ptrdiff_t start = 0;  // of the places that are read only
  std::ptrdiff_t picked_extent = 0;
};

// Numbers of a row, or of the elements of a sweep that go together.
struct number_frame {
  std::ptrdiff_t lanes = 1;
  std::vector<double> numbers, conditions;
  number_frame(int number_count, int condition_count, std::ptrdiff_t width)
      : lanes(width),
        numbers(at(number_count * width), std::numeric_limits<double>::quiet_NaN()),
        conditions(at(condition_count * width)) {}
  double& at_lane(int slot, std::ptrdiff_t lane) {
    return slot < 0 ? conditions.at(at(~slot * lanes + lane)) : numbers.at(at(slot * lanes + lane));
  }
};

}  // namespace plans
