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
  axis_mask sharded = 0;  // axes of which this process has some places only, and others the rest

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
      for (int k = 0; k < results[r].rank; ++k) {
        const char*& origin = axis_origins[axis_number(results[r].axes[k])];
        // Where all that stood along it is 0, only the result has it.
        if (*origin == '\0' && results[r].origins[k] != nullptr) origin = results[r].origins[k];
      }
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

  // The axis of that name and all that are the same dimension of some tensor, or another name for one of them.
  constexpr void find_sharded(const char* name) {
    dag::scratch<std::uint32_t> dimensions(program.symbol_count);  // of tensors, by symbol
    const auto is = [&](int a) { return (sharded >> a & 1u) != 0; };
    const auto number = [&](int id) { return axis_number(program.symbol(program.nodes[id]).name); };
    for (int a = 0; a < axis_count; ++a)
      if (dag::same_text(axis_names[a], name) || dag::same_text(axis_origins[a], name)) sharded |= axis_mask{1} << a;
    for (bool more = sharded != 0; more;) {
      const axis_mask before = sharded;
      for (int a = 0; a < axis_count; ++a)
        for (int b = 0; b < axis_count; ++b)
          if (is(b) && *axis_origins[a] != '\0' &&
              (dag::same_text(axis_origins[a], axis_names[b]) || dag::same_text(axis_origins[a], axis_origins[b])))
            sharded |= axis_mask{1} << a;
      for (int id = 0; id < program.node_count; ++id) {
        const dag::node& one = program.nodes[id];
        if (one.op->part == dag::role::access) {
          std::uint32_t& whole = dimensions[program.nodes[program.operand(one, 0)].payload];
          for (int k = 1; k < one.count; ++k) {
            const int a = number(program.operand(one, k));
            if (is(a)) whole |= 1u << k;
            if ((whole >> k & 1u) != 0) sharded |= axis_mask{1} << a;
          }
        } else if (one.op->part == dag::role::pick && is_axis_node(program.operand(one, 2))) {
          const int shown = number(program.operand(one, 1)), as = number(program.operand(one, 2));
          if (is(shown) || is(as)) sharded |= axis_mask{1} << shown | axis_mask{1} << as;
        }
      }
      more = sharded != before;
    }
  }
  constexpr bool is_axis_node(int id) const {
    const dag::node& one = program.nodes[id];
    return one.op->part == dag::role::symbol && program.symbol(one).kind == dag::symbol_kind::axis;
  }
};

}  // namespace tapeless::detail::planning
