// SPDX-License-Identifier: BSL-1.0
// Turns one nest of a plan into code: loops over rows, and in each row sweeps over packs with a straight-line body.
// Everything is a static function template with constant indices and no lambda: g++ keeps what a lambda captures in
// memory, and the accumulators of a loop with it.
#pragma once

#include <algorithm>
#include <utility>

#include <tapeless/run/loops/execute_columns.hpp>
#include <tapeless/run/loops/execute_short_rows.hpp>
#include <tapeless/run/loops/nest_elements.hpp>
#include <tapeless/simd/turned_rows.hpp>

namespace tapeless::inline v0_2::detail::run {

// T: float or double. Plan: a type with the static constexpr table `plan`. N: the number of the nest.
template <class Plan, int N, class T>
class nest_code : nest_elements<Plan, N, T> {
  friend class short_rows<nest_code>;
  friend class column_sums<nest_code>;
  friend class turned_rows<nest_code>;
  using base = nest_elements<Plan, N, T>;
  using base::copy, base::depth, base::fixed, base::goes_around, base::has_final, base::longest_waiting, base::loops,
      base::row_length, base::set_up_loops, base::set_up_streams, base::set_up_waiting, base::shared, base::streams,
      base::take_steps;
  using typename base::all_streams;
  using typename base::uses;
  using typename base::walk;
  using P = pack<T>;
  using M = typename P::mask;

 public:
  // ranges: where to go along each axis. Fetches: and to fetch what comes next.
  template <bool Fetches, class Machine, class Sources>
  [[gnu::always_inline]] static void run(const Machine& map, const range* ranges, const upcoming& next,
                                         const Sources& sources) noexcept {
    if constexpr (depth == 0)
      run_here<Fetches>(map, ranges, next, sources);
    else
      run_apart<Fetches>(map, ranges, next, sources);
  }

 private:
  // Flattened: the functions of the rules are small templates that the compiler would call instead of inlining them.
  // That works for functions that are not inlined themselves.
  template <bool Fetches, class Machine, class Sources>
  [[gnu::noinline, gnu::flatten]] static void run_apart(const Machine& map, const range* ranges, const upcoming& next,
                                                        const Sources& sources) noexcept {
    run_here<Fetches>(map, ranges, next, sources);
  }
  template <bool Fetches, class Machine, class Sources>
  [[gnu::always_inline]] static void run_here(const Machine& map, const range* ranges, const upcoming& next,
                                              const Sources& sources) noexcept {
    walk w;
    if constexpr (Fetches) w.next = next;
    const bool unit = set_up_streams(w, map, ranges, sources, all_streams{});
    set_up_loops(w, ranges, sources, std::make_index_sequence<static_cast<std::size_t>(depth)>{});
    T numbers[loops.row_numbers + 1];
    bool conditions[loops.row_conditions + 1];
    base::template rows<loops.prelude, 0>(w, numbers, conditions, nullptr, map.sizes,
                                          std::make_index_sequence<loops.prelude_end - loops.prelude>{});
    alignas(64) T waiting[shared + 1][shared > 0 ? longest_waiting : 1];
    if constexpr (shared > 0)
      set_up_waiting(w, unit && row_length(w) <= longest_waiting ? waiting : nullptr, all_streams{});
    w.around = unit && has_final && goes_around(w, map, sources, all_streams{});
    if constexpr (turns)
      if (turn_all(w)) return;
    if (unit) short_rows<nest_code>::turn(w, map, ranges, sources);
    if (unit)
      go<true, Fetches, 0>(w, numbers, conditions, map.sizes);
    else
      go<false, false, 0>(w, numbers, conditions, map.sizes);
    if constexpr (has_final)
      if (w.around) P::fence();
  }

  // A matrix that is stored along its other axis.
  static constexpr bool turns = [] {
    if (depth != 2 || loops.sweep_count != 1) return false;
    const inner_sweep& one = Plan::plan.sweeps[loops.first_sweep];
    return one.rows == one.body && one.end - one.body == 2 && Plan::plan.code[one.body].what == act::load &&
           Plan::plan.code[one.body + 1].what == act::store;
  }();
  [[gnu::always_inline]] static bool turn_all(const walk& w) {
    constexpr const inner_sweep& one = Plan::plan.sweeps[loops.first_sweep];
    constexpr int from = Plan::plan.code[one.body].a, to = Plan::plan.code[one.end - 1].to;
    if (w.steps[from][0] != 1 || w.steps[to][1] != 1) return false;
    turn<T>(w.at[from], w.steps[from][1], w.at[to], w.steps[to][0], w.to[1] - w.from[1], w.to[0] - w.from[0]);
    return true;
  }

  template <int S, std::size_t Copies, std::size_t Sums, class Body, std::size_t... C>
  [[gnu::always_inline]] static void begin_all(P (&totals)[Copies][Sums], Body body, std::index_sequence<C...>) {
    (begin<S>(totals[C], body), ...);
  }
  template <combination How, int K, std::size_t Copies, std::size_t Sums, std::size_t... C>
  [[gnu::always_inline]] static P together(const P (&totals)[Copies][Sums], std::index_sequence<C...>) {
    P all = totals[0][K];
    ((all = combined<How>(all, totals[C + 1][K])), ...);
    return all;
  }

  template <bool Unit, bool Fetches, int D>
  [[gnu::always_inline]] static void go(walk& w, T* numbers, bool* conditions, const std::ptrdiff_t* extents) {
    if constexpr (D + 1 >= depth) {
      sweeps<Unit, Fetches>(w, numbers, conditions, extents, std::make_index_sequence<loops.sweep_count>{});
    } else {
      const std::ptrdiff_t first = w.from[D];
      if constexpr (Unit && D + 2 == depth && column_sums<nest_code>::wanted)
        if (column_sums<nest_code>::run(w, numbers, conditions, extents)) return;
      if constexpr (Unit && D + 2 == depth) short_rows<nest_code>::run(w, numbers, conditions, extents);
      for (; w.from[D] < w.to[D]; ++w.from[D]) {
        T* before[streams];
        copy(before, w.at, all_streams{});
        go<Unit, Fetches, D + 1>(w, numbers, conditions, extents);
        base::template advance<D>(w, before, all_streams{});
      }
      w.from[D] = first;
    }
  }

  template <bool Unit, bool Fetches, std::size_t... S>
  [[gnu::always_inline]] static void sweeps([[maybe_unused]] const walk& w, [[maybe_unused]] T* numbers,
                                            [[maybe_unused]] bool* conditions,
                                            [[maybe_unused]] const std::ptrdiff_t* extents, std::index_sequence<S...>) {
    T results[std::size_t{max_results + 1}];
    (run_sweep<Unit, Fetches, loops.first_sweep + static_cast<int>(S)>(w, numbers, conditions, results, extents), ...);
  }
  static constexpr int max_results = [] {
    int most = 0;
    for (int s = loops.first_sweep; s < loops.first_sweep + loops.sweep_count; ++s)
      most = std::max(most, Plan::plan.sweeps[s].accumulators);
    return most;
  }();

  template <bool Unit, bool Fetches, int S>
  [[gnu::always_inline]] static void run_sweep([[maybe_unused]] const walk& w, [[maybe_unused]] T* numbers,
                                               [[maybe_unused]] bool* conditions, [[maybe_unused]] T* results,
                                               [[maybe_unused]] const std::ptrdiff_t* extents) {
    constexpr const inner_sweep& one = Plan::plan.sweeps[S];
    base::template rows<one.rows, S>(w, numbers, conditions, results, extents,
                                     std::make_index_sequence<std::size_t{one.set_up - one.rows}>{});
    if constexpr (one.end > one.body) {
      if constexpr (Unit && uses::any_final(S)) {
        if (w.around) {
          sweep<Unit, S, storage::around, Fetches>(w, numbers, conditions, results);
          return;
        }
      }
      sweep<Unit, S, storage::own, Fetches>(w, numbers, conditions, results);
    }
  }

  // Several independent sums hide the latency of an addition; a long body hides it by itself. Without sums, a loop of a
  // few instructions is twice as long as what it does.
  template <int S>
  static constexpr int unroll() {
    constexpr const inner_sweep& one = Plan::plan.sweeps[S];
    const int length = one.end - one.body;
    if (one.accumulators == 0) return length <= 6 && !has_call(Plan::plan, one) ? 2 : 1;
    const int weight = length * one.accumulators;
    return weight <= 2 ? 8 : weight <= 12 ? 4 : weight <= 40 ? 2 : 1;
  }

  template <bool Unit, int S, storage Where, bool Fetches>
  [[gnu::always_inline]] static void sweep(const walk& w, const T* row_numbers, const bool* row_conditions,
                                           T* results) {
    constexpr const inner_sweep& one = Plan::plan.sweeps[S];
    constexpr int copies = Unit ? unroll<S>() : 1;
    [[maybe_unused]] constexpr bool fetches = Fetches && depth == 1 && has_call(Plan::plan, one);
    constexpr int sums = one.accumulators > 0 ? one.accumulators : 1;
    constexpr auto body = std::make_index_sequence<std::size_t{one.end - one.body}>{};
    using late = lags<Plan, S, T>;
    P numbers[std::size_t{one.numbers + late::count + 1}];
    M conditions[std::size_t{one.conditions + 1}];
    P totals[std::size_t{copies}][std::size_t{sums}];
    T* at[2 * streams];
    std::ptrdiff_t step[streams];
    copy(at, w.at, all_streams{});
    waiting_places(at, w, all_streams{});
    take_steps(step, w, all_streams{});
    set_up<S, 1>(numbers, conditions, row_numbers, row_conditions, w.from,
                 std::make_index_sequence<std::size_t{one.body - one.set_up}>{});
    begin_all<S>(totals, body, std::make_index_sequence<std::size_t{copies}>{});
    if constexpr (Unit) late::begin(numbers);
    const std::ptrdiff_t length = row_length(w);
    std::ptrdiff_t k = 0;
    [[maybe_unused]] upcoming next;
    if constexpr (fetches) next = w.next;
    if constexpr (copies > 1)
      for (; k + copies * P::width <= length; k += copies * P::width) {
        if constexpr (fetches) next.fetch(copies * P::width * next.step);
        several<Unit, S, Where>(numbers, conditions, totals, at, step, w, k,
                                std::make_index_sequence<std::size_t{copies}>{});
      }
    if constexpr (Unit) {
      for (; k + P::width <= length; k += P::width) {
        if constexpr (fetches) next.fetch(P::width * next.step);
        once<Unit, false, S, Where>(numbers, conditions, totals[0], at, step, w, k, P::width, body);
      }
      if (k < length)
        once<Unit, true, S, Where>(numbers, conditions, totals[0], at, step, w, k, static_cast<int>(length - k), body);
      if constexpr (late::count > 0)
        late::finish(numbers, at, (length + P::width - 1) / P::width * P::width, length, body);
    } else {
      for (; k < length; k += P::width)
        once<Unit, true, S, Where>(numbers, conditions, totals[0], at, step, w, k,
                                   static_cast<int>(std::min<std::ptrdiff_t>(length - k, P::width)), body);
    }
    finish<S, copies>(totals, results, body);
  }

  template <std::size_t... I>
  [[gnu::always_inline]] static void waiting_places([[maybe_unused]] T** at, [[maybe_unused]] const walk& w,
                                                    std::index_sequence<I...>) {
    ((at[streams + I] = uses::is_shared(I) && w.at[streams + I] != nullptr ? w.at[streams + I] : w.at[I]), ...);
  }

  template <bool Unit, int S, storage Where, std::size_t Copies, std::size_t Sums, std::size_t... C>
  [[gnu::always_inline]] static void several(P* numbers, M* conditions, P (&totals)[Copies][Sums], T* const* at,
                                             const std::ptrdiff_t* step, const walk& w, std::ptrdiff_t k,
                                             std::index_sequence<C...>) {
    constexpr const inner_sweep& one = Plan::plan.sweeps[S];
    (once<Unit, false, S, Where>(numbers, conditions, totals[C], at, step, w, k + static_cast<int>(C) * P::width,
                                 P::width, std::make_index_sequence<std::size_t{one.end - one.body}>{}),
     ...);
  }

  // The numbers of the row are `Apart` places apart.
  template <int S, int Apart, class Condition, std::size_t... I>
  [[gnu::always_inline]] static void set_up([[maybe_unused]] P* numbers, [[maybe_unused]] M* conditions,
                                            [[maybe_unused]] const T* row_numbers,
                                            [[maybe_unused]] const Condition* row_conditions,
                                            [[maybe_unused]] const std::ptrdiff_t* from, std::index_sequence<I...>) {
    constexpr const inner_sweep& one = Plan::plan.sweeps[S];
    (set_up_step<one.set_up + static_cast<int>(I), Apart>(numbers, conditions, row_numbers, row_conditions, from), ...);
  }
  template <int I, int Apart, class Condition>
  [[gnu::always_inline]] static void set_up_step([[maybe_unused]] P* numbers, [[maybe_unused]] M* conditions,
                                                 [[maybe_unused]] const T* row_numbers,
                                                 [[maybe_unused]] const Condition* row_conditions,
                                                 [[maybe_unused]] const std::ptrdiff_t* from) {
    constexpr const instruction& one = Plan::plan.code[I];
    if constexpr (one.what == act::constant)
      numbers[one.to] = P(base::template constant<one.a>());
    else if constexpr (one.to < 0)
      conditions[~one.to] = P(static_cast<T>(row_conditions[~one.a * Apart])) != P(T(0));
    else
      numbers[one.to] = P(row_numbers[one.a * Apart]);
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
  template <int S, std::size_t Copies, std::size_t Sums, std::size_t... I>
  [[gnu::always_inline]] static void finish([[maybe_unused]] P (&totals)[Copies][Sums], [[maybe_unused]] T* results,
                                            std::index_sequence<I...>) {
    (finish_step<Plan::plan.sweeps[S].body + static_cast<int>(I)>(totals, results), ...);
  }
  template <int I, std::size_t Copies, std::size_t Sums>
  [[gnu::always_inline]] static void finish_step([[maybe_unused]] P (&totals)[Copies][Sums],
                                                 [[maybe_unused]] T* results) {
    constexpr const instruction& one = Plan::plan.code[I];
    if constexpr (one.what == act::total) {
      const P all = together<one.how, one.to>(totals, std::make_index_sequence<Copies - 1>{});
      if constexpr (one.how == combination::add)
        results[one.to] = reduce_add(all);
      else if constexpr (one.how == combination::larger)
        results[one.to] = reduce_max(all);
      else
        results[one.to] = reduce_min(all);
    }
  }

  // What the next row needs at this place.
  template <std::size_t... I>
  [[gnu::always_inline]] static void fetch_all(T* const* at, const walk& w, std::ptrdiff_t k,
                                               std::index_sequence<I...>) {
    (fetch<static_cast<int>(I)>(at, w, k), ...);
  }
  template <int I>
  [[gnu::always_inline]] static void fetch([[maybe_unused]] T* const* at, [[maybe_unused]] const walk& w,
                                           [[maybe_unused]] std::ptrdiff_t k) {
    if constexpr (uses::is_fetched(I)) __builtin_prefetch(at[I] + w.steps[I][depth - 2] + k);
  }

  // One pack of each stream, at place k of the sweep; the last one may be partly filled.
  template <bool Unit, bool Part, int S, storage Where, std::size_t... I>
  [[gnu::always_inline]] static void once([[maybe_unused]] P* numbers, [[maybe_unused]] M* conditions,
                                          [[maybe_unused]] P* totals, [[maybe_unused]] T* const* at,
                                          [[maybe_unused]] const std::ptrdiff_t* step, [[maybe_unused]] const walk& w,
                                          [[maybe_unused]] std::ptrdiff_t k, [[maybe_unused]] int lanes,
                                          std::index_sequence<I...>) {
    if constexpr (Unit && !Part && Where != storage::rows && Where != storage::columns && uses::fetches(S))
      fetch_all(at, w, k, all_streams{});
    (sweep_step<Unit, Part, S, Plan::plan.sweeps[S].body + static_cast<int>(I), Where>(numbers, conditions, totals, at,
                                                                                       step, w, k, lanes),
     ...);
  }
  template <bool Unit, bool Part, int S, int I, storage Where>
  [[gnu::always_inline]] static void sweep_step([[maybe_unused]] P* numbers, [[maybe_unused]] M* conditions,
                                                [[maybe_unused]] P* totals, [[maybe_unused]] T* const* at,
                                                [[maybe_unused]] const std::ptrdiff_t* step,
                                                [[maybe_unused]] const walk& w, [[maybe_unused]] std::ptrdiff_t k,
                                                [[maybe_unused]] int lanes) {
    constexpr const instruction& one = Plan::plan.code[I];
    if constexpr (one.what == act::load) {
      if constexpr (uses::waits_for(one.a, S))
        numbers[one.to] =
            base::template load<Unit, (Part && Where != storage::rows)>(at[streams + one.a], step[one.a], k, lanes);
      else
        numbers[one.to] = base::template load<(Unit && !uses::leaps(one.a)), Part>(at[one.a], step[one.a], k, lanes);
    } else if constexpr (one.what == act::place) {
      if constexpr (one.a == depth - 1)
        numbers[one.to] = P::iota(static_cast<T>(w.from[depth - 1] + k));
      else
        numbers[one.to] = P(static_cast<T>(w.from[one.a]));
    } else if constexpr (one.what == act::pick) {
      const P index = numbers[one.b];
      numbers[one.to] = P::gather_at(at[one.a] + k * step[one.a], step[one.a], w.picked[one.a], index, lanes);
    } else if constexpr (one.what == act::fused) {
      numbers[one.to] = base::template fused<one.sign>(numbers[one.a], numbers[one.b], numbers[one.c]);
    } else if constexpr (one.what == act::equal) {
      numbers[one.to] = select(numbers[one.a] == numbers[one.b], P(T(1)), P(T(0)));
    } else if constexpr (one.what == act::lag) {
      if constexpr (Unit)
        lags<Plan, S, T>::template step<I, Part>(numbers, lanes);
      else
        base::template add_at_once<Unit, I>(numbers, at, step, k, lanes);
    } else if constexpr (one.what == act::total) {
      add_to_total<Part, I>(numbers, totals[one.to], lanes);
    } else if constexpr (one.what == act::store) {
      if constexpr (uses::waits_after(one.to, S))
        base::template store<Unit, Part && Where != storage::rows>(numbers[one.a], at[streams + one.to], step[one.to],
                                                                   k, lanes);
      else if constexpr (Where == storage::around && !Part && uses::is_final(one.to, S))
        numbers[one.a].store_around(at[one.to] + k);
      else
        base::template store<Unit, Part>(numbers[one.a], at[one.to], step[one.to], k, lanes);
    } else if constexpr (one.what == act::accumulate && Where == storage::rows &&
                         short_rows<nest_code>::adds_across(I)) {
      return;  // by the rows together
    } else if constexpr (one.what == act::accumulate && Where == storage::columns &&
                         column_sums<nest_code>::adds_columns(I)) {
      return;  // in registers
    } else if constexpr (one.what == act::accumulate && uses::at(one.to).picked >= 0) {
      base::template scatter<Unit, Part, I>(numbers, at[one.to], step[one.to], w.picked[one.to], k, lanes);
    } else if constexpr (one.what == act::accumulate && uses::at(one.to).shift >= 0) {
      // Also the places behind the last element that lags have reached.
      if constexpr (Unit && Part && one.c > 0) lanes = std::min(P::width, lanes + one.c);
      base::template accumulate<Unit && !uses::leaps(one.to), Part, I>(numbers[one.a], at[one.to], step[one.to], k,
                                                                       lanes);
    } else if constexpr (one.what == act::accumulate) {
      base::template store<Unit, Part>(
          combined<one.how>(base::template load<Unit, Part>(at[one.to], step[one.to], k, lanes), numbers[one.a]),
          at[one.to], step[one.to], k, lanes);
    } else {
      slot_values<Plan, P, M>{numbers, conditions}.template compute<I>();
    }
  }

  template <bool Part, int I>
  [[gnu::always_inline]] static void add_to_total(const P* numbers, P& total, [[maybe_unused]] int lanes) {
    constexpr const instruction& one = Plan::plan.code[I];
    P sum;
    if constexpr (one.count == 2)
      sum = fma(numbers[one.a], numbers[one.b], total);
    else
      sum = combined<one.how>(total, numbers[one.a]);
    if constexpr (Part)
      total = select(P::first_lanes(lanes), sum, total);
    else
      total = sum;
  }
};

}  // namespace tapeless::detail::run
