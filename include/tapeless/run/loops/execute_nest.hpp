// SPDX-License-Identifier: BSL-1.0
// Turns one nest of a plan into code: loops over rows, and in each row sweeps over packs with a straight-line body.
// Everything is a static function template with constant indices and no lambda: g++ keeps what a lambda captures in
// memory, and the accumulators of a loop with it.
#pragma once

#include <algorithm>
#include <utility>

#include <tapeless/rules/operation.hpp>
#include <tapeless/run/evaluate.hpp>
#include <tapeless/run/loops/machine.hpp>
#include <tapeless/run/simd/functions.hpp>
#include <tapeless/run/simd/memory.hpp>

namespace tapeless::detail::run::loops {

template <combine How, class P>
[[gnu::always_inline]] inline P combined(const P& a, const P& b) {
  if constexpr (How == combine::add)
    return a + b;
  else if constexpr (How == combine::larger)
    return math::max(a, b);
  else
    return math::min(a, b);
}

// What changes nothing when it is combined.
template <combine How, class T>
constexpr T neutral() {
  return How == combine::add ? T(0) : (How == combine::larger ? T(-1) : T(1)) * std::numeric_limits<T>::infinity();
}

// Values of one level, numbers of a row or packs of a sweep, and their slots.
template <class Plan, class V, class C>
struct slots {
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

// T: float or double. Plan: a type with the static constexpr table `plan`. N: the number of the nest.
template <class Plan, int N, class T>
class nest_code {
  static constexpr const nest& loops = Plan::plan.nests[N];
  static constexpr int streams = loops.stream_count > 0 ? loops.stream_count : 1;
  static constexpr int depth = loops.depth;
  using P = pack<T>;
  using M = typename P::mask;

  static constexpr const stream& stream_at(int s) { return Plan::plan.streams[loops.first_stream + s]; }

  // Where the streams are, and how far from place to place along each loop and for labels.
  struct walk {
    T* at[streams];
    std::ptrdiff_t steps[streams][depth + 1];
    std::ptrdiff_t picked[streams];
    std::ptrdiff_t from[depth + 1];
    std::ptrdiff_t to[depth + 1];
  };

 public:
  // Flattened: the functions of the rules are small templates that the compiler would call instead of inlining them.
  template <class Machine>
  [[gnu::flatten]] static void run(const Machine& machine, const range* ranges) noexcept {
    walk w;
    const bool unit = set_up_streams(w, machine, ranges, all_streams{});
    set_up_loops(w, ranges, std::make_index_sequence<static_cast<std::size_t>(depth)>{});
    T numbers[loops.row_numbers + 1];
    bool conditions[loops.row_conditions + 1];
    rows<loops.prelude, 0>(w, numbers, conditions, nullptr, machine.extents,
                           std::make_index_sequence<loops.prelude_end - loops.prelude>{});
    if (unit)
      go<true, 0>(w, numbers, conditions, machine.extents);
    else
      go<false, 0>(w, numbers, conditions, machine.extents);
  }

 private:
  // Loops over streams and sums are written out by hand: at -O2 g++ leaves them, and with them the arrays in memory.
  using all_streams = std::make_index_sequence<static_cast<std::size_t>(loops.stream_count)>;
  template <class Machine, std::size_t... I>
  [[gnu::always_inline]] static bool set_up_streams([[maybe_unused]] walk& w, [[maybe_unused]] const Machine& machine,
                                                    [[maybe_unused]] const range* ranges, std::index_sequence<I...>) {
    return (set_up_stream<static_cast<int>(I)>(w, machine, ranges,
                                               std::make_index_sequence<static_cast<std::size_t>(depth)>{}) &
            ... & true);
  }
  // Whether the elements of the stream lie next to each other along the innermost loop, or are all the same one.
  template <int S, class Machine, std::size_t... D>
  [[gnu::always_inline]] static bool set_up_stream(walk& w, const Machine& machine,
                                                   [[maybe_unused]] const range* ranges, std::index_sequence<D...>) {
    constexpr const stream& one = stream_at(S);
    const auto& place = machine.at(one.from);
    w.at[S] = place.data;
    if constexpr (one.picked >= 0) w.picked[S] = place.strides[static_cast<int>(one.picked)];
    (set_up_step<S, static_cast<int>(D)>(w, place, ranges), ...);
    if constexpr (depth > 0 && one.picked < 0)
      if constexpr (one.dims[depth - 1] >= 0) return w.steps[S][depth - 1] == 1;
    return true;
  }
  template <int S, int D>
  [[gnu::always_inline]] static void set_up_step(walk& w, [[maybe_unused]] const array_place<T>& place,
                                                 [[maybe_unused]] const range* ranges) {
    constexpr int dimension = stream_at(S).dims[D];
    if constexpr (dimension < 0) {
      w.steps[S][D] = 0;
    } else {
      w.steps[S][D] = place.strides[dimension];
      w.at[S] += w.steps[S][D] * ranges[loops.loops[D]].begin;
    }
  }
  template <std::size_t... D>
  [[gnu::always_inline]] static void set_up_loops([[maybe_unused]] walk& w, [[maybe_unused]] const range* ranges,
                                                  std::index_sequence<D...>) {
    ((w.from[D] = ranges[loops.loops[D]].begin, w.to[D] = ranges[loops.loops[D]].end), ...);
  }
  template <std::size_t... I>
  [[gnu::always_inline]] static void copy([[maybe_unused]] T** to, [[maybe_unused]] T* const* from,
                                          std::index_sequence<I...>) {
    ((to[I] = from[I]), ...);
  }
  template <int D, std::size_t... I>
  [[gnu::always_inline]] static void advance([[maybe_unused]] walk& w, [[maybe_unused]] T* const* before,
                                             std::index_sequence<I...>) {
    ((w.at[I] = before[I] + w.steps[I][D]), ...);
  }
  template <std::size_t... I>
  [[gnu::always_inline]] static void take_steps([[maybe_unused]] std::ptrdiff_t* step, [[maybe_unused]] const walk& w,
                                                std::index_sequence<I...>) {
    ((step[I] = w.steps[I][depth - 1]), ...);
  }
  template <int S, int Copies, int Sums, class Body, std::size_t... C>
  [[gnu::always_inline]] static void begin_all(P (&totals)[Copies][Sums], Body body, std::index_sequence<C...>) {
    (begin<S>(totals[C], body), ...);
  }
  template <combine How, int K, int Copies, int Sums, std::size_t... C>
  [[gnu::always_inline]] static P together(const P (&totals)[Copies][Sums], std::index_sequence<C...>) {
    P all = totals[0][K];
    ((all = combined<How>(all, totals[C + 1][K])), ...);
    return all;
  }

  template <bool Unit, int D>
  [[gnu::always_inline]] static void go(walk& w, T* numbers, bool* conditions, const std::ptrdiff_t* extents) {
    if constexpr (D + 1 >= depth) {
      stages<Unit>(w, numbers, conditions, extents, std::make_index_sequence<loops.stage_count>{});
    } else {
      const std::ptrdiff_t first = w.from[D];
      for (; w.from[D] < w.to[D]; ++w.from[D]) {
        T* before[streams];
        copy(before, w.at, all_streams{});
        go<Unit, D + 1>(w, numbers, conditions, extents);
        advance<D>(w, before, all_streams{});
      }
      w.from[D] = first;
    }
  }

  template <bool Unit, std::size_t... S>
  [[gnu::always_inline]] static void stages([[maybe_unused]] const walk& w, [[maybe_unused]] T* numbers,
                                            [[maybe_unused]] bool* conditions,
                                            [[maybe_unused]] const std::ptrdiff_t* extents, std::index_sequence<S...>) {
    T results[most_results + 1];
    (run_stage<Unit, loops.first_stage + static_cast<int>(S)>(w, numbers, conditions, results, extents), ...);
  }
  static constexpr int most_results = [] {
    int most = 0;
    for (int s = loops.first_stage; s < loops.first_stage + loops.stage_count; ++s)
      most = std::max(most, Plan::plan.stages[s].accumulators);
    return most;
  }();

  template <bool Unit, int S>
  [[gnu::always_inline]] static void run_stage([[maybe_unused]] const walk& w, [[maybe_unused]] T* numbers,
                                               [[maybe_unused]] bool* conditions, [[maybe_unused]] T* results,
                                               [[maybe_unused]] const std::ptrdiff_t* extents) {
    constexpr const stage& one = Plan::plan.stages[S];
    rows<one.rows, S>(w, numbers, conditions, results, extents, std::make_index_sequence<one.set_up - one.rows>{});
    if constexpr (one.end > one.body) sweep<Unit, S>(w, numbers, conditions, results);
  }

  // Numbers of a row.
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
    const slots<Plan, T, bool> values{numbers, conditions};
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
    else if constexpr (one.what == act::accumulate)
      *w.at[one.to] = combined<one.how>(*w.at[one.to], numbers[one.a]);
    else
      values.template compute<I>();
  }

  template <int K>
  static constexpr T constant() {
    if constexpr (Plan::plan.constants[K].named != nullptr)
      return detail::value_of<detail::rule_type<Plan::plan.constants[K].named>, T>();
    else
      return to_scalar<T>(Plan::plan.constants[K].value);
  }

  // Several independent sums hide the latency of an addition; a long body hides it by itself.
  template <int S>
  static constexpr int unroll() {
    constexpr const stage& one = Plan::plan.stages[S];
    if (one.accumulators == 0) return 1;
    const int weight = (one.end - one.body) * one.accumulators;
    return weight <= 12 ? 4 : weight <= 40 ? 2 : 1;
  }

  template <bool Unit, int S>
  [[gnu::always_inline]] static void sweep(const walk& w, const T* row_numbers, const bool* row_conditions,
                                           T* results) {
    constexpr const stage& one = Plan::plan.stages[S];
    constexpr int copies = unroll<S>();
    constexpr int sums = one.accumulators > 0 ? one.accumulators : 1;
    constexpr auto body = std::make_index_sequence<one.end - one.body>{};
    P numbers[one.numbers + 1];
    M conditions[one.conditions + 1];
    P totals[copies][sums];
    T* at[streams];
    std::ptrdiff_t step[streams];
    copy(at, w.at, all_streams{});
    take_steps(step, w, all_streams{});
    set_up<S>(numbers, conditions, row_numbers, row_conditions, w.from,
              std::make_index_sequence<one.body - one.set_up>{});
    begin_all<S>(totals, body, std::make_index_sequence<copies>{});
    const std::ptrdiff_t length = w.to[depth - 1] - w.from[depth - 1];
    std::ptrdiff_t k = 0;
    if constexpr (copies > 1)
      for (; k + copies * P::width <= length; k += copies * P::width)
        several<Unit, S>(numbers, conditions, totals, at, step, w, k, std::make_index_sequence<copies>{});
    for (; k + P::width <= length; k += P::width)
      once<Unit, false, S>(numbers, conditions, totals[0], at, step, w, k, P::width, body);
    if (k < length)
      once<Unit, true, S>(numbers, conditions, totals[0], at, step, w, k, static_cast<int>(length - k), body);
    finish<S, copies>(totals, results, body);
  }

  template <bool Unit, int S, int Copies, int Sums, std::size_t... C>
  [[gnu::always_inline]] static void several(P* numbers, M* conditions, P (&totals)[Copies][Sums], T* const* at,
                                             const std::ptrdiff_t* step, const walk& w, std::ptrdiff_t k,
                                             std::index_sequence<C...>) {
    constexpr const stage& one = Plan::plan.stages[S];
    (once<Unit, false, S>(numbers, conditions, totals[C], at, step, w, k + static_cast<int>(C) * P::width, P::width,
                          std::make_index_sequence<one.end - one.body>{}),
     ...);
  }

  template <int S, std::size_t... I>
  [[gnu::always_inline]] static void set_up([[maybe_unused]] P* numbers, [[maybe_unused]] M* conditions,
                                            [[maybe_unused]] const T* row_numbers,
                                            [[maybe_unused]] const bool* row_conditions,
                                            [[maybe_unused]] const std::ptrdiff_t* from, std::index_sequence<I...>) {
    constexpr const stage& one = Plan::plan.stages[S];
    (set_up_step<one.set_up + static_cast<int>(I)>(numbers, conditions, row_numbers, row_conditions, from), ...);
  }
  template <int I>
  [[gnu::always_inline]] static void set_up_step([[maybe_unused]] P* numbers, [[maybe_unused]] M* conditions,
                                                 [[maybe_unused]] const T* row_numbers,
                                                 [[maybe_unused]] const bool* row_conditions,
                                                 [[maybe_unused]] const std::ptrdiff_t* from) {
    constexpr const instruction& one = Plan::plan.code[I];
    if constexpr (one.what == act::constant)
      numbers[one.to] = P(constant<one.a>());
    else if constexpr (one.to < 0)
      conditions[~one.to] = P(row_conditions[~one.a] ? T(1) : T(0)) != P(T(0));
    else
      numbers[one.to] = P(row_numbers[one.a]);
  }

  template <int S, std::size_t... I>
  [[gnu::always_inline]] static void begin([[maybe_unused]] P* totals, std::index_sequence<I...>) {
    (begin_step<Plan::plan.stages[S].body + static_cast<int>(I)>(totals), ...);
  }
  template <int I>
  [[gnu::always_inline]] static void begin_step([[maybe_unused]] P* totals) {
    constexpr const instruction& one = Plan::plan.code[I];
    if constexpr (one.what == act::total) totals[one.to] = P(neutral<one.how, T>());
  }
  template <int S, int Copies, int Sums, std::size_t... I>
  [[gnu::always_inline]] static void finish([[maybe_unused]] P (&totals)[Copies][Sums], [[maybe_unused]] T* results,
                                            std::index_sequence<I...>) {
    (finish_step<Plan::plan.stages[S].body + static_cast<int>(I)>(totals, results), ...);
  }
  template <int I, int Copies, int Sums>
  [[gnu::always_inline]] static void finish_step([[maybe_unused]] P (&totals)[Copies][Sums],
                                                 [[maybe_unused]] T* results) {
    constexpr const instruction& one = Plan::plan.code[I];
    if constexpr (one.what == act::total) {
      const P all = together<one.how, one.to>(totals, std::make_index_sequence<Copies - 1>{});
      if constexpr (one.how == combine::add)
        results[one.to] = reduce_add(all);
      else if constexpr (one.how == combine::larger)
        results[one.to] = reduce_max(all);
      else
        results[one.to] = reduce_min(all);
    }
  }

  // One pack of each stream, at place k of the sweep; the last one may be partly filled.
  template <bool Unit, bool Part, int S, std::size_t... I>
  [[gnu::always_inline]] static void once([[maybe_unused]] P* numbers, [[maybe_unused]] M* conditions,
                                          [[maybe_unused]] P* totals, [[maybe_unused]] T* const* at,
                                          [[maybe_unused]] const std::ptrdiff_t* step, [[maybe_unused]] const walk& w,
                                          [[maybe_unused]] std::ptrdiff_t k, [[maybe_unused]] int lanes,
                                          std::index_sequence<I...>) {
    (sweep_step<Unit, Part, Plan::plan.stages[S].body + static_cast<int>(I)>(numbers, conditions, totals, at, step, w,
                                                                             k, lanes),
     ...);
  }
  template <bool Unit, bool Part, int I>
  [[gnu::always_inline]] static void sweep_step([[maybe_unused]] P* numbers, [[maybe_unused]] M* conditions,
                                                [[maybe_unused]] P* totals, [[maybe_unused]] T* const* at,
                                                [[maybe_unused]] const std::ptrdiff_t* step,
                                                [[maybe_unused]] const walk& w, [[maybe_unused]] std::ptrdiff_t k,
                                                [[maybe_unused]] int lanes) {
    constexpr const instruction& one = Plan::plan.code[I];
    if constexpr (one.what == act::load) {
      numbers[one.to] = load<Unit, Part>(at[one.a], step[one.a], k, lanes);
    } else if constexpr (one.what == act::place) {
      if constexpr (one.a == depth - 1)
        numbers[one.to] = P::iota(static_cast<T>(w.from[depth - 1] + k));
      else
        numbers[one.to] = P(static_cast<T>(w.from[one.a]));
    } else if constexpr (one.what == act::pick) {
      const P index = numbers[one.b];
      numbers[one.to] = picked(at[one.a] + k * step[one.a], step[one.a], w.picked[one.a], index, lanes);
    } else if constexpr (one.what == act::fused) {
      if constexpr (one.sign == signs::plus)
        numbers[one.to] = fma(numbers[one.a], numbers[one.b], numbers[one.c]);
      else if constexpr (one.sign == signs::minus)
        numbers[one.to] = fma(numbers[one.a], numbers[one.b], -numbers[one.c]);
      else
        numbers[one.to] = fma(-numbers[one.a], numbers[one.b], numbers[one.c]);
    } else if constexpr (one.what == act::equal) {
      numbers[one.to] = select(numbers[one.a] == numbers[one.b], P(T(1)), P(T(0)));
    } else if constexpr (one.what == act::total && one.count == 2) {
      const P sum = fma(numbers[one.a], numbers[one.b], totals[one.to]);
      if constexpr (Part)
        totals[one.to] = select(P::first_lanes(lanes), sum, totals[one.to]);
      else
        totals[one.to] = sum;
    } else if constexpr (one.what == act::total) {
      if constexpr (Part)
        totals[one.to] =
            combined<one.how>(totals[one.to], select(P::first_lanes(lanes), numbers[one.a], P(neutral<one.how, T>())));
      else
        totals[one.to] = combined<one.how>(totals[one.to], numbers[one.a]);
    } else if constexpr (one.what == act::store) {
      store<Unit, Part>(numbers[one.a], at[one.to], step[one.to], k, lanes);
    } else if constexpr (one.what == act::accumulate) {
      store<Unit, Part>(combined<one.how>(load<Unit, Part>(at[one.to], step[one.to], k, lanes), numbers[one.a]),
                        at[one.to], step[one.to], k, lanes);
    } else {
      slots<Plan, P, M>{numbers, conditions}.template compute<I>();
    }
  }

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
  // The element at a label, lane by lane.
  [[gnu::always_inline]] static P picked(const T* at, std::ptrdiff_t step, std::ptrdiff_t stride, const P& index,
                                         int lanes) {
    T label[P::width];
    T lane[P::width] = {};
    index.store(label);
    for (int l = 0; l < lanes; ++l) lane[l] = at[l * step + stride * static_cast<std::ptrdiff_t>(label[l])];
    return P::load(lane);
  }
};

}  // namespace tapeless::detail::run::loops
