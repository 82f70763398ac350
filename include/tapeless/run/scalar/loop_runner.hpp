// SPDX-License-Identifier: BSL-1.0
// Runs a part of a plan that is a loop, iteration by iteration. What one iteration hands to the next stays in
// registers; what others need goes through the array of the parts.
#pragma once

#include <cstddef>
#include <utility>

#include <tapeless/plan/loop_part.hpp>
#include <tapeless/run/scalar/arrivals.hpp>
#include <tapeless/run/scalar/constants.hpp>

namespace tapeless::inline v0_2::detail::run {

// Plan: the whole. Part: the loop_of_plan. Body: the executor of its iterations.
template <class Plan, class Part, class Body, class T>
struct loop_runner {
  static constexpr std::size_t carried_count = static_cast<std::size_t>(Part::plan.carried_count);
  using places = std::make_index_sequence<carried_count>;

  [[gnu::always_inline]] static constexpr void run(T* kept) {
    T carried[carried_count + 1]{};
    begin(kept, carried, places{});
    for (int k = 0; k < Part::times; ++k) {
      iteration now{kept, carried, k};
      Body::template run_between<T, in_order<Part::size.roots>, as_given>(now);
    }
    end(kept, carried, places{});
  }

 private:
  // Lists of constants, by iteration.
  struct list {
    T values[static_cast<std::size_t>(Part::times)]{};
  };
  template <int L>
  static constexpr list constants = [] {
    list result;
    for (int k = 0; k < Part::times; ++k)
      result.values[k] = to_scalar<T>(Plan::plan.constants[Part::listed(L, k)].value);
    return result;
  }();

  struct iteration {
    T* kept;
    T* carried;
    int number;

    template <std::size_t S>
    [[gnu::always_inline]] constexpr T get() const {
      constexpr planning::iteration_source source = Part::plan.symbols[S];
      if constexpr (source.from == planning::supply::array)
        return kept[source.place + number * source.stride];
      else if constexpr (source.from == planning::supply::carried)
        return carried[source.place];
      else
        return constants<source.place>.values[number];
    }
    template <std::size_t R>
    [[gnu::always_inline]] constexpr void put(T value) {
      constexpr planning::iteration_target target = Part::plan.targets[R];
      if constexpr (target.carried)
        carried[target.place] = value;
      else
        kept[target.place + number] = value;
    }
  };

  template <std::size_t... C>
  [[gnu::always_inline]] static constexpr void begin([[maybe_unused]] const T* kept, [[maybe_unused]] T* carried,
                                                     std::index_sequence<C...>) {
    ((carried[C] = first<static_cast<int>(C)>(kept)), ...);
  }
  template <int C>
  [[gnu::always_inline]] static constexpr T first([[maybe_unused]] const T* kept) {
    if constexpr (Part::first_place(C) >= 0)
      return kept[Part::first_place(C)];
    else if constexpr (Part::first_constant(C) >= 0)
      return constant_of<Plan, static_cast<std::size_t>(Part::first_constant(C)), T>();
    else
      return T(0);
  }
  template <std::size_t... C>
  [[gnu::always_inline]] static constexpr void end([[maybe_unused]] T* kept, [[maybe_unused]] const T* carried,
                                                   std::index_sequence<C...>) {
    (leave<Part::plan.carried[C].last_place>(kept, carried[C]), ...);
  }
  template <int Place>
  [[gnu::always_inline]] static constexpr void leave([[maybe_unused]] T* kept, [[maybe_unused]] T value) {
    if constexpr (Place >= 0) kept[Place] = value;
  }
};

}  // namespace tapeless::detail::run
