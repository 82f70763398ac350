// SPDX-License-Identifier: BSL-1.0
// What a value of a program is to its plan.
#pragma once

#include <cstdint>

#include <tapeless/plan/loops/loop_plan.hpp>

namespace tapeless::inline v0_2::detail::planning {

enum class duty : std::uint8_t {
  unused,
  leaf,         // a constant, an input, an extent
  shown,        // another value along other axes, or at one place along one, read where that one is stored
  inlined,      // cheap and of one source: computed again in each nest that uses it
  pointwise,    // computed once, in one nest
  turned,       // a bound tensor that is copied, to lie along another axis
  reduction,    // over one axis of its operand
  contraction,  // a sum of products of two values neither of which has all the axes
  copy          // brings the value of a root into the shape that was asked for
};

// The axes, by name, that a result is to have, slowest first.
struct wanted {
  int rank = 0;
  const char* axes[max_rank] = {};
  const char* origins[max_rank] = {};  // of axes that a second derivative has made up: axes that are as long, else null
};

struct value {
  duty what = duty::unused;
  dag::role part = dag::role::function;  // of its operation; of a copy that of a function
  bool scatters = false;                 // a sum that adds values up where labels say
  bool condition = false;
  bool places = false;   // labels that axes count off
  bool counted = false;  // what is shown at such places
  bool inside = false;   // of a view: another one shows it
  bool again = false;    // stored for products of matrices, and computed again in nests: what it is made of is smaller
  axis_mask axes = 0;    // that it varies along
  axis_mask over = 0;    // that its nest must loop over: of a sum, maximum or minimum, those of what is summed up
  int source = -1;       // of an inlined value: the one operand with all its axes; -1: none, -2: many
  int uses = 0;          // how many values and results it is an operand of
  int weight = 0;        // of an inlined value: how many operations it stands for
  int first = 0;         // its operands that are computed elsewhere: needs[first .. first + count)
  int count = 0;
  const int* operands = nullptr;  // of a scatter an axis and, term by term, value and label
  int operand_count = 0;
  int first_operand = 0;  // the first one that is a value to be computed with

  // Whether it is computed in a nest or as a contraction.
  constexpr bool computed() const { return what > duty::inlined; }
};

}  // namespace tapeless::detail::planning
