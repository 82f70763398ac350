// SPDX-License-Identifier: BSL-1.0
// A part of a plan that is a loop: the plan of one iteration, where its symbols come from and where its results go.
#pragma once

#include <tapeless/plan/parts.hpp>

namespace tapeless::inline v0_2::detail::planning {

// Where an iteration finds a symbol: in the array, further on by `stride` with each iteration; in a register that the
// iteration before has written; or in a list of constants, one for each iteration.
enum class supply : std::uint8_t { array, carried, constants };
struct iteration_source {
  supply from = supply::array;
  int place = 0;  // in the array at first; the number of the register or list
  int stride = 0;
};
// Where a result goes: to an element of the array, one further with each iteration, or to a register.
struct iteration_target {
  bool carried = false;
  int place = 0;
};
// What carries the value of a step from one iteration to the next: what it holds at first is in the array or a constant
// of the plan, or nothing; what it holds at last goes to the array, too, where that is asked for.
struct carried_value {
  int step = 0;
  int first_slot = 0;
  int last_place = -1;
};

// Number Part of the parts of Plan, which is a loop.
template <class Plan, int Longest, int Part>
class loop_of_plan {
  using whole = plan_parts<Plan, Longest>;
  using loops = typename whole::loops;
  static constexpr const whole& cut() { return parts_of<Plan, Longest>; }
  static constexpr section all = cut()[Part];
  static constexpr int no_slot = Plan::size.numbers();

  static constexpr plan_size room{.steps = all.length,
                                  .constants = Plan::size.constants,
                                  .symbols = 3 * all.length,
                                  .roots = 5 * all.length,
                                  .pool = 0,
                                  .conditions = 0,
                                  .given = 3 * all.length};
  struct tables : part_tables<room> {
    table<iteration_source, room.symbols> symbols{};
    table<iteration_target, room.roots> targets{};
    table<carried_value, 4 * all.length> carried{};
    table<int, room.symbols> listed{};  // the operand, 3*step + number, whose constants a list holds
    int carried_count = 0;
    int list_count = 0;
  };

  class writer {
   public:
    constexpr writer() : constants_(Plan::size.constants), here_(all.length) {}

    constexpr tables write() {
      for (int k = 0; k < all.length; ++k)
        for (int j = 0; j < Plan::plan.counts[all.begin + k]; ++j) places_[3 * k + j] = need(all.begin + k, j);
      made_.size.steps = all.length;
      made_.size.conditions = made_.size.given;
      for (int k = 0, next = made_.size.symbols + made_.size.constants; k < all.length; ++k)
        here_[k] = is_condition(Plan::plan.to[all.begin + k]) ? ~(made_.size.conditions++) : next++;
      for (int k = 0; k < all.length; ++k) write_step(k);
      for (int k = 0; k < all.length; ++k)
        if (cut().leaves(all.begin + k)) add_root(k, {false, cut().kept_from(all.begin + k)});
      for (int k = 0; k < all.length; ++k)
        if (cut().leaves_last(all.begin + k)) keep_last(k);
      for (int c = 0; c < made_.carried_count; ++c) add_root(made_.carried[c].step, {true, c});
      return made_;
    }

   private:
    // What an operand is here: a symbol, s; a constant, ~c; a condition that comes as a number, as_condition + its
    // place; of the same iteration, `same`.
    static constexpr int as_condition = 1 << 29, same = 1 << 30;
    constexpr int need(int step, int j) {
      const int slot = loops::operand(step, j), next = loops::operand(step + all.length, j);
      switch (loops::origin_of(all, step, j)) {
        case origin::same_iteration:
          break;
        case origin::iteration_before:
          return arriving(next, add_symbol({supply::carried, carry(loops::producer(next) - all.begin, slot), 0}));
        case origin::constant:
          return stays(step, j) ? add_constant(slot) : add_symbol({supply::constants, list(step, j), 0});
        case origin::before_loop:
          return arriving(next, add_symbol(row(slot, next)));
      }
      return same;
    }
    constexpr int add_symbol(const iteration_source& from) {
      for (int s = 0; s < made_.size.symbols; ++s)
        if (made_.symbols[s].from == from.from && made_.symbols[s].place == from.place &&
            made_.symbols[s].stride == from.stride)
          return s;
      made_.symbols[made_.size.symbols] = from;
      return made_.size.symbols++;
    }
    constexpr int arriving(int slot, int symbol) {
      if (!is_condition(slot)) return symbol;
      int c = 0;
      while (c < made_.size.given && made_.given[c] != symbol) ++c;
      if (c == made_.size.given) made_.given[made_.size.given++] = symbol;
      return as_condition + c;
    }
    constexpr int add_constant(int slot) {
      int& known = constants_[slot - Plan::size.symbols];  // one more than the place
      if (known == 0) {
        made_.constants[made_.size.constants++] = Plan::plan.constants[slot - Plan::size.symbols];
        known = made_.size.constants;
      }
      return ~(known - 1);
    }
    constexpr int carry(int step, int first_slot) {
      for (int c = 0; c < made_.carried_count; ++c)
        if (made_.carried[c].step == step && made_.carried[c].first_slot == first_slot) return c;
      made_.carried[made_.carried_count] = {step, first_slot, -1};
      return made_.carried_count++;
    }
    constexpr void keep_last(int step) {
      int c = 0;
      while (c < made_.carried_count && made_.carried[c].step != step) ++c;
      if (c == made_.carried_count) carry(step, no_slot);
      made_.carried[c].last_place = cut().kept_last(all.begin + step);
    }
    constexpr iteration_source row(int slot, int next) const {
      if (slot == next) return {supply::array, cut().kept(slot), 0};
      const int from = loops::producer(slot);
      if (from < 0) return {supply::array, slot, next - slot};
      const section& other = loops::found.sections[loops::found.loop_of[from]];
      const int time = (from - other.begin) / other.length;
      return {supply::array, cut().kept_from(from - time * other.length) + time,
              (loops::producer(next) - from) / other.length};
    }
    // Whether a constant is the same in all iterations.
    static constexpr bool stays(int step, int j) {
      for (int k = 1; k < all.times; ++k)
        if (loops::operand(step + k * all.length, j) != loops::operand(step, j)) return false;
      return true;
    }
    constexpr int list(int step, int j) {
      for (int l = 0; l < made_.list_count; ++l) {
        const int given = all.begin + made_.listed[l] / 3, number = made_.listed[l] % 3;
        bool alike = true;
        for (int k = 0; alike && k < all.times; ++k)
          alike = loops::operand(step + k * all.length, j) == loops::operand(given + k * all.length, number);
        if (alike) return l;
      }
      made_.listed[made_.list_count] = 3 * (step - all.begin) + j;
      return made_.list_count++;
    }

    constexpr int slot_of(int step, int j) const {
      const int place = places_[3 * step + j];
      if (place == same) return here_[loops::producer(loops::operand(all.begin + step, j)) - all.begin];
      if (place >= as_condition) return ~(place - as_condition);
      return place < 0 ? made_.size.symbols + ~place : place;
    }
    constexpr void write_step(int step) {
      const auto& given = Plan::plan;
      const int count = given.counts[all.begin + step];
      made_.ops[step] = given.ops[all.begin + step];
      made_.parts[step] = given.parts[all.begin + step];
      made_.counts[step] = count;
      made_.a[step] = slot_of(step, 0);
      if (count > 1) made_.b[step] = slot_of(step, 1);
      if (count > 2) made_.c[step] = slot_of(step, 2);
      made_.to[step] = here_[step];
    }
    constexpr void add_root(int step, const iteration_target& target) {
      made_.targets[made_.size.roots] = target;
      made_.roots[made_.size.roots++] = here_[step];
    }

    tables made_;
    dag::scratch<int> constants_, here_;
    int places_[static_cast<std::size_t>(3 * all.length)]{};
  };

 public:
  static constexpr tables plan = writer().write();
  static constexpr plan_size size = plan.size;
  static constexpr int times = all.times;
  // Where the array holds what register c begins with, or -1: number `first_constant` of the constants of Plan, or
  // nothing.
  static constexpr int first_place(int c) {
    const int slot = plan.carried[c].first_slot;
    return slot == no_slot || loops::is_constant(slot) ? -1 : cut().kept(slot);
  }
  static constexpr int first_constant(int c) {
    const int slot = plan.carried[c].first_slot;
    return slot != no_slot && loops::is_constant(slot) ? slot - Plan::size.symbols : -1;
  }
  // Which constant of Plan list l holds for iteration k.
  static constexpr int listed(int l, int k) {
    return loops::operand(all.begin + plan.listed[l] / 3 + k * all.length, plan.listed[l] % 3) - Plan::size.symbols;
  }
};

}  // namespace tapeless::detail::planning
