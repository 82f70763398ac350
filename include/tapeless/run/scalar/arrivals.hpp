// SPDX-License-Identifier: BSL-1.0
// When the results of a plan are there: its steps in short pieces, and after each piece the results that it has
// computed. Packs are stored then and not at the end, because many of them would not find room in registers until then.
#pragma once

#include <cstddef>

#include <tapeless/dag/scratch.hpp>
#include <tapeless/plan/straight_line.hpp>

namespace tapeless::inline v0_2::detail::run {

// Which root each result is: all of them, in their order.
template <int Count>
struct in_order {
  static constexpr int count = Count;
  static constexpr std::size_t root(std::size_t result) { return result; }
};

// Which input each symbol is: all of them, in their order.
struct as_given {
  static constexpr std::size_t source(std::size_t symbol) { return symbol; }
};

// Plan: a type with the static constexpr members `size` and `plan`. Order: which root each result is.
template <class Plan, class Order>
struct arrivals {
  static constexpr std::size_t count(int n) { return static_cast<std::size_t>(n); }
  static constexpr std::size_t piece = 8, pieces = (count(Plan::size.steps) + piece - 1) / piece;

  std::size_t starts[pieces + 2]{};  // in the list of results; those of piece 0 are inputs and constants
  std::size_t results[count(Order::count) + 1]{};

  constexpr arrivals() {
    dag::scratch<std::size_t> pieces_of_slots(Plan::size.numbers() + Plan::size.conditions, 0);
    for (int k = 0; k < Plan::size.steps; ++k) pieces_of_slots[place_of(Plan::plan.to[k])] = 1 + count(k) / piece;
    const auto piece_of = [&](std::size_t r) { return pieces_of_slots[place_of(Plan::plan.roots[Order::root(r)])]; };
    for (std::size_t r = 0; r < count(Order::count); ++r) ++starts[piece_of(r) + 1];
    for (std::size_t p = 0; p <= pieces; ++p) starts[p + 1] += starts[p];
    std::size_t next[pieces + 1]{};
    for (std::size_t r = 0; r < count(Order::count); ++r) {
      const std::size_t p = piece_of(r);
      results[starts[p] + next[p]++] = r;
    }
  }

 private:
  static constexpr int place_of(int slot) {
    return planning::is_condition(slot) ? Plan::size.numbers() + planning::index_of(slot) : slot;
  }
};

}  // namespace tapeless::detail::run
