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
  constexpr void share() {
    const int count = plan_.used.buffers;
    const auto at = [&](int b) -> buffer& { return plan_.buffers[b]; };
    for (int y = 0; y < count; ++y) {
      buffer& from = at(y);
      if (from.output >= 0 || from.rank == 0 || from.reader != from.last || from.read == buffer::anywhere) continue;
      for (int x = 0; x < count; ++x) {
        buffer& to = at(x);
        if (x == y || to.first != from.last || from.first >= to.first || to.axes != from.axes) continue;
        if (to.renewed) continue;  // the next row reads it again
        bool same = to.rank == from.rank && to.overwrites < 0 && from.read <= to.written;
        for (int d = 0; d < from.rank; ++d) same = same && from.dims[d] == to.dims[d];
        if (!same) continue;
        from.same_as = x;
        to.overwrites = y;
        break;
      }
    }
    for (int b = 0; b < count; ++b) {
      int root = b;
      while (at(root).same_as >= 0) root = at(root).same_as;
      if (at(root).first_write < 0 || at(b).first < at(root).first_write) at(root).first_write = at(b).first;
    }
    assign_slots();
    for (int b = 0; b < count; ++b) {
      int root = b;
      while (at(root).same_as >= 0) root = at(root).same_as;
      at(b).slot = at(root).slot;
    }
  }

 private:
  // A place in memory, and what it can be used for again.
  struct place {
    int free_from = 0;  // an item
    axis_mask axes = 0;
    bool renewed = false;  // its next tile may read what it read before
  };
  constexpr void assign_slots() {
    dag::scratch<place> places;
    for (int now = 0; now < items_; ++now)
      for (int b = 0; b < plan_.used.buffers; ++b) {
        buffer& one = plan_.buffers[b];
        if (one.same_as >= 0 || one.first_write != now) continue;
        int slot = -1;
        const place* const all = places.data();
        for (int s = 0; s < places.size() && one.output < 0 && one.rank > 0; ++s)
          if (all[s].free_from <= now && all[s].axes == one.axes && all[s].renewed == one.renewed) slot = s;
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
    return append(plan_, plan_.buffers, plan_.used.buffers, one);
  }

  program_facts& facts_;
  const fusion& when_;
  value_tables& shared_;
  Table& plan_;
  int items_;
};

}  // namespace tapeless::detail::planning
