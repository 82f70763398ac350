// SPDX-License-Identifier: BSL-1.0
// Nests with short rows that leave much of their packs empty: as many rows as a pack has lanes are turned in registers,
// so that a lane is a row and a pack a place along the rows. Ten classes are ten exponentials for eight rows in place
// of sixteen, and numbers of the rows need no sums across lanes.
#pragma once

#include <cstddef>
#include <utility>

#include <tapeless/run/loops/compute.hpp>
#include <tapeless/run/loops/nest_streams.hpp>
#include <tapeless/simd/gather.hpp>
#include <tapeless/simd/reduce_rows.hpp>
#include <tapeless/simd/transpose.hpp>

namespace tapeless::inline v0_2::detail::run {

template <combination How, class T>
[[gnu::always_inline]] inline pack<T> combined_rows(const pack<T>* rows) {
  if constexpr (How == combination::add)
    return add_rows(rows);
  else if constexpr (How == combination::larger)
    return max_rows(rows);
  else
    return min_rows(rows);
}

template <class Plan, int N, class T>
class nest_code;

template <class Code>
class turned_rows;

// Code: the class that runs a nest row by row.
template <class Plan, int N, class T>
class turned_rows<nest_code<Plan, N, T>> {
  using uses = nest_streams<Plan, N>;
  using P = pack<T>;
  using M = typename P::mask;
  static constexpr const nest& loops = Plan::plan.nests[N];
  static constexpr int depth = loops.depth;
  static constexpr int inner = depth - 1, across = depth - 2;
  static constexpr int width = P::width;
  static constexpr int streams = uses::count;
  using all_streams = std::make_index_sequence<static_cast<std::size_t>(loops.stream_count)>;

  static constexpr int longest = 4 * width;          // row that counts as short
  static constexpr int turning = width > 8 ? 3 : 2;  // measured: price for an element of a stream

  // What the sweeps do with a stream that goes on along the rows.
  struct use {
    bool touched = false;
    bool loaded = false;  // before anything is stored
    bool stored = false;
    bool summed = false;  // over the rows
    int place = -1;       // among those that are turned
  };
  struct all_uses {
    use of[static_cast<std::size_t>(streams)];
    int turned = 0;
    int price = 0;  // of all sweeps, for one pack
    bool possible = false;
  };
  static constexpr all_uses known = [] {
    all_uses all;
    if (depth < 2 || width < 4) return all;  // of two lanes few are empty
    bool calls = false, possible = true;
    int turned = 0, price = 0;
    for (int s = loops.first_sweep; s < loops.first_sweep + loops.sweep_count; ++s)
      for (int i = Plan::plan.sweeps[s].body; i < Plan::plan.sweeps[s].end; ++i) {
        const instruction& step = Plan::plan.code[i];
        const bool call = step.what == act::compute && step.op->price == dag::cost::call;
        calls = calls || call;
        price += call ? 16 : 1;
        if (step.what == act::lag) possible = false;
        const bool loads = step.what == act::load, stores = step.what == act::store;
        if (!loads && !stores && step.what != act::accumulate) continue;
        const int number = loads ? step.a : step.to;
        use it = all.of[number];  // no reference: g++ 12 loses what was counted
        const stream& from = uses::at(number);
        const bool rows = uses::moves(number, across) || uses::is_scratch(number), sums = !loads && !stores && !rows;
        if (!uses::moves(number, inner)) {
          possible = possible && loads;
        } else if (from.picked >= 0 || from.shift >= 0 || (stores && !rows) || it.summed || (sums && it.touched)) {
          possible = false;
        } else if (!rows && !sums) {
          it.touched = true;
        } else {
          it.touched = true;
          if (it.place < 0) it.place = turned++;
          it.summed = sums;
          it.loaded = it.loaded || (!it.stored && !stores && rows);
          it.stored = it.stored || !loads;
        }
        all.of[number] = it;
      }
    for (int s = 0; s < loops.stream_count; ++s)
      for (int k = 0; k < loops.stream_count; ++k)  // what is stored here and read in another way
        if (s != k && all.of[s].stored && uses::at(s).from == uses::at(k).from) possible = false;
    all.turned = turned;
    all.price = price;
    all.possible = possible && calls && turned > 0 && turned <= 6;
    return all;
  }();

 public:
  static constexpr bool wanted = known.possible;

  // Whether rows of this length are turned: what is not computed in empty lanes pays for turning the streams.
  [[gnu::always_inline]] static bool pays(std::ptrdiff_t length) {
    const std::ptrdiff_t whole = (length + width - 1) / width * width;
    return length > 0 && whole <= longest && (whole - length) * known.price > known.turned * whole * turning;
  }

  // The streams of one block of rows, turned.
  struct memory {
    alignas(64) T lanes[std::size_t{known.turned + 1}][std::size_t{turned_rows::wanted ? longest * width : 1}];
  };

  template <class Walk>
  [[gnu::always_inline]] static void load_all(const Walk& w, memory& own, std::ptrdiff_t length) {
    turn_in(w, own, length, all_streams{});
  }
  template <class Walk>
  [[gnu::always_inline]] static void store_all(const Walk& w, memory& own, std::ptrdiff_t length) {
    turn_out(w, own, length, all_streams{});
  }

  // One sweep over all rows at once. numbers, conditions: of the rows; results: what the sweep adds up, for each row.
  template <int S, class Walk>
  [[gnu::always_inline]] static void sweep(const Walk& w, memory& own, const P* row_numbers, const M* row_conditions,
                                           P* results, std::ptrdiff_t length) {
    constexpr const inner_sweep& one = Plan::plan.sweeps[S];
    constexpr auto body = std::make_index_sequence<std::size_t{one.end - one.body}>{};
    P numbers[std::size_t{one.numbers + 1}];
    M conditions[std::size_t{one.conditions + 1}];
    P totals[std::size_t{one.accumulators + 1}];
    T* at[std::size_t{streams}];
    std::ptrdiff_t step[std::size_t{streams}], row_step[std::size_t{streams}], picked[std::size_t{streams}];
    copy(at, step, row_step, picked, w, all_streams{});
    const std::ptrdiff_t row = w.from[across], first = w.from[inner];
    set_up<S>(numbers, conditions, row_numbers, row_conditions,
              std::make_index_sequence<std::size_t{one.body - one.set_up}>{});
    begin<S>(totals, body);
#pragma GCC unroll 2
    for (std::ptrdiff_t c = 0; c < length; ++c)
      all_steps<S>(numbers, conditions, totals, own, at, step, row_step, picked, w, row, first, c, body);
    finish<S>(totals, results, body);
  }

 private:
  template <class Walk, std::size_t... I>
  [[gnu::always_inline]] static void copy(T** at, std::ptrdiff_t* step, std::ptrdiff_t* row_step,
                                          std::ptrdiff_t* picked, const Walk& w, std::index_sequence<I...>) {
    ((at[I] = w.at[I], step[I] = w.steps[I][inner], row_step[I] = w.steps[I][across]), ...);
    ((uses::at(static_cast<int>(I)).picked >= 0 ? void(picked[I] = w.picked[I]) : void()), ...);
  }

  // ---- from rows and back

  template <class Walk, std::size_t... I>
  [[gnu::always_inline]] static void turn_in(const Walk& w, memory& own, std::ptrdiff_t length,
                                             std::index_sequence<I...>) {
    (turn_in_one<static_cast<int>(I)>(w, own, length), ...);
  }
  template <int I, class Walk>
  [[gnu::always_inline]] static void turn_in_one([[maybe_unused]] const Walk& w, [[maybe_unused]] memory& own,
                                                 [[maybe_unused]] std::ptrdiff_t length) {
    constexpr use one = known.of[I];
    if constexpr (one.place >= 0 && one.loaded && !uses::is_scratch(I)) {
      for (std::ptrdiff_t k = 0; k < length; k += width) {
        const int lanes = length - k < width ? static_cast<int>(length - k) : width;
        P all[std::size_t{width}];
#pragma GCC unroll 16
        for (int r = 0; r < width; ++r) all[r] = P::load(w.at[I] + r * w.steps[I][across] + k, lanes);
        transpose(all);
#pragma GCC unroll 16
        for (int r = 0; r < width; ++r) all[r].store(own.lanes[one.place] + (k + r) * width);
      }
    }
  }
  template <class Walk, std::size_t... I>
  [[gnu::always_inline]] static void turn_out(const Walk& w, memory& own, std::ptrdiff_t length,
                                              std::index_sequence<I...>) {
    (turn_out_one<static_cast<int>(I)>(w, own, length), ...);
  }
  template <int I, class Walk>
  [[gnu::always_inline]] static void turn_out_one([[maybe_unused]] const Walk& w, [[maybe_unused]] memory& own,
                                                  [[maybe_unused]] std::ptrdiff_t length) {
    constexpr use one = known.of[I];
    if constexpr (one.place >= 0 && one.stored && !uses::is_scratch(I)) {
      if constexpr (one.summed)
        for (std::ptrdiff_t c = length; c % width != 0; ++c) P(T(0)).store(own.lanes[one.place] + c * width);
      for (std::ptrdiff_t k = 0; k < length; k += width) {
        const int lanes = length - k < width ? static_cast<int>(length - k) : width;
        P all[std::size_t{width}];
#pragma GCC unroll 16
        for (int r = 0; r < width; ++r) all[r] = P::load(own.lanes[one.place] + (k + r) * width);
        if constexpr (one.summed) {
          constexpr combination how = sum_of<I>();
          T* const to = w.at[I] + k;
          combined<how>(P::load(to, lanes), combined_rows<how>(all)).store(to, lanes);
        } else {
          transpose(all);
#pragma GCC unroll 16
          for (int r = 0; r < width; ++r) all[r].store(w.at[I] + r * w.steps[I][across] + k, lanes);
        }
      }
    }
  }
  template <int I>
  static constexpr combination sum_of() {
    for (int s = loops.first_sweep; s < loops.first_sweep + loops.sweep_count; ++s)
      for (int i = Plan::plan.sweeps[s].body; i < Plan::plan.sweeps[s].end; ++i)
        if (Plan::plan.code[i].what == act::accumulate && Plan::plan.code[i].to == I) return Plan::plan.code[i].how;
    return combination::add;
  }

  // ---- a sweep

  template <int S, std::size_t... I>
  [[gnu::always_inline]] static void set_up([[maybe_unused]] P* numbers, [[maybe_unused]] M* conditions,
                                            [[maybe_unused]] const P* row_numbers,
                                            [[maybe_unused]] const M* row_conditions, std::index_sequence<I...>) {
    (set_up_step<Plan::plan.sweeps[S].set_up + static_cast<int>(I)>(numbers, conditions, row_numbers, row_conditions),
     ...);
  }
  template <int I>
  [[gnu::always_inline]] static void set_up_step([[maybe_unused]] P* numbers, [[maybe_unused]] M* conditions,
                                                 [[maybe_unused]] const P* row_numbers,
                                                 [[maybe_unused]] const M* row_conditions) {
    constexpr const instruction& one = Plan::plan.code[I];
    if constexpr (one.what == act::constant)
      numbers[one.to] = P(nest_code<Plan, N, T>::template constant<one.a>());
    else if constexpr (one.to < 0)
      conditions[~one.to] = row_conditions[~one.a];
    else
      numbers[one.to] = row_numbers[one.a];
  }
  template <int S, std::size_t... I>
  [[gnu::always_inline]] static void begin([[maybe_unused]] P* totals, std::index_sequence<I...>) {
    (begin_step<Plan::plan.sweeps[S].body + static_cast<int>(I)>(totals), ...);
  }
  template <int I>
  [[gnu::always_inline]] static void begin_step([[maybe_unused]] P* totals) {
    constexpr const instruction& one = Plan::plan.code[I];
    if constexpr (one.what == act::total) totals[one.to] = P(neutral<one.how, T>());
  }
  template <int S, std::size_t... I>
  [[gnu::always_inline]] static void finish([[maybe_unused]] const P* totals, [[maybe_unused]] P* results,
                                            std::index_sequence<I...>) {
    (finish_step<Plan::plan.sweeps[S].body + static_cast<int>(I)>(totals, results), ...);
  }
  template <int I>
  [[gnu::always_inline]] static void finish_step([[maybe_unused]] const P* totals, [[maybe_unused]] P* results) {
    constexpr const instruction& one = Plan::plan.code[I];
    if constexpr (one.what == act::total) results[one.to] = totals[one.to];
  }

  template <int S, class Walk, std::size_t... I>
  [[gnu::always_inline]] static void all_steps(P* numbers, M* conditions, P* totals, memory& own, T* const* at,
                                               const std::ptrdiff_t* step, const std::ptrdiff_t* row_step,
                                               const std::ptrdiff_t* picked, const Walk& w, std::ptrdiff_t row,
                                               std::ptrdiff_t first, std::ptrdiff_t c, std::index_sequence<I...>) {
    (one_step<Plan::plan.sweeps[S].body + static_cast<int>(I)>(numbers, conditions, totals, own, at, step, row_step,
                                                               picked, w, row, first, c),
     ...);
  }
  template <int I, class Walk>
  [[gnu::always_inline]] static void one_step(
      [[maybe_unused]] P* numbers, [[maybe_unused]] M* conditions, [[maybe_unused]] P* totals,
      [[maybe_unused]] memory& own, [[maybe_unused]] T* const* at, [[maybe_unused]] const std::ptrdiff_t* step,
      [[maybe_unused]] const std::ptrdiff_t* row_step, [[maybe_unused]] const std::ptrdiff_t* picked,
      [[maybe_unused]] const Walk& w, [[maybe_unused]] std::ptrdiff_t row, [[maybe_unused]] std::ptrdiff_t first,
      [[maybe_unused]] std::ptrdiff_t c) {
    constexpr const instruction& one = Plan::plan.code[I];
    if constexpr (one.what == act::load) {
      if constexpr (known.of[one.a].place >= 0)
        numbers[one.to] = P::load(own.lanes[known.of[one.a].place] + c * width);
      else if constexpr (!uses::moves(one.a, across))
        numbers[one.to] = P(at[one.a][c * step[one.a]]);
      else
        numbers[one.to] = P::gather(at[one.a], row_step[one.a], width);
    } else if constexpr (one.what == act::place) {
      if constexpr (one.a == inner)
        numbers[one.to] = P(static_cast<T>(first + c));
      else if constexpr (one.a == across)
        numbers[one.to] = P::iota(static_cast<T>(row));
      else
        numbers[one.to] = P(static_cast<T>(w.from[one.a]));
    } else if constexpr (one.what == act::pick) {
      numbers[one.to] =
          P::gather_at(at[one.a] + c * step[one.a], row_step[one.a], picked[one.a], numbers[one.b], width);
    } else if constexpr (one.what == act::fused) {
      numbers[one.to] =
          nest_code<Plan, N, T>::base::template fused<one.sign>(numbers[one.a], numbers[one.b], numbers[one.c]);
    } else if constexpr (one.what == act::equal) {
      numbers[one.to] = select(numbers[one.a] == numbers[one.b], P(T(1)), P(T(0)));
    } else if constexpr (one.what == act::total) {
      if constexpr (one.count == 2)
        totals[one.to] = fma(numbers[one.a], numbers[one.b], totals[one.to]);
      else
        totals[one.to] = combined<one.how>(totals[one.to], numbers[one.a]);
    } else if constexpr (one.what == act::store || (one.what == act::accumulate && known.of[one.to].summed)) {
      numbers[one.a].store(own.lanes[known.of[one.to].place] + c * width);
    } else if constexpr (one.what == act::accumulate) {
      T* const to = own.lanes[known.of[one.to].place] + c * width;
      combined<one.how>(P::load(to), numbers[one.a]).store(to);
    } else {
      slot_values<Plan, P, M>{numbers, conditions}.template compute<I>();
    }
  }
};

}  // namespace tapeless::detail::run
