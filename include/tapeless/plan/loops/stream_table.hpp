// SPDX-License-Identifier: BSL-1.0
// The streams of a nest: from where a value is read or where it is stored, as the nest walks over it.
#pragma once

#include <tapeless/plan/loops/nest_facts.hpp>

namespace tapeless::inline v0_2::detail::planning {

template <class Table>
class stream_table {
 protected:
  constexpr stream_table(program_facts& facts, const fusion& when, const value_tables& shared, Table& plan)
      : facts_(facts), when_(when), shared_(shared), plan_(plan), nest_(facts, when, shared, plan) {}

  constexpr signed char dimension(int id, int kept, int axis) {
    axis = facts_.shown_along(id, axis);
    id = facts_.stored(id);
    if (kept >= 0) {
      for (int d = 0; d < plan_.buffers[kept].rank; ++d)
        if (plan_.buffers[kept].dims[d] == axis) return static_cast<signed char>(d);
    } else if (facts_.is(id, dag::role::access)) {
      for (int k = 1; k < facts_.node(id).count; ++k)
        if (facts_.axis_of(facts_.operand(id, k)) == axis) return static_cast<signed char>(k - 1);
    }
    return -1;
  }

  // The stream over a value that is kept in a buffer or bound (kept < 0).
  constexpr int stream_of(int id, int kept, int picked_axis = -1) { return stream_at(id, kept, picked_axis, -1, -1); }
  // The same at one place along an axis.
  constexpr int stream_at(int id, int kept, int picked_axis, int fixed_axis, int place) {
    const nest& loops = *nest_.loops;
    stream one;
    if (kept >= 0)
      one.from = {source::kind::buffer, kept};
    else
      one.from = {source::kind::input, shared_.input_of[bound_as(id)]};
    const value& v = facts_.values[id];
    const bool view = v.what == duty::shown;
    const int* const stored_along = kept >= 0 ? plan_.buffers.entries[kept].dims : nullptr;
    const int rank = kept >= 0 ? plan_.buffers.entries[kept].rank : 0;
    const int depth = loops.depth;
    for (int k = 0; k < depth; ++k) {
      const int axis = loops.loops[k];
      if (axis == picked_axis || axis == fixed_axis) continue;
      if (view) {
        one.dims[k] = dimension(id, kept, axis);
      } else if (kept >= 0) {
        for (int d = 0; d < rank; ++d)
          if (stored_along[d] == axis) {
            one.dims[k] = static_cast<signed char>(d);
            break;
          }
      } else if (v.part == dag::role::access && (v.axes >> axis & 1u) != 0) {
        const axis_mask bit = axis_mask{1} << axis;
        for (int j = 1; j < v.operand_count; ++j)
          if (facts_.values[v.operands[j]].axes == bit) {
            one.dims[k] = static_cast<signed char>(j - 1);
            break;
          }
      }
    }
    if (fixed_axis >= 0) one.places[static_cast<int>(dimension(id, kept, fixed_axis))] = place;
    if (picked_axis >= 0) one.picked = dimension(id, kept, picked_axis);
    if (view)
      facts_.each_place(id, [&](int axis, int only) {
        one.places[static_cast<int>(dimension(facts_.stored(id), kept, axis))] = only;
      });
    return number_of(one);
  }
  // The stream over a value that is shown at places which are counted off.
  constexpr int counted_stream(int id) {
    const int body = facts_.operand(id, 0), kept = kept_in(body), stored = facts_.stored(body);
    stream one;
    shift places;
    one.from = kept >= 0 ? source{source::kind::buffer, kept}
                         : source{source::kind::input, shared_.input_of[facts_.operand(stored, 0)]};
    const int rank = kept >= 0 ? plan_.buffers[kept].rank : facts_.values[stored].operand_count - 1;
    for (int d = 0; d < rank; ++d) {
      const int axis = kept >= 0 ? plan_.buffers[kept].dims[d] : facts_.axis_of(facts_.operand(stored, d + 1));
      const program_facts::counted_place at = facts_.place_of(id, axis);
      count_off(one, places, d, at, at.factors[axis] != 1);
    }
    return number_of(one, places);
  }
  // The stream to the places where a term of a sum is added, which labels count off.
  constexpr int counted_sum(int id, const scatter_sums::sum& sum, const scatter_term& term) {
    const int kept = kept_in(id);
    stream one;
    shift places;
    one.from = {source::kind::buffer, kept};
    const int along[] = {sum.along, sum.more[0], sum.more[1]}, labels[] = {term.label, term.more[0], term.more[1]};
    for (int d = 0; d < plan_.buffers[kept].rank; ++d) {
      const int axis = plan_.buffers[kept].dims[d];
      program_facts::counted_place at;
      bool counted = false;
      for (int k = 0; k < 3; ++k)
        if (along[k] >= 0 && axis == facts_.axis_of(along[k])) at = facts_.place_of_label(labels[k]), counted = true;
      if (!counted && term.axis >= 0 && axis == facts_.axis_of(term.axis))
        at.constant = term.place;
      else if (!counted)
        at.factors[axis] = 1;
      count_off(one, places, d, at, counted);
    }
    return number_of(one, places);
  }

  // Along a dimension: as a loop goes, at one place, or at places that are counted off. always: also where these are
  // those of a loop, to be compared with others.
  constexpr void count_off(stream& one, shift& places, int dim, const program_facts::counted_place& at, bool always) {
    const nest& loops = *nest_.loops;
    int terms = 0, only = -1;
    for (int k = 0; k < loops.depth; ++k)
      if (at.factors[loops.loops[k]] != 0) ++terms, only = k;
    if (terms == 0 && at.constant >= 0) {
      one.places[dim] = at.constant;
    } else if (!always && terms == 1 && at.constant == 0 && at.factors[loops.loops[only]] == 1 && one.dims[only] < 0) {
      one.dims[only] = static_cast<signed char>(dim);
    } else {
      places.dims |= 1u << dim;
      places.constants[dim] = at.constant;
      for (int k = 0; k < loops.depth; ++k) places.factors[dim][k] = at.factors[loops.loops[k]];
    }
  }
  constexpr int number_of(stream& one, const shift& places) {
    if (places.dims == 0) return number_of(one);
    for (int k = 0; k < plan_.used.shifts && one.shift < 0; ++k)
      if (plan_.shifts[k] == places) one.shift = k;
    if (one.shift < 0) one.shift = append(plan_, plan_.shifts, plan_.used.shifts, places);
    return number_of(one);
  }
  // A stream of the nest that is the same, or a new one.
  constexpr int number_of(const stream& one) {
    const nest& loops = *nest_.loops;
    const int end = plan_.used.streams;
    for (int k = loops.first_stream; k < end; ++k) {
      const stream& other = plan_.streams.entries[k];
      if (other.from.index != one.from.index || other.from.from != one.from.from) continue;
      bool same = other.picked == one.picked && other.shift == one.shift;
      for (int d = 0; same && d < max_rank; ++d)
        same = other.dims[d] == one.dims[d] && other.places[d] == one.places[d];
      if (same) return k - loops.first_stream;
    }
    return append(plan_, plan_.streams, plan_.used.streams, one) - loops.first_stream;
  }
  // The symbol of a tensor or number that is bound.
  constexpr int bound_as(int id) const {
    const int from = facts_.stored(id);
    return facts_.is(from, dag::role::access) ? facts_.operand(from, 0) : from;
  }
  constexpr int kept_in(int id) const {
    const int from = facts_.values[id].what == duty::shown ? facts_.stored(id) : id;
    return facts_.values[from].computed() ? shared_.buffer_of[from] : -1;
  }
  constexpr void mark_read(int kept, int sweep) {
    if (kept < 0) return;
    buffer& from = plan_.buffers[kept];
    from.read = from.reader == nest_.item && from.read > sweep ? from.read : sweep;
    from.reader = nest_.item;
  }

  program_facts& facts_;
  const fusion& when_;
  const value_tables& shared_;
  Table& plan_;
  nest_facts<Table> nest_;  // whose streams they are
};

}  // namespace tapeless::detail::planning
