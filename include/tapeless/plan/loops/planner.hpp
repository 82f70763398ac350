// SPDX-License-Identifier: BSL-1.0
// From an indexed program to its plan: values are put into nests, nests into an order, and what lives between them into
// as few buffers as their lifetimes allow. Runs in the compiler and, for tests, at run time.
#pragma once

#include <tapeless/plan/loops/contractions.hpp>
#include <tapeless/plan/loops/phases.hpp>
#include <tapeless/plan/loops/buffers.hpp>
#include <tapeless/plan/loops/nest_writer.hpp>

namespace tapeless::detail::planning {

template <capacities Capacity>
class planner {
  using plan_table = loop_plan<Capacity>;

 public:
  constexpr planner(const dag::view& program, const wanted* results, plan_table& plan)
      : facts_(program, results),
        when_(facts_),
        plan_(plan),
        size_(static_cast<std::size_t>(facts_.size) + 1),
        shared_(size_) {
    if (facts_.too_many_axes) plan_.problem = trouble::rank;
    name_leaves();
    order_items();
    buffer_planner<plan_table> memory(facts_, when_, shared_, plan_, group_count_);
    memory.place_buffers();
    write_items();
    memory.share();
    phase_finder<plan_table>(plan_).find();
  }
  constexpr ~planner() {
    delete[] members_;
    delete[] groups_;
  }
  planner(const planner&) = delete;
  planner& operator=(const planner&) = delete;

 private:
  struct group {
    axis_mask axes = 0;
    int step = 0;
    int first = 0;  // members_[first .. first + count)
    int count = 0;
    bool contracts = false;
  };

  constexpr void name_leaves() {
    const dag::view& p = facts_.program;
    for (int a = 0; a < facts_.axis_count; ++a) {
      plan_.axis_names[a] = facts_.axis_names[a];
      plan_.axis_extents[a] = facts_.axis_extents[a];
      plan_.axis_origins[a] = facts_.axis_origins[a];
    }
    plan_.axis_count = facts_.axis_count;
    for (int id = 0; id < p.node_count; ++id) {
      if (facts_.values[id].what != duty::leaf) continue;
      const dag::node& node = p.nodes[id];
      if (node.op->is_symbol()) {
        if (p.symbol(node).kind == dag::symbol_kind::axis) continue;
        input one;
        one.name = p.symbol(node).name;
        one.kind = p.symbol(node).kind;
        shared_.input_of[id] = append(plan_, plan_.inputs, plan_.used.inputs, one);
      } else if (node.count == 0) {
        shared_.constant_of[id] = append(plan_, plan_.constants, plan_.used.constants,
                                         node.op->is_number() ? constant{p.value(node)} : constant{{}, true, node.op});
      } else if (facts_.is(id, dag::role::access)) {
        input& one = plan_.inputs[shared_.input_of[facts_.operand(id, 0)]];
        if (one.rank == 0)
          for (int k = 1; k < node.count && k <= max_rank; ++k)
            one.axes[one.rank++] = facts_.axis_of(facts_.operand(id, k));
        if (node.count > max_rank + 1) plan_.problem = trouble::rank;
        for (int k = 1; k < node.count; ++k)
          append(plan_, plan_.spans, plan_.used.spans,
                 span{shared_.input_of[facts_.operand(id, 0)], k - 1, facts_.axis_of(facts_.operand(id, k))});
      }
    }
    for (int id = 0; id < p.node_count; ++id) {
      if (facts_.values[id].what == duty::unused) continue;
      const bool pick = facts_.is(id, dag::role::pick);
      if (!pick && !p.nodes[id].op->indicator) continue;
      const int label = facts_.operand(id, pick ? 2 : 1);
      if (facts_.is(label, dag::role::symbol)) continue;  // the place along another axis
      plan_.inputs[shared_.input_of[facts_.operand(label, 0)]].picks = facts_.axis_of(facts_.operand(id, pick ? 1 : 0));
    }
  }

  // Nests and contractions by step; within a step, single numbers first.
  constexpr void order_items() {
    groups_ = new group[size_]{};
    int* group_of = new int[size_];
    int* table = new int[static_cast<std::size_t>(when_.class_count() * when_.steps) + 1];
    for (int k = 0; k < when_.class_count() * when_.steps; ++k) table[k] = -1;
    for (int id = 0; id < facts_.size; ++id) {
      group_of[id] = -1;
      if (!when_.computed(id)) continue;
      const bool contracts = facts_.values[id].what == duty::contraction;
      int g = contracts ? -1 : table[when_.class_of(when_.home[id]) * when_.steps + when_.step[id]];
      if (g < 0) {
        g = group_count_++;
        groups_[g] = {when_.home[id], when_.step[id], 0, 0, contracts};
        if (!contracts) table[when_.class_of(when_.home[id]) * when_.steps + when_.step[id]] = g;
      }
      group_of[id] = g;
      ++groups_[g].count;
    }
    delete[] table;
    // By step, by counting.
    int* rank = new int[size_]{};
    int* start = new int[2 * static_cast<std::size_t>(when_.steps) + 2]{};
    const auto key = [&](const group& g) { return 2 * g.step + (g.axes == 0 ? 0 : 1); };
    for (int g = 0; g < group_count_; ++g) ++start[key(groups_[g]) + 1];
    for (int k = 0; k < 2 * when_.steps; ++k) start[k + 1] += start[k];
    for (int g = 0; g < group_count_; ++g) rank[g] = start[key(groups_[g])]++;
    keep_together(group_of, rank);
    group* sorted = new group[size_]{};
    for (int g = 0; g < group_count_; ++g) sorted[rank[g]] = groups_[g];
    delete[] groups_;
    groups_ = sorted;
    members_ = new int[size_]{};
    int first = 0;
    for (int g = 0; g < group_count_; ++g) {
      groups_[g].first = first;
      first += groups_[g].count;
      groups_[g].count = 0;
    }
    for (int id = 0; id < facts_.size; ++id) {
      if (group_of[id] < 0) continue;
      const int g = rank[group_of[id]];
      shared_.item_of[id] = g;
      members_[groups_[g].first + groups_[g].count++] = id;
    }
    delete[] start;
    delete[] rank;
    delete[] group_of;
  }

  // Moves items over the axis that most of them have next to each other, as far as what they need allows: one phase
  // instead of several. rank: the place of each group, by step at first.
  constexpr void keep_together(const int* group_of, int* rank) const {
    const int main = main_axis(group_of);
    // Who waits for whom: the edges that leave group g are to[first[g] .. first[g + 1]).
    int* waits = new int[size_]{};
    int* first = new int[size_ + 1]{};
    const auto each_edge = [&](const auto& visit) {
      for (int user = 0; user < facts_.size; ++user) {
        if (group_of[user] < 0) continue;
        const value& v = facts_.values[user];
        for (int k = 0; k < v.count; ++k) {
          const int from = group_of[facts_.needs[v.first + k]];
          if (from >= 0 && from != group_of[user]) visit(from, group_of[user]);
        }
      }
    };
    int edges = 0;
    each_edge([&](int from, int) { ++first[from + 1], ++edges; });
    for (int g = 0; g < group_count_; ++g) first[g + 1] += first[g];
    int* to = new int[static_cast<std::size_t>(edges) + 1]{};
    int* filled = new int[size_]{};
    each_edge([&](int from, int user) {
      to[first[from] + filled[from]++] = user;
      ++waits[user];
    });
    int* by_step = new int[size_]{};
    for (int g = 0; g < group_count_; ++g) by_step[rank[g]] = g;
    bool* done = new bool[size_]{};
    bool along_main = false;
    for (int placed = 0, begin = 0; placed < group_count_;) {
      while (begin < group_count_ && done[by_step[begin]]) ++begin;
      int next = -1;
      for (int p = begin; p < group_count_ && next < 0; ++p) {
        const int g = by_step[p];
        if (!done[g] && waits[g] == 0 && ((groups_[g].axes >> main & 1u) != 0) == along_main) next = g;
      }
      if (next < 0) {
        along_main = !along_main;
        continue;
      }
      done[next] = true;
      rank[next] = placed++;
      for (int e = first[next]; e < first[next + 1]; ++e) --waits[to[e]];
    }
    delete[] waits;
    delete[] first;
    delete[] to;
    delete[] filled;
    delete[] by_step;
    delete[] done;
  }

  // The axis whose phases are to hold most of the work. What depends on a complete sum over an axis and goes over that
  // axis again needs a phase of its own; what its tiles have left in the cache is gone by then.
  constexpr int main_axis(const int* group_of) const {
    axis_mask* summed = new axis_mask[size_]{};   // by value: axes over which something it depends on is summed up
    axis_mask* returns = new axis_mask[size_]{};  // by group: those that it goes over again
    for (int id = 0; id < facts_.size; ++id) {
      if (group_of[id] < 0) continue;
      const value& v = facts_.values[id];
      for (int k = 0; k < v.count; ++k) {
        const int from = facts_.needs[v.first + k];
        const value& needed = facts_.values[from];
        summed[id] |= summed[from];
        if (needed.what == duty::reduction || needed.what == duty::contraction)
          summed[id] |= needed.over & ~needed.axes;
      }
      returns[group_of[id]] |= summed[id] & groups_[group_of[id]].axes;
    }
    long scores[max_axes]{};
    for (int g = 0; g < group_count_; ++g) {
      const long work = 1L << 2 * std::popcount(groups_[g].axes);
      for (axis_mask rest = groups_[g].axes; rest != 0; rest &= (rest - 1u)) {
        const int axis = std::countr_zero(rest);
        scores[axis] += (returns[g] >> axis & 1u) != 0 ? -work : work;
      }
    }
    delete[] summed;
    delete[] returns;
    int main = 0;
    for (int a = 1; a < facts_.axis_count; ++a)
      if (scores[a] > scores[main]) main = a;
    return main;
  }

  constexpr void write_items() {
    nest_writer<plan_table> nests(facts_, when_, shared_, plan_);
    contraction_writer<plan_table> products(facts_, shared_, plan_);
    for (int g = 0; g < group_count_; ++g) {
      const group& one = groups_[g];
      const int* const members = members_ + one.first;
      const int index =
          one.contracts ? append(plan_, plan_.contractions, plan_.used.contractions, products.write(*members, g))
                        : append(plan_, plan_.nests, plan_.nest_count, nests.write(g, one.axes, members, one.count));
      const item::kind what = one.contracts ? item::kind::contraction : item::kind::nest;
      append(plan_, plan_.items, plan_.used.items, item{what, index, one.step});
    }
  }

  program_facts facts_;
  fusion when_;
  plan_table& plan_;
  std::size_t size_;
  context shared_;
  group* groups_ = nullptr;
  int group_count_ = 0;
  int* members_ = nullptr;
};

}  // namespace tapeless::detail::planning
