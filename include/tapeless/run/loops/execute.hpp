// SPDX-License-Identifier: BSL-1.0
// Runs a plan: its nests and contractions in order.
#pragma once

#include <tapeless/run/loops/execute_contraction.hpp>
#include <tapeless/run/loops/execute_nest.hpp>

namespace tapeless::detail::run::loops {

template <class T>
void fill_neutral(const start& one, const buffer& shape, const array_place<T>& place, const std::ptrdiff_t* extents) {
  const T value = one.how == combine::add      ? neutral<combine::add, T>()
                  : one.how == combine::larger ? neutral<combine::larger, T>()
                                               : neutral<combine::smaller, T>();
  std::ptrdiff_t size = 1;
  for (int d = 0; d < shape.rank; ++d) size *= extents[shape.dims[d]];
  std::fill(place.data, place.data + size, value);
}

template <class Plan, class T>
class plan_code {
 public:
  using machine_type = machine<T, Plan::plan.used.inputs, Plan::plan.used.buffers>;

  static void run(const machine_type& machine) noexcept {
    run_phases(machine, std::make_index_sequence<static_cast<std::size_t>(Plan::plan.used.phases)>{});
  }

 private:
  template <std::size_t... H>
  static void run_phases(const machine_type& machine, std::index_sequence<H...>) noexcept {
    (run_phase<static_cast<int>(H)>(machine), ...);
  }

  // Tile by tile, if there is more than the cache holds: what one item of a phase has read or written is still there
  // when the next one needs it.
  template <int H>
  static void run_phase(const machine_type& machine) noexcept {
    constexpr const phase& one = Plan::plan.phases[H];
    range ranges[most_axes];
    for (int a = 0; a < Plan::plan.axis_count; ++a) ranges[a] = {0, machine.extents[a]};
    if constexpr (one.axis >= 0 && one.end - one.first > 1) {
      const std::ptrdiff_t extent = machine.extents[one.axis];
      const std::ptrdiff_t tile = tile_of<H>(machine);
      for (std::ptrdiff_t at = 0; at < extent; at += tile) {
        ranges[one.axis] = {at, std::min(extent, at + tile)};
        run_items<one.first>(machine, ranges, at == 0, std::make_index_sequence<one.end - one.first>{});
      }
    } else {
      run_items<one.first>(machine, ranges, true, std::make_index_sequence<one.end - one.first>{});
    }
  }

  // As many places of the axis as make about a quarter of a megabyte, in whole packs.
  template <int H>
  static std::ptrdiff_t tile_of(const machine_type& machine) noexcept {
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
    constexpr std::ptrdiff_t bytes = 256 * 1024;
    const std::ptrdiff_t least = one.multiplies ? 128 : 64;
    const std::ptrdiff_t tile = std::max(least, bytes / static_cast<std::ptrdiff_t>(sizeof(T)) / elements / 64 * 64);
    const std::ptrdiff_t extent = machine.extents[one.axis];
    return extent < 2 * tile ? extent : tile;
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
  static void run_items(const machine_type& machine, const range* ranges, bool first,
                        std::index_sequence<I...>) noexcept {
    (run_item<First + static_cast<int>(I)>(machine, ranges, first), ...);
  }
  template <int I>
  static void run_item(const machine_type& machine, const range* ranges, [[maybe_unused]] bool first) noexcept {
    constexpr const item& one = Plan::plan.items[I];
    if constexpr (one.what == item::kind::contraction) {
      contraction_code<T, machine_type>(Plan::plan.contractions[one.index], machine, ranges).run();
    } else {
      constexpr const nest& loops = Plan::plan.nests[one.index];
      for (int s = loops.first_start; first && s < loops.first_start + loops.start_count; ++s) {
        const start& empty = Plan::plan.starts[s];
        fill_neutral<T>(empty, Plan::plan.buffers[empty.buffer], machine.buffers[empty.buffer], machine.extents);
      }
      nest_code<Plan, one.index, T>::run(machine, ranges);
    }
  }
};

}  // namespace tapeless::detail::run::loops
