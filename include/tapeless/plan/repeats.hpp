// SPDX-License-Identifier: BSL-1.0
// Loops found again in a straight-line plan: a loop that was written out, and the derivatives of one, repeat the same
// operations on operands that move on by as much each time. As loops they take a fraction of the code and of the
// compiler's time; the operations and their order stay the same, bit for bit.
#pragma once

#include <bit>
#include <cstdint>

#include <tapeless/plan/straight_line.hpp>

namespace tapeless::inline v0_2::detail::planning {

// A section of a plan: `length` steps from `begin` on, `times` times. What is computed once is a straight line.
struct section {
  int begin = 0;
  int length = 0;
  int times = 1;
  constexpr int end() const { return begin + length * times; }
};

// Where an operand of a loop comes from: another step of the same iteration; one of the iteration before; a value that
// is there before the loop, at a place that moves on by as much with each iteration or stays; a constant, which may
// be another one in each iteration.
enum class origin : std::uint8_t { same_iteration, iteration_before, before_loop, constant };

// What is found. An operand is known by the step that computes it or, where none does, by the complement of its slot;
// so is the result of a step by the step.
template <plan_size Size>
struct repeats_found {
  table<section, Size.steps / 8 + 3> sections{};
  table<int, Size.steps> loop_of{};  // the section of a step, where that is a loop; otherwise -1
  int count = 0;
  int saved = 0;
};

// What the search for loops reads, in constants of its own: clang has a million steps for each. Tables are read by
// their names and there are no calls: compilers count those, and what is behind a pointer costs them more.
template <class Plan>
struct repeats_input {
  static constexpr int steps = Plan::size.steps, fixed = Plan::size.symbols + Plan::size.constants;
  static constexpr std::size_t room = static_cast<std::size_t>(steps) + 1;
  // As many operations on end are compared at first.
  static constexpr int window = 12;

  struct tables {
    int kinds[room]{};  // a number for the operation and how many operands it has; negative where these are too many
    int operands[3 * room]{};
    int numbers[static_cast<std::size_t>(Plan::size.numbers() - fixed) + 1]{};  // the steps of numbers
    int conditions[static_cast<std::size_t>(Plan::size.conditions) + 1]{};      // the steps of conditions
  };
  static constexpr tables values = [] {
    tables made;
    constexpr unsigned buckets = 1024;
    int seen[buckets]{};  // one more than the first step with this operation
    int kinds = 0;
    for (int k = 0; k < steps; ++k) {
      const int to = Plan::plan.to[k], count = Plan::plan.counts[k];
      const dag::operation& op = *Plan::plan.ops[k];
      unsigned at = (static_cast<unsigned>(op.hash) + static_cast<unsigned>(count)) & (buckets - 1);
      while (seen[at] != 0 && !(op.same(*Plan::plan.ops[seen[at] - 1]) && count == Plan::plan.counts[seen[at] - 1]))
        at = (at + 1) & (buckets - 1);
      if (seen[at] == 0 && kinds < static_cast<int>(buckets) - 1) {
        made.kinds[k] = kinds++;
        seen[at] = k + 1;
      } else {
        made.kinds[k] = seen[at] != 0 ? made.kinds[seen[at] - 1] : -1;
      }
      if (count > 3) made.kinds[k] = -1;
      if (to < 0)
        made.conditions[~to] = k;
      else
        made.numbers[to - fixed] = k;
      for (int j = 0; j < count; ++j) {
        const int slot = j == 0 ? Plan::plan.a[k] : j == 1 ? Plan::plan.b[k] : Plan::plan.c[k];
        if (count <= 3)
          made.operands[3 * k + j] = slot < 0       ? made.conditions[~slot]
                                     : slot < fixed ? ~slot
                                                    : made.numbers[slot - fixed];
      }
    }
    return made;
  }();

  // For each step the next one from which on `window` operations are the same, or 0.
  struct places {
    int next[room]{};
  };
  static constexpr places alike = [] {
    constexpr std::uint32_t base = 2654435761u;
    std::uint32_t power = 1;
    for (int k = 0; k < window; ++k) power *= base;
    constexpr std::uint32_t buckets = std::bit_ceil(2 * static_cast<std::uint32_t>(room));
    places made;
    std::uint32_t codes[room + window]{}, hashes[room]{}, hash = 0;
    int seen[buckets]{};  // one more than the step
    for (int k = steps - 1; k >= 0; --k) {
      codes[k] = static_cast<std::uint32_t>(values.kinds[k]);
      hash = codes[k] + base * hash - power * codes[k + window];
      if (k + window > steps) continue;
      hashes[k] = hash;
      std::uint32_t at = (hash ^ (hash >> 15)) & (buckets - 1);
      while (seen[at] != 0 && hashes[seen[at] - 1] != hash) at = (at + 1) & (buckets - 1);
      made.next[k] = seen[at] != 0 ? seen[at] - 1 : 0;
      seen[at] = k + 1;
    }
    return made;
  }();
};

// How many steps are compared at most, so that the search is one constant. A step of clang's is several operations of
// g++'s.
#ifdef __clang__
inline constexpr int attempts = 40'000;
#else
inline constexpr int attempts = 60'000;
#endif

// What a section costs compilers, in steps, where plans have `least` steps or more.
constexpr int section_cost(int least) { return least / 16; }

template <class Plan, int Least>
constexpr repeats_found<Plan::size> find_repeats() {
  using read = repeats_input<Plan>;
  constexpr int steps = Plan::size.steps, symbols = Plan::size.symbols, tries = 4;
  constexpr std::size_t room = static_cast<std::size_t>(steps);
  repeats_found<Plan::size> found;
  for (int k = 0; k < steps; ++k) found.loop_of[k] = -1;

  // By operand of the loop that is tried: what it was in the last iteration, and how it moves on.
  int now[3 * room + 3]{}, moves[3 * room + 3]{};
  constexpr int any_constant = 1 << 30;
  // Where attempts in vain become too many for the compiler, what is left is a straight line.
  int straight = 0, at = 0, patience = attempts;
  while (at < steps && patience > 0) {
    section best;
    int candidate = read::alike.next[at];
    for (int tried = 0; tried < tries && candidate > 0 && best.times == 1;
         ++tried, candidate = read::alike.next[candidate]) {
      const int length = candidate - at, end = at + length;
      int limit = (steps - at) / length;
      // The first two iterations say how operands move.
      for (int k = at; limit >= 3 && k < end; ++k, patience -= 2) {
        const int later = k + length, count = Plan::plan.counts[k];
        if (read::values.kinds[k] < 0 || read::values.kinds[k] != read::values.kinds[later]) limit = 0;
        for (int j = 0; limit > 0 && j < count; ++j) {
          const int first = read::values.operands[3 * k + j], second = read::values.operands[3 * later + j];
          int move = second - first;
          const bool constant = second < 0 && ~second >= symbols;
          if (second >= end) {  // of the same iteration
            if (move != length) limit = 0;
          } else if (second >= at) {  // of the iteration before
            if (first >= at) limit = 0;
            move = length;
          } else if (constant) {
            const bool both = first < 0 && ~first >= symbols;
            if (!both || (move != 0 && (Plan::plan.constants[~first - symbols].named ||
                                        Plan::plan.constants[~second - symbols].named)))
              limit = 0;
            else if (!Plan::plan.constants[~second - symbols].named)
              move = any_constant;
          } else if (move != 0 && second < 0) {  // along the symbols
            if (first >= 0 || ~first >= symbols) limit = 0;
            const int left = move < 0 ? (symbols - 1 - ~second) / -move : ~second / move;
            if (limit > left + 2) limit = left + 2;
          } else if (move != 0) {  // along a loop
            const int loop = found.loop_of[second];
            if (first < 0 || loop < 0 || found.loop_of[first] != loop || move % found.sections[loop].length != 0) {
              limit = 0;
            } else {
              const section& other = found.sections[loop];
              const int left = move > 0 ? (other.end() - 1 - second) / move : (second - other.begin) / -move;
              if (limit > left + 2) limit = left + 2;
            }
          }
          now[3 * (k - at) + j] = second;
          moves[3 * (k - at) + j] = move;
        }
      }
      // Further iterations do the same.
      int times = 2;
      for (bool alike = limit >= 3; times < limit; ++times) {
        const int begin = at + times * length;
        for (int k = 0; k < length && alike; ++k, --patience) {
          const int step = begin + k, count = Plan::plan.counts[step];
          alike = read::values.kinds[step] == read::values.kinds[at + k];
          for (int j = 0; j < count && alike; ++j) {
            const int given = read::values.operands[3 * step + j], move = moves[3 * k + j];
            if (move == any_constant) {
              alike = given < 0 && ~given >= symbols && !Plan::plan.constants[~given - symbols].named;
            } else {
              now[3 * k + j] += move;
              alike = now[3 * k + j] == given;
            }
          }
        }
        if (!alike) break;
      }
      if (limit >= 3 && times >= 3 && (times - 1) * length >= 8 + section_cost(Least)) best = {at, length, times};
      patience -= 2;
    }
    if (best.times == 1) {
      ++at;
      continue;
    }
    if (straight < at) found.sections[found.count++] = {straight, at - straight, 1};
    for (int k = at; k < best.end(); ++k) found.loop_of[k] = found.count;
    found.sections[found.count++] = best;
    found.saved += (best.times - 1) * best.length;
    straight = at = best.end();
  }
  if (straight < steps) found.sections[found.count++] = {straight, steps - straight, 1};
  return found;
}

// Plan: a type with the static constexpr members `size` and `plan`. Least: plans of fewer steps stay as they are.
template <class Plan, int Least>
struct repeats {
  static constexpr repeats_found<Plan::size> found = [] {
#if !defined(__CUDACC__)  // devices do not see the lists of constants
    if constexpr (Plan::size.steps >= Least && Plan::size.steps >= 2 * repeats_input<Plan>::window)
      return find_repeats<Plan, Least>();
    else
#endif
      return repeats_found<Plan::size>();
  }();
  // Whether half of the steps or more are saved, each section for as many steps as it costs compilers; the sections are
  // all of the plan then, in its order.
  static constexpr bool worth_it = 2 * (found.saved - section_cost(Least) * found.count) >= Plan::size.steps;
  static constexpr int count = worth_it ? found.count : 1;
  static constexpr section at(int k) { return worth_it ? found.sections[k] : section{0, Plan::size.steps, 1}; }
  // The step that computes a slot, or -1.
  static constexpr int producer(int slot) {
    if (is_condition(slot)) return repeats_input<Plan>::values.conditions[index_of(slot)];
    return slot >= fixed_numbers ? repeats_input<Plan>::values.numbers[slot - fixed_numbers] : -1;
  }
  static constexpr bool is_constant(int slot) { return slot >= Plan::size.symbols && slot < fixed_numbers; }
  // Operand number j of a step of at most three.
  static constexpr int operand(int step, int j) {
    return j == 0 ? Plan::plan.a[step] : j == 1 ? Plan::plan.b[step] : Plan::plan.c[step];
  }

  // Where operand j of a step in the first iteration of a loop comes from.
  static constexpr origin origin_of(const section& loop, int step, int j) {
    const int slot = operand(step + loop.length, j), from = producer(slot);
    if (from >= loop.begin + loop.length) return origin::same_iteration;
    if (from >= loop.begin) return origin::iteration_before;
    return is_constant(slot) ? origin::constant : origin::before_loop;
  }

 private:
  static constexpr int fixed_numbers = Plan::size.symbols + Plan::size.constants;
};

}  // namespace tapeless::detail::planning
