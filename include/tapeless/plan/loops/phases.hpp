// SPDX-License-Identifier: BSL-1.0
// Groups the items of a plan into phases: runs of items over one axis that can be done tile by tile.
#pragma once

#include <bit>

#include <tapeless/dag/scratch.hpp>
#include <tapeless/plan/loops/loop_plan.hpp>

namespace tapeless::inline v0_2::detail::planning {

// Places in memory, as a set.
class place_set {
 public:
  constexpr place_set() = default;
  // Of places 0 ... count - 1; sets that are compared or united have the same count.
  constexpr explicit place_set(int count) : words_(count / 64 + 1) {}
  constexpr void add(int slot) { words_[slot >> 6] |= bit(slot); }
  constexpr bool has(int slot) const { return (words_[slot >> 6] & bit(slot)) != 0; }
  constexpr bool meets(const place_set& other) const {
    const std::uint64_t* const own = words_.data();
    const std::uint64_t* const others = other.words_.data();
    for (int w = 0; w < words_.size(); ++w)
      if ((own[w] & others[w]) != 0) return true;
    return false;
  }
  constexpr void add(const place_set& other) {
    std::uint64_t* const own = words_.data();
    const std::uint64_t* const others = other.words_.data();
    for (int w = 0; w < words_.size(); ++w) own[w] |= others[w];
  }

 private:
  static constexpr std::uint64_t bit(int slot) { return std::uint64_t{1} << (slot & 63); }
  dag::scratch<std::uint64_t> words_;
};

template <class Table>
class phase_finder {
 public:
  constexpr explicit phase_finder(Table& plan) : plan_(plan), fact_list_(plan.used.items), facts_(fact_list_.data()) {
    for (int k = 0; k < plan.used.items; ++k) gather(k);
    for (int k = 0; k < plan.used.items; ++k) stay_in_shard(k);
  }
  phase_finder(const phase_finder&) = delete;
  phase_finder& operator=(const phase_finder&) = delete;

  constexpr void find() {
    for (int k = 0; k < plan_.used.items;) {
      phase best;
      best.first = k;
      best.end = k + 1;
      int least = 0;
      for (axis_mask rest = facts_[k].tileable; rest != 0; rest &= (rest - 1u)) {
        const int axis = std::countr_zero(rest);
        int sums = 0;
        const int end = reach(k, axis, sums);
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
      for (int i = k; i < best.end; ++i)
        if (!is_nest(i)) plan_.contractions[plan_.items[i].index].phase = plan_.used.phases;
      plan_.phases[plan_.used.phases++] = best;
      if (best.axis >= 0) find_runs(best);
      k = best.end;
    }
    keep_in_tiles();
    keep_in_runs();
  }

 private:
  struct item_facts {
    axis_mask tileable = 0;  // the axes along which it can be cut
    axis_mask picked = 0;    // the axes along which labels and views reach into what other items have computed
    place_set touched;
    place_set reached;  // by labels and views
    place_set written;
  };

  // What goes over a sharded axis is cut along that axis and no other.
  constexpr void stay_in_shard(int k) {
    axis_mask all = is_nest(k) ? nest_at(k).axes : axis_mask{0};
    if (!is_nest(k))
      for (int d = 0; d < contraction_at(k).rank(); ++d) all |= axis_mask{1} << contraction_at(k).axes[d];
    if ((all & plan_.sharded) == 0) return;
    facts_[k].tileable &= plan_.sharded;
    if (facts_[k].tileable == 0 || std::popcount(all & plan_.sharded) > 1) plan_.problem = trouble::shard;
  }

  constexpr bool is_nest(int k) const { return plan_.items[k].what == item::kind::nest; }
  constexpr const nest& nest_at(int k) const { return plan_.nests[plan_.items[k].index]; }
  constexpr const contraction& contraction_at(int k) const { return plan_.contractions[plan_.items[k].index]; }
  constexpr void touch(item_facts& facts, const source& from) const {
    if (from.from == source::kind::buffer) facts.touched.add(plan_.buffers[from.index].slot);
  }
  constexpr void touch_along(item_facts& facts, const source& from, int dim) const {
    facts.picked |= axis_mask{1} << plan_.buffers[from.index].dims[dim];
    facts.reached.add(plan_.buffers[from.index].slot);
  }

  // The buffers that an item adds to.
  constexpr int sum_count(int k) const { return is_nest(k) ? nest_at(k).start_count : 1; }
  constexpr start sum_of(int k, int s) const {
    return is_nest(k) ? plan_.starts[nest_at(k).first_start + s] : start{contraction_at(k).c.from.index};
  }

  constexpr void gather(int k) {
    item_facts& facts = facts_[k];
    facts.touched = facts.reached = facts.written = place_set(plan_.slot_count);
    if (!is_nest(k)) {
      const contraction& one = contraction_at(k);
      for (int d = 0; d < one.rank(); ++d) facts.tileable |= axis_mask{1} << one.axes[d];
      touch(facts, one.a.from);
      touch(facts, one.b.from);
      touch(facts, one.c.from);
      facts.written.add(plan_.buffers[one.c.from.index].slot);
      note_reach(facts, one.a.from, one.a.dims, one.a.places, one.axes, one.rank());
      note_reach(facts, one.b.from, one.b.dims, one.b.places, one.axes, one.rank());
      return;
    }
    const nest& loops = nest_at(k);
    facts.tileable = loops.axes;
    // A reduction over the innermost loop whose result is needed in the nest itself is cut only between rows.
    if (loops.depth > 0 && completes_rows(loops)) facts.tileable &= ~(axis_mask{1} << loops.loops[loops.depth - 1]);
    for (int s = loops.first_stream; s < loops.first_stream + loops.stream_count; ++s) {
      const stream& one = plan_.streams[s];
      touch(facts, one.from);
      if (one.picked >= 0 && one.from.from == source::kind::buffer) touch_along(facts, one.from, one.picked);
      note_reach(facts, one.from, one.dims, one.places, loops.loops, loops.depth);
      if (one.shift >= 0 && one.from.from == source::kind::buffer)
        for (int d = 0; d < plan_.buffers[one.from.index].rank; ++d)
          if ((plan_.shifts[one.shift].dims >> d & 1u) != 0) touch_along(facts, one.from, d);
    }
    const int last = loops.first_sweep + loops.sweep_count;
    note_writes(facts, loops, loops.prelude, loops.prelude_end);
    if (loops.sweep_count > 0)
      note_writes(facts, loops, plan_.sweeps[loops.first_sweep].rows, plan_.sweeps[last - 1].end);
  }
  constexpr void note_writes(item_facts& facts, const nest& loops, int first, int end) const {
    for (int c = first; c < end; ++c) {
      const instruction& one = plan_.code[c];
      if (one.what == act::store || one.what == act::accumulate)
        facts.written.add(plan_.buffers[plan_.streams[loops.first_stream + one.to].from.index].slot);
    }
  }
  // What is read at one place, or along another axis than it has been written along.
  constexpr void note_reach(item_facts& facts, const source& from, const signed char* dims, const int* places,
                            const int* loops, int depth) const {
    if (from.from != source::kind::buffer) return;
    for (int d = 0; d < plan_.buffers[from.index].rank; ++d)
      if (places[d] >= 0) touch_along(facts, from, d);
    for (int k = 0; k < depth; ++k)
      if (dims[k] >= 0 && plan_.buffers[from.index].dims[static_cast<int>(dims[k])] != loops[k])
        touch_along(facts, from, dims[k]);
  }
  constexpr bool completes_rows(const nest& loops) const {
    for (int s = loops.first_sweep; s < loops.first_sweep + loops.sweep_count; ++s)
      for (int c = plan_.sweeps[s].rows; c < plan_.sweeps[s].set_up; ++c) {
        const instruction& one = plan_.code[c];
        if (one.what == act::result && ((loops.depth > 1 && !loops.cuts_rows) || !only_accumulated(loops, one.to)))
          return true;
        // What a row stores or adds up by itself would be stored and added once more with every tile.
        if (loops.depth > 1 && one.what == act::store) return true;
        if (loops.depth > 1 && one.what == act::accumulate && !(loops.cuts_rows && adds_result(loops, one)))
          return true;
      }
    return false;
  }
  // Whether what is added up is the result of a sweep of the same kind: parts of it can be added up as well.
  constexpr bool adds_result(const nest& loops, const instruction& sum) const {
    for (int s = loops.first_sweep; s < loops.first_sweep + loops.sweep_count; ++s)
      for (int c = plan_.sweeps[s].rows; c < plan_.sweeps[s].set_up; ++c)
        if (plan_.code[c].what == act::result && plan_.code[c].to == sum.a)
          return plan_.code[c].how == sum.how && sum.count == 0 && sum.sign == signs::plus;
    return false;
  }
  constexpr bool only_accumulated(const nest& loops, int slot) const {
    for (int s = loops.first_sweep; s < loops.first_sweep + loops.sweep_count; ++s)
      for (int c = plan_.sweeps[s].rows; c < plan_.sweeps[s].body; ++c) {
        const instruction& one = plan_.code[c];
        switch (one.what) {
          case act::compute:
            if (one.a == slot || (one.count > 1 && one.b == slot) || (one.count > 2 && one.c == slot)) return false;
            for (int k = 0; one.count > 3 && k < one.count; ++k)
              if (plan_.pool[one.pool + k] == slot) return false;
            break;
          case act::equal:
          case act::fused:
            if (one.a == slot || one.b == slot || one.c == slot) return false;
            break;
          case act::store:
          case act::spread:
            if (one.a == slot) return false;
            break;
          default:
            break;
        }
      }
    return true;
  }

  constexpr bool lacks(int buffer, int axis) const { return (plan_.buffers[buffer].axes >> axis & 1u) == 0; }

  // The end of the phase over an axis that item `first` begins, and how many sums over the axis it makes. None of its
  // items may touch a sum before it is complete, nor the place of one that is still to be made; what labels and views
  // reach into along the axis is complete before the phase and stays until its end.
  constexpr int reach(int first, int axis, int& sums) const {
    place_set partial(plan_.slot_count);
    place_set touched(plan_.slot_count);
    place_set reached(plan_.slot_count);
    place_set written(plan_.slot_count);
    int k = first;
    for (; k < plan_.used.items; ++k) {
      const item_facts& facts = facts_[k];
      if ((facts.tileable >> axis & 1u) == 0 || facts.touched.meets(partial)) break;
      const bool reaches = (facts.picked >> axis & 1u) != 0;
      if ((reaches && facts.reached.meets(written)) || facts.written.meets(reached)) break;
      const int count = sum_count(k);
      bool clear = true;
      for (int s = 0; s < count; ++s) {
        const int to = sum_of(k, s).buffer;
        if (lacks(to, axis) && touched.has(plan_.buffers[to].slot)) clear = false;
      }
      if (!clear) break;
      for (int s = 0; s < count; ++s) {
        const int to = sum_of(k, s).buffer;
        if (!lacks(to, axis)) continue;
        partial.add(plan_.buffers[to].slot);
        ++sums;
      }
      touched.add(facts.touched);
      written.add(facts.written);
      if (reaches) reached.add(facts.reached);
    }
    return k;
  }

  // Runs of items with a product of matrices for each place of an axis other than that of the tiles.
  constexpr void find_runs(const phase& within) {
    axis_mask candidates = 0;
    for (int k = within.first; k < within.end; ++k)
      for (int b = 0; !is_nest(k) && b < contraction_at(k).batch; ++b)
        candidates |= axis_mask{1} << contraction_at(k).axes[b];
    candidates &= ~(axis_mask{1} << within.axis);
    if (candidates == 0) return;
    for (int k = within.first; k + 1 < within.end;) {
      item best;
      for (axis_mask rest = facts_[k].tileable & candidates; rest != 0; rest &= (rest - 1u)) {
        const int axis = std::countr_zero(rest);
        int sums = 0;
        int end = reach(k, axis, sums);
        if (end > within.end) end = within.end;
        int products = 0, last = k;
        for (; last < end && goes_outside(last, axis); ++last) products += is_nest(last) ? 0 : 1;
        if (products > 0 && last > k + 1 && last > best.run_end) {
          best.run_end = last;
          best.run_axis = axis;
        }
      }
      if (best.run_axis >= 0) {
        plan_.items[k].run_end = best.run_end;
        plan_.items[k].run_axis = best.run_axis;
        k = best.run_end;
      } else {
        ++k;
      }
    }
  }
  // Whether an axis is that of an outer loop, or of one product of matrices after another.
  constexpr bool goes_outside(int k, int axis) const {
    if (is_nest(k)) return nest_at(k).depth > 1 && nest_at(k).loops[nest_at(k).depth - 1] != axis;
    const contraction& one = contraction_at(k);
    for (int b = 0; b < one.batch; ++b)
      if (one.axes[b] == axis) return true;
    return false;
  }

  constexpr void list_parts(phase& one) {
    one.first_part = plan_.used.parts;
    for (int k = one.first; k < one.end; ++k) {
      one.multiplies = one.multiplies || (!is_nest(k) && contraction_at(k).rows * contraction_at(k).columns > 0);
      for (int s = 0; s < sum_count(k); ++s) {
        const start sum = sum_of(k, s);
        if (lacks(sum.buffer, one.axis)) add({sum.buffer, sum.how, part::kind::sum});
      }
      // Rows that only one row's work lives in.
      if (!is_nest(k)) continue;
      const nest& loops = nest_at(k);
      for (int s = loops.first_stream; s < loops.first_stream + loops.stream_count; ++s) {
        const source& from = plan_.streams[s].from;
        if (from.from != source::kind::buffer) continue;
        const buffer& kept = plan_.buffers[from.index];
        if (!lacks(from.index, one.axis)) continue;
        if (kept.scratch)
          add({from.index, combination::add, part::kind::scratch});
        else if (stores(loops, s - loops.first_stream))
          add({from.index, combination::add, part::kind::alike});
      }
    }
    one.part_count = plan_.used.parts - one.first_part;
  }
  // Whether a nest stores into its stream, once for all or with every row.
  constexpr bool stores(const nest& loops, int stream) const {
    const auto stored = [&](int first, int end) {
      for (int c = first; c < end; ++c)
        if (plan_.code[c].what == act::store && plan_.code[c].to == stream) return true;
      return false;
    };
    for (int s = loops.first_sweep; s < loops.first_sweep + loops.sweep_count; ++s)
      if (stored(plan_.sweeps[s].rows, plan_.sweeps[s].set_up)) return true;
    return stored(loops.prelude, loops.prelude_end);
  }
  constexpr void add(const part& one) {
    if (plan_.used.parts == plan_.parts.size())
      plan_.problem = trouble::full;
    else
      plan_.parts[plan_.used.parts++] = one;
  }

  // What is written and read within one phase, along its axis, needs room for one tile; so does a place if all buffers
  // that take turns there are like that.
  constexpr void keep_in_tiles() {
    dag::scratch<bool> whole(plan_.slot_count);
    dag::scratch<int> phase_of(plan_.used.items + 1, -1);
    for (int h = 0; h < plan_.used.phases; ++h)
      for (int k = plan_.phases[h].first; k < plan_.phases[h].end; ++k) phase_of[k] = h;
    for (int b = 0; b < plan_.used.buffers; ++b) {
      buffer& one = plan_.buffers[b];
      const int h = phase_of[one.first];
      if (h >= 0) {
        const phase& in = plan_.phases[h];
        if (in.axis >= 0 && in.end - in.first > 1 && one.output < 0 && one.last < in.end && !lacks(b, in.axis))
          one.phase = h;
      }
      whole[one.slot] = whole[one.slot] || one.phase < 0;
    }
    for (int b = 0; b < plan_.used.buffers; ++b)
      if (whole[plan_.buffers[b].slot]) plan_.buffers[b].phase = -1;
  }

  // What is written and read within one run has room for one place of its axis.
  constexpr void keep_in_runs() {
    dag::scratch<bool> whole(plan_.slot_count);
    dag::scratch<int> run_of(plan_.used.items + 1, -1);
    for (int k = 0; k < plan_.used.items; ++k)
      for (int j = k; j < plan_.items[k].run_end; ++j) run_of[j] = k;
    for (int b = 0; b < plan_.used.buffers; ++b) {
      buffer& one = plan_.buffers[b];
      const int run = one.phase < 0 ? -1 : run_of[one.first];
      if (run >= 0 && one.last < plan_.items[run].run_end && !lacks(b, plan_.items[run].run_axis))
        one.run_axis = plan_.items[run].run_axis;
      whole[one.slot] = whole[one.slot] || one.run_axis < 0;
    }
    for (int b = 0; b < plan_.used.buffers; ++b)
      if (whole[plan_.buffers[b].slot])
        plan_.buffers[b].run_axis = -1;
      else
        plan_.phases[plan_.buffers[b].phase].has_runs = true;
  }

  Table& plan_;
  dag::scratch<item_facts> fact_list_;
  item_facts* facts_;
};

}  // namespace tapeless::detail::planning
