// SPDX-License-Identifier: BSL-1.0
// Values that a sweep adds several elements later than where it computes them: kept in registers from pack to pack, so
// that what neighbours add to one place is read and written there once.
#pragma once

#include <algorithm>

#include <tapeless/run/loops/nest_streams.hpp>
#include <tapeless/simd/shift.hpp>

namespace tapeless::inline v0_2::detail::run {

// Plan: a type with the static constexpr table `plan`. S: the sweep. Earlier packs are kept behind the numbers of the
// sweep, those of one value latest first; instructions that delay the same value share them.
template <class Plan, int S, class T>
struct lags {
  using P = pack<T>;
  static constexpr const inner_sweep& sweep = Plan::plan.sweeps[S];

  static constexpr int packs_of(int lag) { return (lag + P::width - 1) / P::width; }
  static constexpr bool delays(int i, int slot) {
    return Plan::plan.code[i].what == act::lag && Plan::plan.code[i].a == slot;
  }
  // Packs that are kept of a value.
  static constexpr int packs_of_value(int slot) {
    int most = 0;
    for (int i = sweep.body; i < sweep.end; ++i)
      if (delays(i, slot)) most = std::max(most, packs_of(Plan::plan.code[i].count));
    return most;
  }
  static constexpr bool is_first(int i) {
    for (int k = sweep.body; k < i; ++k)
      if (delays(k, Plan::plan.code[i].a)) return false;
    return true;
  }
  static constexpr bool is_last(int i) {
    for (int k = i + 1; k < sweep.end; ++k)
      if (delays(k, Plan::plan.code[i].a)) return false;
    return true;
  }
  // Packs that are kept of the values that have been delayed before value `slot`, or of all (-1).
  static constexpr int packs_before(int slot) {
    int count = 0;
    for (int i = sweep.body; i < sweep.end && !delays(i, slot); ++i)
      if (Plan::plan.code[i].what == act::lag && is_first(i)) count += packs_of_value(Plan::plan.code[i].a);
    return count;
  }
  static constexpr int count = packs_before(-1);

  // At the beginning of a row there is nothing yet.
  [[gnu::always_inline]] static void begin(P* numbers) {
    for (int k = 0; k < count; ++k) numbers[sweep.numbers + k] = P(T(0));
  }

  // A pack of `lanes` elements; others come behind it as if they were 0.
  template <int I, bool Part>
  [[gnu::always_inline]] static void step(P* numbers, [[maybe_unused]] int lanes) {
    constexpr const instruction& one = Plan::plan.code[I];
    if constexpr (Part)
      take<I>(numbers, select(P::first_lanes(lanes), numbers[one.a], P(T(0))));
    else
      take<I>(numbers, P(numbers[one.a]));
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
    constexpr int packs = packs_of_value(one.a), first = sweep.numbers + packs_before(one.a);
    P added = value;
    if constexpr (one.count > 0) {
      constexpr int whole = one.count / P::width, rest = one.count % P::width;
      if constexpr (rest == 0)
        added = numbers[first + whole - 1];
      else if constexpr (whole == 0)
        added = shifted<rest>(numbers[first], value);
      else
        added = shifted<rest>(numbers[first + whole], numbers[first + whole - 1]);
    }
    if constexpr (one.sign == signs::negated) added = -added;
    if constexpr (one.scale >= 0 && one.c >= 0)
      numbers[one.to] = fma(numbers[one.scale], added, numbers[one.c]);
    else if constexpr (one.scale >= 0)
      numbers[one.to] = numbers[one.scale] * added;
    else if constexpr (one.c >= 0)
      numbers[one.to] = numbers[one.c] + added;
    else
      numbers[one.to] = added;
    if constexpr (packs > 0 && is_last(I)) {
      for (int k = packs - 1; k > 0; --k) numbers[first + k] = numbers[first + k - 1];
      numbers[first] = value;
    }
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
