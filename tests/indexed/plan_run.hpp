// SPDX-License-Identifier: BSL-1.0
// A plan carried out on the spot, one number after the other, in memory that knows who has written what: the third
// opinion beside the program's own values and the generated loops. Whole, tile by tile, in groups, in lanes.
#pragma once

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <limits>
#include <vector>

#include "tests/indexed/plan_extents.hpp"
#include "tests/indexed/plan_state.hpp"
#include "tests/indexed/plan_terms.hpp"
#include "tests/indexed/watched_memory.hpp"
#include "tests/indexed/world.hpp"

#include <tapeless/plan/loops/loop_plan.hpp>

namespace plans {

template <class Table>
class plan_run {
 public:
  using way = way_of_running;

  plan_run(const Table& plan, const world& given) : plan_(plan), extents_(extents_of(plan, given)) {
    for (int k = 0; k < plan.used.inputs; ++k) inputs_.push_back(&given.arrays.at(plan.inputs[k].name));
    for (int b = 0; b < plan.used.buffers; ++b) sizes_.push_back(size_of(plan.buffers[b]));
  }

  // The results, each over the axes of its buffer.
  std::vector<std::vector<double>> run(const way& how) {
    way_ = how;
    now_.has_others = how.groups > 1;
    std::vector<std::ptrdiff_t> sizes(at(plan_.slot_count));
    for (int b = 0; b < plan_.used.buffers; ++b) {
      std::ptrdiff_t& size = sizes[at(plan_.buffers[b].slot)];
      size = std::max(size, sizes_[at(b)]);
    }
    std::vector<watched_memory> slots;
    for (const std::ptrdiff_t size : sizes) slots.emplace_back(size);
    places_.clear();
    for (int b = 0; b < plan_.used.buffers; ++b) places_.push_back(&slots[at(plan_.buffers[b].slot)]);
    int first = plan_.used.phases, end = 0;  // over the rows of a stream: done twice, as for two blocks
    for (int h = 0; h < plan_.used.phases && how.streams; ++h)
      if (is_sharded(plan_.phases[h].axis)) first = std::min(first, h), end = h + 1;
    for (int h = 0; h < plan_.used.phases; ++h) {
      demand(h < first || h >= end || is_sharded(plan_.phases[h].axis), "rows of a stream are gone over twice");
      run(plan_.phases[h]);
      for (int other = first; h + 1 == end && other < end; ++other) run(plan_.phases[other]);
    }
    shard_ = {0, std::numeric_limits<std::ptrdiff_t>::max()};
    std::vector<std::vector<double>> results;
    for (int r = 0; r < plan_.used.outputs; ++r) {
      std::vector<double>& result = results.emplace_back();
      for (std::ptrdiff_t k = 0; k < sizes_[at(plan_.outputs[r].buffer)]; ++k)
        result.push_back(load({loops::source::kind::buffer, plan_.outputs[r].buffer}, k));
    }
    return results;
  }

 private:
  using range = index_range;
  using ranges = std::array<range, loops::max_axes>;
  using walk = stream_walk;
  using frame = number_frame;

  std::ptrdiff_t size_of(const loops::buffer& one) const {
    std::ptrdiff_t size = 1;
    for (int d = 0; d < one.rank; ++d) size *= extents_[at(one.dims[d])];
    return size;
  }
  std::ptrdiff_t stride(const loops::source& from, int dim) const {
    std::ptrdiff_t step = 1;
    if (from.from == loops::source::kind::input) {
      const array& whole = *inputs_[at(from.index)];
      for (std::size_t d = at(dim) + 1; d < whole.extents.size(); ++d) step *= whole.extents[d];
    } else {
      const loops::buffer& whole = plan_.buffers[from.index];
      for (int d = dim + 1; d < whole.rank; ++d) step *= extents_[at(whole.dims[d])];
    }
    return step;
  }
  std::ptrdiff_t extent(const loops::source& from, int dim) const {
    return from.from == loops::source::kind::input ? inputs_[at(from.index)]->extents[at(dim)]
                                                   : extents_[at(plan_.buffers[from.index].dims[dim])];
  }

  // Memory.
  double load(const loops::source& from, std::ptrdiff_t offset) {
    stay_in_shard(from, offset);
    if (from.from == loops::source::kind::input) return inputs_[at(from.index)]->values.at(at(offset));
    demand(offset >= 0 && offset < sizes_[at(from.index)], "a place outside of its buffer is read");
    return places_[at(from.index)]->load(from.index, offset, now_);
  }
  void store(int b, std::ptrdiff_t offset, double value) {
    demand(offset >= 0 && offset < sizes_[at(b)], "a place outside of its buffer is written");
    stay_in_shard({loops::source::kind::buffer, b}, offset);
    places_[at(b)]->store(b, offset, value, now_);
  }
  // Rows of a sharded axis are those of the group that runs: each could be a process that has no others.
  bool is_sharded(int axis) const { return axis >= 0 && (plan_.sharded >> axis & 1u) != 0; }
  void stay_in_shard(const loops::source& from, std::ptrdiff_t offset) const {
    if (plan_.sharded == 0) return;
    const bool is_input = from.from == loops::source::kind::input;
    const int rank = is_input ? plan_.inputs[from.index].rank : plan_.buffers[from.index].rank;
    for (int d = 0; d < rank; ++d) {
      const int axis = is_input ? plan_.inputs[from.index].axes[d] : plan_.buffers[from.index].dims[d];
      if (!is_sharded(axis)) continue;
      const std::ptrdiff_t row = offset / stride(from, d) % extents_[at(axis)];
      demand(row >= shard_.begin && row < shard_.end, "a row that another process has");
    }
  }
  // Phases.
  void run(const loops::phase& one) {
    ++now_.phase;
    now_.group = 0;
    shard_ = {};
    ranges whole{};
    for (int a = 0; a < plan_.axis_count; ++a) whole[at(a)] = {0, extents_[at(a)]};
    if (one.axis < 0) {
      for (int k = one.first; k < one.end; ++k) run(plan_.items[k], whole, -1, true);
      return;
    }
    const std::ptrdiff_t extent = extents_[at(one.axis)];
    const std::ptrdiff_t groups = std::min(way_.groups, extent);
    if (groups == 1) {
      if (is_sharded(one.axis)) shard_ = {0, extent};
      run_tiles(one, whole, {0, extent});
      return;
    }
    // Sums and scratch of each group; the first one adds up in the place of the result.
    const std::vector<watched_memory*> shared = places_;
    std::vector<std::vector<watched_memory>> own(at(groups));
    for (std::ptrdiff_t k = 0; k < groups; ++k) {
      const std::ptrdiff_t group = way_.backwards ? groups - 1 - k : k;
      now_.group = group;
      if (is_sharded(one.axis)) shard_ = {extent * group / groups, extent * (group + 1) / groups};
      places_ = shared;
      std::vector<watched_memory>& parts = own[at(group)];
      parts.reserve(at(one.part_count));
      for (int p = one.first_part; p < one.first_part + one.part_count; ++p) {
        const loops::part& part = plan_.parts[p];
        watched_memory& place = parts.emplace_back(sizes_[at(part.buffer)]);
        if (group > 0 || part.what == loops::part::kind::scratch) places_[at(part.buffer)] = &place;
      }
      run_tiles(one, whole, {extent * group / groups, extent * (group + 1) / groups});
    }
    places_ = shared;
    ++now_.phase;
    now_.group = 0;
    for (int p = 0; p < one.part_count; ++p) {
      const loops::part& part = plan_.parts[one.first_part + p];
      if (part.what != loops::part::kind::sum) continue;
      for (std::ptrdiff_t g = 1; g < groups; ++g)
        for (std::ptrdiff_t k = 0; k < sizes_[at(part.buffer)]; ++k) {
          watched_memory& from = own[at(g)][at(p)];
          demand(from.belongs_to(part.buffer, k), "a group leaves a part of its sum empty");
          const double sum = load({loops::source::kind::buffer, part.buffer}, k);
          store(part.buffer, k, combined(part.how, sum, from.load(part.buffer, k, now_)));
        }
    }
  }
  void run_tiles(const loops::phase& one, ranges whole, range along) {
    for (std::ptrdiff_t begin = along.begin; begin < along.end; begin += way_.tile) {
      for (int b = 0; b < plan_.used.buffers; ++b)  // with room for a tile, they keep nothing of the one before
        if (plan_.buffers[b].phase >= 0 && &plan_.phases[plan_.buffers[b].phase] == &one) places_[at(b)]->forget(b);
      whole[at(one.axis)] = {begin, std::min(along.end, begin + way_.tile)};
      for (int k = one.first; k < one.end;) {
        if (plan_.items[k].run_end > k)
          k = run_slices(k, whole, one.axis, begin == along.begin);
        else
          run(plan_.items[k++], whole, one.axis, begin == along.begin);
      }
    }
  }
  // A run of items, for one place of its axis after another. Returns the item behind it.
  int run_slices(int k, const ranges& over, int axis, bool first) {
    const loops::item& begin = plan_.items[k];
    const range along = over[at(begin.run_axis)];
    for (std::ptrdiff_t place = along.begin; place < along.end; ++place) {
      ranges slice = over;
      slice[at(begin.run_axis)] = {place, place + 1};
      for (int b = 0; b < plan_.used.buffers; ++b)  // with room for one place, they keep nothing of the one before
        if (plan_.buffers[b].run_axis >= 0 && contains(plan_.buffers[b].first, k, begin.run_end - k)) {
          demand(plan_.buffers[b].run_axis == begin.run_axis, "a buffer of a run is along another axis");
          places_[at(b)]->forget(b);
        }
      for (int i = k; i < begin.run_end; ++i)
        run(plan_.items[i], slice, axis, first, begin.run_axis, place == along.begin);
    }
    return begin.run_end;
  }
  // run_axis: of the run that the item is part of; begins: this is its first slice.
  void run(const loops::item& one, const ranges& over, int axis, bool first, int run_axis = -1, bool begins = true) {
    if (one.what == loops::item::kind::contraction) {
      multiply(plan_.contractions[one.index], over, axis, first);
      return;
    }
    const loops::nest& nest = plan_.nests[one.index];
    for (int s = nest.first_start; s < nest.first_start + nest.start_count; ++s) {
      const loops::start& sum = plan_.starts[s];
      const loops::buffer& shape = plan_.buffers[sum.buffer];
      if (!begins && (shape.axes >> run_axis & 1u) == 0) continue;
      if (first || (axis >= 0 && (shape.axes >> axis & 1u) != 0)) fill(sum, shape, over, 0, 0);
    }
    run(nest, over);
  }
  void fill(const loops::start& sum, const loops::buffer& shape, const ranges& over, int d, std::ptrdiff_t offset) {
    if (d == shape.rank) {
      store(sum.buffer, offset, neutral(sum.how));
      return;
    }
    const range& along = over[at(shape.dims[d])];
    const std::ptrdiff_t step = stride({loops::source::kind::buffer, sum.buffer}, d);
    for (std::ptrdiff_t k = along.begin; k < along.end; ++k) fill(sum, shape, over, d + 1, offset + k * step);
  }

  void multiply(const loops::contraction& one, const ranges& over, int axis, bool first) {
    const int rank = one.rank(), outside = rank - one.summed;
    bool adds = false;
    for (int k = outside; k < rank; ++k) adds = adds || (!first && one.axes[k] == axis);
    std::ptrdiff_t here[loops::max_contraction_rank] = {};
    const auto offset = [&](const loops::factor& from) {
      std::ptrdiff_t result = 0;
      for (int k = 0; k < rank; ++k)
        if (from.dims[k] >= 0) result += here[k] * stride(from.from, from.dims[k]);
      for (int d = 0; d < loops::max_rank; ++d)
        if (from.places[d] >= 0) result += from.places[d] * stride(from.from, d);
      return result;
    };
    double sum = 0;
    const auto visit = [&](const auto& self, int k) -> void {
      if (k == rank) {
        sum += load(one.a.from, offset(one.a)) * load(one.b.from, offset(one.b));
        return;
      }
      if (k == outside) sum = adds ? load(one.c.from, offset(one.c)) : 0;
      const range& along = over[at(one.axes[k])];
      for (here[k] = along.begin; here[k] < along.end; ++here[k]) self(self, k + 1);
      here[k] = 0;
      if (k == outside) store(one.c.from.index, offset(one.c), sum);
    };
    visit(visit, 0);
  }

  // Nests.
  void run(const loops::nest& one, const ranges& over) {
    walks_.clear();
    for (int s = one.first_stream; s < one.first_stream + one.stream_count; ++s) {
      const loops::stream& from = plan_.streams[s];
      walk& to = walks_.emplace_back();
      to.from = from.from;
      for (int d = 0; d < one.depth; ++d)
        if (from.dims[d] >= 0) to.steps[d] = stride(from.from, from.dims[d]);
      for (int d = 0; d < loops::max_rank; ++d)
        if (from.places[d] >= 0) to.start += from.places[d] * stride(from.from, d);
      for (int d = 0; from.shift >= 0 && d < loops::max_rank; ++d) {
        const loops::shift& all = plan_.shifts[from.shift];
        if ((all.dims >> d & 1u) == 0) continue;
        to.start += all.constants[d] * stride(from.from, d);
        for (int k = 0; k < one.depth; ++k) to.steps[k] += all.factors[d][k] * stride(from.from, d);
      }
      if (from.picked < 0) continue;
      to.picked = stride(from.from, from.picked);
      to.picked_extent = extent(from.from, from.picked);
    }
    depth_ = one.depth;
    axes_ = one.loops;
    for (int d = 0; d < depth_; ++d) here_[d] = over[at(one.loops[d])].begin;
    frame row(one.row_numbers, one.row_conditions, 1);
    for (int c = one.prelude; c < one.prelude_end; ++c) step(plan_.code[c], row, row, 0);
    rows(one, over, row, 0);
  }
  void rows(const loops::nest& one, const ranges& over, frame& row, int d) {
    if (d + 1 < depth_) {
      const range& along = over[at(one.loops[d])];
      for (here_[d] = along.begin; here_[d] < along.end; ++here_[d]) rows(one, over, row, d + 1);
      here_[d] = along.begin;
      return;
    }
    for (const walk& along : walks_) {  // nothing stays behind from the row before
      if (along.from.from != loops::source::kind::buffer || !plan_.buffers[along.from.index].scratch) continue;
      places_[at(along.from.index)]->forget(along.from.index);
    }
    for (int s = one.first_sweep; s < one.first_sweep + one.sweep_count; ++s) {
      const loops::inner_sweep& now = plan_.sweeps[s];
      for (int c = now.rows; c < now.set_up; ++c) step(plan_.code[c], row, row, 0);
      if (now.end > now.body) sweep(now, over[at(one.loops[depth_ - 1])], row);
    }
  }
  void sweep(const loops::inner_sweep& one, const range& along, frame& row) {
    frame pack(one.numbers, one.conditions, way_.lanes);
    for (int c = one.set_up; c < one.body; ++c)
      for (std::ptrdiff_t lane = 0; lane < pack.lanes; ++lane) step(plan_.code[c], row, pack, lane);
    results_.assign(at(one.accumulators), 0);
    for (int c = one.body; c < one.end; ++c)
      if (plan_.code[c].what == act::total) results_[at(plan_.code[c].to)] = neutral(plan_.code[c].how);
    for (std::ptrdiff_t k = along.begin; k < along.end; k += pack.lanes)
      for (int c = one.body; c < one.end; ++c)
        for (std::ptrdiff_t lane = 0; lane < std::min(pack.lanes, along.end - k); ++lane) {
          here_[depth_ - 1] = k + lane;
          step(plan_.code[c], pack, pack, lane);
        }
    here_[depth_ - 1] = along.begin;
  }

  std::ptrdiff_t offset(const walk& along) const {
    std::ptrdiff_t result = along.start;
    for (int d = 0; d < depth_; ++d) result += here_[d] * along.steps[d];
    return result;
  }
  // One instruction for one element: from the numbers of `from`, those of rows for a spread, to those of `to`.
  void step(const instruction& one, frame& from, frame& to, std::ptrdiff_t lane) {
    const auto value = [&](int slot) { return from.at_lane(slot, from.lanes > 1 ? lane : 0); };
    const auto result = [&](double x) { to.at_lane(one.to, lane) = x; };
    switch (one.what) {
      case act::constant: {
        const loops::constant& c = plan_.constants[one.a];
        return result(c.is_named ? c.named->value(nullptr, 0) : c.value.value());
      }
      case act::extent:
        return result(static_cast<double>(extents_[at(one.a)]));
      case act::place:
        demand(!is_sharded(axes_[one.a]), "the place of a row is a number");
        return result(static_cast<double>(here_[one.a]));
      case act::load:
        return result(load(walks_[at(one.a)].from, offset(walks_[at(one.a)])));
      case act::pick: {
        const walk& along = walks_[at(one.a)];
        const auto label = static_cast<std::ptrdiff_t>(value(one.b));
        demand(label >= 0 && label < along.picked_extent, "a label out of range");
        return result(load(along.from, offset(along) + label * along.picked));
      }
      case act::spread:
        return result(value(one.a));
      case act::compute: {
        const std::vector<int> slots = read_by(plan_, one);
        double operands[32] = {};
        for (std::size_t k = 0; k < slots.size(); ++k) operands[k] = value(slots[k]);
        return result(one.op->value(operands, one.count));
      }
      case act::equal:
        return result(value(one.a) == value(one.b) ? 1 : 0);
      case act::fused: {
        const double a = one.sign == loops::signs::negated ? -value(one.a) : value(one.a);
        const double c = one.sign == loops::signs::minus ? -value(one.c) : value(one.c);
        return result(std::fma(a, value(one.b), c));
      }
      case act::total: {
        double& sum = results_[at(one.to)];
        sum = one.count == 2 ? std::fma(value(one.a), value(one.b), sum) : combined(one.how, sum, value(one.a));
        return;
      }
      case act::result:
        return result(results_.at(at(one.a)));
      case act::lag: {
        const double sum = one.c < 0 ? 0 : value(one.c), scale = one.scale < 0 ? 1 : value(one.scale);
        const double added = (one.sign == loops::signs::negated ? -value(one.a) : value(one.a)) * scale;
        if (one.count == 0) return result(sum + added);
        const walk& along = walks_[at(one.b)];
        const std::ptrdiff_t place = offset(along) + one.count * along.steps[depth_ - 1];
        store(along.from.index, place, load(along.from, place) + added);
        return result(sum);
      }
      case act::store:
        return store(walks_[at(one.to)].from.index, offset(walks_[at(one.to)]), value(one.a));
      case act::accumulate: {
        const walk& along = walks_[at(one.to)];
        std::ptrdiff_t place = offset(along);
        if (one.count > 0) {  // where a label says
          const auto label = static_cast<std::ptrdiff_t>(value(one.b));
          demand(label >= 0 && label < along.picked_extent, "a label out of range");
          place += label * along.picked;
        }
        const double added = one.sign == loops::signs::negated ? -value(one.a) : value(one.a);
        return store(along.from.index, place, combined(one.how, load(along.from, place), added));
      }
    }
  }

  const Table& plan_;
  way way_;
  std::array<std::ptrdiff_t, loops::max_axes> extents_;
  std::vector<const array*> inputs_;
  std::vector<std::ptrdiff_t> sizes_;    // of the buffers
  std::vector<watched_memory*> places_;  // where each buffer is
  worker now_;
  std::vector<walk> walks_;  // of the nest that runs
  std::ptrdiff_t here_[loops::max_rank] = {};
  int depth_ = 0;
  const int* axes_ = nullptr;  // of its loops
  std::vector<double> results_;
  range shard_;  // the rows of sharded axes that may be touched
};

}  // namespace plans