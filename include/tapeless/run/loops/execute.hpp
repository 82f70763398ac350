// SPDX-License-Identifier: BSL-1.0
// Runs a plan: its nests and contractions in order.
#pragma once

#include <tapeless/run/loops/execute_contraction.hpp>
#include <tapeless/run/loops/execute_nest.hpp>
#include <tapeless/run/loops/fill_neutral.hpp>
#include <tapeless/run/loops/memory_layout.hpp>
#include <tapeless/run/loops/sharing.hpp>
#include <tapeless/run/loops/tiles.hpp>

namespace tapeless::inline v0_2::detail::run {

template <class Plan, class T>
class plan_code {
 public:
  using memory_map_type = memory_map<T, Plan::plan.used.inputs, Plan::plan.used.buffers>;

  // What workers and groups have of their own.
  struct own_memory {
    const memory_layout<Plan::plan.used>* layout = nullptr;
    T* data = nullptr;
  };

  template <class Sharing>
  static void run(memory_map_type& map, Sharing& sharing, const own_memory& own) noexcept {
    run_phases<0, Plan::plan.used.phases>(map, sharing, own);
  }
  // The phases from First up to End.
  template <int First, int End, class Sharing>
  static void run_phases(memory_map_type& map, Sharing& sharing, const own_memory& own) noexcept {
    run_phases<First>(map, sharing, own, std::make_index_sequence<static_cast<std::size_t>(End - First)>{});
  }
  // Adds what the parts of the rows have added up in phase H: to and from are what two groups have.
  template <int H>
  static void add_sums(const memory_map_type& map, const own_memory& own, T* to, const T* from) noexcept {
    each_sum<H>(map, own, [&](const part& one, std::ptrdiff_t at, std::ptrdiff_t size) {
      add_in_order(partial_sums<T>{one.how, to + at, from + at, 0, size, 2});
    });
  }
  // Puts the sums of phase H where the results are.
  template <int H>
  static void copy_sums(const memory_map_type& map, const own_memory& own, const T* from) noexcept {
    each_sum<H>(map, own, [&](const part& one, std::ptrdiff_t at, std::ptrdiff_t size) {
      std::copy_n(from + at, size, map.buffers[one.buffer].data);
    });
  }

 private:
  template <int First, class Sharing, std::size_t... H>
  static void run_phases(memory_map_type& map, [[maybe_unused]] Sharing& sharing,
                         [[maybe_unused]] const own_memory& own, std::index_sequence<H...>) noexcept {
    (run_phase<First + static_cast<int>(H)>(map, sharing, own), ...);
  }
  // Calls visit(part, where it is in a group, how many elements) for each sum of phase H.
  template <int H, class Visit>
  static void each_sum(const memory_map_type& map, const own_memory& own, const Visit& visit) noexcept {
    constexpr int first = Plan::plan.phases[H].first_part, end = first + Plan::plan.phases[H].part_count;
    for (int p = first; p < end; ++p) {
      const part& one = Plan::outline.parts[p];
      if (one.what == part::kind::sum)
        visit(one, own.layout->parts[p], elements_of(Plan::outline.buffers[one.buffer], map.extents));
    }
  }

  template <int H, class Sharing>
  static void run_phase(memory_map_type& map, [[maybe_unused]] Sharing& sharing,
                        [[maybe_unused]] const own_memory& own) noexcept {
    constexpr const phase& one = Plan::plan.phases[H];
    if constexpr (one.axis >= 0 && (Plan::plan.sharded >> (one.axis < 0 ? 0 : one.axis) & 1u) != 0) {
      run_blocks<H>(map, sharing, own);
    } else if constexpr (one.axis >= 0) {
      if constexpr (Sharing::max_groups > 1) {
        const int groups = Sharing::groups(work_of(Plan::outline, Plan::outline.phases[H], map.extents));
        if (groups > 1) return run_groups<H>(map, sharing, own, groups);
      }
      run_tiles<H>(map, {0, map.extents[one.axis]});
    } else {
      range ranges[max_axes];
      for (int a = 0; a < Plan::outline.axis_count; ++a) ranges[a] = {0, map.extents[a]};
      run_items<one.first, -1>(map, ranges, -1, true, {}, std::make_index_sequence<std::size_t{one.end - one.first}>{});
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
    // All rows decide, not those of this group: it makes no difference to the caches who has the others, and none to
    // the bits.
    const bool fetches = map.sizes[one.axis] * rows.step > cache::second_level;
    const std::ptrdiff_t tile =
        tile_of(Plan::outline, Plan::outline.phases[H], map.extents, length, sizeof(T), fetches);
    move_buffers<H>(map, -whole.begin);
    for (std::ptrdiff_t at = whole.begin; at < whole.end; at += tile) {
      if (at > whole.begin) move_buffers<H>(map, -tile);
      ranges[one.axis] = {at, std::min(whole.end, at + tile)};
      upcoming next;
      if (fetches && at + tile < whole.end) next = {rows.data + (at + tile) * rows.step, rows.step};
      run_items<one.first, fetching_item<H>>(map, ranges, one.axis, at == whole.begin, next,
                                             std::make_index_sequence<std::size_t{one.end - one.first}>{});
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

  // Groups of tiles, each with sums of its own.
  template <int H, class Sharing>
  static void run_groups(const memory_map_type& map, Sharing& sharing, const own_memory& own, int groups) noexcept {
    constexpr int first = Plan::plan.phases[H].first_part, end = first + Plan::plan.phases[H].part_count;
    const std::ptrdiff_t extent = map.extents[Plan::plan.phases[H].axis];
    auto task = [&](int group, int worker) noexcept {
      memory_map_type mine = map_of<H>(map, own, group, worker);
      run_tiles<H>(mine, {extent * group / groups, extent * (group + 1) / groups});
    };
    sharing.run(groups, task);
    for (int p = first; p < end; ++p) {
      const part& one = Plan::outline.parts[p];
      if (one.what != part::kind::sum) continue;
      sharing.combine(partial_sums<T>{one.how, map.buffers[one.buffer].data,
                                      own.data + own.layout->groups + own.layout->parts[p], own.layout->group_size,
                                      elements_of(Plan::outline.buffers[one.buffer], map.extents), groups});
    }
  }
  // Blocks of the rows that this process has, or parts of a block of a stream, each with sums of its own, which are
  // added up; those of a stream stay where the first part has them.
  template <int H, class Sharing>
  static void run_blocks(memory_map_type& map, Sharing& sharing, const own_memory& own) noexcept {
    constexpr int first = Plan::plan.phases[H].first_part, end = first + Plan::plan.phases[H].part_count;
    const auto& layout = *own.layout;
    auto task = [&](int piece, int worker) noexcept {
      memory_map_type mine = map_of<H>(map, own, piece + 1, worker);
      run_tiles<H>(mine, sharing.rows().piece(piece));
    };
    const int pieces = sharing.rows().pieces();
    sharing.run(pieces, task);
    T* const sums = own.data + layout.groups;
    for (int p = first; p < end; ++p) {
      const part& one = Plan::outline.parts[p];
      if (one.what == part::kind::alike)
        std::copy_n(sums + layout.parts[p], elements_of(Plan::outline.buffers[one.buffer], map.extents),
                    map.buffers[one.buffer].data);
    }
    if constexpr (has_sums<H>) {
      sharing.add_up(sums, layout.group_size, layout.group_size, sums + pieces * layout.group_size,
                     [&](T* to, const T* from) { add_sums<H>(map, own, to, from); });
      if constexpr (!Sharing::keeps_sums) copy_sums<H>(map, own, sums);
    }
  }
  template <int H>
  static constexpr bool has_sums = [] {
    constexpr const phase& one = Plan::plan.phases[H];
    for (int p = one.first_part; p < one.first_part + one.part_count; ++p)
      if (Plan::plan.parts[p].what == part::kind::sum) return true;
    return false;
  }();
  // Where a worker finds everything while it does a group of phase H.
  template <int H>
  static memory_map_type map_of(const memory_map_type& map, const own_memory& own, int group, int worker) noexcept {
    constexpr int first = Plan::plan.phases[H].first_part, end = first + Plan::plan.phases[H].part_count;
    const auto& layout = *own.layout;
    T* const of_group = own.data + layout.groups + (group - 1) * layout.group_size;
    T* const of_worker = own.data + layout.workers + (worker - 1) * layout.worker_size;
    memory_map_type mine = map;
    for (int p = first; p < end; ++p) {
      const part& one = Plan::outline.parts[p];
      const bool scratch = one.what == part::kind::scratch;
      if ((scratch ? worker : group) > 0)
        mine.buffers[one.buffer].data = (scratch ? of_worker : of_group) + layout.parts[p];
    }
    if (worker == 0) return mine;
    for (int b = 0; b < Plan::outline.used.buffers; ++b)
      if (Plan::outline.buffers[b].phase == H)
        mine.buffers[b].data = of_worker + layout.tiles[Plan::outline.buffers[b].slot];
    mine.memory = {of_worker + layout.worker_blocks, layout.blocks_size};
    return mine;
  }

  template <int First, int Fetching, std::size_t... I>
  static void run_items(memory_map_type& map, const range* ranges, int axis, bool first, upcoming next,
                        std::index_sequence<I...>) noexcept {
    (run_or_skip<First + static_cast<int>(I), First, Fetching>(map, ranges, axis, first, next), ...);
  }
  // Items of a run are done with the first one of it.
  template <int I>
  static constexpr int run_begin = [] {
    for (int k = I; k >= 0; --k)
      if (Plan::plan.items[k].run_end > I) return k;
    return -1;
  }();
  template <int I, int First, int Fetching>
  static void run_or_skip(memory_map_type& map, const range* ranges, int axis, bool first, upcoming& next) noexcept {
    constexpr const item& one = Plan::plan.items[I];
    if constexpr (run_begin<I> < First) {
      run_item<I, Fetching>(map, ranges, axis, first, true, next);
    } else if constexpr (run_begin<I> == I) {
      range own[max_axes];
      for (int a = 0; a < Plan::outline.axis_count; ++a) own[a] = ranges[a];
      const range whole = ranges[one.run_axis];
      const std::ptrdiff_t slice = slice_of<I>(map, ranges, axis);
      for (std::ptrdiff_t at = whole.begin; at < whole.end; at += slice) {
        own[one.run_axis] = {at, std::min(whole.end, at + slice)};
        if (at > whole.begin) move_in_run<I>(map, -slice);
        run_slice<I, Fetching>(map, own, axis, first, at == whole.begin, next,
                               std::make_index_sequence<std::size_t{one.run_end - I}>{});
      }
      if (whole.end > whole.begin) move_in_run<I>(map, (whole.end - whole.begin - 1) / slice * slice);
    }
  }
  // Buffers with room for one place of the axis of a run are moved along it.
  template <int I>
  static void move_in_run([[maybe_unused]] memory_map_type& map, [[maybe_unused]] std::ptrdiff_t places) noexcept {
    if constexpr (keeps_in_run<I>)
      for (int b = 0; b < Plan::outline.used.buffers; ++b) {
        const buffer& one = Plan::outline.buffers[b];
        if (one.run_axis < 0 || one.first < I || one.first >= Plan::plan.items[I].run_end) continue;
        for (int d = 0; d < one.rank; ++d)
          if (one.dims[d] == one.run_axis) map.buffers[b].data += places * map.buffers[b].strides[d];
      }
  }
  template <int I>
  static constexpr bool keeps_in_run = [] {
    for (int b = 0; b < Plan::plan.used.buffers; ++b) {
      const buffer& one = Plan::plan.buffers[b];
      if (one.run_axis >= 0 && one.first >= I && one.first < Plan::plan.items[I].run_end) return true;
    }
    return false;
  }();
  template <int First, int Fetching, std::size_t... I>
  static void run_slice(const memory_map_type& map, const range* ranges, int axis, bool first, bool begins,
                        upcoming& next, std::index_sequence<I...>) noexcept {
    (run_item<First + static_cast<int>(I), Fetching>(map, ranges, axis, first, begins, next), ...);
  }
  // As many places of the axis of a run as stay in the first level of cache with what the run reads and writes.
  template <int I>
  static std::ptrdiff_t slice_of(const memory_map_type& map, const range* ranges, int axis) noexcept {
    if (keeps_in_run<I>) return 1;
    constexpr const item& one = Plan::plan.items[I];
    std::ptrdiff_t elements = 1;
    for (int b = 0; b < Plan::outline.used.buffers; ++b) {
      if (!in_run<I>[b]) continue;
      const buffer& kept = Plan::outline.buffers[b];
      std::ptrdiff_t size = 1;
      for (int d = 0; d < kept.rank; ++d)
        if (kept.dims[d] != one.run_axis) size *= ranges[kept.dims[d]].end - ranges[kept.dims[d]].begin;
      elements += size;
    }
    (void)axis, (void)map;
    return std::max<std::ptrdiff_t>(1, cache::first_level / static_cast<std::ptrdiff_t>(sizeof(T)) / elements);
  }
  // The buffers along the axis of a run that its items touch, each place once.
  template <int I>
  static constexpr auto in_run = [] {
    constexpr const item& one = Plan::plan.items[I];
    list<bool, Plan::plan.used.buffers> all{};
    const auto add = [&](const source& from) {
      if (from.from != source::kind::buffer) return;
      const buffer& kept = Plan::plan.buffers[from.index];
      if ((kept.axes >> one.run_axis & 1u) == 0) return;
      for (int b = 0; b < Plan::plan.used.buffers; ++b)
        if (all[b] && Plan::plan.buffers[b].slot == kept.slot) return;
      all[from.index] = true;
    };
    for (int k = I; k < one.run_end; ++k) {
      const item& it = Plan::plan.items[k];
      if (it.what == item::kind::contraction) {
        const contraction& c = Plan::plan.contractions[it.index];
        add(c.a.from), add(c.b.from), add(c.c.from);
      } else {
        const nest& loops = Plan::plan.nests[it.index];
        for (int s = 0; s < loops.stream_count; ++s) add(Plan::plan.streams[loops.first_stream + s].from);
      }
    }
    return all;
  }();
  // begins: of the slices of a run this is the first one.
  template <int I, int Fetching>
  static void run_item(const memory_map_type& map, const range* ranges, [[maybe_unused]] int axis,
                       [[maybe_unused]] bool first, [[maybe_unused]] bool begins,
                       [[maybe_unused]] upcoming& next) noexcept {
    constexpr const item& one = Plan::plan.items[I];
    if constexpr (one.what == item::kind::contraction) {
      using plain = plain_contraction<Plan, one.index, T>;
      if constexpr (plain::is_one)
        plain::run(map, ranges, first, next);
      else
        run_contraction<T>(Plan::outline.contractions[one.index], map, ranges, first, next);
      // The nest takes what the products before it have left.
      if constexpr (I < Fetching) next.data += (ranges[axis].end - ranges[axis].begin) / upcoming::share * next.step;
    } else {
      constexpr int starts = Plan::plan.nests[one.index].start_count;
      constexpr int sliced = run_begin<I> < 0 ? -1 : Plan::plan.items[run_begin<I> < 0 ? 0 : run_begin<I>].run_axis;
      start_all<Plan::plan.nests[one.index].first_start, sliced>(map, ranges, axis, first, begins,
                                                                 std::make_index_sequence<std::size_t{starts}>{});
      const upcoming own{next.data, next.step * (upcoming::share - 1) / upcoming::share};
      if constexpr (shares_code<Plan, one.index>)
        nest_code<Plan, first_equal<Plan>[one.index], T>::template run<I == Fetching>(
            map, ranges, own, source_list<Plan, one.index>::value);
      else
        nest_code<Plan, one.index, T>::template run<I == Fetching>(map, ranges, own, known_sources<Plan, one.index>{});
    }
  }
  template <int First, int Sliced, std::size_t... S>
  [[gnu::always_inline]] static void start_all([[maybe_unused]] const memory_map_type& map,
                                               [[maybe_unused]] const range* ranges, [[maybe_unused]] int axis,
                                               [[maybe_unused]] bool first, [[maybe_unused]] bool begins,
                                               std::index_sequence<S...>) noexcept {
    (start_one<First + static_cast<int>(S), Sliced>(map, ranges, axis, first, begins), ...);
  }
  // A buffer that is cut like the tiles begins with each of them, any other with the first; in a run those that lack
  // its axis with its first slice. Sliced: that axis, or -1.
  template <int S, int Sliced>
  [[gnu::always_inline]] static void start_one(const memory_map_type& map, [[maybe_unused]] const range* ranges,
                                               [[maybe_unused]] int axis, bool first,
                                               [[maybe_unused]] bool begins) noexcept {
    constexpr const start& empty = Plan::plan.starts[S];
    constexpr const buffer& shape = Plan::plan.buffers[empty.buffer];
    if constexpr (Sliced >= 0 && (shape.axes >> (Sliced < 0 ? 0 : Sliced) & 1u) == 0)
      if (!begins) return;
    if constexpr (shape.rank == 0) {
      if (first) *map.buffers[empty.buffer].data = neutral<empty.how, T>();
    } else if (first || (axis >= 0 && (shape.axes >> axis & 1u) != 0)) {
      fill_neutral<T>(empty.how, Plan::outline.buffers[empty.buffer], map.buffers[empty.buffer], ranges);
    }
  }
};

}  // namespace tapeless::detail::run
