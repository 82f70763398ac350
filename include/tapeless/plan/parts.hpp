// SPDX-License-Identifier: BSL-1.0
// A long straight-line plan in parts that are functions of their own: what optimisers do for one function grows faster
// than its length. A part is a plan as well. It reads what it needs of the inputs and of earlier parts from one array,
// which is where it leaves what later parts and the results need.
#pragma once

#include <tapeless/plan/repeats.hpp>
#include <tapeless/plan/straight_line.hpp>

namespace tapeless::inline v0_2::detail::planning {

// A straight line of up to twice `longest` steps is one part.
constexpr int pieces_of(int steps, int longest) { return steps <= 2 * longest ? 1 : (steps + longest - 1) / longest; }

// Which values of Plan leave their part. Plan: a type with the static constexpr members `size` and `plan`. Longest: the
// steps that a part has at most; a plan of up to twice as many is one part. Where half of a plan is repetitions, loops
// are parts, too.
template <class Plan, int Longest>
class plan_parts {
 public:
  using loops = repeats<Plan, Longest / 2>;
  static constexpr int count = [] {
    int all = 0;
    for (int k = 0; k < loops::count; ++k) all += loops::at(k).times > 1 ? 1 : pieces_of(loops::at(k).length, Longest);
    return all;
  }();

  constexpr plan_parts() {
    cut();
    dag::scratch<int> noted(Plan::size.steps);  // one more than the last part that computes a condition
    for (int part = 0; part < count; ++part) note_part(part, noted.data());
    for (int r = 0; r < Plan::size.roots; ++r)
      if (is_computed(Plan::plan.roots[r])) note(step_of(Plan::plan.roots[r]));
    int next = Plan::size.symbols;
    for (int part = 0; part < count; ++part) {
      first_[part] = next;
      const section& all = sections_[part];
      for (int k = all.begin; k < all.begin + all.length; ++k) {
        if (leaves_[k]) kept_[k] = next, next += all.times;
        if (leaves_last_[k]) kept_last_[k] = next++;
      }
    }
    size_ = next;
  }

  // Elements of the array: the symbols of the plan, then what leaves each part.
  constexpr int size() const { return size_; }
  constexpr int first(int part) const { return first_[part]; }
  constexpr const section& operator[](int part) const { return sections_[part]; }
  // Whether values of a step of a straight line, or of the first iteration of a loop, are needed in other parts: all
  // of them, or that of the last iteration beside.
  constexpr bool leaves(int step) const { return leaves_[step]; }
  constexpr bool leaves_last(int step) const { return leaves_last_[step]; }
  // Where the array holds them: those of a loop one after another, and that of the last iteration.
  constexpr int kept_from(int step) const { return kept_[step]; }
  constexpr int kept_last(int step) const { return kept_last_[step]; }
  // Where the array holds the value of a slot that is no constant.
  constexpr int kept(int slot) const {
    if (!is_computed(slot)) return slot;
    const int step = step_of(slot);
    const section& all = sections_[part_of_[step]];
    const int time = (step - all.begin) / all.length, first = step - time * all.length;
    return is_last_of_loop(all, time) && leaves_last_[first] ? kept_last_[first] : kept_[first] + time;
  }
  constexpr bool is_in_loop(int step) const { return sections_[part_of_[step]].times > 1; }
  constexpr int step_of(int slot) const { return loops::producer(slot); }

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
  static constexpr bool is_last_of_loop(const section& all, int time) { return all.times > 1 && time == all.times - 1; }

  constexpr void cut() {
    int part = 0;
    for (int k = 0; k < loops::count; ++k) {
      const section all = loops::at(k);
      if (all.times > 1) {
        sections_[part++] = all;
        continue;
      }
      const int pieces = pieces_of(all.length, Longest), length = (all.length + pieces - 1) / pieces;
      for (int p = 0; p < pieces; ++p) {
        const int begin = p * length < all.length ? p * length : all.length;
        const int end = begin + length < all.length ? begin + length : all.length;
        sections_[part++] = {all.begin + begin, end - begin, 1};
      }
    }
    for (part = 0; part < count; ++part)
      for (int k = sections_[part].begin; k < sections_[part].end(); ++k) part_of_[k] = part;
    sections_[count] = {Plan::size.steps, 0, 1};
  }

  // The value of a step is needed in another part.
  constexpr void note(int step) {
    const section& all = sections_[part_of_[step]];
    const int time = (step - all.begin) / all.length;
    (is_last_of_loop(all, time) ? leaves_last_ : leaves_)[step - time * all.length] = true;
  }
  constexpr void note_part(int part, int* noted) {
    const section& all = sections_[part];
    const auto& plan = Plan::plan;
    if (all.times > 1) {
      note_loop(all);
      return;
    }
    // Most steps have two numbers: clang counts every call and statement.
    for (int k = all.begin; k < all.end(); ++k) {
      if (plan.counts[k] > 2 || plan.a[k] < 0 || plan.b[k] < 0)
        note_operands(k, part, noted);
      else
        for (int j = 0; j < 2; ++j) {
          const int from = loops::producer(j == 0 ? plan.a[k] : plan.b[k]);
          if (from >= 0 && from < all.begin) note(from);
        }
    }
  }
  constexpr void note_loop(const section& all) {
    for (int k = all.begin; k < all.begin + all.length; ++k)
      for (int j = 0; j < Plan::plan.counts[k]; ++j) {
        const int slot = operand(k, j), next = operand(k + all.length, j), from = loops::producer(slot);
        switch (loops::origin_of(all, k, j)) {
          case origin::before_loop:
            // A row of values of a loop, or one value.
            if (from >= 0 && slot != next)
              leaves_[first_of(from)] = true;
            else if (from >= 0)
              note(from);
            break;
          case origin::iteration_before:
            if (from >= 0) note(from);  // what the first iteration begins with
            break;
          default:
            break;
        }
      }
  }
  // The same step in the first iteration of its loop.
  constexpr int first_of(int step) const {
    const section& all = sections_[part_of_[step]];
    return all.begin + (step - all.begin) % all.length;
  }

  // A straight line computes conditions of earlier ones again, which costs less than numbers that stand for them.
  constexpr void note_operands(int step, int part, int* noted) {
    for (int j = 0; j < Plan::plan.counts[step]; ++j) {
      const int slot = operand(step, j);
      if (!is_computed(slot)) continue;
      const int from = step_of(slot);
      if (from >= sections_[part].begin) continue;
      if (!is_condition(slot) || is_in_loop(from)) {
        note(from);
      } else if (noted[from] != part + 1) {
        noted[from] = part + 1;
        note_operands(from, part, noted);
      }
    }
  }

  table<section, count + 1> sections_{};
  table<int, Plan::size.steps> part_of_{};
  table<bool, Plan::size.steps> leaves_{}, leaves_last_{};
  table<int, Plan::size.steps> kept_{}, kept_last_{};
  table<int, count + 1> first_{};
  int size_ = 0;
};
template <class Plan, int Longest>
inline constexpr plan_parts<Plan, Longest> parts_of{};

// The tables of a part, which is a plan as well. Room: how many of each kind there may be.
template <plan_size Room>
struct part_tables : step_tables<Room> {
  table<int, Room.symbols> sources{};  // the places of the symbols in the array
  table<int, Room.given> given{};      // the symbols that say whether the first conditions hold
  plan_size size{};
};

// Number Part of the parts of Plan; the one after the last holds no steps, its results are those of Plan.
template <class Plan, int Longest, int Part>
class part_of_plan {
  using whole = plan_parts<Plan, Longest>;
  static constexpr const whole& cut() { return parts_of<Plan, Longest>; }
  static constexpr bool last = Part == whole::count;
  static constexpr int begin = cut()[Part].begin, end = cut()[Part].end();

  static constexpr plan_size room{.steps = end - begin + Plan::size.conditions,
                                  .constants = Plan::size.constants,
                                  .symbols = cut().size(),
                                  .roots = last ? Plan::size.roots : end - begin,
                                  .pool = Plan::size.pool,
                                  .conditions = 0,
                                  .given = Plan::size.conditions};
  using tables = part_tables<room>;

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
        if (!arrives || again_[index_of(slot)] != 0 || conditions_[index_of(slot)] != 0) return;
        if (cut().is_in_loop(from)) {  // comes as a number
          made_.given[made_.size.given++] = made_.size.symbols;
          conditions_[index_of(slot)] = ++made_.size.conditions;
          made_.sources[made_.size.symbols++] = cut().kept(slot);
          return;
        }
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
