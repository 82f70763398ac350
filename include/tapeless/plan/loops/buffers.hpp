// SPDX-License-Identifier: BSL-1.0
// Where values are kept between nests: a buffer for each that is needed outside of the nest that computes it, and as
// few places in memory as their lifetimes allow.
#pragma once

#include <tapeless/plan/loops/nest_facts.hpp>

namespace tapeless::inline v0_2::detail::planning {

template <class Table>
class buffer_planner {
 public:
  constexpr buffer_planner(program_facts& facts, const fusion& when, value_tables& shared, Table& plan, int items)
      : facts_(facts), when_(when), shared_(shared), plan_(plan), items_(items) {}

  // What is needed outside the nest that computes it, or is a result.
  constexpr void place_buffers() {
    for (int k = 0; k <= facts_.size; ++k) shared_.buffer_of[k] = -1;
    for (int r = 0; r < facts_.program.root_count; ++r) {
      const int id = facts_.result(r);
      const wanted& shape = facts_.results[r];
      buffer one;
      one.axes = facts_.values[id].axes;
      for (int k = 0; k < shape.rank; ++k) one.dims[one.rank++] = axis_named(shape.axes[k]);
      one.output = r;
      one.first = shared_.item_of[id];
      one.last = items_;
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
        buffer& read = plan_.buffers[shared_.buffer_of[id]];
        if (read.last < shared_.item_of[user]) read.last = shared_.item_of[user];
      }
    }
  }

  // Buffers that can be one: where a value is read for the last time while a result of the same shape is written, in
  // the same order. Then slots, by lifetime.
  // rows_begin, rows_end: the items that are done for each block of a stream; what they read stays until the last
  // block.
  constexpr void share(int rows_begin, int rows_end) {
    const int count = plan_.used.buffers;
    buffer* const all = plan_.buffers.entries;
    for (int b = 0; b < count; ++b)
      if (all[b].first < rows_begin && all[b].last >= rows_begin && all[b].last < rows_end) {
        all[b].last = rows_end - 1;
        all[b].reader = -1;
      }
    const by_item starting(count, items_ + 1, [&](int b) { return all[b].first; });
    for (int y = 0; y < count; ++y) {
      buffer& from = all[y];
      if (from.output >= 0 || from.rank == 0 || from.reader != from.last || from.read == buffer::anywhere) continue;
      for (int x = starting.first(from.last); x >= 0; x = starting.next(x)) {
        if (x == y || !takes_over(all[x], from)) continue;
        from.same_as = x;
        all[x].overwrites = y;
        break;
      }
    }
    dag::scratch<int> root_list(count);
    int* const roots = root_list.data();
    for (int b = 0; b < count; ++b) {
      int root = b;
      while (all[root].same_as >= 0) root = all[root].same_as;
      roots[b] = root;
      if (all[root].first_write < 0 || all[b].first < all[root].first_write) all[root].first_write = all[b].first;
    }
    assign_slots();
    for (int b = 0; b < count; ++b) all[b].slot = all[roots[b]].slot;
  }

 private:
  // Buffers by an item that each of them has.
  class by_item {
   public:
    template <class Item>
    constexpr by_item(int count, int items, const Item& item_of) : first_(items + 1, -1), next_(count) {
      for (int b = count - 1; b >= 0; --b) {
        const int item = item_of(b);
        if (item < 0) continue;
        next_[b] = first_[item];
        first_[item] = b;
      }
    }
    constexpr int first(int item) const { return first_[item]; }
    constexpr int next(int b) const { return next_[b]; }

   private:
    dag::scratch<int> first_;
    dag::scratch<int> next_;
  };
  // Whether a buffer that is first written where another one is read for the last time can have its place.
  static constexpr bool takes_over(const buffer& to, const buffer& from) {
    if (from.first >= to.first || to.axes != from.axes || to.renewed) return false;  // renewed: the next row reads it
    if (to.rank != from.rank || to.overwrites >= 0 || from.read > to.written) return false;
    for (int d = 0; d < from.rank; ++d)
      if (from.dims[d] != to.dims[d]) return false;
    return true;
  }

  // A place in memory, and what it can be used for again.
  struct place {
    int free_from = 0;  // an item
    axis_mask axes = 0;
    bool renewed = false;  // its next tile may read what it read before
  };
  constexpr void assign_slots() {
    dag::scratch<place> places;
    buffer* const all = plan_.buffers.entries;
    const by_item written(plan_.used.buffers, items_,
                          [&](int b) { return all[b].same_as >= 0 ? -1 : all[b].first_write; });
    for (int now = 0; now < items_; ++now)
      for (int b = written.first(now); b >= 0; b = written.next(b)) {
        buffer& one = all[b];
        int slot = -1;
        const place* const known = places.data();
        const int count = one.output < 0 && one.rank > 0 && !one.apart ? places.size() : 0;
        for (int s = 0; s < count; ++s)
          if (known[s].free_from <= now && known[s].axes == one.axes && known[s].renewed == one.renewed) slot = s;
        if (slot < 0) {
          slot = places.size();
          places.push({0, one.axes, one.renewed});
        }
        one.slot = slot;
        places[slot].free_from = one.output >= 0 || one.rank == 0 ? items_ + 1 : one.last + 1;
      }
    plan_.slot_count = places.size();
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
      if ((one.axes >> a & 1u) != 0 && a != inner) one.dims[one.rank++] = a;
    if (inner >= 0) one.dims[one.rank++] = inner;
    one.first = shared_.item_of[id];
    const int data = facts_.along_lanes();
    one.apart = data >= 0 && ((facts_.values[id].over & ~one.axes) >> data & 1u) != 0;
    return append(plan_, plan_.buffers, plan_.used.buffers, one);
  }

  program_facts& facts_;
  const fusion& when_;
  value_tables& shared_;
  Table& plan_;
  int items_;
};

}  // namespace tapeless::detail::planning
