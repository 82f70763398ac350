// SPDX-License-Identifier: BSL-1.0
// Nests that add up over the loop outside of the innermost one: a few packs of the sums stay in registers for all rows,
// in place of a load and a store of each sum with every row. The terms are added in the same order.
#pragma once

#include <cstddef>
#include <utility>

#include <tapeless/run/loops/compute.hpp>
#include <tapeless/run/loops/nest_streams.hpp>

namespace tapeless::inline v0_2::detail::run {

template <class Plan, int N, class T>
class nest_code;

template <class Code>
class column_sums;

// Code: the class that runs a nest row by row, whose sweeps are used here.
template <class Plan, int N, class T>
class column_sums<nest_code<Plan, N, T>> {
  using code = nest_code<Plan, N, T>;
  using uses = nest_streams<Plan, N>;
  using P = pack<T>;
  using M = typename P::mask;
  static constexpr const nest& loops = Plan::plan.nests[N];
  static constexpr int across = loops.depth - 2;  // the loop over rows
  static constexpr int first = loops.first_sweep;
  static constexpr const inner_sweep& one = Plan::plan.sweeps[first < 0 ? 0 : first];
  static constexpr int streams = uses::count;
  using all_streams = std::make_index_sequence<static_cast<std::size_t>(loops.stream_count)>;
  static constexpr std::size_t length = static_cast<std::size_t>(one.end - one.body);
  using body = std::make_index_sequence<length>;
  // What is read and written is in the second level of cache.
  static constexpr std::ptrdiff_t most = (std::ptrdiff_t{128} << 10) / static_cast<std::ptrdiff_t>(sizeof(T));

  static constexpr bool adds(int i) {
    const instruction& sum = Plan::plan.code[i];
    return sum.what == act::accumulate && !uses::moves(sum.to, across < 0 ? 0 : across);
  }

 public:
  // One sweep without calls, of which the row computes little; all that it adds up is the same place for all rows.
  static constexpr bool wanted = [] {
    if (loops.depth < 2 || loops.sweep_count != 1 || one.accumulators > 0 || length > 12) return false;
    if (uses::scatters() || has_call(Plan::plan, one) || one.set_up - one.rows > 4) return false;
    for (int i = one.rows; i < one.set_up; ++i)
      if (Plan::plan.code[i].what == act::store || Plan::plan.code[i].what == act::accumulate ||
          (Plan::plan.code[i].what == act::compute && Plan::plan.code[i].op->price == dag::cost::call))
        return false;
    bool found = false;
    for (int i = one.body; i < one.end; ++i) {
      if (Plan::plan.code[i].what == act::pick || Plan::plan.code[i].what == act::place) return false;
      found = found || adds(i);
    }
    return found;
  }();
  static constexpr bool adds_columns(int i) { return wanted && adds(i); }

  // All rows, or none: where there are few enough of them.
  template <class Walk>
  [[gnu::always_inline]] static bool run(Walk& w, T* numbers, bool* conditions, const std::ptrdiff_t* extents) {
    const std::ptrdiff_t rows = w.to[across] - w.from[across], columns = code::row_length(w);
    if (rows < 2 || rows * columns > most) return false;
    T* before[static_cast<std::size_t>(streams)];
    code::copy(before, w.at, all_streams{});
    std::ptrdiff_t k = 0;
    for (; k + 4 * P::width <= columns; k += 4 * P::width)
      all_rows<false, 4>(w, before, numbers, conditions, extents, k, P::width);
    if (k + 2 * P::width <= columns) {
      all_rows<false, 2>(w, before, numbers, conditions, extents, k, P::width);
      k += 2 * P::width;
    }
    if (k + P::width <= columns) {
      all_rows<false, 1>(w, before, numbers, conditions, extents, k, P::width);
      k += P::width;
    }
    if (k < columns) all_rows<true, 1>(w, before, numbers, conditions, extents, k, static_cast<int>(columns - k));
    return true;
  }

 private:
  template <bool Part, std::size_t Copies, class Walk>
  [[gnu::always_inline]] static void all_rows(Walk& w, T* const* before, T* row_numbers, bool* row_conditions,
                                              const std::ptrdiff_t* extents, std::ptrdiff_t k, int lanes) {
    P sums[Copies][length + 1];
    P numbers[static_cast<std::size_t>(one.numbers + 1)];
    M conditions[static_cast<std::size_t>(one.conditions + 1)];
    T* at[std::size_t{2 * streams}];
    std::ptrdiff_t step[std::size_t{streams}];
    code::take_steps(step, w, all_streams{});
    move_all<false, Part>(sums, w.at, k, lanes, std::make_index_sequence<Copies>{});
    code::copy(at, w.at, all_streams{});
    const std::ptrdiff_t begin = w.from[across], end = w.to[across];
    if constexpr (one.rows == one.set_up)
      code::template set_up<first, 1>(numbers, conditions, row_numbers, row_conditions, w.from,
                                      std::make_index_sequence<static_cast<std::size_t>(one.body - one.set_up)>{});
    for (std::ptrdiff_t row = begin; row < end; ++row) {
      if constexpr (one.rows < one.set_up) {
        code::template rows<one.rows, first>(
            w, row_numbers, row_conditions, nullptr, extents,
            std::make_index_sequence<static_cast<std::size_t>(one.set_up - one.rows)>{});
        code::template set_up<first, 1>(numbers, conditions, row_numbers, row_conditions, w.from,
                                        std::make_index_sequence<static_cast<std::size_t>(one.body - one.set_up)>{});
        ++w.from[across];
        go_on(w.at, w, all_streams{});
      }
      copies<Part>(sums, numbers, conditions, at, step, w, k, lanes, std::make_index_sequence<Copies>{});
      go_on(at, w, all_streams{});
    }
    w.from[across] = begin;
    if constexpr (one.rows < one.set_up) code::copy(w.at, before, all_streams{});
    move_all<true, Part>(sums, w.at, k, lanes, std::make_index_sequence<Copies>{});
  }
  template <class Walk, std::size_t... I>
  [[gnu::always_inline]] static void go_on(T** at, const Walk& w, std::index_sequence<I...>) {
    ((at[I] += w.steps[I][across]), ...);
  }
  template <bool Part, std::size_t Copies, class Walk, std::size_t... C>
  [[gnu::always_inline]] static void copies(P (&sums)[Copies][length + 1], P* numbers, M* conditions, T* const* at,
                                            const std::ptrdiff_t* step, const Walk& w, std::ptrdiff_t k, int lanes,
                                            std::index_sequence<C...>) {
    ((code::template once<true, Part, first, storage::columns>(numbers, conditions, nullptr, at, step, w,
                                                               k + static_cast<int>(C) * P::width, lanes, body{}),
      add<Part>(sums[C], numbers, body{})),
     ...);
  }
  template <bool Part, std::size_t... I>
  [[gnu::always_inline]] static void add(P* sums, const P* numbers, std::index_sequence<I...>) {
    (add_one<one.body + static_cast<int>(I)>(sums[I], numbers), ...);
  }
  template <int I>
  [[gnu::always_inline]] static void add_one([[maybe_unused]] P& sum, [[maybe_unused]] const P* numbers) {
    if constexpr (adds(I)) sum = combined<Plan::plan.code[I].how>(sum, numbers[Plan::plan.code[I].a]);
  }
  // Between registers and memory.
  template <bool Store, bool Part, std::size_t Copies, std::size_t... C>
  [[gnu::always_inline]] static void move_all(P (&sums)[Copies][length + 1], T* const* at, std::ptrdiff_t k, int lanes,
                                              std::index_sequence<C...>) {
    (move<Store, Part>(sums[C], at, k + static_cast<int>(C) * P::width, lanes, body{}), ...);
  }
  template <bool Store, bool Part, std::size_t... I>
  [[gnu::always_inline]] static void move(P* sums, T* const* at, std::ptrdiff_t k, int lanes,
                                          std::index_sequence<I...>) {
    (move_one<Store, Part, one.body + static_cast<int>(I)>(sums[I], at, k, lanes), ...);
  }
  template <bool Store, bool Part, int I>
  [[gnu::always_inline]] static void move_one([[maybe_unused]] P& sum, [[maybe_unused]] T* const* at,
                                              [[maybe_unused]] std::ptrdiff_t k, [[maybe_unused]] int lanes) {
    if constexpr (adds(I) && Store)
      code::template store<true, Part>(sum, at[Plan::plan.code[I].to], 1, k, lanes);
    else if constexpr (adds(I))
      sum = code::template load<true, Part>(at[Plan::plan.code[I].to], 1, k, lanes);
  }
};

}  // namespace tapeless::detail::run
