// SPDX-License-Identifier: BSL-1.0
// From an indexed program to its plan: values are put into nests, nests into an order, and what lives between them into
// as few buffers as their lifetimes allow. Runs in the compiler and, for tests, at run time.
#pragma once

#include <tapeless/run/loops/phases.hpp>
#include <tapeless/run/loops/weave.hpp>

namespace tapeless::detail::run::loops {

template <capacities Capacity>
class planner {
 public:
  constexpr planner(const dag::view& program, const wanted* results, table<Capacity>& plan)
      : facts_(program, results), when_(facts_), plan_(plan), size_(static_cast<std::size_t>(facts_.size) + 1) {
    shared_.item_of = new int[size_]{};
    shared_.buffer_of = new int[size_];
    shared_.input_of = new int[size_]{};
    shared_.constant_of = new int[size_]{};
    if (facts_.too_many_axes) plan_.problem = trouble::rank;
    name_leaves();
    order_items();
    place_buffers();
    write_items();
    share_places();
    phase_finder<table<Capacity>>(plan_).find();
  }
  constexpr ~planner() {
    delete[] shared_.item_of;
    delete[] shared_.buffer_of;
    delete[] shared_.input_of;
    delete[] shared_.constant_of;
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
        shared_.constant_of[id] =
            append(plan_, plan_.constants, plan_.used.constants,
                   node.op->is_number() ? constant{p.value(node), nullptr} : constant{{}, node.op});
      } else if (facts_.is(id, dag::role::access)) {
        input& one = plan_.inputs[shared_.input_of[facts_.operand(id, 0)]];
        if (one.rank == 0)
          for (int k = 1; k < node.count && k <= most_rank; ++k)
            one.axes[one.rank++] = facts_.axis_of(facts_.operand(id, k));
        if (node.count > most_rank + 1) plan_.problem = trouble::rank;
        for (int k = 1; k < node.count; ++k)
          append(plan_, plan_.spans, plan_.used.spans,
                 span{shared_.input_of[facts_.operand(id, 0)], k - 1, facts_.axis_of(facts_.operand(id, k))});
      }
    }
    for (int id = 0; id < p.node_count; ++id) {
      if (facts_.values[id].what == duty::unused) continue;
      const bool pick = facts_.is(id, dag::role::pick);
      if (!pick && !(p.nodes[id].op->built_in && dag::same_text(p.nodes[id].op->name, "onehot"))) continue;
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
    long scores[most_axes]{};
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

  // What is needed outside the nest that computes it, or is a result.
  constexpr void place_buffers() {
    for (std::size_t k = 0; k < size_; ++k) shared_.buffer_of[k] = -1;
    for (int r = 0; r < facts_.program.root_count; ++r) {
      const int id = facts_.result(r);
      const wanted& shape = facts_.results[r];
      buffer one;
      one.axes = facts_.values[id].axes;
      for (int k = 0; k < shape.rank; ++k) one.dims[one.rank++] = axis_named(shape.axes[k]);
      one.output = r;
      one.first = shared_.item_of[id];
      one.last = group_count_;
      shared_.buffer_of[id] = append(plan_, plan_.buffers, plan_.used.buffers, one);
      append(plan_, plan_.outputs, plan_.used.outputs, output{shared_.buffer_of[id]});
    }
    for (int user = 0; user < facts_.size; ++user) {
      if (!when_.computed(user)) continue;
      const value& v = facts_.values[user];
      for (int k = 0; k < v.count; ++k) {
        const int id = facts_.needs[v.first + k];
        if (shared_.item_of[id] == shared_.item_of[user]) continue;
        if (shared_.buffer_of[id] < 0) shared_.buffer_of[id] = new_buffer(id);
        buffer& place = plan_.buffers[shared_.buffer_of[id]];
        if (place.last < shared_.item_of[user]) place.last = shared_.item_of[user];
      }
    }
  }
  constexpr int axis_named(const char* name) const {
    for (int a = 0; a < facts_.axis_count; ++a)
      if (dag::same_text(facts_.axis_names[a], name)) return a;
    return 0;
  }
  constexpr int new_buffer(int id) {
    buffer one;
    one.axes = facts_.values[id].axes;
    const int inner = one.axes == 0 ? -1 : facts_.innermost(one.axes);
    for (int a = 0; a < facts_.axis_count; ++a)
      if ((one.axes >> a & 1u) != 0 && a != inner && one.rank < most_rank) one.dims[one.rank++] = a;
    if (inner >= 0 && one.rank < most_rank) one.dims[one.rank++] = inner;
    one.first = shared_.item_of[id];
    return append(plan_, plan_.buffers, plan_.used.buffers, one);
  }

  constexpr void write_items() {
    weaver<table<Capacity>> loom(facts_, when_, shared_, plan_);
    for (int g = 0; g < group_count_; ++g) {
      const group& one = groups_[g];
      item next{one.contracts ? item::kind::contraction : item::kind::nest, 0, one.step};
      if (one.contracts)
        next.index = append(plan_, plan_.contractions, plan_.used.contractions, contract(members_[one.first], g));
      else
        next.index =
            append(plan_, plan_.nests, plan_.nest_count, loom.weave(g, one.axes, members_ + one.first, one.count));
      append(plan_, plan_.items, plan_.used.items, next);
    }
  }

  constexpr contraction contract(int id, int item) {
    const int product = facts_.operand(id, 1);
    int left = facts_.operand(product, 0);
    int right = facts_.operand(product, 1);
    const axis_mask result = facts_.values[id].axes;
    // The result is stored by its last axis, which is to be one of the columns.
    const buffer& to = plan_.buffers[shared_.buffer_of[id]];
    if (to.rank > 0 && (facts_.values[right].axes >> to.dims[to.rank - 1] & 1u) == 0) {
      const int other = left;
      left = right;
      right = other;
    }
    const axis_mask a = facts_.values[left].axes;
    const axis_mask b = facts_.values[right].axes;
    contraction one;
    int n = 0;
    const auto collect = [&](axis_mask axes, int& count) {
      // In the order of the result, then in that of the right factor.
      for (int k = 0; k < to.rank; ++k)
        if ((axes >> to.dims[k] & 1u) != 0 && n < most_rank) one.axes[n++] = to.dims[k], ++count;
      for (int x = 0; x < facts_.axis_count; ++x)
        if ((axes & ~result & axis_mask{1} << x) != 0 && n < most_rank) one.axes[n++] = x, ++count;
    };
    collect(a & b & result, one.batch);
    collect(a & ~b & result, one.rows);
    collect(b & ~a & result, one.columns);
    collect(facts_.values[facts_.operand(id, 0)].axes, one.summed);
    one.a = factor_of(left, one, item);
    one.b = factor_of(right, one, item);
    one.c.from = {source::kind::buffer, shared_.buffer_of[id]};
    for (int k = 0; k < n; ++k)
      for (int d = 0; d < to.rank; ++d)
        if (to.dims[d] == one.axes[k]) one.c.dims[k] = static_cast<signed char>(d);
    plan_.buffers[shared_.buffer_of[id]].written = buffer::anywhere;
    return one;
  }
  constexpr factor factor_of(int id, const contraction& whole, int item) {
    factor one;
    const bool bound = facts_.is(id, dag::role::access);
    one.from = bound ? source{source::kind::input, shared_.input_of[facts_.operand(id, 0)]}
                     : source{source::kind::buffer, shared_.buffer_of[id]};
    for (int k = 0; k < whole.rank(); ++k) {
      if (bound) {
        for (int j = 1; j < facts_.node(id).count; ++j)
          if (facts_.axis_of(facts_.operand(id, j)) == whole.axes[k]) one.dims[k] = static_cast<signed char>(j - 1);
      } else {
        const buffer& from = plan_.buffers[shared_.buffer_of[id]];
        for (int d = 0; d < from.rank; ++d)
          if (from.dims[d] == whole.axes[k]) one.dims[k] = static_cast<signed char>(d);
      }
    }
    if (!bound) {
      buffer& from = plan_.buffers[shared_.buffer_of[id]];
      from.reader = item;
      from.read = buffer::anywhere;
    }
    return one;
  }

  // Buffers that can be one: where a value is read for the last time while a result of the same shape is written, in
  // the same order. Then slots, by lifetime.
  constexpr void share_places() {
    const int count = plan_.used.buffers;
    const auto at = [&](int b) -> buffer& { return plan_.buffers[b]; };
    for (int y = 0; y < count; ++y) {
      buffer& from = at(y);
      if (from.output >= 0 || from.rank == 0 || from.reader != from.last || from.read == buffer::anywhere) continue;
      for (int x = 0; x < count; ++x) {
        buffer& to = at(x);
        if (x == y || to.first != from.last || from.first >= to.first || to.axes != from.axes) continue;
        if (to.renewed) continue;  // the next row reads it again
        bool same = to.rank == from.rank && to.taken < 0 && from.read <= to.written;
        for (int d = 0; d < from.rank; ++d) same = same && from.dims[d] == to.dims[d];
        if (!same) continue;
        from.same_as = x;
        to.taken = y;
        break;
      }
    }
    for (int b = 0; b < count; ++b) {
      int root = b;
      while (at(root).same_as >= 0) root = at(root).same_as;
      if (at(root).alive < 0 || at(b).first < at(root).alive) at(root).alive = at(b).first;
    }
    int* free_from = new int[static_cast<std::size_t>(count) + 1]{};
    axis_mask* holds = new axis_mask[static_cast<std::size_t>(count) + 1]{};
    bool* renewed = new bool[static_cast<std::size_t>(count) + 1]{};  // its next tile may read what it read before
    for (int now = 0; now < group_count_; ++now)
      for (int b = 0; b < count; ++b) {
        buffer& one = at(b);
        if (one.same_as >= 0 || one.alive != now) continue;
        int slot = -1;
        for (int s = 0; s < plan_.slot_count && one.output < 0 && one.rank > 0; ++s)
          if (free_from[s] <= now && holds[s] == one.axes && renewed[s] == one.renewed) slot = s;
        if (slot < 0) {
          slot = plan_.slot_count++;
          holds[slot] = one.axes;
          renewed[slot] = one.renewed;
        }
        one.slot = slot;
        free_from[slot] = one.output >= 0 || one.rank == 0 ? group_count_ + 1 : one.last + 1;
      }
    for (int b = 0; b < count; ++b) {
      int root = b;
      while (at(root).same_as >= 0) root = at(root).same_as;
      at(b).slot = at(root).slot;
    }
    delete[] free_from;
    delete[] holds;
    delete[] renewed;
  }

  survey facts_;
  scheduler when_;
  table<Capacity>& plan_;
  std::size_t size_;
  context shared_{};
  group* groups_ = nullptr;
  int group_count_ = 0;
  int* members_ = nullptr;
};

}  // namespace tapeless::detail::run::loops
