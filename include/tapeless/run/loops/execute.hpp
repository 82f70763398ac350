// SPDX-License-Identifier: BSL-1.0
// Runs a plan: its nests and contractions in order.
#pragma once

#include <tapeless/run/loops/execute_contraction.hpp>
#include <tapeless/run/loops/execute_nest.hpp>
#include <tapeless/run/loops/team.hpp>

namespace tapeless::detail::run::loops {

// What a reduction starts from, in the part of its buffer that a tile adds to.
template <class T>
void fill_neutral(const start& one, const buffer& shape, const array_place<T>& place, const range* ranges, int d = 0,
                  std::ptrdiff_t offset = 0) {
  const T value = one.how == combine::add      ? neutral<combine::add, T>()
                  : one.how == combine::larger ? neutral<combine::larger, T>()
                                               : neutral<combine::smaller, T>();
  if (d == shape.rank) {
    place.data[offset] = value;
    return;
  }
  const range& along = ranges[shape.dims[d]];
  if (d + 1 == shape.rank) {  // the last dimension is dense
    std::fill(place.data + offset + along.begin, place.data + offset + along.end, value);
    return;
  }
  for (std::ptrdiff_t k = along.begin; k < along.end; ++k)
    fill_neutral(one, shape, place, ranges, d + 1, offset + k * place.strides[d]);
}

template <class Plan, class T>
class plan_code {
 public:
  using machine_type = machine<T, Plan::plan.used.inputs, Plan::plan.used.buffers>;

  // What threads need: their team, and for each group of tiles memory of its own for what the group adds up, for rows
  // of scratch and for the blocks of matrix products.
  struct crew {
    static constexpr int most_groups = 16;
    team* threads = nullptr;
    machine_type* machines = nullptr;  // one per group
    T* memory = nullptr;               // most_groups blocks of `room` elements
    std::ptrdiff_t room = 0;
    std::ptrdiff_t blocks = 0;  // of which the last ones are for matrix products
    std::ptrdiff_t parts[static_cast<std::size_t>(Plan::plan.used.parts) + 1] = {};  // where each part is in a block
  };

  static void run(const machine_type& machine, crew* threads) noexcept {
    run_phases(machine, threads, std::make_index_sequence<static_cast<std::size_t>(Plan::plan.used.phases)>{});
  }

  static std::ptrdiff_t size_of(const buffer& one, const std::ptrdiff_t* extents) noexcept {
    std::ptrdiff_t size = 1;
    for (int d = 0; d < one.rank; ++d) size *= extents[one.dims[d]];
    return size;
  }

 private:
  template <std::size_t... H>
  static void run_phases(const machine_type& machine, [[maybe_unused]] crew* threads,
                         std::index_sequence<H...>) noexcept {
    (run_phase<static_cast<int>(H)>(machine, threads), ...);
  }

  template <int H>
  static void run_phase(const machine_type& machine, [[maybe_unused]] crew* threads) noexcept {
    constexpr const phase& one = Plan::plan.phases[H];
    if constexpr (one.axis >= 0) {
      const range whole{0, machine.extents[one.axis]};
      const int groups = threads == nullptr ? 1 : groups_of<H>(machine);
      if (groups > 1)
        run_groups<H>(machine, *threads, groups);
      else
        run_tiles<H>(machine, whole);
    } else {
      range ranges[most_axes];
      for (int a = 0; a < Plan::plan.axis_count; ++a) ranges[a] = {0, machine.extents[a]};
      run_items<one.first>(machine, ranges, -1, true, std::make_index_sequence<one.end - one.first>{});
    }
  }

  // Tile by tile, if there is more than the cache holds: what one item of a phase has read or written is still there
  // when the next one needs it.
  template <int H>
  static void run_tiles(const machine_type& machine, range whole) noexcept {
    constexpr const phase& one = Plan::plan.phases[H];
    range ranges[most_axes];
    for (int a = 0; a < Plan::plan.axis_count; ++a) ranges[a] = {0, machine.extents[a]};
    const std::ptrdiff_t length = whole.end - whole.begin;
    const std::ptrdiff_t tile = one.end - one.first > 1 ? tile_of<H>(machine, length) : length;
    for (std::ptrdiff_t at = whole.begin; at < whole.end; at += tile) {
      ranges[one.axis] = {at, std::min(whole.end, at + tile)};
      run_items<one.first>(machine, ranges, one.axis, at == whole.begin,
                           std::make_index_sequence<one.end - one.first>{});
    }
  }

  // Groups of tiles, as many as the extents say and not the threads, each with sums of its own; these are added up in
  // the order of the groups. So the result does not depend on the number of threads.
  template <int H>
  static void run_groups(const machine_type& machine, crew& threads, int groups) noexcept {
    constexpr const phase& one = Plan::plan.phases[H];
    const std::ptrdiff_t extent = machine.extents[one.axis];
    auto task = [&](int g) noexcept {
      machine_type& own = threads.machines[g];
      T* const memory = threads.memory + g * threads.room;
      own = machine;
      for (int p = one.first_part; p < one.first_part + one.part_count; ++p)
        if (g > 0 || Plan::plan.parts[p].scratch)
          own.buffers[Plan::plan.parts[p].buffer].data = memory + threads.parts[p];
      own.memory = {memory + threads.room - threads.blocks, threads.blocks};
      run_tiles<H>(own, {extent * g / groups, extent * (g + 1) / groups});
    };
    threads.threads->run(groups, task);
    for (int p = one.first_part; p < one.first_part + one.part_count; ++p) {
      const part& sum = Plan::plan.parts[p];
      if (sum.scratch) continue;
      T* const to = machine.buffers[sum.buffer].data;
      const std::ptrdiff_t size = size_of(Plan::plan.buffers[sum.buffer], machine.extents);
      for (int g = 1; g < groups; ++g) {
        const T* const from = threads.memory + g * threads.room + threads.parts[p];
        for (std::ptrdiff_t k = 0; k < size; ++k)
          to[k] = sum.how == combine::add      ? to[k] + from[k]
                  : sum.how == combine::larger ? math::max(to[k], from[k])
                                               : math::min(to[k], from[k]);
      }
    }
  }

  // Enough work for a thread in each.
  template <int H>
  static int groups_of(const machine_type& machine) noexcept {
    constexpr const phase& one = Plan::plan.phases[H];
    const std::ptrdiff_t extent = machine.extents[one.axis];
    const std::ptrdiff_t groups = one.multiplies ? extent / 64 : extent * elements_of<H>(machine) / 32768;
    return static_cast<int>(std::clamp<std::ptrdiff_t>(std::min(groups, extent), 1, crew::most_groups));
  }

  // As many places of the axis as fit into a cache, the first level or, with matrices to multiply, the second.
  template <int H>
  static std::ptrdiff_t tile_of(const machine_type& machine, std::ptrdiff_t extent) noexcept {
    constexpr const phase& one = Plan::plan.phases[H];
    constexpr std::ptrdiff_t bytes = (one.multiplies ? 512 : 48) * 1024;
    const std::ptrdiff_t elements = elements_of<H>(machine);
    // Sums that tiles add to travel through the cache with each of them: a tile should be worth it.
    std::ptrdiff_t sums = 0;
    for (int p = one.first_part; p < one.first_part + one.part_count; ++p)
      sums += size_of(Plan::plan.buffers[Plan::plan.parts[p].buffer], machine.extents);
    const std::ptrdiff_t least = std::max<std::ptrdiff_t>(one.multiplies ? 32 : 64, sums / elements);
    const std::ptrdiff_t most = bytes / static_cast<std::ptrdiff_t>(sizeof(T)) / elements / 32 * 32;
    const std::ptrdiff_t tile = std::max(least, most);
    return extent < 2 * tile ? extent : tile;
  }
  // The elements that a phase touches for one place of its axis.
  template <int H>
  static std::ptrdiff_t elements_of(const machine_type& machine) noexcept {
    constexpr const phase& one = Plan::plan.phases[H];
    std::ptrdiff_t elements = 1;
    for (int k = 0; k < Plan::plan.used.inputs; ++k) {
      const input& in = Plan::plan.inputs[k];
      elements += along(in.axes, in.rank, one.axis, machine);
    }
    for (int b = 0; b < Plan::plan.used.buffers; ++b) {
      const buffer& kept = Plan::plan.buffers[b];
      if (kept.same_as < 0 && kept.alive < one.end && kept.last >= one.first)
        elements += along(kept.dims, kept.rank, one.axis, machine);
    }
    return elements;
  }
  // The elements of an array for one place of an axis.
  static std::ptrdiff_t along(const int* axes, int rank, int axis, const machine_type& machine) noexcept {
    std::ptrdiff_t size = 0;
    for (int d = 0; d < rank; ++d)
      if (axes[d] == axis) size = 1;
    for (int d = 0; d < rank; ++d)
      if (axes[d] != axis) size *= machine.extents[axes[d]];
    return size;
  }

  template <int First, std::size_t... I>
  static void run_items(const machine_type& machine, const range* ranges, int axis, bool first,
                        std::index_sequence<I...>) noexcept {
    (run_item<First + static_cast<int>(I)>(machine, ranges, axis, first), ...);
  }
  template <int I>
  static void run_item(const machine_type& machine, const range* ranges, [[maybe_unused]] int axis,
                       [[maybe_unused]] bool first) noexcept {
    constexpr const item& one = Plan::plan.items[I];
    if constexpr (one.what == item::kind::contraction) {
      contraction_code<T, machine_type>(Plan::plan.contractions[one.index], machine, ranges).run(first);
    } else {
      constexpr const nest& loops = Plan::plan.nests[one.index];
      for (int s = loops.first_start; s < loops.first_start + loops.start_count; ++s) {
        const start& empty = Plan::plan.starts[s];
        const buffer& shape = Plan::plan.buffers[empty.buffer];
        // A buffer that is cut like the tiles begins with each of them, any other with the first.
        if (first || (axis >= 0 && (shape.axes >> axis & 1u) != 0))
          fill_neutral<T>(empty, shape, machine.buffers[empty.buffer], ranges);
      }
      nest_code<Plan, one.index, T>::run(machine, ranges);
    }
  }
};

}  // namespace tapeless::detail::run::loops
