// SPDX-License-Identifier: BSL-1.0
// What holds of every plan, whatever it computes: tables that refer to each other in range, results with the axes that
// were asked for, instructions that read what is written before. Without it a wrong plan could be right by luck.
#pragma once

#include <array>
#include <bit>
#include <cstddef>
#include <map>
#include <set>
#include <utility>
#include <vector>

#include "tests/indexed/buffer_lives.hpp"
#include "tests/indexed/plan_terms.hpp"
#include "tests/indexed/world.hpp"

#include <tapeless/dag/node.hpp>
#include <tapeless/plan/loops/facts.hpp>

namespace plans {

namespace dag = tapeless::dag;

// Throws std::logic_error with what does not hold.
template <class Table>
class plan_check {
 public:
  plan_check(const Table& plan, const dag::view& program, const loops::wanted* shapes)
      : plan_(plan), uses_(at(plan.used.buffers)) {
    check_items();
    check_results(program, shapes);
    for (int k = 0; k < plan.used.items; ++k) {
      const loops::item& one = plan.items[k];
      if (one.what == loops::item::kind::nest)
        check(plan.nests[one.index], k);
      else
        check(plan.contractions[one.index], k);
    }
    const lives_check<Table> lives(plan, std::move(uses_));
  }

 private:
  // The slots of rows or of a sweep: which have been written.
  struct slots {
    std::vector<bool> numbers;
    std::vector<bool> conditions;
    slots(int number_count, int condition_count) : numbers(at(number_count)), conditions(at(condition_count)) {}
    void write(int slot) {
      std::vector<bool>& all = slot < 0 ? conditions : numbers;
      const std::size_t k = at(slot < 0 ? ~slot : slot);
      demand(k < all.size(), "a slot out of range is written");
      demand(!all[k], "a slot is written twice");
      all[k] = true;
    }
    void read(int slot) const {
      const std::vector<bool>& all = slot < 0 ? conditions : numbers;
      const std::size_t k = at(slot < 0 ? ~slot : slot);
      demand(k < all.size(), "a slot out of range is read");
      demand(all[k], "a slot is read before it is written");
    }
  };

  const loops::buffer& buffer(int b) const { return plan_.buffers[b]; }

  void check_items() const {
    std::vector<bool> nests(at(plan_.nest_count));
    std::vector<bool> contractions(at(plan_.used.contractions));
    for (int k = 0; k < plan_.used.items; ++k) {
      const loops::item& one = plan_.items[k];
      std::vector<bool>& all = one.what == loops::item::kind::nest ? nests : contractions;
      demand(contains(one.index, 0, static_cast<int>(all.size())) && !all[at(one.index)], "an item is not its own");
      all[at(one.index)] = true;
    }
    demand(plan_.used.items == plan_.nest_count + plan_.used.contractions, "a nest or contraction is no item");
    int next = 0;
    for (int h = 0; h < plan_.used.phases; ++h) {
      demand(plan_.phases[h].first == next && plan_.phases[h].end > next, "phases leave items out");
      next = plan_.phases[h].end;
    }
    demand(next == plan_.used.items, "the last items are in no phase");
  }

  void check_results(const dag::view& program, const loops::wanted* shapes) const {
    demand(plan_.used.outputs == program.root_count, "a root has no result");
    std::set<int> taken;
    for (int r = 0; r < program.root_count; ++r) {
      const int b = plan_.outputs[r].buffer;
      demand(contains(b, 0, plan_.used.buffers) && buffer(b).output == r, "a result is in no buffer of its own");
      demand(taken.insert(buffer(b).slot).second, "two results have one place");
      demand(buffer(b).rank == shapes[r].rank, "a result has another rank");
      for (int d = 0; d < buffer(b).rank; ++d)
        demand(dag::same_text(plan_.axis_names[buffer(b).dims[d]], shapes[r].axes[d]), "a result has other axes");
    }
    for (int b = 0; b < plan_.used.buffers; ++b) {
      const loops::buffer& one = buffer(b);
      axis_mask axes = 0;
      for (int d = 0; d < one.rank; ++d) axes |= bit(one.dims[d]);
      demand(axes == one.axes && std::popcount(axes) == one.rank, "the dimensions of a buffer are not its axes");
      demand(contains(one.slot, 0, plan_.slot_count), "a buffer has no place");
    }
  }

  void check(const loops::nest& one, int item) {
    axis_mask axes = 0;
    for (int d = 0; d < one.depth; ++d) axes |= bit(one.loops[d]);
    demand(axes == one.axes && std::popcount(axes) == one.depth, "the loops of a nest are not its axes");
    demand(one.first_stream >= 0 && one.first_stream + one.stream_count <= plan_.used.streams, "streams out of range");
    for (int s = 0; s < one.stream_count; ++s) check(plan_.streams[one.first_stream + s], one);
    demand(one.prelude <= one.prelude_end && one.prelude_end <= plan_.used.instructions, "a prelude out of range");
    demand(one.first_sweep >= 0 && one.first_sweep + one.sweep_count <= plan_.used.sweeps, "sweeps out of range");
    std::map<int, loops::combination> starts;
    for (int s = one.first_start; s < one.first_start + one.start_count; ++s) {
      demand(contains(s, 0, plan_.used.starts), "starts out of range");
      demand(starts.emplace(plan_.starts[s].buffer, plan_.starts[s].how).second, "a sum starts twice");
    }
    std::set<int> started;
    slots row(one.row_numbers, one.row_conditions);
    int next = one.prelude_end;
    for (int c = one.prelude; c < one.prelude_end; ++c)
      check(plan_.code[c], c, one, item, -1, row, row, starts, started);
    std::vector<bool> totals;
    for (int s = 0; s < one.sweep_count; ++s) {
      const loops::inner_sweep& now = plan_.sweeps[one.first_sweep + s];
      demand(now.rows == next && now.rows <= now.set_up && now.set_up <= now.body && now.body <= now.end &&
                 now.end <= plan_.used.instructions,
             "the parts of a sweep are not in order");
      next = now.end;
      for (int c = now.rows; c < now.set_up; ++c) {
        const instruction& step = plan_.code[c];
        if (step.what == act::result)
          demand(contains(step.a, 0, static_cast<int>(totals.size())) && totals[at(step.a)],
                 "a sum is read before it is complete");
        check(step, c, one, item, -1, row, row, starts, started);
      }
      slots pack(now.numbers, now.conditions);
      for (int c = now.set_up; c < now.body; ++c) {
        const instruction& step = plan_.code[c];
        demand(step.what == act::constant || step.what == act::spread, "an instruction that sets nothing up");
        check(step, c, one, item, -1, row, pack, starts, started);
      }
      totals.assign(at(now.accumulators), false);
      demand(now.body == now.end || one.depth > 0, "a sweep without a loop");
      for (int c = now.body; c < now.end; ++c) {
        const instruction& step = plan_.code[c];
        if (step.what == act::total) {
          demand(contains(step.to, 0, now.accumulators) && !totals[at(step.to)], "two sums in one accumulator");
          demand(step.count == 1 || (step.count == 2 && step.how == loops::combination::add), "a total of many");
          totals[at(step.to)] = true;
        }
        demand(step.what != act::result && step.what != act::spread && step.what != act::constant &&
                   step.what != act::extent,
               "an instruction of rows in a sweep");
        check(step, c, one, item, s, pack, pack, starts, started);
      }
      for (const bool written : totals) demand(written, "an accumulator that nothing is added to");
    }
    demand(started.size() == starts.size(), "a sum starts and is not made");
  }

  void check(const loops::stream& one, const loops::nest& loops_of) const {
    const bool is_buffer = one.from.from == loops::source::kind::buffer;
    demand(contains(one.from.index, 0, is_buffer ? plan_.used.buffers : plan_.used.inputs), "a stream over nothing");
    const int rank = is_buffer ? buffer(one.from.index).rank : plan_.inputs[one.from.index].rank;
    std::vector<bool> covered(at(rank));
    const auto cover = [&](int dimension) {
      demand(contains(dimension, 0, rank) && !covered[at(dimension)], "a stream with a dimension out of range");
      covered[at(dimension)] = true;
    };
    for (int d = 0; d < loops::max_rank; ++d) {
      if (one.dims[d] < 0) continue;
      demand(d < loops_of.depth, "a stream along a loop that there is not");
      cover(one.dims[d]);
      demand(stands(one.from, one.dims[d], loops_of.loops[d]), "a stream along another axis");
    }
    if (one.picked >= 0) cover(one.picked);
    for (int d = 0; d < loops::max_rank; ++d)
      if (one.places[d] >= 0) cover(d);
    demand(one.shift < plan_.used.shifts, "places that are not counted off anywhere");
    for (int d = 0; one.shift >= 0 && d < 32; ++d)
      if ((plan_.shifts[one.shift].dims >> d & 1u) != 0) cover(d);
    for (const bool is : covered) demand(is, "a stream leaves a dimension out");
  }
  // Whether two axes are dimensions of one tensor: what is stored along the one can be read along the other.
  bool as_long(int one, int other) const {
    axis_mask found = bit(one);
    for (axis_mask before = 0; before != found;) {
      before = found;
      for (int k = 0; k < plan_.used.spans; ++k)
        for (int j = 0; j < plan_.used.spans; ++j)
          if (plan_.spans[k].input == plan_.spans[j].input && plan_.spans[k].dim == plan_.spans[j].dim &&
              (found & bit(plan_.spans[k].axis)) != 0)
            found |= bit(plan_.spans[j].axis);
    }
    return (found & bit(other)) != 0;
  }
  bool stands(const loops::source& from, int dim, int axis) const {
    if (from.from == loops::source::kind::buffer) return as_long(buffer(from.index).dims[dim], axis);
    for (int k = 0; k < plan_.used.spans; ++k)
      if (plan_.spans[k].input == from.index && plan_.spans[k].dim == dim && as_long(plan_.spans[k].axis, axis))
        return true;
    return false;
  }

  // sweep: the number of the sweep or -1. Slots are read from `from` and written to `to`.
  void check(const instruction& one, int place, const loops::nest& whole, int item, int sweep, const slots& from,
             slots& to, const std::map<int, loops::combination>& starts, std::set<int>& started) {
    const std::vector<int> operands = read_by(plan_, one);
    for (const int slot : operands) from.read(slot);
    const bool may_be_conditions = one.what == act::compute || one.what == act::spread;
    for (std::size_t k = 0; k < operands.size(); ++k)
      demand(may_be_conditions
                 ? one.what == act::spread || (operands[k] < 0) == one.op->takes_condition(static_cast<int>(k))
                 : operands[k] >= 0,
             "a condition for a number");
    switch (one.what) {
      case act::constant:
        demand(contains(one.a, 0, plan_.used.constants), "a constant out of range");
        break;
      case act::extent:
        demand(contains(one.a, 0, plan_.axis_count), "an axis out of range");
        break;
      case act::place:
        demand(contains(one.a, 0, sweep < 0 ? whole.depth - 1 : whole.depth), "the place in a loop that there is not");
        break;
      case act::spread:
        demand((one.a < 0) == (one.to < 0), "a condition for a number");
        break;
      case act::compute:
        demand(one.op != nullptr && one.count > 0 && (one.op->arity < 0 || one.op->arity == one.count),
               "an operation with too many operands");
        demand((one.op->result == dag::sort::condition) == (one.to < 0), "a condition for a number");
        break;
      default:
        break;
    }
    if (touches_memory(one)) touch_memory(one, place, whole, item, sweep, starts, started);
    if (!writes_memory(one) && one.what != act::total) to.write(one.to);
  }

  void touch_memory(const instruction& one, int place, const loops::nest& whole, int item, int sweep,
                    const std::map<int, loops::combination>& starts, std::set<int>& started) {
    demand(contains(stream_in(one), 0, whole.stream_count), "a stream out of range");
    const loops::stream& along = plan_.streams[whole.first_stream + stream_in(one)];
    const bool labels = one.what == act::accumulate && one.count > 0;
    const bool counted = one.what == act::accumulate && along.shift >= 0;
    const bool scatters = labels || counted;
    demand((one.what == act::pick || labels) == (along.picked >= 0), "a stream is picked from or walked along");
    const bool moves =
        whole.depth > 0 && (along.dims[whole.depth - 1] >= 0 ||
                            (along.shift >= 0 && plan_.shifts[along.shift].moves_along(whole.depth - 1)));
    demand(!moves || sweep >= 0, "a number of a row moves along the row");
    demand(!writes_memory(one) || sweep < 0 || moves || counted || (labels && one.count == 2),
           "a sweep writes to one place only");
    if (along.from.from == loops::source::kind::input) {
      demand(!writes_memory(one), "an input is written");
      return;
    }
    const int b = along.from.index;
    const touch now{item, whole.first_stream + stream_in(one), sweep, place, one.what};
    (writes_memory(one) ? uses_[at(b)].writes : uses_[at(b)].reads).push_back(now);
    if (one.what == act::accumulate) {
      const auto begun = starts.find(b);
      demand(begun != starts.end() && begun->second == one.how, "a sum does not start, or in another way");
      demand(started.insert(b).second || scatters, "a sum is made twice");
    }
    if (one.what == act::store) {
      const axis_mask inner = whole.depth > 0 ? bit(whole.loops[whole.depth - 1]) : 0u;
      const axis_mask all = sweep >= 0 ? whole.axes : whole.axes & ~inner;
      demand(starts.count(b) == 0, "a sum is stored");
      demand(buffer(b).axes == (buffer(b).scratch ? inner : all), "a value is stored over and over");
    }
  }

  void check(const loops::contraction& one, int item) {
    std::array<axis_mask, 4> groups{};
    const int counts[] = {one.batch, one.rows, one.columns, one.summed};
    int next = 0;
    axis_mask all = 0;
    for (std::size_t g = 0; g < 4; ++g)
      for (int k = 0; k < counts[g]; ++k) {
        const axis_mask axis = bit(one.axes[next++]);
        demand((all & axis) == 0, "an axis is in two groups of a contraction");
        all |= axis;
        groups[g] |= axis;
      }
    demand(one.summed == 1 && one.rank() <= loops::max_rank, "a contraction sums over one axis");
    const auto axes_of = [&](const loops::factor& from) {
      const bool is_buffer = from.from.from == loops::source::kind::buffer;
      demand(contains(from.from.index, 0, is_buffer ? plan_.used.buffers : plan_.used.inputs), "a factor is nothing");
      const int rank = is_buffer ? buffer(from.from.index).rank : plan_.inputs[from.from.index].rank;
      std::vector<bool> covered(at(rank));
      axis_mask axes = 0;
      for (int k = 0; k < one.rank(); ++k) {
        const int dimension = from.dims[k];
        if (dimension < 0) continue;
        demand(dimension < rank && !covered[at(dimension)], "a factor with a dimension out of range");
        demand(stands(from.from, dimension, one.axes[k]), "a factor along another axis");
        covered[at(dimension)] = true;
        axes |= bit(one.axes[k]);
      }
      for (int d = 0; d < loops::max_rank; ++d)
        if (from.places[d] >= 0) {
          demand(d < rank && !covered[at(d)], "a factor with a dimension out of range");
          covered[at(d)] = true;
        }
      for (const bool is : covered) demand(is, "a contraction leaves a dimension out");
      return axes;
    };
    const auto [batch, rows, columns, summed] = groups;
    demand(axes_of(one.a) == (batch | rows | summed), "the left factor of a contraction has other axes");
    demand(axes_of(one.b) == (batch | columns | summed), "the right factor of a contraction has other axes");
    demand(axes_of(one.c) == (batch | rows | columns), "a contraction has other axes");
    demand(one.c.from.from == loops::source::kind::buffer, "a contraction writes to an input");
    for (const loops::factor* from : {&one.a, &one.b})
      if (from->from.from == loops::source::kind::buffer) uses_[at(from->from.index)].reads.push_back({.item = item});
    uses_[at(one.c.from.index)].writes.push_back({.item = item, .what = act::accumulate});
  }

  const Table& plan_;
  std::vector<use> uses_;
};

}  // namespace plans
