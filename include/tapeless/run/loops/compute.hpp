// SPDX-License-Identifier: BSL-1.0
// What the code of nests is made of: how values combine, and how an instruction that computes becomes a call of a rule.
#pragma once

#include <cstddef>
#include <cstdint>
#include <limits>
#include <utility>

#include <tapeless/rules/operation.hpp>
#include <tapeless/run/scalar/executor.hpp>
#include <tapeless/run/loops/memory_map.hpp>
#include <tapeless/simd/functions.hpp>
#include <tapeless/simd/memory.hpp>

namespace tapeless::inline v0_2::detail::run {

template <combination How, class P>
[[gnu::always_inline]] inline P combined(const P& a, const P& b) {
  if constexpr (How == combination::add)
    return a + b;
  else if constexpr (How == combination::larger)
    return math::max(a, b);
  else
    return math::min(a, b);
}

// Where a sweep finds values that wait for it, and how it stores results: rows: several rows are done at a time, and
// their values wait in places of their own, of whole packs; columns: sums over rows stay in registers; around: results
// that nothing reads again go around the caches.
enum class storage { own, rows, columns, around };

template <combination How, class T>
[[gnu::always_inline]] inline void combine_into(T& to, T value) {
  to = combined<How>(to, value);
}
template <combination How, class T, std::size_t... L>
[[gnu::always_inline]] inline void scatter_all(const T* values, const std::int64_t* labels, T* to, std::ptrdiff_t step,
                                               std::ptrdiff_t picked, std::index_sequence<L...>) {
  (combine_into<How>(to[static_cast<std::ptrdiff_t>(L) * step + picked * labels[L]], values[L]), ...);
}
// Lane l of a value to to[l*step + label*picked] with the label of the lane, one after the other, as several lanes may
// have the same.
template <combination How, bool Part, class P, class T>
[[gnu::always_inline]] inline void scatter_lanes(const P& value, const P& label, T* to, std::ptrdiff_t step,
                                                 std::ptrdiff_t picked, int lanes) {
  alignas(64) T values[std::size_t{P::width}];
  alignas(64) std::int64_t labels[std::size_t{P::width}];
  value.store(values);
  label.store_integers(labels);
  if constexpr (Part)
    for (int l = 0; l < lanes; ++l) combine_into<How>(to[l * step + picked * labels[l]], values[l]);
  else
    scatter_all<How>(values, labels, to, step, picked, std::make_index_sequence<std::size_t{P::width}>{});
}

// What changes nothing when it is combined.
template <combination How, class T>
constexpr T neutral() {
  return How == combination::add ? T(0)
                                 : (How == combination::larger ? T(-1) : T(1)) * std::numeric_limits<T>::infinity();
}

// Values of one level, numbers of a row or packs of a sweep, and their slots.
template <class Plan, class V, class C>
struct slot_values {
  V* numbers;
  C* conditions;

  template <int Slot>
  [[gnu::always_inline]] auto& at() const {
    if constexpr (Slot < 0)
      return conditions[~Slot];
    else
      return numbers[Slot];
  }

  template <int I>
  [[gnu::always_inline]] void compute() const {
    constexpr const instruction& one = Plan::plan.code[I];
    constexpr const dag::operation* op = one.op;
    using rule = detail::rule_type<op>;
    auto& to = at<one.to>();
    const auto& a = at<one.a>();
    if constexpr (op->part == dag::role::sum)
      to = a + at<one.b>();
    else if constexpr (op->part == dag::role::difference)
      to = a - at<one.b>();
    else if constexpr (op->part == dag::role::product)
      to = a * at<one.b>();
    else if constexpr (op->part == dag::role::negation)
      to = -a;
    else if constexpr (op->arity == 1)
      to = rule::value(a);
    else if constexpr (op->arity == 2)
      to = rule::value(a, at<one.b>());
    else if constexpr (op->arity == 3)
      to = rule::value(a, at<one.b>(), at<one.c>());
    else if constexpr (one.count == 1)
      to = detail::value_of<rule, V>(a);
    else if constexpr (one.count == 2)
      to = detail::value_of<rule, V>(a, at<one.b>());
    else if constexpr (one.count == 3)
      to = detail::value_of<rule, V>(a, at<one.b>(), at<one.c>());
    else
      to = many<rule, I>(std::make_index_sequence<static_cast<std::size_t>(one.count)>{});
  }
  template <class Rule, int I, std::size_t... K>
  [[gnu::always_inline]] V many(std::index_sequence<K...>) const {
    return detail::value_of<Rule, V>(at<Plan::plan.pool[Plan::plan.code[I].pool + static_cast<int>(K)]>()...);
  }
};

}  // namespace tapeless::detail::run
