// SPDX-License-Identifier: BSL-1.0
// Writes the instructions that add values up where labels say, and at places that axes count off.
#pragma once

#include <tapeless/plan/loops/stream_table.hpp>

namespace tapeless::inline v0_2::detail::planning {

template <class Table>
class scatter_writer : protected stream_table<Table> {
  using base = stream_table<Table>;

 protected:
  using base::facts_, base::kept_in, base::nest_, base::plan_, base::counted_sum, base::stream_at;

  constexpr scatter_writer(program_facts& facts, const fusion& when, const value_tables& shared, Table& plan)
      : base(facts, when, shared, plan) {}

  constexpr void write(const instruction& one) {
    const int at = plan_.used.instructions;
    if (at < plan_.code.size()) {
      plan_.code.entries[at] = one;
      plan_.used.instructions = at + 1;
    } else {
      plan_.problem = trouble::full;
    }
  }

  constexpr int slot(int id, bool row) const {
    const int index = row ? nest_.values[id].row : nest_.values[id].pack;
    return facts_.values[id].condition ? ~index : index;
  }
  constexpr void start_sum(int id, combination how) {
    append(plan_, plan_.starts, plan_.used.starts, start{kept_in(id), how});
  }

  // A sum that adds up where labels say. row: once for each row, not along the sweep.
  constexpr void add_terms(int id, bool row) {
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
  }

  int row_numbers_ = 0;
  int numbers_ = 0;

 private:
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
      one.a = slot(term.value, false);
      if (term.scale >= 0) one.scale = slot(term.scale, false);
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
};

}  // namespace tapeless::detail::planning
