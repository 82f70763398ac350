// SPDX-License-Identifier: BSL-1.0
// Groups the items of a plan into phases: runs of items over one axis that can be done tile by tile.
#pragma once

#include <bit>

#include <tapeless/plan/loops/loop_plan.hpp>

namespace tapeless::detail::planning {

constexpr int max_sums = 16;  // that one item may make

// Places in memory, as a set.
class place_set {
 public:
  constexpr void add(int slot) { words_[slot >> 6 & (words - 1)] |= bit(slot); }
  constexpr bool has(int slot) const { return (words_[slot >> 6 & (words - 1)] & bit(slot)) != 0; }
  constexpr bool meets(const place_set& other) const {
    for (int w = 0; w < words; ++w)
      if ((words_[w] & other.words_[w]) != 0) return true;
    return false;
  }
  constexpr void add(const place_set& other) {
    for (int w = 0; w < words; ++w) words_[w] |= other.words_[w];
  }

 private:
  // With more than 512 places, some share a bit: a phase may then end early, and nothing else.
  static constexpr int words = 8;
  static constexpr std::uint64_t bit(int slot) { return std::uint64_t{1} << (slot & 63); }
  std::uint64_t words_[words]{};
};

template <class Table>
class phase_finder {
 public:
  constexpr explicit phase_finder(Table& plan) : plan_(plan) {
    facts_ = new item_facts[static_cast<std::size_t>(plan.used.items) + 1]{};
    for (int k = 0; k < plan.used.items; ++k) gather(k);
  }
  constexpr ~phase_finder() { delete[] facts_; }
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
      plan_.phases[plan_.used.phases++] = best;
      k = best.end;
    }
    keep_in_tiles();
  }

 private:
  // A buffer that an item adds to.
  struct sum {
    int buffer = 0;
    combination how = combination::add;
  };
  struct item_facts {
    axis_mask tileable = 0;  // the axes along which it can be cut
    place_set touched;
    axis_mask picked = 0;  // the axes along which labels reach into what other items have computed
    sum sums[max_sums]{};
    int sum_count = 0;
  };

  constexpr bool is_nest(int k) const { return plan_.items[k].what == item::kind::nest; }
  constexpr const nest& nest_at(int k) const { return plan_.nests[plan_.items[k].index]; }
  constexpr const contraction& contraction_at(int k) const { return plan_.contractions[plan_.items[k].index]; }
  constexpr void touch(item_facts& facts, const source& from) const {
    if (from.from == source::kind::buffer) facts.touched.add(plan_.buffers[from.index].slot);
  }

  constexpr void gather(int k) {
    item_facts& facts = facts_[k];
    if (!is_nest(k)) {
      const contraction& one = contraction_at(k);
      for (int d = 0; d < one.rank(); ++d) facts.tileable |= axis_mask{1} << one.axes[d];
      touch(facts, one.a.from);
      touch(facts, one.b.from);
      touch(facts, one.c.from);
      facts.sums[facts.sum_count++] = {one.c.from.index, combination::add};
      return;
    }
    const nest& loops = nest_at(k);
    facts.tileable = loops.axes;
    // A reduction over the innermost loop whose result is needed in the nest itself is cut only between rows.
    if (loops.depth > 0 && completes_rows(loops)) facts.tileable &= ~(axis_mask{1} << loops.loops[loops.depth - 1]);
    for (int s = loops.first_stream; s < loops.first_stream + loops.stream_count; ++s) {
      const stream& one = plan_.streams[s];
      touch(facts, one.from);
      if (one.picked >= 0 && one.from.from == source::kind::buffer)
        facts.picked |= axis_mask{1} << plan_.buffers[one.from.index].dims[static_cast<int>(one.picked)];
    }
    for (int s = loops.first_start; s < loops.first_start + loops.start_count; ++s) {
      if (facts.sum_count == max_sums)
        facts.tileable = 0;
      else
        facts.sums[facts.sum_count++] = {plan_.starts[s].buffer, plan_.starts[s].how};
    }
  }
  constexpr bool completes_rows(const nest& loops) const {
    for (int s = loops.first_sweep; s < loops.first_sweep + loops.sweep_count; ++s)
      for (int c = plan_.sweeps[s].rows; c < plan_.sweeps[s].set_up; ++c) {
        const instruction& one = plan_.code[c];
        if (one.what == act::result && (loops.depth > 1 || !only_accumulated(loops, one.to))) return true;
        // What a row stores or adds up by itself would be stored and added once more with every tile.
        if (loops.depth > 1 && (one.what == act::store || one.what == act::accumulate)) return true;
      }
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
  // items may touch a sum before it is complete, nor the place of one that is still to be made.
  constexpr int reach(int first, int axis, int& sums) const {
    place_set partial;
    place_set touched;
    int k = first;
    for (; k < plan_.used.items; ++k) {
      const item_facts& facts = facts_[k];
      if ((facts.tileable >> axis & 1u) == 0 || facts.touched.meets(partial)) break;
      if (k > first && (facts.picked >> axis & 1u) != 0 && facts.touched.meets(touched)) break;
      bool clear = true;
      for (int s = 0; s < facts.sum_count; ++s)
        if (lacks(facts.sums[s].buffer, axis) && touched.has(plan_.buffers[facts.sums[s].buffer].slot)) clear = false;
      if (!clear) break;
      for (int s = 0; s < facts.sum_count; ++s)
        if (lacks(facts.sums[s].buffer, axis)) {
          partial.add(plan_.buffers[facts.sums[s].buffer].slot);
          ++sums;
        }
      touched.add(facts.touched);
    }
    return k;
  }

  constexpr void list_parts(phase& one) {
    one.first_part = plan_.used.parts;
    for (int k = one.first; k < one.end; ++k) {
      const item_facts& facts = facts_[k];
      one.multiplies = one.multiplies || (!is_nest(k) && contraction_at(k).rows * contraction_at(k).columns > 0);
      for (int s = 0; s < facts.sum_count; ++s)
        if (lacks(facts.sums[s].buffer, one.axis)) add({facts.sums[s].buffer, facts.sums[s].how, part::kind::sum});
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
    bool* whole = new bool[static_cast<std::size_t>(plan_.slot_count) + 1]{};
    for (int b = 0; b < plan_.used.buffers; ++b) {
      buffer& one = plan_.buffers[b];
      for (int h = 0; h < plan_.used.phases; ++h) {
        const phase& in = plan_.phases[h];
        if (in.axis >= 0 && in.end - in.first > 1 && one.output < 0 && in.first <= one.first && one.last < in.end &&
            !lacks(b, in.axis))
          one.phase = h;
      }
      whole[one.slot] = whole[one.slot] || one.phase < 0;
    }
    for (int b = 0; b < plan_.used.buffers; ++b)
      if (whole[plan_.buffers[b].slot]) plan_.buffers[b].phase = -1;
    delete[] whole;
  }

  Table& plan_;
  item_facts* facts_ = nullptr;
};

}  // namespace tapeless::detail::planning
