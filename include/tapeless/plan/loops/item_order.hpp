// SPDX-License-Identifier: BSL-1.0
// The order in which the nests and contractions of a program are done: by step, and within what that allows those along
// one axis next to each other, so that they become one phase.
#pragma once

#include <bit>

#include <tapeless/dag/scratch.hpp>
#include <tapeless/plan/loops/fusion.hpp>

namespace tapeless::inline v0_2::detail::planning {

class item_order {
 public:
  // The values that one nest computes, or one contraction.
  struct group {
    axis_mask axes = 0;
    int step = 0;
    int first = 0;  // among the members
    int count = 0;
    bool contracts = false;
    bool late = false;  // after the last block of a stream
  };

  // item_of: receives for each value that is computed the place of its group.
  constexpr item_order(const program_facts& facts, fusion& when, int* item_of)
      : facts_(facts),
        when_(when),
        group_list_(facts.size + 1),
        groups_(group_list_.data()),
        member_list_(facts.size + 1) {
    dag::scratch<int> of_values(facts.size + 1);
    int* const group_of = of_values.data();
    make_groups(group_of);
    dag::scratch<int> places(facts.size + 1);
    int* const place = places.data();
    order_by_step(place);
    keep_together(group_of, place);
    sort(place);
    list_members(group_of, place, item_of);
  }
  item_order(const item_order&) = delete;
  item_order& operator=(const item_order&) = delete;

  constexpr int count() const { return count_; }
  constexpr const group& operator[](int k) const { return groups_[k]; }
  // In the order of the program.
  constexpr const int* members(const group& one) const { return member_list_.data() + one.first; }

 private:
  // One for each contraction, one for all other values of a step with the same loops. group_of: -1 of what is not
  // computed.
  constexpr void make_groups(int* group_of) {
    const int steps = when_.steps, size = facts_.size;
    dag::scratch<int> nests(when_.class_count() * steps + 1);  // one more than the group, or 0
    int* const nest_of = nests.data();
    const value* const values = facts_.values;
    const axis_mask* const nest_axes = when_.nest_axes;
    const bool streamed = when_.streamed;
    int count = 0;
    axis_mask last_axes = 0;
    int last_class = -1;
    for (int id = 0; id < size; ++id) {
      const value& v = values[id];
      if (!v.computed()) {
        group_of[id] = -1;
        continue;
      }
      const bool contracts = v.what == duty::contraction;
      int own = 0;
      if (!contracts) {
        const axis_mask axes = streamed ? when_.key(id) : nest_axes[id];
        if (last_class < 0 || last_axes != axes) last_class = when_.class_of(last_axes = axes);
        int& known = nest_of[last_class * steps + when_.step[id]];
        if (known == 0) known = count + 1;
        own = known - 1;
      } else {
        own = count;
      }
      if (own == count) groups_[count++] = {nest_axes[id], when_.step[id], 0, 0, contracts, when_.late[id]};
      group_of[id] = own;
      ++groups_[own].count;
    }
    count_ = count;
  }

  // By counting; within a step, single numbers first.
  constexpr void order_by_step(int* place) const {
    dag::scratch<int> starts(2 * when_.steps + 2);
    int* const start = starts.data();
    const auto key = [&](const group& g) { return 2 * g.step + (g.axes == 0 ? 0 : 1); };
    for (int g = 0; g < count_; ++g) ++start[key(groups_[g]) + 1];
    for (int k = 0; k < 2 * when_.steps; ++k) start[k + 1] += start[k];
    for (int g = 0; g < count_; ++g) place[g] = start[key(groups_[g])]++;
  }

  constexpr void sort(const int* place) {
    dag::scratch<group> sorted(facts_.size + 1);
    for (int g = 0; g < count_; ++g) sorted[place[g]] = groups_[g];
    int first = 0;
    for (int g = 0; g < count_; ++g) {
      groups_[g] = sorted[g];
      groups_[g].first = first;
      first += groups_[g].count;
      groups_[g].count = 0;
    }
  }
  constexpr void list_members(const int* group_of, const int* place, int* item_of) {
    int* const members = member_list_.data();
    for (int id = 0; id < facts_.size; ++id) {
      if (group_of[id] < 0) continue;
      group& own = groups_[item_of[id] = place[group_of[id]]];
      members[own.first + own.count++] = id;
    }
  }

  // Which groups wait for which: those that wait for g are users[first[g] .. first[g + 1]).
  struct waiting {
    dag::scratch<int> count;  // for how many values each waits
    dag::scratch<int> first;
    dag::scratch<int> users;
  };
  template <class Visit>
  constexpr void each_edge(const int* group_of, const Visit& visit) const {
    for (int user = 0; user < facts_.size; ++user) {
      if (group_of[user] < 0) continue;
      const value& v = facts_.values[user];
      for (int k = 0; k < v.count; ++k) {
        const int from = group_of[facts_.needs[v.first + k]];
        if (from >= 0 && from != group_of[user]) visit(from, group_of[user]);
      }
    }
  }
  constexpr waiting edges(const int* group_of) const {
    waiting all{dag::scratch<int>(count_ + 1), dag::scratch<int>(count_ + 2), {}};
    int* const first = all.first.data();
    int* const waits = all.count.data();
    each_edge(group_of, [&](int from, int) { ++first[from + 1]; });
    for (int g = 0; g < count_; ++g) first[g + 1] += first[g];
    all.users = dag::scratch<int>(first[count_] + 1);
    int* const users = all.users.data();
    dag::scratch<int> filled_list(count_ + 1);
    int* const filled = filled_list.data();
    each_edge(group_of, [&](int from, int user) {
      users[first[from] + filled[from]++] = user;
      ++waits[user];
    });
    return all;
  }

  // Moves groups over the axis that most of them have next to each other, as far as what they need allows: one phase
  // instead of several. Of streams: first what no row is needed for, then the rows, then what needs their sums. place:
  // of each group, by step at first.
  constexpr void keep_together(const int* group_of, int* place) const {
    const bool streamed = when_.streamed;
    const axis_mask main = streamed ? facts_.sharded : axis_mask{1} << main_axis(group_of);
    waiting order = edges(group_of);
    int* const waits = order.count.data();
    dag::scratch<int> by_step_list(count_ + 1);
    dag::scratch<bool> done_list(count_ + 1);
    int* const by_step = by_step_list.data();
    bool* const done = done_list.data();
    for (int g = 0; g < count_; ++g) by_step[place[g]] = g;
    int turn = 0;  // 1: of groups over the main axis; of streams 2: of what is late
    for (int placed = 0, begin = 0; placed < count_;) {
      while (begin < count_ && done[by_step[begin]]) ++begin;
      int next = -1;
      for (int p = begin; p < count_ && next < 0; ++p) {
        const int g = by_step[p];
        const int own = groups_[g].late ? 2 : (groups_[g].axes & main) != 0 ? 1 : 0;
        if (!done[g] && waits[g] == 0 && own == turn) next = g;
      }
      if (next < 0) {
        turn = streamed ? turn + 1 : 1 - turn;
        continue;
      }
      done[next] = true;
      place[next] = placed++;
      for (int e = order.first[next]; e < order.first[next + 1]; ++e) --waits[order.users[e]];
    }
  }

  // The axis whose phases are to hold most of the work. What depends on a complete sum over an axis and goes over that
  // axis again needs a phase of its own; what its tiles have left in the cache is gone by then.
  constexpr int main_axis(const int* group_of) const {
    dag::scratch<axis_mask> summed_list(facts_.size + 1);
    dag::scratch<axis_mask> return_list(count_ + 1);
    axis_mask* const summed = summed_list.data();   // by value: axes over which something it depends on is summed up
    axis_mask* const returns = return_list.data();  // by group: those that it goes over again
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
    for (int g = 0; g < count_; ++g) {
      const long work = 1L << 2 * std::popcount(groups_[g].axes);
      for (axis_mask rest = groups_[g].axes; rest != 0; rest &= (rest - 1u)) {
        const int axis = std::countr_zero(rest);
        scores[axis] += (returns[g] >> axis & 1u) != 0 ? -work : work;
      }
    }
    int main = 0;
    for (int a = 1; a < facts_.axis_count; ++a)
      if (scores[a] > scores[main]) main = a;
    return main;
  }

  const program_facts& facts_;
  fusion& when_;
  dag::scratch<group> group_list_;
  group* groups_;
  int count_ = 0;
  dag::scratch<int> member_list_;
};

}  // namespace tapeless::detail::planning
