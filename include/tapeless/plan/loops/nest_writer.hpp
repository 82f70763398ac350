// SPDX-License-Identifier: BSL-1.0
// Writes the instructions of one nest: numbers of the whole nest, numbers of a row, and the sweeps over the innermost
// loop with what each loads, computes, adds up and stores.
#pragma once

#include <tapeless/plan/loops/stream_table.hpp>

namespace tapeless::inline v0_2::detail::planning {

template <class Table>
class nest_writer : stream_table<Table> {
  using base = stream_table<Table>;
  using base::facts_, base::kept_in, base::mark_read, base::nest_, base::plan_, base::shared_, base::stream_at,
      base::stream_of;

 public:
  constexpr nest_writer(program_facts& facts, const fusion& when, const value_tables& shared, Table& plan)
      : base(facts, when, shared, plan) {}

  // The nest that computes these values; they stand in the order of the program.
  constexpr nest write(int item, axis_mask axes, const int* members, int count) {
    nest result;
    result.axes = axes;
    const int inner = axes == 0 ? -1 : facts_.innermost(axes);
    for (int a = 0; a < facts_.axis_count; ++a)
      if ((axes >> a & 1u) != 0 && a != inner) result.loops[result.depth++] = a;
    if (inner >= 0) result.loops[result.depth++] = inner;
    result.first_stream = plan_.used.streams;
    result.first_start = plan_.used.starts;
    row_numbers_ = row_conditions_ = 0;
    nest_.gather(item, result, members, count);
    write_prelude(result);
    result.first_sweep = plan_.used.sweeps;
    for (int s = 0; s < nest_.sweeps; ++s) write_one_sweep(s);
    result.sweep_count = plan_.used.sweeps - result.first_sweep;
    result.stream_count = plan_.used.streams - result.first_stream;
    result.start_count = plan_.used.starts - result.first_start;
    result.row_numbers = row_numbers_;
    result.row_conditions = row_conditions_;
    return result;
  }

 private:
  constexpr void write(const instruction& one) { append(plan_, plan_.code, plan_.used.instructions, one); }

  // A constant, an extent, or a load.
  constexpr instruction leaf(int id, int sweep) {
    instruction one;
    if (facts_.is_number(id)) {
      one.what = act::constant;
      one.a = shared_.constant_of[id];
    } else if (facts_.is(id, dag::role::extent)) {
      one.what = act::extent;
      one.a = facts_.axis_of(facts_.operand(id, 0));
    } else {
      one.what = act::load;
      one.a = stream_of(id, kept_in(id));
      mark_read(kept_in(id), facts_.is_view(id) ? buffer::anywhere : sweep);
    }
    return one;
  }

  // Numbers that are the same in all rows.
  constexpr void write_prelude(nest& result) {
    result.prelude = plan_.used.instructions;
    for (const int id : nest_.sequence) {
      if (nest_.values[id].here || nest_.values[id].sweeping || facts_.values[id].axes != 0) continue;
      if (facts_.is_number(id) && !row_needs(id)) continue;
      write_row_leaf(id);
    }
    result.prelude_end = plan_.used.instructions;
  }
  // Constants that only sweeps use are packs from the start.
  constexpr bool row_needs(int constant) const {
    for (const int id : nest_.sequence) {
      if (!nest_.values[id].here || (nest_.values[id].sweeping && !nest_.is_reduction(id))) continue;
      for (int j = facts_.first_operand(id); j < facts_.operand_count(id); ++j)
        if (facts_.operand(id, j) == constant) return true;
    }
    return false;
  }
  constexpr void write_row_leaf(int id) {
    instruction one = leaf(id, buffer::anywhere);
    one.to = nest_.values[id].row = row_numbers_++;
    write(one);
  }

  constexpr void write_one_sweep(int s) {
    sweep_ = s;
    numbers_ = conditions_ = accumulators_ = 0;
    inner_sweep one;
    one.rows = plan_.used.instructions;
    for (const int id : nest_.sequence)
      if (!nest_.values[id].sweeping && !facts_.is_axis(id)) write_row(id, s);
    one.set_up = plan_.used.instructions;
    for (const int id : nest_.sequence)
      if (runs(id, s)) set_up(id);
    one.body = plan_.used.instructions;
    for (const int id : nest_.sequence)
      if (runs(id, s)) write_sweep(id, s);
    for (const int id : nest_.sequence)
      if (runs(id, s)) write_stores(id, s);
    one.end = plan_.used.instructions;
    one.numbers = numbers_;
    one.conditions = conditions_;
    one.accumulators = accumulators_;
    append(plan_, plan_.sweeps, plan_.used.sweeps, one);
  }

  // Work on the row before sweep s.
  constexpr void write_row(int id, int s) {
    nest_value& own = nest_.values[id];
    if (nest_.is_row_reduction(id)) {
      if (own.level + 1 != s) return;
      own.row = row_numbers_++;
      write({.what = act::result, .how = facts_.node(id).op->combines, .to = own.row, .a = own.pack});
      if (kept_in(id) >= 0) write_row_store(id);
    } else if (own.level != s) {
      return;
    } else if (nest_.is_reduction(id)) {
      if (!nest_.any_sweeps(id)) accumulate(id, true);
    } else if (!own.here) {
      if (own.row < 0 && facts_.values[id].axes != 0) write_row_leaf(id);
    } else {
      compute(id, true);
      if (nest_.is_member(id) && kept_in(id) >= 0) write_row_store(id);
    }
  }
  constexpr void write_row_store(int id) {
    const bool complete = nest_.loops->depth != 1 || !nest_.is_row_reduction(id) || used_here(id);
    if (!complete) {
      accumulate(id, nest_.values[id].row);
      return;
    }
    if (plan_.buffers[kept_in(id)].written < 0) plan_.buffers[kept_in(id)].written = buffer::anywhere;
    write({.what = act::store, .to = stream_of(id, kept_in(id)), .a = nest_.values[id].row});
  }
  constexpr bool used_here(int id) const {
    for (const int user : nest_.sequence)
      for (int j = facts_.first_operand(user); nest_.values[user].here && j < facts_.operand_count(user); ++j)
        if (facts_.operand(user, j) == id) return true;
    return false;
  }
  // A reduction over other loops than the innermost adds up in its buffer, perhaps where labels say.
  constexpr void accumulate(int id, bool row) {
    if (facts_.is_scatter(id)) {
      start_sum(id, combination::add);
      for (int k = 0; k < facts_.scatters[id].count; ++k) scatter(id, k, row);
    } else {
      accumulate(id, slot(facts_.operand(id, 1), row));
    }
  }
  constexpr void accumulate(int id, int slot) {
    const combination how = facts_.node(id).op->combines;
    start_sum(id, how);
    write({.what = act::accumulate, .how = how, .to = stream_of(id, kept_in(id)), .a = slot});
  }
  constexpr void start_sum(int id, combination how) {
    append(plan_, plan_.starts, plan_.used.starts, start{kept_in(id), how});
  }
  constexpr void scatter(int id, int k, bool row) {
    const scatter_term& term = facts_.scatters.term(id, k);
    const int along = facts_.axis_of(facts_.scatters[id].along);
    instruction one{.what = act::accumulate, .how = combination::add, .count = 1};
    one.sign = term.minus ? signs::negated : signs::plus;
    one.to = stream_at(id, kept_in(id), along, term.axis < 0 ? -1 : facts_.axis_of(term.axis), term.place);
    one.a = slot(term.value, row);
    one.b = slot(term.label, row);
    // A sweep adds to places next to each other where the label is the same for all of it.
    const stream& to = plan_.streams[nest_.loops->first_stream + one.to];
    if (!row && (nest_.values[term.label].sweeping || to.dims[nest_.loops->depth - 1] < 0)) one.count = 2;
    write(one);
  }

  // Whether a value has a part in sweep s.
  constexpr bool runs(int id, int s) const {
    if (facts_.is_axis(id)) return false;
    if (nest_.is_reduction(id)) return nest_.values[id].level == s && nest_.any_sweeps(id);
    return nest_.values[id].sweeping && (nest_.values[id].sweeps >> s & 1u) != 0;
  }
  constexpr bool loads(int id, int s) const {
    return !nest_.values[id].here || (nest_.values[id].kept >= 0 && first_sweep(nest_.values[id].sweeps) != s);
  }

  // Packs that stay the same during the sweep.
  constexpr void set_up(int id) {
    if (loads(id, sweep_)) return;
    for (int j = facts_.first_operand(id); j < facts_.operand_count(id); ++j) {
      const int from = facts_.operand(id, j);
      nest_value& operand = nest_.values[from];
      if (operand.sweeping || operand.in == sweep_ || facts_.is_axis(from)) continue;
      operand.in = sweep_;
      if (facts_.is_condition(from)) {
        operand.pack = conditions_++;
        write({.what = act::spread, .to = ~operand.pack, .a = ~operand.row});
      } else if (facts_.is_number(from)) {
        operand.pack = numbers_++;
        write({.what = act::constant, .to = operand.pack, .a = shared_.constant_of[from]});
      } else {
        operand.pack = numbers_++;
        write({.what = act::spread, .to = operand.pack, .a = operand.row});
      }
    }
  }

  constexpr void write_sweep(int id, int s) {
    nest_value& own = nest_.values[id];
    if (nest_.is_reduction(id)) {
      if (!nest_.is_row_reduction(id)) return;
      const int body = facts_.operand(id, 1);
      own.pack = accumulators_++;
      instruction one{.what = act::total, .how = facts_.node(id).op->combines, .count = 1, .to = own.pack};
      one.a = nest_.values[body].pack;
      if (nest_.values[body].folded) {
        one.count = 2;
        one.a = slot(facts_.operand(body, 0), false);
        one.b = slot(facts_.operand(body, 1), false);
      }
      write(one);
    } else if (!own.here) {
      instruction one = leaf(id, s);
      one.to = own.pack = numbers_++;
      own.in = s;
      write(one);
    } else if (own.folded) {
      own.in = s;  // by the sum that it is part of
    } else if (loads(id, s)) {
      own.pack = numbers_++;
      own.in = s;
      write({.what = act::load, .to = own.pack, .a = stream_of(id, own.kept)});
    } else {
      compute(id, false);
    }
  }
  constexpr void write_stores(int id, int s) {
    nest_value& own = nest_.values[id];
    if (nest_.is_reduction(id)) {
      if (!nest_.is_row_reduction(id)) accumulate(id, false);
      return;
    }
    if (!own.here || loads(id, s)) return;
    const int result = nest_.is_member(id) && own.level == s ? kept_in(id) : -1;
    if (result >= 0) store(id, result, s);
    if (own.kept >= 0 && own.kept != result) store(id, own.kept, s);
  }
  constexpr void store(int id, int kept, int s) {
    if (plan_.buffers[kept].written < 0 || plan_.buffers[kept].written > s) plan_.buffers[kept].written = s;
    write({.what = act::store, .to = stream_of(id, kept), .a = nest_.values[id].pack});
  }

  constexpr int slot(int id, bool row) const {
    const int index = row ? nest_.values[id].row : nest_.values[id].pack;
    return facts_.is_condition(id) ? ~index : index;
  }
  constexpr int new_slot(int id, bool row) {
    nest_value& own = nest_.values[id];
    int& index = row ? own.row : own.pack;
    index = facts_.is_condition(id) ? (row ? row_conditions_ : conditions_)++ : (row ? row_numbers_ : numbers_)++;
    if (!row) own.in = sweep_;
    return slot(id, row);
  }

  // a*b + c, a*b - c or c - a*b in one.
  constexpr bool fold(int id, instruction& one) const {
    if (!facts_.is(id, dag::role::sum) && !facts_.is(id, dag::role::difference)) return false;
    for (int j = 0; j < 2; ++j) {
      const int product = facts_.operand(id, j);
      if (!nest_.values[product].folded) continue;
      one.what = act::fused;
      one.sign = facts_.is(id, dag::role::sum) ? signs::plus : j == 0 ? signs::minus : signs::negated;
      one.a = slot(facts_.operand(product, 0), false);
      one.b = slot(facts_.operand(product, 1), false);
      one.c = slot(facts_.operand(id, 1 - j), false);
      return true;
    }
    return false;
  }

  constexpr int loop_of(int axis) const {
    for (int k = 0; k < nest_.loops->depth; ++k)
      if (nest_.loops->loops[k] == axis) return k;
    return -1;
  }
  // What picks or is compared with a label: a value, or the place along an axis.
  constexpr int label(int id, bool row) {
    if (!facts_.is_axis(id)) return slot(id, row);
    instruction where{.what = act::place, .a = loop_of(facts_.axis_of(id))};
    where.to = row ? row_numbers_++ : numbers_++;
    write(where);
    return where.to;
  }
  constexpr void compute(int id, bool row) {
    instruction one;
    if (facts_.is_pick(id)) {
      const int body = facts_.operand(id, 0);
      const int kept = kept_in(body);
      one.what = act::pick;
      one.a = stream_of(body, kept, facts_.axis_of(facts_.operand(id, 1)));
      one.b = label(facts_.operand(id, 2), row);
      mark_read(kept, buffer::anywhere);
      one.to = new_slot(id, row);
      write(one);
      return;
    }
    if (facts_.is_indicator(id)) {
      one.what = act::equal;
      one.a = label(facts_.operand(id, 0), row);
      one.b = label(facts_.operand(id, 1), row);
      one.to = new_slot(id, row);
      write(one);
      return;
    }
    one.what = act::compute;
    if (facts_.values[id].what == duty::copy) {
      const int from = facts_.operand(id, 0);
      (row ? nest_.values[id].row : nest_.values[id].pack) = row ? nest_.values[from].row : nest_.values[from].pack;
      if (!row) nest_.values[id].in = sweep_;
      return;
    }
    if (!row && fold(id, one)) {
      one.to = new_slot(id, row);
      write(one);
      return;
    }
    one.op = facts_.node(id).op;
    one.count = facts_.operand_count(id);
    one.a = slot(facts_.operand(id, 0), row);
    if (one.count > 1) one.b = slot(facts_.operand(id, 1), row);
    if (one.count > 2) one.c = slot(facts_.operand(id, 2), row);
    if (one.count > 3) {
      one.pool = plan_.used.pool;
      for (int k = 0; k < one.count; ++k) append(plan_, plan_.pool, plan_.used.pool, slot(facts_.operand(id, k), row));
    }
    one.to = new_slot(id, row);
    write(one);
  }

  int row_numbers_ = 0;
  int row_conditions_ = 0;
  int numbers_ = 0;
  int conditions_ = 0;
  int accumulators_ = 0;
  int sweep_ = 0;
};

}  // namespace tapeless::detail::planning
