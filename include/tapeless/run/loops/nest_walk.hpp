// SPDX-License-Identifier: BSL-1.0
// How a nest walks over its arrays: where they are, how far apart their elements lie along each loop, where values wait
// for a later sweep, and whether results go around the caches.
#pragma once

#include <cstdint>
#include <utility>

#include <tapeless/run/loops/memory_map.hpp>
#include <tapeless/run/loops/nest_sources.hpp>
#include <tapeless/run/loops/nest_streams.hpp>
#include <tapeless/simd/pack.hpp>

namespace tapeless::inline v0_2::detail::run {

// T: float or double. Plan: a type with the static constexpr table `plan`. N: the number of the nest.
template <class Plan, int N, class T>
struct nest_walk {
  static constexpr const nest& loops = Plan::plan.nests[N];
  using uses = nest_streams<Plan, N>;
  static constexpr int streams = uses::count;
  static constexpr int depth = loops.depth;

  // Values that wait for a later sweep in the place of a result stay in the first level of cache instead, if rows are
  // not longer than this.
  static constexpr int shared = uses::shared_before(loops.stream_count);
  static constexpr int longest_waiting = 2048;
  static constexpr std::ptrdiff_t beyond_caches = std::ptrdiff_t{4} << 20;  // bytes

  // The extent of the innermost axis, if it is fixed and no tiles are cut from it; otherwise 0.
  static constexpr int fixed = fixed_length(Plan::plan, loops);

  // Where the streams are, where values wait, and how far from place to place along each loop and for labels.
  struct walk {
    T* at[std::size_t{2 * streams}];
    std::ptrdiff_t steps[std::size_t{streams}][std::size_t{depth + 1}];
    std::ptrdiff_t picked[std::size_t{streams}];
    std::ptrdiff_t from[std::size_t{depth + 1}];
    std::ptrdiff_t to[std::size_t{depth + 1}];
    bool around;  // the caches: results that are larger
    upcoming next;
  };

  // Loops over streams and sums are written out by hand: at -O2 g++ leaves them, and with them the arrays in memory.
  using all_streams = std::make_index_sequence<static_cast<std::size_t>(loops.stream_count)>;
  template <class Machine, class Sources, std::size_t... I>
  [[gnu::always_inline]] static bool set_up_streams([[maybe_unused]] walk& w, [[maybe_unused]] const Machine& map,
                                                    [[maybe_unused]] const range* ranges,
                                                    [[maybe_unused]] const Sources& sources,
                                                    std::index_sequence<I...>) {
    return (set_up_stream<static_cast<int>(I)>(
                w, map, ranges, sources, std::make_index_sequence<static_cast<std::size_t>(depth)>{},
                std::make_index_sequence < uses::at(I).has_places() ? max_rank : 0 > {}) &
            ... & true);
  }
  // Whether the elements of the stream lie next to each other along the innermost loop, or are all the same one.
  template <int S, class Machine, class Sources, std::size_t... D, std::size_t... R>
  [[gnu::always_inline]] static bool set_up_stream(walk& w, const Machine& map, [[maybe_unused]] const range* ranges,
                                                   const Sources& sources, std::index_sequence<D...>,
                                                   std::index_sequence<R...>) {
    constexpr const stream& one = uses::at(S);
    const auto& place = map.at(sources.template from<S>());
    w.at[S] = place.data;
    (set_up_place<S, static_cast<int>(R)>(w, place), ...);
    if constexpr (one.picked >= 0) w.picked[S] = place.strides[static_cast<int>(one.picked)];
    (set_up_step<S, static_cast<int>(D)>(w, place, ranges, sources), ...);
    if constexpr (one.shift >= 0)
      set_up_shift<S>(w, place, ranges, sources, std::make_index_sequence<std::size_t{max_rank * (depth + 1)}>{});
    if constexpr (depth > 0 && one.picked < 0)
      if constexpr (uses::row_dimension(S) >= 0) return w.steps[S][depth - 1] == 1;
    return true;
  }
  template <int S, int R>
  [[gnu::always_inline]] static void set_up_place(walk& w, [[maybe_unused]] const array_place<T>& place) {
    if constexpr (uses::at(S).places[R] >= 0) w.at[S] += place.strides[R] * uses::at(S).places[R];
  }
  template <int S, int D, class Sources>
  [[gnu::always_inline]] static void set_up_step(walk& w, [[maybe_unused]] const array_place<T>& place,
                                                 [[maybe_unused]] const range* ranges,
                                                 [[maybe_unused]] const Sources& sources) {
    constexpr int dimension = uses::at(S).dims[D];
    if constexpr (dimension < 0) {
      w.steps[S][D] = 0;
    } else {
      w.steps[S][D] = place.strides[dimension];
      w.at[S] += w.steps[S][D] * ranges[sources.template axis<D>()].begin;
    }
  }
  // Places that are counted off: constants and, loop by loop, factors.
  template <int S, class Sources, std::size_t... I>
  [[gnu::always_inline]] static void set_up_shift(walk& w, const array_place<T>& place, const range* ranges,
                                                  const Sources& sources, std::index_sequence<I...>) {
    (set_up_term<S, static_cast<int>(I) / (depth + 1), static_cast<int>(I) % (depth + 1)>(w, place, ranges, sources),
     ...);
  }
  template <int S, int Dim, int D, class Sources>
  [[gnu::always_inline]] static void set_up_term([[maybe_unused]] walk& w, [[maybe_unused]] const array_place<T>& place,
                                                 [[maybe_unused]] const range* ranges,
                                                 [[maybe_unused]] const Sources& sources) {
    constexpr const shift& all = Plan::plan.shifts[uses::at(S).shift];
    if constexpr (D == depth) {
      if constexpr (all.constants[Dim] != 0) w.at[S] += place.strides[Dim] * all.constants[Dim];
    } else if constexpr (all.factors[Dim][D] != 0) {
      const std::ptrdiff_t step = place.strides[Dim] * all.factors[Dim][D];
      w.steps[S][D] += step;
      w.at[S] += step * ranges[sources.template axis<D>()].begin;
    }
  }
  template <std::size_t Length, std::size_t... I>
  [[gnu::always_inline]] static void set_up_waiting(walk& w, T (*waiting)[Length], std::index_sequence<I...>) {
    ((w.at[streams + I] = waiting != nullptr && uses::is_shared(I) ? waiting[uses::shared_before(I)] : nullptr), ...);
  }
  static constexpr bool is_final(int s) {
    for (int k = loops.first_sweep; k < loops.first_sweep + loops.sweep_count; ++k)
      if (uses::is_final(s, k)) return true;
    return false;
  }
  static constexpr bool has_final = [] {
    for (int s = 0; s < loops.stream_count; ++s)
      if (is_final(s)) return true;
    return false;
  }();
  // Whether all results that nothing reads again are larger than the caches, and begin with a cache line in each row.
  template <class Machine, class Sources, std::size_t... I>
  [[gnu::always_inline]] static bool goes_around(const walk& w, const Machine& map, const Sources& sources,
                                                 std::index_sequence<I...>) {
    return (stream_goes_around<static_cast<int>(I)>(w, map, sources) && ...);
  }
  template <int S, class Machine, class Sources>
  [[gnu::always_inline]] static bool stream_goes_around([[maybe_unused]] const walk& w,
                                                        [[maybe_unused]] const Machine& map,
                                                        [[maybe_unused]] const Sources& sources) {
    if constexpr (is_final(S)) {
      const buffer& shape = Plan::outline.buffers[sources.template from<S>().index];
      std::ptrdiff_t bytes = static_cast<std::ptrdiff_t>(sizeof(T));
      for (int d = 0; d < shape.rank; ++d) bytes *= map.extents[shape.dims[d]];
      bool lines = reinterpret_cast<std::uintptr_t>(w.at[S]) % 64 == 0;
      for (int d = 0; d + 1 < depth; ++d)
        lines = lines && w.steps[S][d] * static_cast<std::ptrdiff_t>(sizeof(T)) % 64 == 0;
      return lines && bytes > beyond_caches && (!uses::is_shared(S) || w.at[streams + S] != nullptr);
    } else {
      return true;
    }
  }
  template <class Sources, std::size_t... D>
  [[gnu::always_inline]] static void set_up_loops([[maybe_unused]] walk& w, [[maybe_unused]] const range* ranges,
                                                  [[maybe_unused]] const Sources& sources, std::index_sequence<D...>) {
    ((w.from[D] = ranges[sources.template axis<static_cast<int>(D)>()].begin,
      w.to[D] = ranges[sources.template axis<static_cast<int>(D)>()].end),
     ...);
  }
  template <std::size_t... I>
  [[gnu::always_inline]] static void copy([[maybe_unused]] T** to, [[maybe_unused]] T* const* from,
                                          std::index_sequence<I...>) {
    ((to[I] = from[I]), ...);
  }
  template <int D, std::size_t... I>
  [[gnu::always_inline]] static void advance([[maybe_unused]] walk& w, [[maybe_unused]] T* const* before,
                                             std::index_sequence<I...>) {
    ((w.at[I] = before[I] + w.steps[I][D]), ...);
  }
  template <std::size_t... I>
  [[gnu::always_inline]] static void take_steps([[maybe_unused]] std::ptrdiff_t* step, [[maybe_unused]] const walk& w,
                                                std::index_sequence<I...>) {
    ((step[I] = w.steps[I][depth - 1]), ...);
  }
  // Of a row.
  [[gnu::always_inline]] static std::ptrdiff_t row_length(const walk& w) {
    if constexpr (fixed > 0)
      return fixed;
    else
      return w.to[depth - 1] - w.from[depth - 1];
  }
};

}  // namespace tapeless::detail::run
