// SPDX-License-Identifier: BSL-1.0
// Writes the instructions of one nest: numbers of the whole nest, numbers of a row, and the sweeps over the innermost
// loop with what each loads, computes, adds up and stores.
#pragma once

#include <tapeless/plan/loops/stream_table.hpp>

namespace tapeless::inline v0_2::detail::planning {

template <class Table>
class nest_writer : stream_table<Table> {
  using base = stream_table<Table>;
  using base::counted_stream, base::counted_sum, base::facts_, base::kept_in, base::mark_read, base::nest_, base::plan_,
      base::shared_, base::stream_at, base::stream_of;

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
  constexpr void write(const instruction& one) {
    const int at = plan_.used.instructions;
    if (at < plan_.code.size()) {
      plan_.code.entries[at] = one;
      plan_.used.instructions = at + 1;
    } else {
      plan_.problem = trouble::full;
    }
  }

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
      one.a = facts_.is_counted(id) ? counted_stream(id) : stream_of(id, kept);
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
    const bool complete = nest_.loops->depth != 1 || !nest_.values[id].row_reduces || used_here(id);
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
      start_sum(id, combination::add);
      const int count = facts_.scatters[id].count;
      dag::scratch<int> streams(count, -1);  // of places that are counted off
      for (int k = 0; k < count; ++k)
        if (facts_.values[facts_.scatters.term(id, k).label].places) streams[k] = counted_stream_of(id, k);
      for (int k = 0; k < count; ++k) {
        if (streams[k] == done) continue;
        if (streams[k] < 0)
          scatter(id, k, row);
        else if (row)
          add_counted(id, k, streams[k], row);
        else
          add_neighbours(id, k, streams.data(), count);
      }
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
  constexpr int fixed_axis(const scatter_term& term) const { return term.axis < 0 ? -1 : facts_.axis_of(term.axis); }
  constexpr void scatter(int id, int k, bool row) {
    const scatter_term& term = facts_.scatters.term(id, k);
    const int along = facts_.axis_of(facts_.scatters[id].along);
    instruction one{.what = act::accumulate, .how = combination::add, .count = 1};
    one.sign = term.minus ? signs::negated : signs::plus;
    one.to = stream_at(id, kept_in(id), along, fixed_axis(term), term.place);
    one.a = slot(term.value, row);
    one.b = slot(term.label, row);
    // A sweep adds to places next to each other where the label is the same for all of it.
    const stream& to = plan_.streams[nest_.loops->first_stream + one.to];
    if (!row && (nest_.values[term.label].sweeping || to.dims[nest_.loops->depth - 1] < 0)) one.count = 2;
    write(one);
  }

  // At places that are counted off.
  constexpr int counted_stream_of(int id, int k) {
    return counted_sum(id, facts_.scatters[id], facts_.scatters.term(id, k));
  }
  // What such a term adds.
  constexpr int added_slot(const scatter_term& term, bool row) {
    const int value = slot(term.value, row);
    if (term.scale < 0) return value;
    const int result = row ? row_numbers_++ : numbers_++;
    write({.what = act::compute,
           .op = facts_.product_operation(),
           .count = 2,
           .to = result,
           .a = value,
           .b = slot(term.scale, row)});
    return result;
  }
  constexpr void add_counted(int id, int k, int stream, bool row) {
    const scatter_term& term = facts_.scatters.term(id, k);
    write({.what = act::accumulate,
           .how = combination::add,
           .sign = term.minus ? signs::negated : signs::plus,
           .to = stream,
           .a = added_slot(term, row)});
  }
  // A sweep adds to places that are neighbours of each other: together, so that each is read and written once.
  constexpr void add_neighbours(int id, int k, int* streams, int count) {
    const int first = nest_.loops->first_stream;
    int least = streams[k], others = 0;
    for (int j = k; j < count; ++j)
      if (const int lag = distance(plan_.streams[first + streams[k]], streams[j]); lag != apart) {
        others += j > k ? 1 : 0;
        if (lag < distance(plan_.streams[first + streams[k]], least)) least = streams[j];
      }
    if (others == 0) return add_counted(id, k, streams[k], false);
    const stream to = plan_.streams[first + least];
    int sum = -1, longest = 0;
    for (int j = k; j < count; ++j) {
      const int lag = distance(to, streams[j]);
      if (lag == apart || lag > longest_lag) continue;
      streams[j] = done;
      if (lag > longest) longest = lag;
      const scatter_term& term = facts_.scatters.term(id, j);
      instruction one{.what = act::lag, .count = lag, .b = least, .c = sum};
      one.sign = term.minus ? signs::negated : signs::plus;
      one.a = added_slot(term, false);
      one.to = sum = numbers_++;
      write(one);
    }
    write({.what = act::accumulate, .how = combination::add, .to = least, .a = sum, .c = longest});
  }
  static constexpr int done = -2;
  static constexpr int longest_lag = 16;
  static constexpr int apart = 1 << 30;
  // How much farther along the innermost loop another stream is; `apart` where that is not all they differ in.
  constexpr int distance(const stream& from, int other) const {
    if (other < 0) return apart;
    const stream& to = plan_.streams[nest_.loops->first_stream + other];
    const int inner = nest_.loops->depth - 1;
    if (from.shift < 0 || to.shift < 0 || from.dims[inner] >= 0) return apart;
    for (int d = 0; d < max_rank; ++d)
      if (from.dims[d] != to.dims[d] || from.places[d] != to.places[d]) return apart;
    const shift& a = plan_.shifts[from.shift];
    const shift& b = plan_.shifts[to.shift];
    int along = -1;
    for (int d = 0; d < max_rank; ++d) {
      for (int k = 0; k < max_rank; ++k)
        if (a.factors[d][k] != b.factors[d][k]) return apart;
      if (a.factors[d][inner] == 0) {
        if (a.constants[d] != b.constants[d]) return apart;
      } else if (a.factors[d][inner] != 1 || along >= 0) {
        return apart;
      } else {
        along = d;
      }
    }
    return along < 0 || a.dims != b.dims ? apart : b.constants[along] - a.constants[along];
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

  constexpr int slot(int id, bool row) const {
    const int index = row ? nest_.values[id].row : nest_.values[id].pack;
    return facts_.values[id].condition ? ~index : index;
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
  int row_numbers_ = 0;
  int row_conditions_ = 0;
  int numbers_ = 0;
  int conditions_ = 0;
  int accumulators_ = 0;
  int sweep_ = 0;
};

}  // namespace tapeless::detail::planning
