// SPDX-License-Identifier: BSL-1.0
// Runs a plan on any scalar type. Each value is one element of a local array whose index is a constant; the optimiser
// turns the array into registers and the result is straight-line code. Everything is expanded in blocks of 64 because
// clang stops at folds of more than 256 operands. A step of arithmetic is one call to inline and no template of its
// own: inlining, not instantiation, is what compilers spend their time on here.
#pragma once

#include <concepts>
#include <cstddef>
#include <limits>
#include <type_traits>
#include <utility>

#include <tapeless/math/functions.hpp>
#include <tapeless/rules/operation.hpp>
#include <tapeless/plan/loop_part.hpp>
#include <tapeless/plan/parts.hpp>
#include <tapeless/plan/straight_line.hpp>
#include <tapeless/run/scalar/arrivals.hpp>
#include <tapeless/run/scalar/call.hpp>
#include <tapeless/run/scalar/constants.hpp>
#include <tapeless/run/scalar/loop_runner.hpp>

namespace tapeless::inline v0_2::detail::run {

using namespace planning;

// Plan: a type with the static constexpr members `size` and `plan`. Longest: the steps of a function; a plan of more
// than twice as many is several.
template <class Plan, int Longest = 1024>
struct executor {
  // inputs: the symbols of the plan, where Sources says. outputs: the roots, as Order says.
  template <class T, class Order = in_order<Plan::size.roots>, class Sources = as_given>
  [[gnu::always_inline]] static constexpr void run(const T* inputs, T* outputs) {
    if constexpr (pieces::count > 1 && std::is_arithmetic_v<T>)
      run_parts<T, Order, Sources>(inputs, outputs, std::make_integer_sequence<int, pieces::count>{});
    else if constexpr (size.steps >= apart && std::is_arithmetic_v<T>)
      run_apart<T, Order, Sources>(inputs, outputs);
    else
      run_whole<T, Order, Sources>(inputs, outputs);
  }

  // The same for numbers that are elsewhere: where.template get<k>() is input k, where.template put<k>(y) takes result
  // k, as soon as it is there: many packs would not find room until the end. All inputs are asked for before.
  template <class T, class Order, class Sources, class Where>
  [[gnu::always_inline]] static constexpr void run_between(Where& where) {
    run_pieces<T, Order, Sources>(where, blocks_of<size.symbols>{}, blocks_of<size.constants>{},
                                  std::make_index_sequence<arrivals<Plan, Order>::pieces>{});
  }

  // The first result whose negative a result is, as the last step says, or -1.
  template <class Order>
  static constexpr int opposite_of(std::size_t result) {
    const int slot = Plan::plan.roots[Order::root(result)];
    for (int k = 0; k < size.steps; ++k)
      if (Plan::plan.to[k] == slot && Plan::plan.parts[k] == dag::role::negation)
        for (int r = 0; r < Order::count; ++r)
          if (Plan::plan.roots[Order::root(count(r))] == Plan::plan.a[k]) return r;
    return -1;
  }

 private:
  static constexpr plan_size size = Plan::size;
  using pieces = plan_parts<Plan, Longest>;
  // Programs of so many steps are functions of their own, which all calls share: a call costs less than a hundredth of
  // them.
  static constexpr int apart = 512;
  // Parts of so few steps are no functions of their own.
  static constexpr int few = 128;

  template <class T, class Order, class Sources>
  [[gnu::always_inline]] static constexpr void run_whole(const T* inputs, T* outputs) {
    run_here<T, Order, Sources>(inputs, outputs, blocks_of<size.symbols>{}, blocks_of<size.constants>{},
                                blocks_of<size.steps>{}, blocks_of<Order::count>{});
  }
  template <class T, class Order, class Sources>
  [[gnu::noinline]] static constexpr void run_apart(const T* inputs, T* outputs) {
    run_here<T, Order, Sources>(inputs, outputs, blocks_of<size.symbols>{}, blocks_of<size.constants>{},
                                blocks_of<size.steps>{}, blocks_of<Order::count>{});
  }
  template <int P>
  static constexpr bool is_loop = P<pieces::count && parts_of<Plan, Longest>[P].times> 1;
  template <int P, bool Loop = is_loop<P>>
  struct piece : part_of_plan<Plan, Longest, P> {};
  template <int P>
  struct piece<P, true> : loop_of_plan<Plan, Longest, P> {};
  template <class T, class Order, class Sources, int... P>
  [[gnu::noinline]] static constexpr void run_parts(const T* inputs, T* outputs, std::integer_sequence<int, P...>) {
    constexpr const pieces& cut = parts_of<Plan, Longest>;
    T kept[static_cast<std::size_t>(cut.size()) + 1];
    for (std::size_t k = 0; k < count(size.symbols); ++k) kept[k] = inputs[Sources::source(k)];
    (run_piece<P, in_order<piece<P>::size.roots>>(kept, kept + cut.first(P)), ...);
    run_piece<pieces::count, Order>(kept, outputs);
  }
  template <int P, class Order, class T>
  [[gnu::always_inline]] static constexpr void run_piece(T* kept, T* outputs) {
    using part = executor<piece<P>, Longest>;
    if constexpr (is_loop<P>)
      loop_runner<Plan, piece<P>, part, T>::run(kept);
    else if constexpr (piece<P>::size.steps < few)
      part::template run_whole<T, Order, piece<P>>(kept, outputs);
    else
      part::template run_apart<T, Order, piece<P>>(kept, outputs);
  }
  template <class, int>
  friend struct executor;

  static constexpr std::size_t block = 64;
  template <int...>
  struct list {};
  static constexpr std::size_t count(int n) { return static_cast<std::size_t>(n); }
  // The numbers of the blocks that n steps, inputs, ... make, and the places within block number `b` of them.
  template <int N>
  using blocks_of = std::make_index_sequence<(count(N) + block - 1) / block>;
  static constexpr std::size_t block_size(int n, std::size_t b) {
    const std::size_t left = count(n) - b * block;
    return left < block ? left : block;
  }
  template <int N, std::size_t B>
  using block_places = std::make_index_sequence<block_size(N, B)>;
  static constexpr std::size_t steps_in_piece(std::size_t p, std::size_t piece) {
    const std::size_t left = count(size.steps) - p * piece;
    return left < piece ? left : piece;  // without <algorithm>, a tenth of what the headers cost
  }

  // All in one function: a function that held the steps behind a pointer to the values would be optimised on its own
  // first, with quadratic effort, before it is inlined where the values are. Compilers copy what is inlined once for
  // each function on its way, so there are few between a step and here.
  template <class T, class Order, class Sources, std::size_t... S, std::size_t... C, std::size_t... B, std::size_t... R>
  [[gnu::always_inline]] static constexpr void run_here([[maybe_unused]] const T* inputs, [[maybe_unused]] T* outputs,
                                                        std::index_sequence<S...>, std::index_sequence<C...>,
                                                        std::index_sequence<B...>, std::index_sequence<R...>) {
    T numbers[static_cast<std::size_t>(size.numbers()) + 1];
    [[maybe_unused]] condition_t<T> conditions[static_cast<std::size_t>(size.conditions) + 1];
    (take_inputs<S * block, T, Sources>(numbers, inputs, block_places<size.symbols, S>{}), ...);
    (set_constants<C * block>(numbers, block_places<size.constants, C>{}), ...);
    take_conditions(numbers, conditions, std::make_index_sequence<count(size.given)>{});
    (run_block(numbers, conditions, steps_of<B * block, block_places<size.steps, B>>{}), ...);
    (give_outputs<R * block, T, Order>(numbers, conditions, outputs, block_places<Order::count, R>{}), ...);
  }
  template <std::size_t First, class T, class Sources, std::size_t... K>
  [[gnu::always_inline]] static constexpr void take_inputs(T* numbers, const T* inputs, std::index_sequence<K...>) {
    take_from(numbers + First, inputs, list<static_cast<int>(Sources::source(First + K))...>{},
              std::index_sequence<K...>{});
  }
  template <class T, int... Source, std::size_t... K>
  [[gnu::always_inline]] static constexpr void take_from(T* numbers, const T* inputs, list<Source...>,
                                                         std::index_sequence<K...>) {
    ((numbers[K] = inputs[Source]), ...);
  }
  template <std::size_t First, class T, std::size_t... K>
  [[gnu::always_inline]] static constexpr void set_constants(T* numbers, std::index_sequence<K...>) {
    ((numbers[count(size.symbols) + First + K] = constant_of<Plan, First + K, T>()), ...);
  }
  template <class T, std::size_t... K>
  [[gnu::always_inline]] static constexpr void take_conditions([[maybe_unused]] const T* numbers,
                                                               [[maybe_unused]] condition_t<T>* conditions,
                                                               std::index_sequence<K...>) {
    ((conditions[K] = numbers[Plan::plan.given[K]] != T(0)), ...);
  }
  template <std::size_t First, class T, class Order, std::size_t... K>
  [[gnu::always_inline]] static constexpr void give_outputs(const T* numbers,
                                                            [[maybe_unused]] const condition_t<T>* conditions,
                                                            T* outputs, std::index_sequence<K...>) {
    if constexpr (size.conditions != 0)
      ((outputs[First + K] = number_at<Plan::plan.roots[Order::root(First + K)], T>(numbers, conditions)), ...);
    else
      give_numbers<Order, First, sizeof...(K)>(numbers, outputs + First);
  }

  // What results First .. First + N hold besides the constant that most of them are, such as the zeros of a Hessian:
  // results that are mostly one constant are filled by a loop first. Compilers search the way of each number that is
  // stored through memory.
  template <class Order, std::size_t First, std::size_t N>
  struct block_of_results {
    int filling = -1;  // the slot of the constant, or -1
    int others = 0;
    int places[N]{};
    int slots[N]{};
    constexpr block_of_results() {
      int most = 0;
      for (std::size_t k = 0; k < N; ++k) {
        const int slot = slot_of(k);
        int times = 0;
        for (std::size_t j = k; is_constant(slot) && j < N; ++j) times += slot_of(j) == slot ? 1 : 0;
        if (times <= most) continue;
        most = times;
        filling = slot;
      }
      if (most < 8) filling = -1;
      for (std::size_t k = 0; k < N; ++k) {
        if (slot_of(k) == filling) continue;
        places[others] = static_cast<int>(k);
        slots[others++] = slot_of(k);
      }
    }
    static constexpr int slot_of(std::size_t k) { return Plan::plan.roots[Order::root(First + k)]; }
  };
  static constexpr bool is_constant(int slot) { return slot >= size.symbols && slot < size.symbols + size.constants; }

  template <class Order, std::size_t First, std::size_t N, class T>
  [[gnu::always_inline]] static constexpr void give_numbers(const T* numbers, T* outputs) {
    using results = block_of_results<Order, First, N>;
    if constexpr (given<results>.filling >= 0)
      for (std::size_t k = 0; k < N; ++k) outputs[k] = numbers[given<results>.filling];
    give_others<results>(numbers, outputs, std::make_index_sequence<count(given<results>.others)>{});
  }
  template <class Results>
  static constexpr Results given{};
  template <class Results, class T, std::size_t... J>
  [[gnu::always_inline]] static constexpr void give_others([[maybe_unused]] const T* numbers,
                                                           [[maybe_unused]] T* outputs, std::index_sequence<J...>) {
    ((outputs[given<Results>.places[J]] = numbers[given<Results>.slots[J]]), ...);
  }

  template <class Order>
  static constexpr arrivals<Plan, Order> arriving{};

  template <class T, class Order, class Sources, class Where, std::size_t... S, std::size_t... C, std::size_t... P>
  [[gnu::always_inline]] static constexpr void run_pieces(Where& where, std::index_sequence<S...>,
                                                          std::index_sequence<C...>, std::index_sequence<P...>) {
    T numbers[static_cast<std::size_t>(size.numbers()) + 1];
    [[maybe_unused]] condition_t<T> conditions[static_cast<std::size_t>(size.conditions) + 1];
    (get_inputs<S * block, Sources>(numbers, where, block_places<size.symbols, S>{}), ...);
    (set_constants<C * block>(numbers, block_places<size.constants, C>{}), ...);
    take_conditions(numbers, conditions, std::make_index_sequence<count(size.given)>{});
    put_results<0, T, Order>(numbers, conditions, where);
    constexpr std::size_t piece = arrivals<Plan, Order>::piece;
    const bool done[] = {
        (run_block(numbers, conditions, steps_of<P * piece, std::make_index_sequence<steps_in_piece(P, piece)>>{}),
         put_results<P + 1, T, Order>(numbers, conditions, where), true)...,
        true};
    static_cast<void>(done);
  }
  template <std::size_t First, class Sources, class T, class Where, std::size_t... K>
  [[gnu::always_inline]] static constexpr void get_inputs(T* numbers, Where& where, std::index_sequence<K...>) {
    ((numbers[First + K] = where.template get<Sources::source(First + K)>()), ...);
  }
  template <std::size_t Piece, class T, class Order, class Where>
  [[gnu::always_inline]] static constexpr void put_results(const T* numbers, const condition_t<T>* conditions,
                                                           Where& where) {
    constexpr std::size_t first = arriving<Order>.starts[Piece], last = arriving<Order>.starts[Piece + 1];
    put_each<first, T, Order>(numbers, conditions, where, std::make_index_sequence<last - first>{});
  }
  template <std::size_t First, class T, class Order, class Where, std::size_t... K>
  [[gnu::always_inline]] static constexpr void put_each([[maybe_unused]] const T* numbers,
                                                        [[maybe_unused]] const condition_t<T>* conditions,
                                                        [[maybe_unused]] Where& where, std::index_sequence<K...>) {
    const bool put[] = {
        (where.template put<arriving<Order>.results[First + K]>(
             number_at<Plan::plan.roots[Order::root(arriving<Order>.results[First + K])], T>(numbers, conditions)),
         true)...,
        true};
    static_cast<void>(put);
  }

  // Whether steps First .. First + N work on at most three numbers each.
  static constexpr bool is_plain(std::size_t first, std::size_t n) {
    for (std::size_t k = first; k < first + n; ++k) {
      const auto& plan = Plan::plan;
      if (plan.counts[k] > 3 || plan.ops[k]->arity == variadic) return false;
      if (is_condition(plan.to[k]) || is_condition(plan.a[k]) || is_condition(plan.b[k]) || is_condition(plan.c[k]))
        return false;
    }
    return true;
  }

  // Plain steps as lists of numbers: naming each of them in the plan would cost compilers more.
  template <class Part, class To, class A, class B, class Step>
  struct plain_steps {};
  template <std::size_t First, std::size_t... I>
  static constexpr auto list_steps(std::index_sequence<I...>) {
    if constexpr (is_plain(First, sizeof...(I)))
      return plain_steps<list<static_cast<int>(Plan::plan.parts[First + I])...>, list<Plan::plan.to[First + I]...>,
                         list<Plan::plan.a[First + I]...>, list<Plan::plan.b[First + I]...>,
                         std::index_sequence<First + I...>>{};
    else
      return std::index_sequence<First + I...>{};
  }
  template <std::size_t First, class Places>
  using steps_of = decltype(list_steps<First>(Places{}));

  template <class T, int... Part, int... To, int... A, int... B, std::size_t... I>
  [[gnu::always_inline]] static constexpr void run_block(
      T* numbers, const condition_t<T>*,
      plain_steps<list<Part...>, list<To...>, list<A...>, list<B...>, std::index_sequence<I...>>) {
    constexpr int product = static_cast<int>(dag::role::product), sum = static_cast<int>(dag::role::sum),
                  difference = static_cast<int>(dag::role::difference);
    if constexpr (std::is_arithmetic_v<T>)
      ((numbers[To] = Part == product ? numbers[A] * numbers[B]
                      : Part == sum   ? numbers[A] + numbers[B]
                      : Part == difference
                          ? numbers[A] - numbers[B]
                          : call_of<Plan::plan.ops[I], T>(numbers[A], numbers[B], numbers[Plan::plan.c[I]])),
       ...);
    else  // which may lack an operation
      ((numbers[To] = call_of<Plan::plan.ops[I], T>(numbers[A], numbers[B], numbers[Plan::plan.c[I]])), ...);
  }
  template <class T, std::size_t... I>
  [[gnu::always_inline]] static constexpr void run_block(T* numbers, condition_t<T>* conditions,
                                                         std::index_sequence<I...>) {
    (run_step<I, T>(numbers, conditions), ...);
  }

  template <int Slot, class T>
  [[gnu::always_inline]] static constexpr auto& at([[maybe_unused]] T* numbers,
                                                   [[maybe_unused]] condition_t<T>* conditions) {
    if constexpr (is_condition(Slot))
      return conditions[index_of(Slot)];
    else
      return numbers[Slot];
  }

  // Any step: with conditions among its operands, or with many operands.
  template <std::size_t I, class T>
  [[gnu::always_inline]] static constexpr void run_step(T* numbers, condition_t<T>* conditions) {
    constexpr const dag::operation* op = Plan::plan.ops[I];
    auto& to = at<Plan::plan.to[I], T>(numbers, conditions);
    const auto& a = at<Plan::plan.a[I], T>(numbers, conditions);
    [[maybe_unused]] const auto& b = at<Plan::plan.b[I], T>(numbers, conditions);
    [[maybe_unused]] const auto& c = at<Plan::plan.c[I], T>(numbers, conditions);
    using rule = detail::rule_type<op>;
    if constexpr (op->arity == 1)
      to = rule::value(a);
    else if constexpr (op->arity == 2)
      to = rule::value(a, b);
    else if constexpr (op->arity == 3)
      to = rule::value(a, b, c);
    else if constexpr (Plan::plan.counts[I] == 1)
      to = detail::value_of<rule, T>(a);
    else if constexpr (Plan::plan.counts[I] == 2)
      to = detail::value_of<rule, T>(a, b);
    else if constexpr (Plan::plan.counts[I] == 3)
      to = detail::value_of<rule, T>(a, b, c);
    else
      to = [&]<std::size_t... K>(std::index_sequence<K...>) {
        return detail::value_of<rule, T>(numbers[Plan::plan.pool[count(Plan::plan.first[I]) + K]]...);
      }
    (std::make_index_sequence<count(Plan::plan.counts[I])>{});
  }

  // A condition that is asked for as a result is 1 where it holds and 0 elsewhere.
  template <int Slot, class T>
  [[gnu::always_inline]] static constexpr T number_at([[maybe_unused]] const T* numbers,
                                                      [[maybe_unused]] const condition_t<T>* conditions) {
    if constexpr (is_condition(Slot))
      return math::select(conditions[index_of(Slot)], T(1), T(0));
    else
      return numbers[Slot];
  }
};

}  // namespace tapeless::detail::run
