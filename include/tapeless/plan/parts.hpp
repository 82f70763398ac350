// SPDX-License-Identifier: BSL-1.0
// A long straight-line plan in parts that are functions of their own: what optimisers do for one function grows faster
// than its length. A part is a plan as well. It reads what it needs of the inputs and of earlier parts from one array,
// which is where it leaves what later parts and the results need.
#pragma once

#include <tapeless/plan/straight_line.hpp>

namespace tapeless::inline v0_2::detail::planning {

// Which values of Plan leave their part. Plan: a type with the static constexpr members `size` and `plan`. Longest: the
// steps that a part has at most; a plan of up to twice as many is one part.
template <class Plan, int Longest>
class plan_parts {
 public:
  static constexpr int count = Plan::size.steps <= 2 * Longest ? 1 : (Plan::size.steps + Longest - 1) / Longest;
  static constexpr int length = (Plan::size.steps + count - 1) / count;
  static constexpr int begin(int part) { return part * length < Plan::size.steps ? part * length : Plan::size.steps; }

  constexpr plan_parts() {
    for (int k = 0; k < Plan::size.steps; ++k) step_of_[place(Plan::plan.to[k])] = k;
    dag::scratch<int> noted(Plan::size.steps);  // one more than the last part that computes a condition
    const auto& plan = Plan::plan;
    constexpr int numbers = Plan::size.symbols + Plan::size.constants;
    // Most steps have two numbers: clang counts every call and statement.
    for (int k = 0; k < Plan::size.steps; ++k) {
      const int start = k - k % length, a = plan.a[k], b = plan.b[k];
      if (plan.counts[k] > 2 || a < 0 || b < 0) {
        note_operands(k, k / length, noted.data());
        continue;
      }
      if (a >= numbers && step_of_[a] < start) leaves_[step_of_[a]] = true;
      if (b >= numbers && step_of_[b] < start) leaves_[step_of_[b]] = true;
    }
    for (int r = 0; r < Plan::size.roots; ++r)
      if (is_computed(Plan::plan.roots[r])) leaves_[step_of(Plan::plan.roots[r])] = true;
    int next = Plan::size.symbols;
    for (int part = 0; part < count; ++part) {
      first_[part] = next;
      for (int k = begin(part); k < begin(part + 1); ++k)
        if (leaves_[k]) kept_[k] = next++;
    }
    size_ = next;
  }

  // Elements of the array: the symbols of the plan, then what leaves each part.
  constexpr int size() const { return size_; }
  constexpr int first(int part) const { return first_[part]; }
  constexpr bool leaves(int step) const { return leaves_[step]; }
  // Where the array holds the value of a slot that is no constant.
  constexpr int kept(int slot) const { return is_computed(slot) ? kept_[step_of(slot)] : slot; }
  constexpr int step_of(int slot) const { return step_of_[place(slot)]; }

  static constexpr bool is_symbol(int slot) { return slot >= 0 && slot < Plan::size.symbols; }
  static constexpr bool is_computed(int slot) {
    return is_condition(slot) || slot >= Plan::size.symbols + Plan::size.constants;
  }
  // Operand number j of a step.
  static constexpr int operand(int step, int j) {
    const auto& plan = Plan::plan;
    if (plan.counts[step] > 3) return plan.pool[plan.first[step] + j];
    return j == 0 ? plan.a[step] : j == 1 ? plan.b[step] : plan.c[step];
  }

 private:
  static constexpr int place(int slot) { return is_condition(slot) ? Plan::size.numbers() + index_of(slot) : slot; }

  // A part computes conditions of earlier ones again, which costs less than numbers that stand for them.
  constexpr void note_operands(int step, int part, int* noted) {
    for (int j = 0; j < Plan::plan.counts[step]; ++j) {
      const int slot = operand(step, j);
      if (!is_computed(slot)) continue;
      const int from = step_of(slot);
      if (from >= begin(part)) continue;
      if (!is_condition(slot)) {
        leaves_[from] = true;
      } else if (noted[from] != part + 1) {
        noted[from] = part + 1;
        note_operands(from, part, noted);
      }
    }
  }

  template <class T, int N>
  using table = T[static_cast<std::size_t>(N > 0 ? N : 1)];
  table<int, Plan::size.numbers() + Plan::size.conditions> step_of_{};
  table<bool, Plan::size.steps> leaves_{};
  table<int, Plan::size.steps> kept_{};
  table<int, count + 1> first_{};
  int size_ = 0;
};
template <class Plan, int Longest>
inline constexpr plan_parts<Plan, Longest> parts_of{};

// Number Part of the parts of Plan; the one after the last holds no steps, its results are those of Plan.
template <class Plan, int Longest, int Part>
class part_of_plan {
  using whole = plan_parts<Plan, Longest>;
  static constexpr const whole& cut() { return parts_of<Plan, Longest>; }
  static constexpr bool last = Part == whole::count;
  static constexpr int begin = whole::begin(Part), end = last ? begin : whole::begin(Part + 1);

  static constexpr plan_size room{.steps = end - begin + Plan::size.conditions,
                                  .constants = Plan::size.constants,
                                  .symbols = cut().size(),
                                  .roots = last ? Plan::size.roots : end - begin,
                                  .pool = Plan::size.pool,
                                  .conditions = 0};
  struct tables {
    template <class T, int N>
    using table = T[static_cast<std::size_t>(N > 0 ? N : 1)];
    table<const dag::operation*, room.steps> ops{};
    table<dag::role, room.steps> parts{};
    table<int, room.steps> to{};
    table<int, room.steps> a{};
    table<int, room.steps> b{};
    table<int, room.steps> c{};
    table<int, room.steps> counts{};
    table<int, room.steps> first{};
    table<int, room.pool> pool{};
    table<program_constant, room.constants> constants{};
    table<int, room.roots> roots{};
    table<int, room.symbols> sources{};  // the places of the symbols in the array
    plan_size size{};
  };

  class writer {
   public:
    constexpr writer()
        : numbers_(Plan::size.numbers()), conditions_(Plan::size.conditions), again_(Plan::size.conditions) {}

    constexpr tables write() {
      if constexpr (last) {
        for (int r = 0; r < Plan::size.roots; ++r) need(Plan::plan.roots[r], true);
      } else {
        for (int k = begin; k < end; ++k) need_operands(k);
      }
      next_ = made_.size.symbols + made_.size.constants;
      write_again();
      for (int k = begin; k < end; ++k) write_step(k);
      if constexpr (last) {
        for (int r = 0; r < Plan::size.roots; ++r) made_.roots[made_.size.roots++] = here(Plan::plan.roots[r], true);
      } else {
        for (int k = begin; k < end; ++k)
          if (cut().leaves(k)) made_.roots[made_.size.roots++] = here(Plan::plan.to[k], false);
      }
      return made_;
    }

   private:
    // Gives a slot of the plan that is not computed here its place among the symbols or constants; a condition is
    // computed again but where it is wanted as a number. The lists hold one more than a place.
    constexpr void need(int slot, bool as_number) {
      const bool arrives = whole::is_symbol(slot) || (whole::is_computed(slot) && cut().step_of(slot) < begin);
      if (is_condition(slot) && !as_number) {
        const int from = cut().step_of(slot);
        if (!arrives || again_[index_of(slot)] != 0) return;
        again_[index_of(slot)] = 1;
        need_operands(from);
        return;
      }
      if (arrives) {
        int& symbol = is_condition(slot) ? conditions_[index_of(slot)] : numbers_[slot];
        if (symbol != 0) return;
        symbol = made_.size.symbols + 1;
        made_.sources[made_.size.symbols++] = cut().kept(slot);
      } else if (!whole::is_computed(slot) && numbers_[slot] == 0) {
        numbers_[slot] = made_.size.constants + 1;
        made_.constants[made_.size.constants++] = Plan::plan.constants[slot - Plan::size.symbols];
      }
    }
    constexpr void need_operands(int step) {
      for (int j = 0; j < Plan::plan.counts[step]; ++j) need(whole::operand(step, j), false);
    }

    // The slot here.
    constexpr int here(int slot, bool as_number) const {
      if (is_condition(slot)) return as_number ? conditions_[index_of(slot)] - 1 : ~(conditions_[index_of(slot)] - 1);
      const bool constant = !whole::is_symbol(slot) && !whole::is_computed(slot);
      return numbers_[slot] - 1 + (constant ? made_.size.symbols : 0);
    }
    // Conditions of earlier parts, in their order.
    constexpr void write_again() {
      if constexpr (!last && Plan::size.conditions > 0) {
        for (int k = 0; k < begin; ++k)
          if (is_condition(Plan::plan.to[k]) && again_[index_of(Plan::plan.to[k])] != 0) write_step(k);
      }
    }
    constexpr void write_step(int from) {
      const auto& given = Plan::plan;
      const int step = made_.size.steps++, count = given.counts[from];
      made_.ops[step] = given.ops[from];
      made_.parts[step] = given.parts[from];
      made_.counts[step] = count;
      made_.a[step] = here(whole::operand(from, 0), false);
      if (count > 1) made_.b[step] = here(whole::operand(from, 1), false);
      if (count > 2) made_.c[step] = here(whole::operand(from, 2), false);
      if (count > 3) {
        made_.first[step] = made_.size.pool;
        for (int j = 0; j < count; ++j) made_.pool[made_.size.pool++] = here(whole::operand(from, j), false);
      }
      const int slot = given.to[from];
      if (is_condition(slot)) {
        conditions_[index_of(slot)] = ++made_.size.conditions;
        made_.to[step] = ~(made_.size.conditions - 1);
      } else {
        made_.to[step] = next_++;
        numbers_[slot] = next_;
      }
    }

    tables made_;
    dag::scratch<int> numbers_, conditions_, again_;
    int next_ = 0;
  };

 public:
  static constexpr tables plan = writer().write();
  static constexpr plan_size size = plan.size;
  // Which element of the array each symbol is.
  static constexpr std::size_t source(std::size_t symbol) { return static_cast<std::size_t>(plan.sources[symbol]); }
};

}  // namespace tapeless::detail::planning
