// SPDX-License-Identifier: BSL-1.0
// In which nest each value is computed. A value can share the nest of its operand when both loop over the same axes and
// the operand is complete by then; otherwise it comes one step later. Values that could come at several steps join a
// nest that is there anyway: the update of a gradient and the sum of squares of the same tensor are one sweep.
#pragma once

#include <tapeless/dag/scratch.hpp>
#include <tapeless/plan/loops/late_values.hpp>

namespace tapeless::inline v0_2::detail::planning {

class fusion {
 public:
  // along: the axis of which some places only are there at a time, if there is one.
  constexpr explicit fusion(program_facts& facts, const sharding& along = {})
      : late(facts, along),
        streamed(late.is_streamed()),
        facts_(facts),
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

  late_values late;
  bool streamed = false;
  axis_mask* nest_axes = nullptr;  // by value: the axes of the nest that computes it
  int* step = nullptr;             // by value: when
  int steps = 1;
  constexpr int class_count() const { return class_count_; }
  // The number of a set of axes, as of `key`.
  constexpr int class_of(axis_mask axes) {
    const axis_mask* const known = classes_;
    const int count = class_count_;
    for (int k = 0; k < count; ++k)
      if (known[k] == axes) return k;
    classes_[class_count_++] = axes;
    return count;
  }

  // The axes of the nest that computes a value; what waits for the last block of a stream is apart from what does not.
  constexpr axis_mask key(int id) const { return nest_axes[id] | (late[id] ? axis_mask{1} << max_axes : 0u); }

  constexpr bool computed(int id) const { return facts_.values[id].what > duty::inlined; }
  // Whether `user` can be computed in the same pass of one nest as the value it needs, if it reads no other elements.
  // Sums over an outer loop are complete when the nest is.
  constexpr bool fusible(int id, int user) {
    const value& needed = facts_.values[id];
    return needed.what != duty::contraction && facts_.values[user].what != duty::contraction &&
           nest_axes[id] == nest_axes[user] && (!streamed || late[id] == late[user]) &&
           (needed.what != duty::reduction ||
            (!facts_.is_outer_reduction(id) && nest_axes[id] == needed.over && !facts_.is_shared_reduction(id)));
  }

 private:
  // Whether a value may be computed in a nest.
  static constexpr bool nests(const value& v) { return v.what >= duty::inlined && v.what != duty::contraction; }

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
    value* const values = facts_.values;
    axis_mask* const axes_of_nest = nest_axes;
    const int size = facts_.size;
    for (int id = 0; id < size; ++id) {
      const value& v = values[id];
      axes_of_nest[id] = v.over;
      if (!nests(v)) continue;
      if (v.what == duty::reduction) {
        const int body = v.operands[1];
        const int from = values[body].what == duty::inlined ? values[body].source : body;
        const bool within = from >= 0 && (v.over & ~axes_of_nest[from]) == 0 && !facts_.cuts_rows(axes_of_nest[from]);
        if (within && facts_.is_row_reduction(from) && axes_of_nest[from] == values[from].over)
          axes_of_nest[id] = axes_of_nest[from];  // a sum over rows of sums over rows
        else if (facts_.is_row_reduction(id) && !facts_.is_shared_reduction(id) && !facts_.cuts_rows(v.over))
          any_above_ = (above[id] = v.over) != 0 || any_above_;
      } else if (any_above_ && !stays_apart(id)) {
        const int* const operands = v.operands;
        for (int k = 0; k < v.operand_count; ++k) {
          const int from = operands[k];
          if (above[from] != 0 && values[from].axes == v.axes) above[id] = above[from];
        }
      }
    }
  }
  constexpr void find_below(const axis_mask* above, axis_mask* below) {
    if (!any_above_) return;
    value* const values = facts_.values;
    for (int id = facts_.size - 1; id >= 0; --id) {
      const value& v = values[id];
      if (!nests(v)) continue;
      const bool reduces = v.what == duty::reduction;
      const int* const operands = v.operands;
      for (int k = reduces ? 1 : 0; k < v.operand_count; ++k) {
        const int from = operands[k];
        if (above[from] == 0) continue;
        const axis_mask target = reduces ? v.over : v.axes;
        if (target == above[from] && target != values[from].axes) below[from] = target;
        if (values[from].axes == v.axes && below[id] == above[from] && !reduces) below[from] = below[id];
      }
      if (v.what == duty::pointwise && above[id] != 0 && below[id] == above[id]) nest_axes[id] = above[id];
    }
  }

  // Calls of functions are faster in a nest over the rows than one by one; in a single row there is nothing to gain.
  constexpr bool stays_apart(int id) const { return facts_.values[id].axes != 0 && facts_.is_expensive(id); }

  constexpr void earliest() {
    const value* const values = facts_.values;
    const int* const needs = facts_.needs;
    const int size = facts_.size;
    distance_list_ = dag::scratch<bool>(facts_.need_count + 1);
    bool* const later = later_ = distance_list_.data();
    int* const steps_of = step;
    for (int id = 0; id < size; ++id) {
      const value& v = values[id];
      if (!v.computed()) continue;
      int own = 0;
      const int end = v.first + v.count;
      for (int k = v.first; k < end; ++k) {
        const int after = steps_of[needs[k]] + ((later[k] = comes_later(k, id)) ? 1 : 0);
        if (after > own) own = after;
      }
      steps_of[id] = own;
      if (own + 1 > steps) steps = own + 1;
    }
    for (int id = 0; id < size; ++id) latest_[id] = steps - 1;
    for (int id = size - 1; id >= 0; --id) limit(id, latest_);
    ++steps;  // single numbers may come after everything else
  }

  // Whether a value comes one step later than one that it needs. Single numbers are the first thing in a step.
  constexpr bool comes_later(int need, int user) {
    const int id = facts_.needs[need];
    return nest_axes[id] != 0 && (facts_.reaches[need] || !fusible(id, user));
  }

  // What the operands of a value may be at the latest.
  constexpr void limit(int id, int* latest) const {
    const value& v = facts_.values[id];
    const int end = v.first + v.count, own = latest[id];
    const int* const needs = facts_.needs;
    const bool* const later = later_;
    for (int k = v.first; k < end; ++k) {
      const int before = later[k] ? own - 1 : own;
      if (before < latest[needs[k]]) latest[needs[k]] = before;
    }
  }

  constexpr void join() {
    const value* const values = facts_.values;
    const int size = facts_.size;
    dag::scratch<int> class_numbers(size + 1);
    int* const class_number = class_numbers.data();
    int before = -1;  // neighbours often have the same loops
    for (int id = 0; id < size; ++id) {
      if (!values[id].computed()) continue;
      class_number[id] = before >= 0 && nest_axes[before] == nest_axes[id] && (!streamed || late[before] == late[id])
                             ? class_number[before]
                             : class_of(streamed ? key(id) : nest_axes[id]);
      before = id;
    }
    dag::scratch<bool> has_nest_list(class_count_ * steps + 1);
    bool* const has_nests = has_nest_list.data();  // by class and step
    int* const latest = latest_;
    const int last = steps - 1;
    for (int id = 0; id < size; ++id) {
      if (values[id].computed() && values[id].what != duty::contraction && step[id] == latest[id])
        has_nests[class_number[id] * steps + step[id]] = true;
      latest[id] = last;
    }
    for (int id = size - 1; id >= 0; --id) {
      const value& v = values[id];
      if (!v.computed()) continue;
      if (v.what != duty::contraction) {
        bool* const has_nest = has_nests + class_number[id] * steps;
        const int earliest = step[id];
        int at = latest[id];
        if (nest_axes[id] == 0 && earliest == 0) at = 0;  // of inputs alone
        while (at > earliest && nest_axes[id] != 0 && !has_nest[at]) --at;
        if (adds_up(id)) at = earliest;
        // A sum, maximum or minimum of what has been computed: the earlier it is found, the sooner that is needed no
        // longer.
        if (v.what == duty::reduction && v.count > 0)
          for (int early = earliest; early < at; ++early)
            if (has_nest[early]) at = early;
        step[id] = at;
        has_nest[at] = true;
      }
      latest[id] = step[id];
      limit(id, latest);
    }
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

  program_facts& facts_;
  dag::scratch<axis_mask> nest_axes_list_;
  dag::scratch<int> step_list_;
  dag::scratch<int> latest_list_;
  dag::scratch<axis_mask> class_list_;
  dag::scratch<bool> distance_list_;
  int* latest_ = nullptr;
  bool* later_ = nullptr;  // by need: whether its user comes a step later
  bool any_above_ = false;
  axis_mask* classes_ = nullptr;  // no more than there are values
  int class_count_ = 0;
};

}  // namespace tapeless::detail::planning
