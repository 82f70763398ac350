// SPDX-License-Identifier: BSL-1.0
// The axes of a program as its plan numbers them, and along which of them each value varies.
#pragma once

#include <bit>

#include <tapeless/dag/scratch.hpp>
#include <tapeless/plan/loops/value.hpp>

namespace tapeless::inline v0_2::detail::planning {

class axis_table {
 public:
  const dag::view program;
  const wanted* const results;
  bool too_many_axes = false;
  const char* axis_names[max_axes] = {};
  int axis_extents[max_axes] = {};          // those that are fixed
  const char* axis_origins[max_axes] = {};  // of those that renaming has made up: axes that are as long
  int axis_count = 0;

 protected:
  constexpr axis_table(const dag::view& from, const wanted* shapes) : program(from), results(shapes) {}

  constexpr int axis_number(const char* name) {
    for (int a = 0; a < axis_count; ++a)
      if (dag::same_text(axis_names[a], name)) return a;
    if (axis_count == max_axes) {
      too_many_axes = true;
      return 0;
    }
    axis_names[axis_count] = name;
    axis_origins[axis_count] = "";
    for (int s = 0; s < program.symbol_count; ++s)
      if (program.symbols[s].kind == dag::symbol_kind::axis && dag::same_text(program.symbols[s].name, name)) {
        axis_extents[axis_count] = program.symbols[s].extent;
        axis_origins[axis_count] = program.symbols[s].origin;
      }
    return axis_count++;
  }

  // In the order in which tensors are written, so that the axes of buffers follow the habits of the formula.
  constexpr void name_axes(value* values) {
    const dag::node* const nodes = program.nodes;
    dag::scratch<int> numbers(program.symbol_count);  // of axes, by symbol; 0: none yet, otherwise one more
    int* const number_of = numbers.data();
    const auto number = [&](int symbol) {
      if (number_of[symbol] == 0) number_of[symbol] = 1 + axis_number(program.symbols[symbol].name);
      return number_of[symbol] - 1;
    };
    for (int id = 0; id < program.node_count; ++id) {
      const dag::node& one = nodes[id];
      if (one.op->part != dag::role::access) continue;
      const int end = one.first + one.count;
      for (int k = one.first + 1; k < end; ++k) number(nodes[program.edges[k]].payload);
    }
    for (int r = 0; r < program.root_count; ++r)
      for (int k = 0; k < results[r].rank; ++k) axis_number(results[r].axes[k]);
    int renamed[max_axes]{};
    axis_mask before = 0, now = 0;  // axes as the program and as the plan numbers them
    for (int id = 0; id < program.node_count; ++id) {
      const dag::node& one = nodes[id];
      if (one.axes == 0) continue;
      value& v = values[id];
      if (one.op->part == dag::role::symbol && program.symbols[one.payload].kind == dag::symbol_kind::axis) {
        const int axis = number(one.payload);
        v.axes = v.over = axis_mask{1} << axis;
        renamed[std::countr_zero(one.axes)] = axis;
        continue;
      }
      if (one.axes != before) {
        before = one.axes;
        now = 0;
        for (axis_mask rest = before; rest != 0; rest &= (rest - 1u))
          now |= axis_mask{1} << renamed[std::countr_zero(rest)];
      }
      v.axes = v.over = now;
    }
  }
};

}  // namespace tapeless::detail::planning
