// SPDX-License-Identifier: BSL-1.0
// How a sweep loads, stores and adds up packs: next to each other, at strides, where labels say, at places that are
// counted off, and later along the sweep.
#pragma once

#include <cstdint>

#include <tapeless/run/loops/lags.hpp>
#include <tapeless/run/loops/nest_rows.hpp>
#include <tapeless/simd/gather.hpp>
#include <tapeless/simd/reduce.hpp>

namespace tapeless::inline v0_2::detail::run {

// T: float or double. Plan: a type with the static constexpr table `plan`. N: the number of the nest.
template <class Plan, int N, class T>
struct nest_elements : nest_rows<Plan, N, T> {
  using base = nest_rows<Plan, N, T>;
  using base::depth;
  using typename base::uses;
  using P = pack<T>;

  template <bool Unit, bool Part>
  [[gnu::always_inline]] static P load(const T* at, std::ptrdiff_t step, std::ptrdiff_t k, int lanes) {
    if constexpr (!Unit) {
      if (step != 1) return P::gather(at + k * step, step, lanes);
    }
    if constexpr (Part)
      return P::load(at + k, lanes);
    else
      return P::load(at + k);
  }
  template <bool Unit, bool Part>
  [[gnu::always_inline]] static void store(const P& value, T* at, std::ptrdiff_t step, std::ptrdiff_t k, int lanes) {
    if constexpr (!Unit) {
      if (step != 1) {
        T lane[P::width];
        value.store(lane);
        for (int l = 0; l < lanes; ++l) at[(k + l) * step] = lane[l];
        return;
      }
    }
    if constexpr (Part)
      value.store(at + k, lanes);
    else
      value.store(at + k);
  }

  // Adds up where labels say: a row at the place of one label, or each lane at the place of its own.
  template <bool Unit, bool Part, int I>
  [[gnu::always_inline]] static void scatter(const P* numbers, T* to, std::ptrdiff_t step, std::ptrdiff_t picked,
                                             std::ptrdiff_t k, int lanes) {
    constexpr const instruction& one = Plan::plan.code[I];
    const P value = one.sign == signs::negated ? -numbers[one.a] : numbers[one.a];
    // Streams that labels reach into may have any step, also where the sweep goes over elements next to each other.
    if (one.count == 1 && (!Unit || step == 1)) {
      alignas(64) std::int64_t labels[std::size_t{P::width}];
      numbers[one.b].store_integers(labels);
      T* const row = to + picked * static_cast<std::ptrdiff_t>(labels[0]);
      store<Unit, Part>(combined<one.how>(load<Unit, Part>(row, step, k, lanes), value), row, step, k, lanes);
    } else {
      scatter_lanes<one.how, Part>(value, numbers[one.b], to + k * step, step, picked, lanes);
    }
  }

  // Adds up at places that are counted off: all lanes at one place, where they are the same all along the sweep.
  template <bool Unit, bool Part, int I>
  [[gnu::always_inline]] static void accumulate(const P& number, T* to, std::ptrdiff_t step, std::ptrdiff_t k,
                                                int lanes) {
    constexpr const instruction& one = Plan::plan.code[I];
    const P value = one.sign == signs::negated ? -number : number;
    if constexpr (uses::moves(one.to, depth - 1))
      store<Unit, Part>(load<Unit, Part>(to, step, k, lanes) + value, to, step, k, lanes);
    else if constexpr (Part)
      *to += reduce_add(select(P::first_lanes(lanes), value, P(T(0))));
    else
      *to += reduce_add(value);
  }

  // What would come later in a sweep, where packs do not follow each other.
  template <bool Unit, int I>
  [[gnu::always_inline]] static void add_at_once(P* numbers, T* const* at, const std::ptrdiff_t* step, std::ptrdiff_t k,
                                                 int lanes) {
    constexpr const instruction& one = Plan::plan.code[I];
    P value = one.sign == signs::negated ? -numbers[one.a] : numbers[one.a];
    if constexpr (one.scale >= 0) value = value * numbers[one.scale];
    P sum(T(0));
    if constexpr (one.c >= 0) sum = numbers[one.c];
    if constexpr (one.count == 0) {
      numbers[one.to] = sum + value;
    } else {
      T* const to = at[one.b] + one.count * step[one.b];
      store<Unit, true>(load<Unit, true>(to, step[one.b], k, lanes) + value, to, step[one.b], k, lanes);
      numbers[one.to] = sum;
    }
  }

  template <signs Sign>
  [[gnu::always_inline]] static P fused(const P& a, const P& b, const P& c) {
    if constexpr (Sign == signs::plus)
      return fma(a, b, c);
    else if constexpr (Sign == signs::minus)
      return fma(a, b, -c);
    else
      return fma(-a, b, c);
  }
};

}  // namespace tapeless::detail::run
