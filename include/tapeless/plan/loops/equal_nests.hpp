// SPDX-License-Identifier: BSL-1.0
// Nests that do the same with other data: the steps of an unrolled recurrence, the layers of a network. They are one
// function, which is told where its data is.
#pragma once

#include <tapeless/plan/loops/loop_plan.hpp>

namespace tapeless::inline v0_2::detail::planning {

// The extent of the innermost axis of a nest, if it is fixed and no tiles are cut from it; otherwise 0.
template <class Table>
constexpr int fixed_length(const Table& plan, const nest& loops) {
  if (loops.depth == 0) return 0;
  const int axis = loops.loops[loops.depth - 1];
  for (int h = 0; h < plan.used.phases; ++h)
    if (plan.phases[h].axis == axis) return 0;
  return plan.axis_extents[axis];
}

// A result that nothing else reads or overwrites.
constexpr bool is_left_alone(const buffer& one) { return one.output >= 0 && one.reader < 0 && one.overwrites < 0; }

// Compares nests of one plan by what their code depends on.
template <class Table>
class nest_comparison {
 public:
  constexpr explicit nest_comparison(const Table& plan) : plan_(plan) {}

  constexpr bool operator()(const nest& one, const nest& other) const {
    if (one.depth != other.depth || one.stream_count != other.stream_count || one.sweep_count != other.sweep_count ||
        one.row_numbers != other.row_numbers || one.row_conditions != other.row_conditions)
      return false;
    if (!same_steps(one.prelude, one.prelude_end, other.prelude, other.prelude_end)) return false;
    if (fixed_length(plan_, one) != fixed_length(plan_, other)) return false;
    for (int s = 0; s < one.stream_count; ++s)
      if (!same_stream(plan_.streams[one.first_stream + s], plan_.streams[other.first_stream + s])) return false;
    for (int s = 0; s < one.sweep_count; ++s)
      if (!same_sweep(plan_.sweeps[one.first_sweep + s], plan_.sweeps[other.first_sweep + s])) return false;
    return true;
  }

 private:
  constexpr bool same_stream(const stream& one, const stream& other) const {
    for (int d = 0; d < max_rank; ++d)
      if (one.dims[d] != other.dims[d] || one.places[d] != other.places[d]) return false;
    if (one.picked != other.picked || one.shift != other.shift || one.from.from != other.from.from) return false;
    if (one.from.from == source::kind::input) return true;
    const buffer& mine = plan_.buffers[one.from.index];
    const buffer& its = plan_.buffers[other.from.index];
    return mine.scratch == its.scratch && is_left_alone(mine) == is_left_alone(its);
  }
  constexpr bool same_sweep(const inner_sweep& one, const inner_sweep& other) const {
    return one.numbers == other.numbers && one.conditions == other.conditions &&
           one.accumulators == other.accumulators && same_steps(one.rows, one.set_up, other.rows, other.set_up) &&
           same_steps(one.set_up, one.body, other.set_up, other.body) &&
           same_steps(one.body, one.end, other.body, other.end);
  }
  constexpr bool same_steps(int first, int end, int other_first, int other_end) const {
    if (end - first != other_end - other_first) return false;
    for (int k = 0; k < end - first; ++k)
      if (!same_step(plan_.code[first + k], plan_.code[other_first + k])) return false;
    return true;
  }
  constexpr bool same_step(const instruction& one, const instruction& other) const {
    if (one.what != other.what || one.how != other.how || one.sign != other.sign || one.count != other.count ||
        one.to != other.to)
      return false;
    if (one.what == act::constant) return same_constant(plan_.constants[one.a], plan_.constants[other.a]);
    if (one.a != other.a || one.b != other.b || one.c != other.c || one.scale != other.scale) return false;
    if (one.what != act::compute) return true;
    for (int k = 0; one.count > 3 && k < one.count; ++k)
      if (plan_.pool[one.pool + k] != plan_.pool[other.pool + k]) return false;
    return one.op->same(*other.op);
  }
  constexpr bool same_constant(const constant& one, const constant& other) const {
    if (one.is_named != other.is_named) return false;
    return one.is_named ? one.named->same(*other.named) : one.value == other.value;
  }

  const Table& plan_;
};

// The first nest of a plan that is like each of its nests, by number.
template <class Table>
constexpr auto first_equal_nests(const Table& plan) {
  list<int, decltype(plan.nests)::capacity> first;
  const nest_comparison<Table> are_equal(plan);
  for (int n = 0; n < plan.nest_count; ++n) {
    first[n] = n;
    for (int k = 0; k < n && first[n] == n; ++k)
      if (first[k] == k && are_equal(plan.nests[k], plan.nests[n])) first[n] = k;
  }
  return first;
}

}  // namespace tapeless::detail::planning
