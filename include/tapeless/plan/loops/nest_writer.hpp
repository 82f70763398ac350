// SPDX-License-Identifier: BSL-1.0
// Writes the instructions of one nest: numbers of the whole nest, numbers of a row, and the sweeps over the innermost
// loop with what each loads, computes, adds up and stores.
#pragma once

#include <tapeless/plan/loops/scatter_writer.hpp>

namespace tapeless::inline v0_2::detail::planning {

template <class Table>
class nest_writer : scatter_writer<Table> {
  using base = scatter_writer<Table>;
  using base::add_terms, base::counted_stream, base::facts_, base::kept_in, base::mark_read, base::nest_,
      base::numbers_, base::plan_, base::row_numbers_, base::shared_, base::slot, base::start_sum, base::stream_of,
      base::write;

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
    result.cuts_rows = facts_.cuts_rows(axes);
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
  // A constant, an extent, or a load.
  constexpr instruction leaf(int id, int sweep) {
    instruction one;
    const value& v = facts_.values[id];
    if (facts_.is_number(id)) {
      one.what = act::constant;
      one.a = shared_.constant_of[id];
    } else if (v.part == dag::role::extent) {
      one.what = act::extent;
      one.a = facts_.axis_of(v.operands[0]);
    } else {
      const int kept = kept_in(id);
      one.what = act::load;
      one.a = facts_.is_view(id) && facts_.is_counted(id) ? counted_stream(id) : stream_of(id, kept);
      mark_read(kept, v.what == duty::shown ? buffer::anywhere : sweep);
    }
    return one;
  }

  // Numbers that are the same in all rows.
  constexpr void write_prelude(nest& result) {
    result.prelude = plan_.used.instructions;
    const int* const ids = nest_.sequence;
    const nest_value* const values = nest_.values;
    for (int k = 0; k < nest_.length; ++k) {
      const int id = ids[k];
      if (values[id].here || values[id].sweeping || facts_.values[id].axes != 0) continue;
      // Constants that only sweeps use are packs from the start.
      if (!values[id].for_rows && facts_.is_number(id)) continue;
      write_row_leaf(id);
    }
    result.prelude_end = plan_.used.instructions;
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
    const int* const ids = nest_.sequence;
    const nest_value* const values = nest_.values;
    running_.shorten(0);
    for (int k = 0; k < nest_.length; ++k) {
      const int id = ids[k];
      const nest_value& own = values[id];
      const value& v = facts_.values[id];
      if (v.part == dag::role::symbol && v.axes != 0) continue;  // an axis
      if (!own.sweeping && own.level + (own.row_reduces ? 1 : 0) == s) write_row(id);
      if (own.reduces ? own.level == s && own.adds_sweeping : own.sweeping && (own.sweeps >> s & 1u) != 0)
        running_.push(id);
    }
    one.set_up = plan_.used.instructions;
    const int* const running = running_.data();
    const int count = running_.size();
    for (int k = 0; k < count; ++k) set_up(running[k]);
    one.body = plan_.used.instructions;
    for (int k = 0; k < count; ++k) write_sweep(running[k], s);
    for (int k = 0; k < count; ++k) write_stores(running[k], s);
    one.end = plan_.used.instructions;
    one.numbers = numbers_;
    one.conditions = conditions_;
    one.accumulators = accumulators_;
    append(plan_, plan_.sweeps, plan_.used.sweeps, one);
  }

  // Work on the row before the sweep that a value is ready for.
  constexpr void write_row(int id) {
    nest_value& own = nest_.values[id];
    if (own.row_reduces) {
      own.row = row_numbers_++;
      write({.what = act::result, .how = facts_.node(id).op->combines, .to = own.row, .a = own.pack});
      if (kept_in(id) >= 0) write_row_store(id);
    } else if (own.reduces) {
      if (!own.adds_sweeping) accumulate(id, true);
    } else if (!own.here) {
      if (own.row < 0 && facts_.values[id].axes != 0) write_row_leaf(id);
    } else {
      compute(id, true);
      if (nest_.is_member(id) && kept_in(id) >= 0) write_row_store(id);
    }
  }
  constexpr void write_row_store(int id) {
    // Sums over the data are made tile by tile.
    const bool tiled = nest_.loops->depth == 1 || nest_.loops->cuts_rows;
    const bool complete = !tiled || !nest_.values[id].row_reduces || used_here(id);
    if (!complete) {
      accumulate(id, nest_.values[id].row);
      return;
    }
    if (plan_.buffers[kept_in(id)].written < 0) plan_.buffers[kept_in(id)].written = buffer::anywhere;
    write({.what = act::store, .to = stream_of(id, kept_in(id)), .a = nest_.values[id].row});
  }
  constexpr bool used_here(int id) const {
    for (int k = 0; k < nest_.length; ++k) {
      const int user = nest_.sequence[k];
      const value& v = facts_.values[user];
      for (int j = v.first_operand; nest_.values[user].here && j < v.operand_count; ++j)
        if (v.operands[j] == id) return true;
    }
    return false;
  }
  // A reduction over other loops than the innermost adds up in its buffer, perhaps where labels say.
  constexpr void accumulate(int id, bool row) {
    if (facts_.is_scatter(id)) {
      add_terms(id, row);
    } else {
      accumulate(id, slot(facts_.operand(id, 1), row));
    }
  }
  constexpr void accumulate(int id, int slot) {
    const combination how = facts_.node(id).op->combines;
    start_sum(id, how);
    write({.what = act::accumulate, .how = how, .to = stream_of(id, kept_in(id)), .a = slot});
  }
  constexpr bool loads(int id, int s) const {
    return !nest_.values[id].here || (nest_.values[id].kept >= 0 && first_sweep(nest_.values[id].sweeps) != s);
  }

  // Packs that stay the same during the sweep.
  constexpr void set_up(int id) {
    if (loads(id, sweep_)) return;
    const value& v = facts_.values[id];
    const int* const operands = v.operands;
    for (int j = v.first_operand; j < v.operand_count; ++j) {
      const int from = operands[j];
      nest_value& operand = nest_.values[from];
      if (operand.sweeping || operand.in == sweep_ || facts_.is_axis(from)) continue;
      operand.in = sweep_;
      if (facts_.values[from].condition) {
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
    if (own.reduces) {
      if (!own.row_reduces) return;
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
    if (own.reduces) {
      if (!own.row_reduces) accumulate(id, false);
      return;
    }
    if (!own.here || loads(id, s)) return;
    const int result = own.level == s && nest_.is_member(id) ? kept_in(id) : -1;
    if (result >= 0) store(id, result, s);
    if (own.kept >= 0 && own.kept != result) store(id, own.kept, s);
  }
  constexpr void store(int id, int kept, int s) {
    if (plan_.buffers[kept].written < 0 || plan_.buffers[kept].written > s) plan_.buffers[kept].written = s;
    write({.what = act::store, .to = stream_of(id, kept), .a = nest_.values[id].pack});
  }

  constexpr int new_slot(int id, bool row) {
    nest_value& own = nest_.values[id];
    int& index = row ? own.row : own.pack;
    index = facts_.values[id].condition ? (row ? row_conditions_ : conditions_)++ : (row ? row_numbers_ : numbers_)++;
    if (!row) own.in = sweep_;
    return slot(id, row);
  }

  // a*b + c, a*b - c or c - a*b in one.
  constexpr bool fold(int id, instruction& one) const {
    const value& v = facts_.values[id];
    if (v.part != dag::role::sum && v.part != dag::role::difference) return false;
    for (int j = 0; j < 2; ++j) {
      const int product = v.operands[j];
      if (!nest_.values[product].folded) continue;
      one.what = act::fused;
      one.sign = v.part == dag::role::sum ? signs::plus : j == 0 ? signs::minus : signs::negated;
      one.a = slot(facts_.operand(product, 0), false);
      one.b = slot(facts_.operand(product, 1), false);
      one.c = slot(v.operands[1 - j], false);
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
    const value& v = facts_.values[id];
    if (v.part == dag::role::pick) {
      const int body = facts_.operand(id, 0);
      const int kept = kept_in(body);
      if (v.counted) {
        one.what = act::load;
        one.a = counted_stream(id);
        mark_read(kept, buffer::anywhere);
        one.to = new_slot(id, row);
        write(one);
        return;
      }
      one.what = act::pick;
      one.a = stream_of(body, kept, facts_.axis_of(facts_.operand(id, 1)));
      one.b = label(facts_.operand(id, 2), row);
      mark_read(kept, buffer::anywhere);
      one.to = new_slot(id, row);
      write(one);
      return;
    }
    if (v.what != duty::copy && facts_.node(id).op->indicator) {
      one.what = act::equal;
      one.a = label(facts_.operand(id, 0), row);
      one.b = label(facts_.operand(id, 1), row);
      one.to = new_slot(id, row);
      write(one);
      return;
    }
    if (v.what == duty::turned) {
      one.what = act::load;
      one.a = stream_of(id, -1);
      one.to = new_slot(id, row);
      write(one);
      return;
    }
    one.what = act::compute;
    if (v.what == duty::copy) {
      const int from = v.operands[0];
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
    one.count = v.operand_count;
    one.a = slot(v.operands[0], row);
    if (one.count > 1) one.b = slot(v.operands[1], row);
    if (one.count > 2) one.c = slot(v.operands[2], row);
    if (one.count > 3) {
      one.pool = plan_.used.pool;
      for (int k = 0; k < one.count; ++k) append(plan_, plan_.pool, plan_.used.pool, slot(facts_.operand(id, k), row));
    }
    one.to = new_slot(id, row);
    write(one);
  }

  dag::scratch<int> running_;  // what has a part in the sweep
  int row_conditions_ = 0;
  int conditions_ = 0;
  int accumulators_ = 0;
  int sweep_ = 0;
};

}  // namespace tapeless::detail::planning
