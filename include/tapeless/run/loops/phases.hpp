// SPDX-License-Identifier: BSL-1.0
// Groups the items of a plan into phases: runs of items over one axis that can be done tile by tile.
#pragma once

#include <bit>

#include <tapeless/run/loops/table.hpp>

namespace tapeless::detail::run::loops {

template <class Table>
class phase_finder {
 public:
  constexpr explicit phase_finder(Table& plan) : plan_(plan) {}

  constexpr void find() {
    for (int k = 0; k < plan_.used.items;) {
      phase best;
      best.first = k;
      best.end = k + 1;
      int least = 0;
      for (axis_mask rest = tileable(k); rest != 0; rest &= (rest - 1u)) {
        const int axis = std::countr_zero(rest);
        int end = k + 1;
        while (end < plan_.used.items && continues(k, end, axis)) ++end;
        const int sums = parts_of(k, end, axis);
        if (best.axis < 0 || end > best.end || (end == best.end && sums < least)) {
          best.axis = axis;
          best.end = end;
          least = sums;
        }
      }
      if (best.axis >= 0) list_parts(best);
      if (plan_.used.phases == plan_.phases.size()) {
        plan_.problem = trouble::full;
        return;
      }
      plan_.phases[plan_.used.phases++] = best;
      k = best.end;
    }
  }

 private:
  constexpr bool is_nest(int k) const { return plan_.items[k].what == item::kind::nest; }
  constexpr const nest& nest_at(int k) const { return plan_.nests[plan_.items[k].index]; }
  constexpr const contraction& contraction_at(int k) const { return plan_.contractions[plan_.items[k].index]; }

  // The axes along which an item can be cut.
  constexpr axis_mask tileable(int k) const {
    axis_mask axes = 0;
    if (!is_nest(k)) {
      const contraction& one = contraction_at(k);
      for (int d = 0; d < one.rank(); ++d) axes |= axis_mask{1} << one.axes[d];
      return axes;
    }
    const nest& loops = nest_at(k);
    axes = loops.axes;
    // A reduction over the innermost loop whose result is needed in the nest itself is cut only between rows.
    if (loops.depth > 0 && completes_rows(loops)) axes &= ~(axis_mask{1} << loops.loops[loops.depth - 1]);
    return axes;
  }
  constexpr bool completes_rows(const nest& loops) const {
    for (int s = loops.first_stage; s < loops.first_stage + loops.stage_count; ++s)
      for (int c = plan_.stages[s].rows; c < plan_.stages[s].set_up; ++c) {
        const instruction& one = plan_.code[c];
        if (one.what == act::result && (loops.depth > 1 || !only_accumulated(loops, one.to))) return true;
      }
    return false;
  }
  constexpr bool only_accumulated(const nest& loops, int slot) const {
    for (int s = loops.first_stage; s < loops.first_stage + loops.stage_count; ++s)
      for (int c = plan_.stages[s].rows; c < plan_.stages[s].body; ++c) {
        const instruction& one = plan_.code[c];
        if (one.what == act::accumulate || one.what == act::result || one.what == act::load) continue;
        if (one.a == slot || (one.count > 1 && one.b == slot) || (one.count > 2 && one.c == slot)) return false;
      }
    return true;
  }

  // Whether item k can be in the phase over `axis` that item `first` begins.
  constexpr bool continues(int first, int k, int axis) const {
    if ((tileable(k) >> axis & 1u) == 0) return false;
    for (int j = first; j < k; ++j)
      for (int b = 0; b < plan_.used.buffers; ++b)
        if ((adds_up(j, b, axis) && touches(k, b)) || (adds_up(k, b, axis) && touches(j, b)) || reaches(j, k, b, axis))
          return false;
    return true;
  }
  // Whether a label of item k reaches along the axis into what item j computes.
  constexpr bool reaches(int j, int k, int b, int axis) const {
    if (!is_nest(k) || (plan_.buffers[b].axes >> axis & 1u) == 0 || !touches(j, b)) return false;
    const nest& loops = nest_at(k);
    for (int s = loops.first_stream; s < loops.first_stream + loops.stream_count; ++s) {
      const stream& one = plan_.streams[s];
      if (one.picked >= 0 && same_place(one.from, b) && plan_.buffers[b].dims[static_cast<int>(one.picked)] == axis)
        return true;
    }
    return false;
  }
  // How many sums the tiles along an axis would have to be added up in.
  constexpr int parts_of(int first, int end, int axis) const {
    int count = 0;
    for (int k = first; k < end; ++k)
      for (int b = 0; b < plan_.used.buffers; ++b) count += adds_up(k, b, axis) ? 1 : 0;
    return count;
  }
  // Whether a buffer holds a sum over the axis that the item adds to.
  constexpr bool adds_up(int k, int b, int axis) const {
    if ((plan_.buffers[b].axes >> axis & 1u) != 0) return false;
    if (!is_nest(k)) return contraction_at(k).c.from == source{source::kind::buffer, b};
    const nest& loops = nest_at(k);
    for (int s = loops.first_start; s < loops.first_start + loops.start_count; ++s)
      if (plan_.starts[s].buffer == b) return true;
    return false;
  }
  constexpr bool touches(int k, int b) const {
    const source place{source::kind::buffer, b};
    if (!is_nest(k)) {
      const contraction& one = contraction_at(k);
      return one.a.from == place || one.b.from == place || same_place(one.c.from, b);
    }
    const nest& loops = nest_at(k);
    for (int s = loops.first_stream; s < loops.first_stream + loops.stream_count; ++s)
      if (same_place(plan_.streams[s].from, b)) return true;
    return false;
  }
  constexpr bool same_place(const source& from, int b) const {
    return from.from == source::kind::buffer && plan_.buffers[from.index].slot == plan_.buffers[b].slot;
  }

  constexpr void list_parts(phase& one) {
    one.first_part = plan_.used.parts;
    for (int k = one.first; k < one.end; ++k) {
      if (!is_nest(k)) {
        one.multiplies = one.multiplies || contraction_at(k).rows * contraction_at(k).columns > 0;
        const int b = contraction_at(k).c.from.index;
        if (adds_up(k, b, one.axis)) add({b, combine::add, false});
        continue;
      }
      const nest& loops = nest_at(k);
      for (int s = loops.first_start; s < loops.first_start + loops.start_count; ++s)
        if (adds_up(k, plan_.starts[s].buffer, one.axis)) add({plan_.starts[s].buffer, plan_.starts[s].how, false});
      // Rows that only one row's work lives in.
      for (int b = 0; b < plan_.used.buffers; ++b)
        if (plan_.buffers[b].first == k && plan_.buffers[b].last == k && plan_.buffers[b].rank == 1 &&
            (plan_.buffers[b].axes >> one.axis & 1u) == 0 && !adds_up(k, b, one.axis) && touches(k, b))
          add({b, combine::add, true});
    }
    one.part_count = plan_.used.parts - one.first_part;
  }
  constexpr void add(const part& one) {
    if (plan_.used.parts == plan_.parts.size())
      plan_.problem = trouble::full;
    else
      plan_.parts[plan_.used.parts++] = one;
  }

  Table& plan_;
};

}  // namespace tapeless::detail::run::loops
