// SPDX-License-Identifier: BSL-1.0
// Values that a sweep adds several elements later than where it computes them: kept in registers from pack to pack, so
// that what neighbours add to one place is read and written there once.
#pragma once

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

  // A whole pack.
  template <int I>
  [[gnu::always_inline]] static void step(P* numbers) {
    constexpr const instruction& one = Plan::plan.code[I];
    const P value = one.sign == signs::negated ? -numbers[one.a] : numbers[one.a];
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

  // What is left after k elements, a multiple of the width, goes behind them.
  template <std::size_t... I>
  [[gnu::always_inline]] static void finish(const P* numbers, T* const* at, std::ptrdiff_t k,
                                            std::index_sequence<I...>) {
    (finish_one<sweep.body + static_cast<int>(I)>(numbers, at, k), ...);
  }
  template <int I>
  [[gnu::always_inline]] static void finish_one(const P* numbers, T* const* at, std::ptrdiff_t k) {
    constexpr const instruction& one = Plan::plan.code[I];
    if constexpr (one.what == act::lag && one.count > 0) {
      constexpr int packs = packs_of(one.count), kept = packs * P::width;
      constexpr int first = sweep.numbers + packs_before(I);
      T lanes[std::size_t{kept}];
      for (int p = 0; p < packs; ++p) numbers[first + p].store(lanes + (packs - 1 - p) * P::width);
      T* const to = at[one.b] + k;
      for (int l = 0; l < one.count; ++l)
        if (k >= one.count - l) to[l] += lanes[kept - one.count + l];
    }
  }
};

}  // namespace tapeless::detail::run
