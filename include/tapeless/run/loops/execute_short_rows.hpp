// SPDX-License-Identifier: BSL-1.0
// Nests with short rows: where a row has few packs, what is done once per row costs as much as the row. As many rows as
// a pack has lanes are done together, sweep by sweep; their sums and maxima are taken all at once, and the numbers of
// the rows are packs with a lane for each.
#pragma once

#include <cstddef>
#include <utility>

#include <tapeless/run/loops/execute_turned_rows.hpp>

namespace tapeless::inline v0_2::detail::run {

template <combination How, class T>
[[gnu::always_inline]] inline T combined_lanes(const pack<T>& x) {
  if constexpr (How == combination::add)
    return reduce_add(x);
  else if constexpr (How == combination::larger)
    return reduce_max(x);
  else
    return reduce_min(x);
}

template <class Code>
class short_rows;

template <class Plan, int N, class T>
class nest_code;

// Code: the class that runs a nest row by row, whose sweeps are used here.
template <class Plan, int N, class T>
class short_rows<nest_code<Plan, N, T>> {
  using code = nest_code<Plan, N, T>;
  using uses = nest_streams<Plan, N>;
  using turned = turned_rows<nest_code<Plan, N, T>>;
  using P = pack<T>;
  using M = typename P::mask;
  static constexpr const nest& loops = Plan::plan.nests[N];
  static constexpr int depth = loops.depth;
  static constexpr int across = depth - 2;  // the loop over rows
  static constexpr int width = P::width;
  static constexpr int longest = 4 * width;  // row that counts as short
  static constexpr int streams = loops.stream_count > 0 ? loops.stream_count : 1;
  using all_streams = std::make_index_sequence<static_cast<std::size_t>(loops.stream_count)>;
  using all_rows = std::make_index_sequence<static_cast<std::size_t>(width)>;

  // Rows whose sweeps end in a number of the row.
  static constexpr bool wanted = [] {
    if (depth < 2 || uses::scatters()) return false;
    for (int s = loops.first_sweep; s < loops.first_sweep + loops.sweep_count; ++s)
      if (Plan::plan.sweeps[s].accumulators > 0) return true;
    return false;
  }();
  static constexpr int max_sums = [] {
    int most = 1;
    for (int s = loops.first_sweep; s < loops.first_sweep + loops.sweep_count; ++s)
      if (Plan::plan.sweeps[s].accumulators > most) most = Plan::plan.sweeps[s].accumulators;
    return most;
  }();
  // Whether a sweep takes a number or condition of its row.
  static constexpr bool is_spread(int slot) {
    for (int s = loops.first_sweep; s < loops.first_sweep + loops.sweep_count; ++s)
      for (int i = Plan::plan.sweeps[s].set_up; i < Plan::plan.sweeps[s].body; ++i)
        if (Plan::plan.code[i].what == act::spread && Plan::plan.code[i].a == slot) return true;
    return false;
  }
  static constexpr int waiting = uses::waiting_before(loops.stream_count);
  static constexpr bool turns = [] {
    if constexpr (wanted)
      return turned::wanted;
    else
      return false;
  }();

  // What rows of one block know.
  struct block {
    P numbers[std::size_t{loops.row_numbers + 1}];
    M conditions[std::size_t{loops.row_conditions + 1}];
    P results[std::size_t{max_sums}];
    alignas(64)
        T lanes[std::size_t{loops.row_numbers + 1}][std::size_t{width}];  // the numbers again, for sweeps to take one
    alignas(64) T truths[std::size_t{loops.row_conditions + 1}][std::size_t{width}];
    alignas(
        64) T waiting[std::size_t{short_rows::waiting + 1}][std::size_t{short_rows::waiting > 0 ? width* longest : 1}];
  };

 public:
  // Whether an instruction of a sweep adds up something that is the same for all rows.
  static constexpr bool adds_across(int i) {
    const instruction& one = Plan::plan.code[i];
    return wanted && one.what == act::accumulate && !uses::moves(one.to, across < 0 ? 0 : across);
  }

  // The same in turned rows, where that pays: all rows but the last few have been done, in all loops around them.
  template <class Walk, class Machine, class Sources>
  [[gnu::always_inline]] static void turn([[maybe_unused]] Walk& w, [[maybe_unused]] const Machine& map,
                                          [[maybe_unused]] const range* ranges,
                                          [[maybe_unused]] const Sources& sources) {
    if constexpr (turns) {
      if (!turned::pays(code::row_length(w))) return;
      const std::ptrdiff_t rows = w.to[across] - w.from[across];
      if (rows < width) return;
      run_turned(map, ranges, sources);
      skip(w, rows - rows % width, all_streams{});
    }
  }

  // All rows but the last few, if they are short. numbers, conditions: of the whole nest.
  template <class Walk>
  [[gnu::always_inline]] static void run([[maybe_unused]] Walk& w, [[maybe_unused]] const T* numbers,
                                         [[maybe_unused]] const bool* conditions,
                                         [[maybe_unused]] const std::ptrdiff_t* extents) {
    if constexpr (wanted) {
      if (code::row_length(w) > longest) return;
      block own;
      prelude(own, numbers, std::make_index_sequence<std::size_t{loops.prelude_end - loops.prelude}>{});
      while (w.to[across] - w.from[across] >= width) {
        sweeps(w, own, extents, std::make_index_sequence<std::size_t{loops.sweep_count}>{});
        skip(w, width, all_streams{});
      }
    }
  }

 private:
  // In a function of its own: beside the loops over rows, both would keep in memory what they have in registers.
  template <class Machine, class Sources>
  [[gnu::noinline, gnu::flatten]] static void run_turned(const Machine& map, const range* ranges,
                                                         const Sources& sources) noexcept {
    typename code::walk w;
    code::set_up_streams(w, map, ranges, sources, all_streams{});
    code::set_up_loops(w, ranges, sources, std::make_index_sequence<static_cast<std::size_t>(depth)>{});
    T numbers[std::size_t{loops.row_numbers + 1}];
    bool conditions[std::size_t{loops.row_conditions + 1}];
    constexpr auto all = std::make_index_sequence<std::size_t{loops.prelude_end - loops.prelude}>{};
    code::base::template rows<loops.prelude, 0>(w, numbers, conditions, nullptr, map.sizes, all);
    block own;
    prelude(own, numbers, all);
    typename turned::memory memory;
    turned_blocks<0>(w, own, memory, map.sizes);
  }
  template <int D, class Walk>
  [[gnu::always_inline]] static void turned_blocks(Walk& w, block& own, typename turned::memory& memory,
                                                   const std::ptrdiff_t* extents) {
    const std::ptrdiff_t first = w.from[D];
    if constexpr (D < across) {
      for (; w.from[D] < w.to[D]; ++w.from[D]) {
        T* before[std::size_t{streams}];
        code::copy(before, w.at, all_streams{});
        turned_blocks<D + 1>(w, own, memory, extents);
        code::base::template advance<D>(w, before, all_streams{});
      }
    } else {
      const std::ptrdiff_t length = code::row_length(w);
      while (w.to[across] - w.from[across] >= width) {
        turned::load_all(w, memory, length);
        turned_sweeps(w, own, memory, length, extents, std::make_index_sequence<std::size_t{loops.sweep_count}>{});
        turned::store_all(w, memory, length);
        skip(w, width, all_streams{});
      }
    }
    w.from[D] = first;
  }
  template <class Walk, std::size_t... S>
  [[gnu::always_inline]] static void turned_sweeps(Walk& w, block& own, typename turned::memory& memory,
                                                   std::ptrdiff_t length, const std::ptrdiff_t* extents,
                                                   std::index_sequence<S...>) {
    (turned_sweep<loops.first_sweep + static_cast<int>(S)>(w, own, memory, length, extents), ...);
  }
  template <int S, class Walk>
  [[gnu::always_inline]] static void turned_sweep(Walk& w, block& own, typename turned::memory& memory,
                                                  std::ptrdiff_t length, const std::ptrdiff_t* extents) {
    constexpr const inner_sweep& one = Plan::plan.sweeps[S];
    rows<one.rows>(w, own, extents, std::make_index_sequence<std::size_t{one.set_up - one.rows}>{});
    if constexpr (one.end > one.body)
      turned::template sweep<S>(w, memory, own.numbers, own.conditions, own.results, length);
  }

  template <class Walk, std::size_t... I>
  [[gnu::always_inline]] static void skip(Walk& w, [[maybe_unused]] std::ptrdiff_t rows, std::index_sequence<I...>) {
    ((w.at[I] += rows * w.steps[I][across]), ...);
    w.from[across] += rows;
  }
  template <std::size_t... I>
  [[gnu::always_inline]] static void prelude(block& own, [[maybe_unused]] const T* numbers, std::index_sequence<I...>) {
    (prelude_step<loops.prelude + static_cast<int>(I)>(own, numbers), ...);
  }
  template <int I>
  [[gnu::always_inline]] static void prelude_step(block& own, const T* numbers) {
    keep<Plan::plan.code[I].to>(own, P(numbers[Plan::plan.code[I].to]));
  }
  template <int To, class V>
  [[gnu::always_inline]] static void keep(block& own, const V& value) {
    if constexpr (To < 0) {
      own.conditions[~To] = value;
      if constexpr (is_spread(To)) select(value, P(T(1)), P(T(0))).store(own.truths[~To]);
    } else {
      own.numbers[To] = value;
      if constexpr (is_spread(To)) value.store(own.lanes[To]);
    }
  }

  template <class Walk, std::size_t... S>
  [[gnu::always_inline]] static void sweeps(Walk& w, block& own, const std::ptrdiff_t* extents,
                                            std::index_sequence<S...>) {
    (run_sweep<loops.first_sweep + static_cast<int>(S)>(w, own, extents), ...);
  }
  template <int S, class Walk>
  [[gnu::always_inline]] static void run_sweep(Walk& w, block& own, const std::ptrdiff_t* extents) {
    constexpr const inner_sweep& one = Plan::plan.sweeps[S];
    rows<one.rows>(w, own, extents, std::make_index_sequence<std::size_t{one.set_up - one.rows}>{});
    if constexpr (one.end > one.body) sweeps<S>(w, own);
  }

  template <int First, class Walk, std::size_t... I>
  [[gnu::always_inline]] static void rows([[maybe_unused]] const Walk& w, [[maybe_unused]] block& own,
                                          [[maybe_unused]] const std::ptrdiff_t* extents, std::index_sequence<I...>) {
    (row_step<First + static_cast<int>(I)>(w, own, extents), ...);
  }
  template <int I, class Walk>
  [[gnu::always_inline]] static void row_step(const Walk& w, block& own,
                                              [[maybe_unused]] const std::ptrdiff_t* extents) {
    constexpr const instruction& one = Plan::plan.code[I];
    if constexpr (one.what == act::constant) {
      keep<one.to>(own, P(code::template constant<one.a>()));
    } else if constexpr (one.what == act::extent) {
      keep<one.to>(own, P(static_cast<T>(extents[one.a])));
    } else if constexpr (one.what == act::place) {
      if constexpr (one.a == across)
        keep<one.to>(own, P::iota(static_cast<T>(w.from[across])));
      else
        keep<one.to>(own, P(static_cast<T>(w.from[one.a])));
    } else if constexpr (one.what == act::load) {
      keep<one.to>(own, load<one.a>(w));
    } else if constexpr (one.what == act::pick) {
      keep<one.to>(own, P::gather_at(w.at[one.a], w.steps[one.a][across], w.picked[one.a], own.numbers[one.b], width));
    } else if constexpr (one.what == act::result) {
      keep<one.to>(own, own.results[one.a]);
    } else if constexpr (one.what == act::equal) {
      keep<one.to>(own, select(own.numbers[one.a] == own.numbers[one.b], P(T(1)), P(T(0))));
    } else if constexpr (one.what == act::store) {
      store<one.to>(w, own.numbers[one.a]);
    } else if constexpr (one.what == act::accumulate) {
      if constexpr (!uses::moves(one.to, across)) {
        *w.at[one.to] = combined<one.how>(*w.at[one.to], combined_lanes<one.how>(own.numbers[one.a]));
      } else {
        store<one.to>(w, combined<one.how>(load<one.to>(w), own.numbers[one.a]));
      }
    } else {
      slot_values<Plan, P, M>{own.numbers, own.conditions}.template compute<I>();
      if constexpr (one.to < 0)
        keep<one.to>(own, M(own.conditions[~one.to]));
      else if constexpr (is_spread(one.to))
        own.numbers[one.to].store(own.lanes[one.to]);
    }
  }
  template <int S, class Walk>
  [[gnu::always_inline]] static P load(const Walk& w) {
    if constexpr (!uses::moves(S, across))
      return P(*w.at[S]);
    else
      return w.steps[S][across] == 1 ? P::load(w.at[S]) : P::gather(w.at[S], w.steps[S][across], width);
  }
  template <int S, class Walk>
  [[gnu::always_inline]] static void store(const Walk& w, const P& value) {
    T lanes[std::size_t{width}];
    if constexpr (!uses::moves(S, across)) {
      value.store(lanes);
      *w.at[S] = lanes[0];
    } else if (w.steps[S][across] == 1) {
      value.store(w.at[S]);
    } else {
      value.store(lanes);
      for (int l = 0; l < width; ++l) w.at[S][l * w.steps[S][across]] = lanes[l];
    }
  }

  // One sweep over all rows, pack by pack, so that the constants of functions stay in registers; written out for eight
  // rows, so that their sums do, too.
  template <int S, class Walk>
  [[gnu::always_inline]] static void sweeps(Walk& w, block& own) {
    constexpr const inner_sweep& one = Plan::plan.sweeps[S];
    constexpr int sums = one.accumulators > 0 ? one.accumulators : 1;
    P totals[std::size_t{width}][std::size_t{sums}];
    begin_totals<S>(totals, all_rows{});
    const std::ptrdiff_t length = code::row_length(w);
    std::ptrdiff_t k = 0;
    if constexpr (!P::masks)
      for (; k + width <= length; k += width) column<false, S>(w, own, totals, k, width);
    for (; k < length; k += width)
      column<true, S>(w, own, totals, k, length - k < width ? static_cast<int>(length - k) : width);
    finish<S>(totals, own, std::make_index_sequence<std::size_t{one.end - one.body}>{});
  }
  template <int S, std::size_t Sums, std::size_t... R>
  [[gnu::always_inline]] static void begin_totals(P (&totals)[std::size_t{width}][Sums], std::index_sequence<R...>) {
    constexpr const inner_sweep& one = Plan::plan.sweeps[S];
    (begin_all<S>(totals[R], std::make_index_sequence<std::size_t{one.end - one.body}>{}), ...);
  }
  template <int S, std::size_t... I>
  [[gnu::always_inline]] static void begin_all([[maybe_unused]] P* totals, std::index_sequence<I...>) {
    (begin_step<Plan::plan.sweeps[S].body + static_cast<int>(I)>(totals), ...);
  }
  template <int I>
  [[gnu::always_inline]] static void begin_step([[maybe_unused]] P* totals) {
    constexpr const instruction& one = Plan::plan.code[I];
    if constexpr (one.what == act::total) totals[one.to] = P(neutral<one.how, T>());
  }
  // One pack of each row, at place k.
  template <bool Part, int S, class Walk, std::size_t Sums>
  [[gnu::always_inline]] static void column(Walk& w, block& own, P (&totals)[std::size_t{width}][Sums],
                                            std::ptrdiff_t k, int lanes) {
    constexpr const inner_sweep& one = Plan::plan.sweeps[S];
    constexpr auto body = std::make_index_sequence<std::size_t{one.end - one.body}>{};
    T* at[std::size_t{2 * streams}];  // the second half: of values that wait
    std::ptrdiff_t step[std::size_t{streams}];
    begin(at, w, own, all_streams{});
    code::take_steps(step, w, all_streams{});
    P across_rows[std::size_t{one.end - one.body + 1}];  // what each instruction adds up over the rows
    begin_across<S>(across_rows, body);
    const std::ptrdiff_t first = w.from[across];
#pragma GCC unroll 8
    for (int r = 0; r < width; ++r) one_row<Part, S>(w, own, totals[r], across_rows, at, step, k, lanes, r);
    w.from[across] = first;
    end_across<Part, S>(across_rows, at, k, lanes, body);
  }
  template <bool Part, int S, class Walk>
  [[gnu::always_inline]] static void one_row(Walk& w, block& own, P* totals, P* across_rows, T** at,
                                             const std::ptrdiff_t* step, std::ptrdiff_t k, int lanes, int r) {
    constexpr const inner_sweep& one = Plan::plan.sweeps[S];
    constexpr auto body = std::make_index_sequence<std::size_t{one.end - one.body}>{};
    P numbers[std::size_t{one.numbers + 1}];
    M conditions[std::size_t{one.conditions + 1}];
    code::template set_up<S, width>(numbers, conditions, own.lanes[0] + r, own.truths[0] + r, w.from,
                                    std::make_index_sequence<std::size_t{one.body - one.set_up}>{});
    code::template once<true, Part, S, storage::rows>(numbers, conditions, totals, at, step, w, k, lanes, body);
    add_across<S>(across_rows, numbers, body);
    advance(at, w, all_streams{});
    ++w.from[across];
  }
  template <int S, std::size_t... I>
  [[gnu::always_inline]] static void begin_across([[maybe_unused]] P* sums, std::index_sequence<I...>) {
    (begin_across_step<Plan::plan.sweeps[S].body + static_cast<int>(I)>(sums[I]), ...);
  }
  template <int I>
  [[gnu::always_inline]] static void begin_across_step([[maybe_unused]] P& sum) {
    if constexpr (adds_across(I)) sum = P(neutral<Plan::plan.code[I].how, T>());
  }
  template <int S, std::size_t... I>
  [[gnu::always_inline]] static void add_across([[maybe_unused]] P* sums, [[maybe_unused]] const P* numbers,
                                                std::index_sequence<I...>) {
    (add_across_step<Plan::plan.sweeps[S].body + static_cast<int>(I)>(sums[I], numbers), ...);
  }
  template <int I>
  [[gnu::always_inline]] static void add_across_step([[maybe_unused]] P& sum, [[maybe_unused]] const P* numbers) {
    if constexpr (adds_across(I)) sum = combined<Plan::plan.code[I].how>(sum, numbers[Plan::plan.code[I].a]);
  }
  template <bool Part, int S, std::size_t... I>
  [[gnu::always_inline]] static void end_across([[maybe_unused]] const P* sums, [[maybe_unused]] T* const* at,
                                                [[maybe_unused]] std::ptrdiff_t k, [[maybe_unused]] int lanes,
                                                std::index_sequence<I...>) {
    (end_across_step<Part, Plan::plan.sweeps[S].body + static_cast<int>(I)>(sums[I], at, k, lanes), ...);
  }
  template <bool Part, int I>
  [[gnu::always_inline]] static void end_across_step([[maybe_unused]] const P& sum, [[maybe_unused]] T* const* at,
                                                     [[maybe_unused]] std::ptrdiff_t k, [[maybe_unused]] int lanes) {
    if constexpr (adds_across(I)) {
      constexpr const instruction& one = Plan::plan.code[I];
      const P before = code::template load<true, Part>(at[one.to], 1, k, lanes);
      code::template store<true, Part>(combined<one.how>(before, sum), at[one.to], 1, k, lanes);
    }
  }
  template <class Walk, std::size_t... I>
  [[gnu::always_inline]] static void begin([[maybe_unused]] T** at, [[maybe_unused]] const Walk& w,
                                           [[maybe_unused]] block& own, std::index_sequence<I...>) {
    ((at[I] = w.at[I], at[streams + I] = own.waiting[uses::waiting_before(I)]), ...);
  }
  template <class Walk, std::size_t... I>
  [[gnu::always_inline]] static void advance([[maybe_unused]] T** at, [[maybe_unused]] const Walk& w,
                                             std::index_sequence<I...>) {
    ((at[I] += w.steps[I][across], at[streams + I] += longest), ...);
  }
  template <int S, std::size_t Sums, std::size_t... I>
  [[gnu::always_inline]] static void finish([[maybe_unused]] const P (&totals)[std::size_t{width}][Sums],
                                            [[maybe_unused]] block& own, std::index_sequence<I...>) {
    (finish_step<Plan::plan.sweeps[S].body + static_cast<int>(I)>(totals, own), ...);
  }
  template <int I, std::size_t Sums>
  [[gnu::always_inline]] static void finish_step([[maybe_unused]] const P (&totals)[std::size_t{width}][Sums],
                                                 [[maybe_unused]] block& own) {
    constexpr const instruction& one = Plan::plan.code[I];
    if constexpr (one.what == act::total && Sums == 1) {
      own.results[one.to] = combined_rows<one.how>(totals[0]);
    } else if constexpr (one.what == act::total) {
      P rows[std::size_t{width}];
      for (int r = 0; r < width; ++r) rows[r] = totals[r][one.to];
      own.results[one.to] = combined_rows<one.how>(rows);
    }
  }
};

}  // namespace tapeless::detail::run
