// SPDX-License-Identifier: BSL-1.0
// Where everything that a prepared formula keeps lies in its one block of memory: what prepare allocates and what
// plan_of tells beforehand are the same numbers.
#pragma once

#include <algorithm>
#include <cstddef>

#include <tapeless/run/loops/execute_contraction.hpp>
#include <tapeless/run/loops/sharing.hpp>
#include <tapeless/run/loops/tiles.hpp>

namespace tapeless::inline v0_2::detail::run {

// All in elements. The first worker's tiles and blocks are among what is shared, and the first group of a phase adds up
// where the results are.
template <capacities Capacity>
struct memory_layout {
  list<std::ptrdiff_t, Capacity.buffers> slots{};  // buffers: results and what lives between nests
  list<std::ptrdiff_t, Capacity.inputs> inputs{};  // copies of numbers and labels
  std::ptrdiff_t blocks = 0;                       // packed by products of large matrices
  std::ptrdiff_t blocks_size = 0;
  std::ptrdiff_t workers = 0;  // what the second worker has, the next one `worker_size` behind; in it:
  std::ptrdiff_t worker_size = 0;
  list<std::ptrdiff_t, Capacity.buffers> tiles{};  // buffers with room for one tile, by slot
  std::ptrdiff_t worker_blocks = 0;
  std::ptrdiff_t groups = 0;  // what the second group of a phase adds up in, the next one `group_size` behind
  std::ptrdiff_t group_size = 0;
  list<std::ptrdiff_t, Capacity.parts> parts{};  // in what a worker or a group has
  std::ptrdiff_t levels = 0;                     // sums of blocks of a stream, the next one `level_size` behind
  std::ptrdiff_t level_size = 0;
  std::ptrdiff_t size = 0;
};

template <class Outline>
constexpr phase_work work_of(const Outline& plan, const phase& one, const std::ptrdiff_t* extents) {
  std::ptrdiff_t sums = 0;
  for (int p = one.first_part; p < one.first_part + one.part_count && !one.multiplies; ++p)
    if (plan.parts[p].what == part::kind::sum) sums += elements_of(plan.buffers[plan.parts[p].buffer], extents);
  return {one.multiplies, extents[one.axis], one.multiplies ? 1 : elements_of(plan, one, extents), sums};
}

// Numbers and labels are copied: labels as numbers of type T, which the loops compare with places.
constexpr std::ptrdiff_t copied_size(const input& one, const std::ptrdiff_t* extents) {
  if (one.rank > 0 && one.kind != dag::symbol_kind::labels) return 0;
  std::ptrdiff_t size = 1;
  for (int d = 0; d < one.rank; ++d) size *= extents[one.axes[d]];
  return size;
}

template <class T, class Sharing, capacities Capacity>
class layout_of {
 public:
  // extents: of all axes. workers: no more than these. line: what everything is rounded up to, in elements. pieces:
  // how many blocks of rows a process has for itself, or how many parts a block of a stream. levels: of sums of blocks
  // of a stream.
  constexpr layout_of(const outline<Capacity>& plan, const std::ptrdiff_t* extents, int workers, std::ptrdiff_t line,
                      int pieces = 1, int levels = 0)
      : plan_(plan), extents_(extents), line_(line), pieces_(pieces), streams_(levels > 0) {
    list<std::ptrdiff_t, Capacity.buffers> rooms{};
    for (int b = 0; b < plan.used.buffers; ++b) {
      std::ptrdiff_t& room = rooms[plan.buffers[b].slot];
      room = std::max(room, room_of(plan, plan.buffers[b], extents, sizeof(T)));
    }
    for (int s = 0; s < plan.slot_count; ++s) result.slots[s] = take(result.size, rooms[s]);
    for (int k = 0; k < plan.used.inputs; ++k)
      result.inputs[k] = take(result.size, copied_size(plan.inputs[k], extents));
    for (int c = 0; c < plan.used.contractions; ++c)
      result.blocks_size = std::max(result.blocks_size, memory_size<T>(plan, plan.contractions[c], extents));
    result.blocks = take(result.size, result.blocks_size);
    int most_groups = 1;
    for (int h = 0; h < plan.used.phases; ++h) most_groups = std::max(most_groups, groups_of(h));
    if (most_groups == 1) return;
    lay_out_worker(rooms);
    lay_out_groups();
    result.workers = take(result.size, (std::min(workers, most_groups) - 1) * result.worker_size);
    result.groups = take(result.size, (most_groups - 1) * result.group_size);
    result.levels = take(result.size, levels * result.level_size);
  }

  memory_layout<Capacity> result{};

 private:
  constexpr bool is_sharded(const phase& one) const { return one.axis >= 0 && (plan_.sharded >> one.axis & 1u) != 0; }
  constexpr int groups_of(int h) const {
    const phase& one = plan_.phases[h];
    if (one.axis < 0) return 1;
    // All pieces add up apart from the result, and there is room for what another process sends.
    if (is_sharded(one)) return pieces_ + 2;
    return Sharing::groups(work_of(plan_, one, extents_));
  }
  // Room for so many elements behind what there is.
  constexpr std::ptrdiff_t take(std::ptrdiff_t& size, std::ptrdiff_t count) const {
    const std::ptrdiff_t at = size;
    size += (count + line_ - 1) / line_ * line_;
    return at;
  }
  constexpr std::ptrdiff_t size_of(const part& one) const { return elements_of(plan_.buffers[one.buffer], extents_); }

  constexpr void lay_out_worker(const list<std::ptrdiff_t, Capacity.buffers>& rooms) {
    list<bool, Capacity.buffers> tiled{};
    for (int b = 0; b < plan_.used.buffers; ++b)
      if (plan_.buffers[b].phase >= 0) tiled[plan_.buffers[b].slot] = true;
    for (int s = 0; s < plan_.slot_count; ++s) result.tiles[s] = take(result.worker_size, tiled[s] ? rooms[s] : 0);
    for (int p = 0; p < plan_.used.parts; ++p)
      if (plan_.parts[p].what == part::kind::scratch)
        result.parts[p] = take(result.worker_size, size_of(plan_.parts[p]));
    result.worker_blocks = take(result.worker_size, result.blocks_size);
  }
  // Phases take turns, but for those over the rows of a stream, whose sums are kept together.
  constexpr void lay_out_groups() {
    for (int h = 0; h < plan_.used.phases; ++h) {
      if (groups_of(h) == 1) continue;
      const phase& one = plan_.phases[h];
      std::ptrdiff_t own = 0;
      std::ptrdiff_t& size = streams_ && is_sharded(one) ? result.level_size : own;
      for (int p = one.first_part; p < one.first_part + one.part_count; ++p)
        if (plan_.parts[p].what != part::kind::scratch) result.parts[p] = take(size, size_of(plan_.parts[p]));
      result.group_size = std::max(result.group_size, size);
    }
  }

  const outline<Capacity>& plan_;
  const std::ptrdiff_t* extents_;
  std::ptrdiff_t line_;
  int pieces_;
  bool streams_;
};

}  // namespace tapeless::detail::run
