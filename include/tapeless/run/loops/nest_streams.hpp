// SPDX-License-Identifier: BSL-1.0
// What is known, from the plan alone, about how a nest uses the arrays that it walks over: which values wait in one for
// a later sweep, which results are written once and for all, and what the next row will need.
#pragma once

#include <tapeless/plan/loops/equal_nests.hpp>

namespace tapeless::inline v0_2::detail::run {
using namespace planning;

// Whether a sweep calls a function, as opposed to arithmetic and roots.
template <class Table>
constexpr bool has_call(const Table& plan, const inner_sweep& one) {
  for (int i = one.body; i < one.end; ++i)
    if (plan.code[i].what == act::compute && plan.code[i].op->price == dag::cost::call) return true;
  return false;
}
template <class Table>
constexpr bool has_call(const Table& plan, const nest& loops) {
  for (int s = loops.first_sweep; s < loops.first_sweep + loops.sweep_count; ++s)
    if (has_call(plan, plan.sweeps[s])) return true;
  return false;
}

// Plan: a type with the static constexpr table `plan`. N: the number of the nest.
template <class Plan, int N>
class nest_streams {
 public:
  static constexpr const nest& loops = Plan::plan.nests[N];
  static constexpr int depth = loops.depth;
  static constexpr int count = loops.stream_count > 0 ? loops.stream_count : 1;

  static constexpr const stream& at(int s) { return Plan::plan.streams[loops.first_stream + s]; }

  // Whether stream s goes on along loop d.
  static constexpr bool moves(int s, int d) {
    return at(s).dims[d] >= 0 || (at(s).shift >= 0 && Plan::plan.shifts[at(s).shift].moves_along(d));
  }
  // The dimension whose neighbours it reads along the innermost loop; -1: it takes larger steps there, several
  // dimensions at once, or none.
  static constexpr int row_dimension(int s) {
    const int inner = depth - 1;
    int found = at(s).dims[inner];
    if (at(s).shift < 0) return found;
    for (int d = 0; d < planning::max_rank; ++d) {
      const int factor = Plan::plan.shifts[at(s).shift].factors[d][inner];
      if (factor == 0) continue;
      if (factor != 1 || found >= 0) return -1;
      found = d;
    }
    return found;
  }
  // Whether its steps along the innermost loop are never those from an element to its neighbour.
  static constexpr bool leaps(int s) {
    return depth > 0 && at(s).shift >= 0 && row_dimension(s) < 0 && moves(s, depth - 1);
  }

  // Whether something is added up where a label says, or at places that are counted off.
  static constexpr bool scatters() {
    for (int s = loops.first_sweep; s < loops.first_sweep + loops.sweep_count; ++s)
      for (int i = Plan::plan.sweeps[s].rows; i < Plan::plan.sweeps[s].end; ++i)
        if (Plan::plan.code[i].what == act::accumulate &&
            (at(Plan::plan.code[i].to).picked >= 0 || at(Plan::plan.code[i].to).shift >= 0))
          return true;
    return false;
  }
  // A row of the plan that values of this nest wait in.
  static constexpr bool is_scratch(int s) { return is_buffer(s) && buffer_of(s).scratch; }
  // Values wait in the place of the result that is stored there at last.
  static constexpr bool is_shared(int s) { return stored[s].first < stored[s].last; }
  static constexpr bool any_shared() {
    for (int s = 0; s < loops.stream_count; ++s)
      if (is_shared(s)) return true;
    return false;
  }
  // Whether what a sweep stores into a stream is for later sweeps alone, and whether what it loads is of that
  // kind.
  static constexpr bool waits_after(int s, int sweep) { return is_scratch(s) || sweep < stored[s].last; }
  static constexpr bool waits_for(int s, int sweep) {
    return is_scratch(s) || (stored[s].first < sweep && sweep <= stored[s].last);
  }
  // Streams of this kind before stream s.
  static constexpr int waiting_before(int s) {
    int result = 0;
    for (int k = 0; k < s; ++k) result += is_scratch(k) || is_shared(k) ? 1 : 0;
    return result;
  }
  static constexpr int shared_before(int s) {
    int result = 0;
    for (int k = 0; k < s; ++k) result += is_shared(k) ? 1 : 0;
    return result;
  }

  // A result that nothing reads again, stored by this sweep.
  static constexpr bool is_final(int s, int sweep) {
    return is_buffer(s) && sweep == stored[s].last && is_left_alone(buffer_of(s)) &&
           at(s).dims[depth > 0 ? depth - 1 : 0] >= 0;
  }
  static constexpr bool any_final(int sweep) {
    for (int s = 0; s < loops.stream_count; ++s)
      if (is_final(s, sweep)) return true;
    return false;
  }

  // Whether a sweep computes so much that memory can be fetched meanwhile, and whether the next row's first sweep will
  // load this stream.
  static constexpr bool fetches(int sweep) {
    return depth >= 2 && sweep > loops.first_sweep && has_call(Plan::plan, Plan::plan.sweeps[sweep]);
  }
  static constexpr bool is_fetched(int s) {
    if (depth < 2 || at(s).picked >= 0 || at(s).shift >= 0 || at(s).dims[depth - 1] < 0 || at(s).dims[depth - 2] < 0)
      return false;
    const inner_sweep& first = Plan::plan.sweeps[loops.first_sweep];
    for (int i = first.body; i < first.end; ++i)
      if (Plan::plan.code[i].what == act::load && Plan::plan.code[i].a == s) return true;
    return false;
  }

 private:
  struct first_last {
    int first = 99;
    int last = -1;
  };
  // The sweeps that store into each stream.
  static constexpr list<first_last, count> stored = [] {
    list<first_last, count> all;
    for (int s = loops.first_sweep; s < loops.first_sweep + loops.sweep_count; ++s)
      for (int i = Plan::plan.sweeps[s].body; i < Plan::plan.sweeps[s].end; ++i) {
        if (Plan::plan.code[i].what != act::store) continue;
        first_last& one = all[Plan::plan.code[i].to];
        if (one.last < 0) one.first = s;
        one.last = s;
      }
    return all;
  }();
  static constexpr bool is_buffer(int s) { return at(s).from.from == source::kind::buffer; }
  static constexpr const buffer& buffer_of(int s) { return Plan::plan.buffers[at(s).from.index]; }
};

}  // namespace tapeless::detail::run
