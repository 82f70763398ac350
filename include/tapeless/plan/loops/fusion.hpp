// SPDX-License-Identifier: BSL-1.0
// In which nest each value is computed. A value can share the nest of its operand when both loop over the same axes and
// the operand is complete by then; otherwise it comes one step later. Values that could come at several steps join a
// nest that is there anyway: the update of a gradient and the sum of squares of the same tensor are one sweep.
#pragma once

#include <tapeless/dag/scratch.hpp>
#include <tapeless/plan/loops/facts.hpp>

namespace tapeless::inline v0_2::detail::planning {

class fusion {
 public:
  constexpr explicit fusion(program_facts& facts)
      : facts_(facts),
        nest_axes_list_(facts.size + 1),
        step_list_(facts.size + 1),
        latest_list_(facts.size + 1),
        class_list_(facts.size + 1) {
    nest_axes = nest_axes_list_.data();
    step = step_list_.data();
    latest_ = latest_list_.data();
    classes_ = class_list_.data();
    settle_nests();
    earliest();
    join();
  }
  fusion(const fusion&) = delete;
  fusion& operator=(const fusion&) = delete;

  axis_mask* nest_axes = nullptr;  // by value: the axes of the nest that computes it
  int* step = nullptr;             // by value: when
  int steps = 1;
  constexpr int class_count() const { return class_count_; }
  // The number of a set of axes.
  constexpr int class_of(axis_mask axes) {
    for (int k = 0; k < class_count_; ++k)
      if (classes_[k] == axes) return k;
    classes_[class_count_++] = axes;
    return class_count_ - 1;
  }

  constexpr bool computed(int id) const {
    const duty what = facts_.values[id].what;
    return what == duty::pointwise || what == duty::reduction || what == duty::contraction || what == duty::copy;
  }
  // Whether `user` can be computed in the same pass of one nest as the value it needs, if it reads no other elements.
  constexpr bool fusible(int id, int user) {
    return facts_.values[id].what != duty::contraction && facts_.values[user].what != duty::contraction &&
           nest_axes[id] == nest_axes[user] && !completes_later(id);
  }

 private:
  // Sums over an outer loop are complete when the nest is.
  constexpr bool completes_later(int id) {
    return facts_.values[id].what == duty::reduction &&
           (facts_.is_outer_reduction(id) || nest_axes[id] != facts_.values[id].over);
  }
  // Whether a value may be computed in a nest.
  static constexpr bool nests(const value& v) {
    return v.what == duty::inlined || v.what == duty::pointwise || v.what == duty::reduction || v.what == duty::copy;
  }

  // Numbers of a row, between a reduction of the row and further work on it, are computed in the nest of the row. They
  // are found from both sides: `above` is the nest whose rows a value depends on, `below` the one whose rows need it.
  constexpr void settle_nests() {
    dag::scratch<axis_mask> above_list(facts_.size + 1);
    dag::scratch<axis_mask> below_list(facts_.size + 1);
    axis_mask* const above = above_list.data();
    find_above(above);
    find_below(above, below_list.data());
  }
  constexpr void find_above(axis_mask* above) {
    for (int id = 0; id < facts_.size; ++id) {
      value& v = facts_.values[id];
      nest_axes[id] = v.over;
      if (!nests(v)) continue;
      if (v.what == duty::reduction) {
        const int body = facts_.operand(id, 1);
        const int from = facts_.values[body].what == duty::inlined ? facts_.values[body].source : body;
        const bool within = from >= 0 && (v.over & ~nest_axes[from]) == 0;
        if (within && facts_.is_row_reduction(from) && nest_axes[from] == facts_.values[from].over)
          nest_axes[id] = nest_axes[from];  // a sum over rows of sums over rows
        else if (facts_.is_row_reduction(id))
          above[id] = v.over;
      } else if (!stays_apart(id)) {
        for (int k = 0; k < facts_.operand_count(id); ++k) {
          const int from = facts_.operand(id, k);
          if (facts_.values[from].axes == v.axes && above[from] != 0) above[id] = above[from];
        }
      }
    }
  }
  constexpr void find_below(const axis_mask* above, axis_mask* below) {
    for (int id = facts_.size - 1; id >= 0; --id) {
      const value& v = facts_.values[id];
      if (!nests(v)) continue;
      const int first = v.what == duty::reduction ? 1 : 0;
      for (int k = first; k < facts_.operand_count(id); ++k) {
        const int from = facts_.operand(id, k);
        const axis_mask target = v.what == duty::reduction ? v.over : v.axes;
        if (above[from] == 0) continue;
        if (target == above[from] && target != facts_.values[from].axes) below[from] = target;
        if (facts_.values[from].axes == v.axes && below[id] == above[from] && v.what != duty::reduction)
          below[from] = below[id];
      }
      if (v.what == duty::pointwise && above[id] != 0 && below[id] == above[id]) nest_axes[id] = above[id];
    }
  }

  // Calls of functions are faster in a nest over the rows than one by one; in a single row there is nothing to gain.
  constexpr bool stays_apart(int id) const { return facts_.values[id].axes != 0 && facts_.is_expensive(id); }

  constexpr void earliest() {
    for (int id = 0; id < facts_.size; ++id) {
      if (!computed(id)) continue;
      const value& v = facts_.values[id];
      for (int k = 0; k < v.count; ++k) {
        const int from = facts_.needs[v.first + k];
        const int after = step[from] + distance(v.first + k, id);
        if (after > step[id]) step[id] = after;
      }
      if (step[id] + 1 > steps) steps = step[id] + 1;
    }
    for (int id = 0; id < facts_.size; ++id) latest_[id] = steps - 1;
    for (int id = facts_.size - 1; id >= 0; --id) limit(id, latest_);
    ++steps;  // single numbers may come after everything else
  }

  // How many steps later a value comes than one that it needs. Single numbers are the first thing in a step.
  constexpr int distance(int need, int user) {
    const int id = facts_.needs[need];
    return nest_axes[id] == 0 || (!facts_.reaches[need] && fusible(id, user)) ? 0 : 1;
  }

  // What the operands of a value may be at the latest.
  constexpr void limit(int id, int* latest) {
    if (!computed(id)) return;
    const value& v = facts_.values[id];
    for (int k = 0; k < v.count; ++k) {
      const int from = facts_.needs[v.first + k];
      const int before = latest[id] - distance(v.first + k, id);
      if (before < latest[from]) latest[from] = before;
    }
  }

  constexpr void join() {
    for (int id = 0; id < facts_.size; ++id)
      if (computed(id)) class_of(nest_axes[id]);
    has_nest_list_ = dag::scratch<bool>(class_count_ * steps + 1);
    has_nest_ = has_nest_list_.data();
    for (int id = 0; id < facts_.size; ++id)
      if (computed(id) && facts_.values[id].what != duty::contraction && step[id] == latest_[id])
        has_nest(id, step[id]) = true;
    for (int id = 0; id < facts_.size; ++id) latest_[id] = steps - 1;
    for (int id = facts_.size - 1; id >= 0; --id) {
      if (!computed(id)) continue;
      if (facts_.values[id].what != duty::contraction) {
        int at = latest_[id];
        if (nest_axes[id] == 0 && step[id] == 0) at = 0;  // of inputs alone
        while (at > step[id] && nest_axes[id] != 0 && !has_nest(id, at)) --at;
        if (adds_up(id)) at = step[id];
        for (int early = step[id]; early < at && shrinks(id); ++early)
          if (has_nest(id, early)) at = early;
        step[id] = at;
        has_nest(id, at) = true;
      }
      latest_[id] = step[id];
      limit(id, latest_);
    }
  }

  // A sum, maximum or minimum of what has been computed: the earlier it is found, the sooner that is needed no longer.
  constexpr bool shrinks(int id) const {
    return facts_.values[id].what == duty::reduction && facts_.values[id].count > 0;
  }
  // A sum of two products of matrices, or of such sums, that nothing else needs: the gradients of a matrix that stands
  // in many places arrive one after the other.
  constexpr bool adds_up(int id) const {
    const value& v = facts_.values[id];
    if (v.what != duty::pointwise || v.count != 2 || nest_axes[id] == 0 || !facts_.is(id, dag::role::sum)) return false;
    for (int k = 0; k < 2; ++k) {
      const value& term = facts_.values[facts_.needs[v.first + k]];
      if (facts_.reaches[v.first + k] || term.uses != 1 || term.axes != v.axes) return false;
    }
    return facts_.values[facts_.needs[v.first + 1]].what == duty::contraction ||
           facts_.values[facts_.needs[v.first]].what == duty::contraction;
  }

  // Whether there is a nest like that of a value at this step.
  constexpr bool& has_nest(int id, int at) { return has_nest_[class_of(nest_axes[id]) * steps + at]; }

  program_facts& facts_;
  dag::scratch<axis_mask> nest_axes_list_;
  dag::scratch<int> step_list_;
  dag::scratch<int> latest_list_;
  dag::scratch<axis_mask> class_list_;
  dag::scratch<bool> has_nest_list_;
  int* latest_ = nullptr;
  bool* has_nest_ = nullptr;
  axis_mask* classes_ = nullptr;  // no more than there are values
  int class_count_ = 0;
};

}  // namespace tapeless::detail::planning
