// SPDX-License-Identifier: BSL-1.0
// What a nest computes once per row, and once for all rows: instructions on single numbers.
#pragma once

#include <utility>

#include <tapeless/rules/operation.hpp>
#include <tapeless/run/loops/nest_walk.hpp>
#include <tapeless/run/loops/compute.hpp>

namespace tapeless::inline v0_2::detail::run {

// T: float or double. Plan: a type with the static constexpr table `plan`. N: the number of the nest.
template <class Plan, int N, class T>
struct nest_rows : nest_walk<Plan, N, T> {
  using base = nest_walk<Plan, N, T>;
  using typename base::walk;

  // Instructions [First, First + sizeof...(I)). results: of the sweep before.
  template <int First, int S, std::size_t... I>
  [[gnu::always_inline]] static void rows([[maybe_unused]] const walk& w, [[maybe_unused]] T* numbers,
                                          [[maybe_unused]] bool* conditions, [[maybe_unused]] const T* results,
                                          [[maybe_unused]] const std::ptrdiff_t* extents, std::index_sequence<I...>) {
    (row_step<First + static_cast<int>(I)>(w, numbers, conditions, results, extents), ...);
  }
  template <int I>
  [[gnu::always_inline]] static void row_step([[maybe_unused]] const walk& w, [[maybe_unused]] T* numbers,
                                              [[maybe_unused]] bool* conditions, [[maybe_unused]] const T* results,
                                              [[maybe_unused]] const std::ptrdiff_t* extents) {
    constexpr const instruction& one = Plan::plan.code[I];
    const slot_values<Plan, T, bool> values{numbers, conditions};
    if constexpr (one.what == act::constant)
      numbers[one.to] = constant<one.a>();
    else if constexpr (one.what == act::extent)
      numbers[one.to] = static_cast<T>(extents[one.a]);
    else if constexpr (one.what == act::place)
      numbers[one.to] = static_cast<T>(w.from[one.a]);
    else if constexpr (one.what == act::load)
      numbers[one.to] = *w.at[one.a];
    else if constexpr (one.what == act::pick)
      numbers[one.to] = w.at[one.a][w.picked[one.a] * static_cast<std::ptrdiff_t>(numbers[one.b])];
    else if constexpr (one.what == act::result)
      numbers[one.to] = results[one.a];
    else if constexpr (one.what == act::equal)
      numbers[one.to] = numbers[one.a] == numbers[one.b] ? T(1) : T(0);
    else if constexpr (one.what == act::store)
      *w.at[one.to] = numbers[one.a];
    else if constexpr (one.what == act::accumulate) {
      T* to = w.at[one.to];
      if constexpr (base::uses::at(one.to).picked >= 0)
        to += w.picked[one.to] * static_cast<std::ptrdiff_t>(numbers[one.b]);
      *to = combined<one.how>(*to, one.sign == signs::negated ? -numbers[one.a] : numbers[one.a]);
    } else
      values.template compute<I>();
  }

  template <int K>
  static constexpr T constant() {
    if constexpr (Plan::plan.constants[K].is_named)
      return detail::value_of<detail::rule_type<Plan::plan.constants[K].named>, T>();
    else
      return to_scalar<T>(Plan::plan.constants[K].value);
  }
};

}  // namespace tapeless::detail::run
