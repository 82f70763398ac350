// SPDX-License-Identifier: BSL-1.0
// Who shares the work of a call: threads of our own, or an engine that the program has anyway.
#pragma once

#include <concepts>
#include <thread>
#include <type_traits>

#include <tapeless/run/loops/team.hpp>

namespace tapeless::inline v0_2 {

// How many threads a prepared formula or a batch uses: prepare(f, n = 1000000, threads(4)). Results have the same bits
// for every number of threads; those of a formula that is prepared without threads(...) may differ from them in
// rounding.
struct thread_count {
  int value = 1;  // how many threads, the calling one included
};
// That many threads, as an argument of prepare, of plan_of(f).bytes and of batch.
constexpr thread_count threads(int count) { return {count}; }

namespace detail {
struct any_task {
  void operator()(int) const noexcept {}
};
}  // namespace detail

// An engine that does several tasks at once, a pool, an arena, a team of OpenMP: engine.bulk(count, task) calls task(0)
// ... task(count - 1), each once and in any order, on whatever threads it likes, and returns when all have returned.
// The tasks do not throw and do not wait for each other.
template <class E>
concept executor = requires(E& engine, const detail::any_task& task) {
  engine.bulk(1, task);
};

// An engine as an argument of prepare, of batch and of thread_pool; see on.
struct executor_lanes {
  detail::run::engine with;
};

// The work of a prepared formula or a batch on an engine of the caller's: prepare(f, n = 1000000, on(pool)). lanes: how
// many tasks are handed over at a time, each with memory of its own; without it what engine.concurrency() says, or as
// many as the machine has threads. Results have the bits of threads(k). The engine is to live as long as what works on
// it; fewer than one lane throws std::invalid_argument where it is used.
template <executor E>
executor_lanes on(E& engine, int lanes) {
  return {{const_cast<void*>(static_cast<const void*>(&engine)),
           [](void* who, int count, void* work, void (*call)(void*, int) noexcept) {
             static_cast<E*>(who)->bulk(count, [work, call](int k) noexcept { call(work, k); });
           },
           lanes}};
}
template <executor E>
executor_lanes on(E& engine) {
  if constexpr (requires {
                  { engine.concurrency() } -> std::convertible_to<int>;
                })
    return on(engine, static_cast<int>(engine.concurrency()));
  else
    return on(engine,
              static_cast<int>(std::thread::hardware_concurrency() > 0 ? std::thread::hardware_concurrency() : 1));
}
// Refused by the compiler: what cannot do tasks, and an engine that ends with the line.
template <class E, class... Lanes>
  requires(!executor<E> || !std::is_lvalue_reference_v<E>)
executor_lanes on(E&&, const Lanes&...) {
  static_assert(!executor<std::remove_reference_t<E>>,
                "tapeless: an engine is used after this line, and a temporary ends with it: give it a name, on(pool)");
  static_assert(
      executor<std::remove_reference_t<E>>,
      "tapeless: on takes an engine with a function bulk(count, task) that calls task(0) ... task(count - 1)");
  return {};
}

namespace detail {
// Whether an argument says who works, so that it is no extent.
template <class B>
inline constexpr bool says_who_works = false;
template <>
inline constexpr bool says_who_works<thread_count> = true;
template <>
inline constexpr bool says_who_works<executor_lanes> = true;
// Whether it says that some rows only are there at a time.
template <class B>
inline constexpr bool cuts_rows = false;
}  // namespace detail

}  // namespace tapeless
