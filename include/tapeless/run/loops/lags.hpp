// SPDX-License-Identifier: BSL-1.0
// Values that a sweep adds several elements later than where it computes them: kept in registers from pack to pack, so
// that what neighbours add to one place is read and written there once.
#pragma once

#include <algorithm>

#include <tapeless/run/loops/nest_streams.hpp>
#include <tapeless/simd/shift.hpp>

namespace tapeless::inline v0_2::detail::run {

// Plan: a type with the static constexpr table `plan`. S: the sweep. Earlier packs are kept behind the numbers of the
// sweep, those of one instruction latest first.
template <class Plan, int S, class T>
struct lags {
  using P = pack<T>;
  static constexpr const inner_sweep& sweep = Plan::plan.sweeps[S];

  static constexpr int packs_of(int lag) { return (lag + P::width - 1) / P::width; }
  // Packs of instructions of the sweep before number `end`.
  static constexpr int packs_before(int end) {
    int count = 0;
    for (int i = sweep.body; i < end; ++i)
      if (Plan::plan.code[i].what == act::lag) count += packs_of(Plan::plan.code[i].count);
    return count;
  }
  static constexpr int count = packs_before(sweep.end);

  // At the beginning of a row there is nothing yet.
  [[gnu::always_inline]] static void begin(P* numbers) {
    for (int k = 0; k < count; ++k) numbers[sweep.numbers + k] = P(T(0));
  }

  // A pack of `lanes` elements; others come behind it as if they were 0.
  template <int I, bool Part>
  [[gnu::always_inline]] static void step(P* numbers, [[maybe_unused]] int lanes) {
    constexpr const instruction& one = Plan::plan.code[I];
    P value = one.sign == signs::negated ? -numbers[one.a] : numbers[one.a];
    if constexpr (Part) value = select(P::first_lanes(lanes), value, P(T(0)));
    take<I>(numbers, value);
  }

  // What is left behind the last of `length` elements, from the pack at k on, is added to its places.
  template <std::size_t... I>
  [[gnu::always_inline]] static void finish(P* numbers, T* const* at, std::ptrdiff_t k, std::ptrdiff_t length,
                                            std::index_sequence<I...>) {
    for (; k < length + longest; k += P::width)
      (finish_one<sweep.body + static_cast<int>(I)>(numbers, at, k, length), ...);
  }
  // How many places of a pack at k are those of the elements before `length`, or up to `lag` behind them.
  [[gnu::always_inline]] static int places(std::ptrdiff_t k, std::ptrdiff_t length, int lag) {
    return static_cast<int>(std::min<std::ptrdiff_t>(P::width, length + lag - k));
  }

 private:
  static constexpr int longest = [] {
    int most = 0;
    for (int i = sweep.body; i < sweep.end; ++i)
      if (Plan::plan.code[i].what == act::lag) most = std::max(most, Plan::plan.code[i].count);
    return most;
  }();

  template <int I>
  [[gnu::always_inline]] static void take(P* numbers, const P& value) {
    constexpr const instruction& one = Plan::plan.code[I];
    P added = value;
    if constexpr (one.count > 0) {
      constexpr int first = sweep.numbers + packs_before(I), whole = one.count / P::width;
      constexpr int rest = one.count % P::width, packs = packs_of(one.count);
      if constexpr (rest == 0)
        added = numbers[first + whole - 1];
      else if constexpr (whole == 0)
        added = shifted<rest>(numbers[first], value);
      else
        added = shifted<rest>(numbers[first + whole], numbers[first + whole - 1]);
      for (int k = packs - 1; k > 0; --k) numbers[first + k] = numbers[first + k - 1];
      numbers[first] = value;
    }
    if constexpr (one.c < 0)
      numbers[one.to] = added;
    else
      numbers[one.to] = numbers[one.c] + added;
  }
  template <int I>
  [[gnu::always_inline]] static void finish_one(P* numbers, T* const* at, std::ptrdiff_t k, std::ptrdiff_t length) {
    constexpr const instruction& one = Plan::plan.code[I];
    if constexpr (one.what == act::lag) {
      take<I>(numbers, P(T(0)));
    } else if constexpr (one.what == act::accumulate && one.c > 0) {
      const int n = places(k, length, one.c);
      T* const to = at[one.to] + k;
      if (n > 0) (P::load(to, n) + numbers[one.a]).store(to, n);
    }
  }
};

}  // namespace tapeless::detail::run
