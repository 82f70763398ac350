// SPDX-License-Identifier: BSL-1.0
// Runs a plan: its nests and contractions in order.
#pragma once

#include <tapeless/run/loops/execute_contraction.hpp>
#include <tapeless/run/loops/execute_nest.hpp>
#include <tapeless/run/loops/team.hpp>
#include <tapeless/run/loops/tiles.hpp>

namespace tapeless::detail::run {

// What a reduction starts from, in the part of its buffer that a tile adds to.
template <class T>
void fill_neutral(combination how, const buffer& shape, const array_place<T>& place, const range* ranges, int d = 0,
                  std::ptrdiff_t offset = 0) {
  const T value = how == combination::add      ? neutral<combination::add, T>()
                  : how == combination::larger ? neutral<combination::larger, T>()
                                               : neutral<combination::smaller, T>();
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
    fill_neutral(how, shape, place, ranges, d + 1, offset + k * place.strides[d]);
}

template <class Plan, class T>
class plan_code {
 public:
  using memory_map_type = memory_map<T, Plan::plan.used.inputs, Plan::plan.used.buffers>;

  // What threads need: their team, and for each group of tiles memory of its own for what the group adds up, for rows
  // of scratch and for the blocks of matrix products.
  struct crew {
    static constexpr int max_groups = 16;
    team* threads = nullptr;
    memory_map_type* maps = nullptr;  // one per group
    T* memory = nullptr;              // max_groups blocks of `room` elements
    std::ptrdiff_t room = 0;
    std::ptrdiff_t blocks = 0;  // of which the last ones are for matrix products
    std::ptrdiff_t parts[static_cast<std::size_t>(Plan::plan.used.parts) + 1] = {};  // where each part is in a block
    std::ptrdiff_t slots[static_cast<std::size_t>(Plan::plan.slot_count) + 1] = {};  // and what lives within a phase
  };

  static void run(memory_map_type& map, crew* threads) noexcept {
    run_phases(map, threads, std::make_index_sequence<static_cast<std::size_t>(Plan::plan.used.phases)>{});
  }

 private:
  static constexpr std::ptrdiff_t second_level = std::ptrdiff_t{1} << 20;  // of cache, bytes

  template <std::size_t... H>
  static void run_phases(memory_map_type& map, [[maybe_unused]] crew* threads, std::index_sequence<H...>) noexcept {
    (run_phase<static_cast<int>(H)>(map, threads), ...);
  }

  template <int H>
  static void run_phase(memory_map_type& map, [[maybe_unused]] crew* threads) noexcept {
    constexpr const phase& one = Plan::plan.phases[H];
    if constexpr (one.axis >= 0) {
      const range whole{0, map.extents[one.axis]};
      const int groups = threads == nullptr ? 1 : groups_of<H>(map);
      if (groups > 1)
        run_groups<H>(map, *threads, groups);
      else
        run_tiles<H>(map, whole);
    } else {
      range ranges[max_axes];
      for (int a = 0; a < Plan::outline.axis_count; ++a) ranges[a] = {0, map.extents[a]};
      run_items<one.first, -1>(map, ranges, -1, true, {}, std::make_index_sequence<one.end - one.first>{});
    }
  }

  // Tile by tile, if there is more than the cache holds: what one item of a phase has read or written is still there
  // when the next one needs it.
  template <int H>
  static void run_tiles(memory_map_type& map, range whole) noexcept {
    constexpr const phase& one = Plan::plan.phases[H];
    range ranges[max_axes];
    for (int a = 0; a < Plan::outline.axis_count; ++a) ranges[a] = {0, map.extents[a]};
    const std::ptrdiff_t length = whole.end - whole.begin;
    const upcoming rows = fetching_item<H> < 0 ? upcoming{} : upcoming_of<H>(map);
    const bool fetches = length * rows.step > second_level;
    const std::ptrdiff_t tile = tile_of(Plan::outline, one, map.extents, length, sizeof(T), fetches);
    move_buffers<H>(map, -whole.begin);
    for (std::ptrdiff_t at = whole.begin; at < whole.end; at += tile) {
      if (at > whole.begin) move_buffers<H>(map, -tile);
      ranges[one.axis] = {at, std::min(whole.end, at + tile)};
      upcoming next;
      if (fetches && at + tile < whole.end) next = {rows.data + (at + tile) * rows.step, rows.step};
      run_items<one.first, fetching_item<H>>(map, ranges, one.axis, at == whole.begin, next,
                                             std::make_index_sequence<one.end - one.first>{});
    }
    move_buffers<H>(map, whole.begin + (length - 1) / tile * tile);
  }

  // Buffers with room for one tile are moved along the axis with the tiles: place `at` of the axis is the first one of
  // the buffer. What is before it is never touched.
  template <int H>
  static void move_buffers(memory_map_type& map, std::ptrdiff_t places) noexcept {
    if constexpr (keeps_in_tiles<H>)
      for (int b = 0; b < Plan::outline.used.buffers; ++b) {
        const buffer& one = Plan::outline.buffers[b];
        if (one.phase != H) continue;
        for (int d = 0; d < one.rank; ++d)
          if (one.dims[d] == Plan::outline.phases[H].axis) map.buffers[b].data += places * map.buffers[b].strides[d];
      }
  }
  template <int H>
  static constexpr bool keeps_in_tiles = [] {
    for (int b = 0; b < Plan::plan.used.buffers; ++b)
      if (Plan::plan.buffers[b].phase == H) return true;
    return false;
  }();

  // The item that has time to fetch what the next tile reads, where a product reads it faster than memory delivers: a
  // nest over the axis of the tiles, with calls of functions, in a phase with products of matrices and vectors. Or -1.
  template <int H>
  static constexpr int fetching_item = [] {
    constexpr const phase& one = Plan::plan.phases[H];
    int found = -1;
    bool products = false;
    for (int i = one.first; i < one.end; ++i) {
      const item& it = Plan::plan.items[i];
      if (it.what == item::kind::contraction) {
        products = true;
      } else if (found < 0 && Plan::plan.nests[it.index].depth == 1 &&
                 Plan::plan.nests[it.index].loops[0] == one.axis && has_call(Plan::plan, Plan::plan.nests[it.index])) {
        found = i;
      }
    }
    return products && !one.multiplies ? found : -1;
  }();
  // The largest of the matrices whose rows the tiles are made of.
  template <int H>
  static upcoming upcoming_of(const memory_map_type& map) noexcept {
    constexpr const phase& one = Plan::plan.phases[H];
    upcoming next;
    for (int k = 0; k < Plan::outline.used.inputs; ++k) {
      const input& in = Plan::outline.inputs[k];
      if (in.rank < 2 || in.axes[0] != one.axis) continue;
      const array_place<T>& from = map.inputs[k];
      const std::ptrdiff_t step = elements_along(in.axes, in.rank, one.axis, map.extents);
      if (from.strides[0] != step || step * static_cast<std::ptrdiff_t>(sizeof(T)) <= next.step) continue;
      next = {reinterpret_cast<const char*>(from.data), step * static_cast<std::ptrdiff_t>(sizeof(T))};
    }
    return next;
  }

  // Groups of tiles, as many as the extents say and not the threads, each with sums of its own; these are added up in
  // the order of the groups. So the result does not depend on the number of threads.
  template <int H>
  static void run_groups(const memory_map_type& map, crew& threads, int groups) noexcept {
    constexpr int first = Plan::plan.phases[H].first_part, end = first + Plan::plan.phases[H].part_count;
    const std::ptrdiff_t extent = map.extents[Plan::plan.phases[H].axis];
    auto task = [&](int g) noexcept {
      memory_map_type& own = threads.maps[g];
      T* const memory = threads.memory + g * threads.room;
      own = map;
      for (int p = first; p < end; ++p)
        if (g > 0 || Plan::outline.parts[p].what == part::kind::scratch)
          own.buffers[Plan::outline.parts[p].buffer].data = memory + threads.parts[p];
      for (int b = 0; b < Plan::outline.used.buffers; ++b)
        if (Plan::outline.buffers[b].phase == H)
          own.buffers[b].data = memory + threads.slots[Plan::outline.buffers[b].slot];
      own.memory = {memory + threads.room - threads.blocks, threads.blocks};
      run_tiles<H>(own, {extent * g / groups, extent * (g + 1) / groups});
    };
    threads.threads->run(groups, task);
    for (int p = first; p < end; ++p) {
      const part& sum = Plan::outline.parts[p];
      if (sum.what != part::kind::sum) continue;
      T* const to = map.buffers[sum.buffer].data;
      const std::ptrdiff_t size = elements_of(Plan::outline.buffers[sum.buffer], map.extents);
      for (int g = 1; g < groups; ++g) {
        const T* const from = threads.memory + g * threads.room + threads.parts[p];
        for (std::ptrdiff_t k = 0; k < size; ++k)
          to[k] = sum.how == combination::add      ? to[k] + from[k]
                  : sum.how == combination::larger ? math::max(to[k], from[k])
                                                   : math::min(to[k], from[k]);
      }
    }
  }

  // Enough work for a thread in each.
  template <int H>
  static int groups_of(const memory_map_type& map) noexcept {
    constexpr const phase& one = Plan::plan.phases[H];
    const std::ptrdiff_t extent = map.extents[one.axis];
    const std::ptrdiff_t groups =
        one.multiplies ? extent / 64 : extent * elements_of(Plan::outline, one, map.extents) / 32768;
    return static_cast<int>(std::clamp<std::ptrdiff_t>(std::min(groups, extent), 1, crew::max_groups));
  }

  template <int First, int Fetching, std::size_t... I>
  static void run_items(const memory_map_type& map, const range* ranges, int axis, bool first, upcoming next,
                        std::index_sequence<I...>) noexcept {
    (run_item<First + static_cast<int>(I), Fetching>(map, ranges, axis, first, next), ...);
  }
  template <int I, int Fetching>
  static void run_item(const memory_map_type& map, const range* ranges, [[maybe_unused]] int axis,
                       [[maybe_unused]] bool first, [[maybe_unused]] upcoming& next) noexcept {
    constexpr const item& one = Plan::plan.items[I];
    if constexpr (one.what == item::kind::contraction) {
      contraction_code<Plan, one.index, T>::run(map, ranges, first, next);
      // The nest takes what the products before it have left.
      if constexpr (I < Fetching) next.data += (ranges[axis].end - ranges[axis].begin) / upcoming::share * next.step;
    } else {
      constexpr int starts = Plan::plan.nests[one.index].start_count;
      start_all<Plan::plan.nests[one.index].first_start>(map, ranges, axis, first, std::make_index_sequence<starts>{});
      const upcoming own{next.data, next.step * (upcoming::share - 1) / upcoming::share};
      nest_code<Plan, one.index, T>::template run<I == Fetching>(map, ranges, own);
    }
  }
  template <int First, std::size_t... S>
  [[gnu::always_inline]] static void start_all([[maybe_unused]] const memory_map_type& map,
                                               [[maybe_unused]] const range* ranges, [[maybe_unused]] int axis,
                                               [[maybe_unused]] bool first, std::index_sequence<S...>) noexcept {
    (start_one<First + static_cast<int>(S)>(map, ranges, axis, first), ...);
  }
  // A buffer that is cut like the tiles begins with each of them, any other with the first.
  template <int S>
  [[gnu::always_inline]] static void start_one(const memory_map_type& map, [[maybe_unused]] const range* ranges,
                                               [[maybe_unused]] int axis, bool first) noexcept {
    constexpr const start& empty = Plan::plan.starts[S];
    constexpr const buffer& shape = Plan::plan.buffers[empty.buffer];
    if constexpr (shape.rank == 0) {
      if (first) *map.buffers[empty.buffer].data = neutral<empty.how, T>();
    } else if (first || (axis >= 0 && (shape.axes >> axis & 1u) != 0)) {
      fill_neutral<T>(empty.how, Plan::outline.buffers[empty.buffer], map.buffers[empty.buffer], ranges);
    }
  }
};

}  // namespace tapeless::detail::run
