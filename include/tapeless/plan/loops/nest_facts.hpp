// SPDX-License-Identifier: BSL-1.0
// What one nest consists of: which values are numbers of a row and which change along the innermost loop, and in which
// sweeps over that loop each is needed. A value that is cheap is computed again in every sweep that needs it; one that
// is not is kept, where possible in the place of the result that it becomes.
#pragma once

#include <tapeless/dag/scratch.hpp>
#include <tapeless/plan/loops/fusion.hpp>

namespace tapeless::inline v0_2::detail::planning {

// Growing lists into the tables of a plan.
template <class Table, class List, class Entry>
constexpr int append(Table& plan, List& list, int& used, const Entry& entry) {
  if (used >= list.size()) {
    plan.problem = trouble::full;
    return 0;
  }
  list[used] = entry;
  return used++;
}

// Where the values of a program are found in its plan, by the number of the value.
class value_tables {
  dag::scratch<int> lists_[4];

 public:
  int* const item_of;      // the item that computes it
  int* const buffer_of;    // where it is kept between items, or -1
  int* const input_of;     // the input that a symbol is
  int* const constant_of;  // the constant that a number is

  constexpr explicit value_tables(int size)
      : lists_{dag::scratch<int>(size), dag::scratch<int>(size, -1), dag::scratch<int>(size), dag::scratch<int>(size)},
        item_of(lists_[0].data()),
        buffer_of(lists_[1].data()),
        input_of(lists_[2].data()),
        constant_of(lists_[3].data()) {}
  value_tables(const value_tables&) = delete;
  value_tables& operator=(const value_tables&) = delete;
};

// What a value is in a nest.
struct nest_value {
  int item = -1;             // the nest that the rest is about
  int level = 0;             // of a number of the row: before which sweep; otherwise the first sweep that can
  std::uint32_t sweeps = 0;  // that need the value
  bool sweeping = false;     // changes along the innermost loop
  bool here = false;         // computed in this nest, as opposed to loaded
  bool folded = false;       // a product that the sum it is part of computes along
  bool reduces = false;      // a reduction that is computed here
  bool row_reduces = false;  // over the innermost loop: its result is a number of the row
  bool adds_sweeping =
      false;              // of a reduction: what it adds up, or a place to which it is added, changes along the sweep
  bool for_rows = false;  // an operand of what is computed row by row
  int kept = -1;          // the buffer that keeps it for later sweeps
  int row = -1;           // slot of the row
  int pack = -1;          // slot of the sweep `in`
  int in = -1;
};

constexpr int first_sweep(std::uint32_t sweeps) { return std::countr_zero(sweeps); }
constexpr int last_sweep(std::uint32_t sweeps) { return 31 - std::countl_zero(sweeps); }

template <class Table>
class nest_facts {
 public:
  constexpr nest_facts(program_facts& facts, const fusion& when, const value_tables& shared, Table& plan)
      : facts_(facts),
        when_(when),
        shared_(shared),
        plan_(plan),
        value_list_(facts.size + 1),
        sequence_list_(dag::scratch<int>::unwritten(facts.size + 1)),
        values(value_list_.data()),
        sequence(sequence_list_.data()) {}
  nest_facts(const nest_facts&) = delete;
  nest_facts& operator=(const nest_facts&) = delete;

  // The values of the nest that computes `members`, in an order in which operands come first.
  constexpr void gather(int number, const nest& over, const int* members, int count) {
    item = number;
    loops = &over;
    inner_ = over.depth == 0 ? -1 : over.loops[over.depth - 1];
    length = 0;
    sweeps = 1;
    for (int k = 0; k < count; ++k)
      if (values[members[k]].item != number) visit(members[k]);
    if (sweeps > max_sweeps) {
      plan_.problem = trouble::sweeps;
      length = 0;
      sweeps = 0;
    }
    demand();
    fold_products();
  }

  constexpr bool is_member(int id) const { return facts_.values[id].computed() && shared_.item_of[id] == item; }

 private:
  program_facts& facts_;
  const fusion& when_;
  const value_tables& shared_;
  Table& plan_;
  dag::scratch<nest_value> value_list_;
  dag::scratch<int> sequence_list_;
  int inner_ = -1;  // the axis of the innermost loop

 public:
  nest_value* const values;  // by value of the program
  int* const sequence;       // the values of the nest, operands first
  int length = 0;            // of the sequence
  int item = -1;             // the number of the nest among all items
  int sweeps = 1;
  const nest* loops = nullptr;

 private:
  // Of a value that has not been visited yet.
  constexpr void visit(int id) {
    nest_value& own = values[id];
    const value& v = facts_.values[id];
    if (own.item >= 0) own = {};
    own.item = item;
    own.sweeping = inner_ >= 0 && (v.axes >> inner_ & 1u) != 0;
    own.here = v.what == duty::inlined || v.again || is_member(id);
    if (own.here) {
      const int* const operands = v.operands;
      const int end = v.operand_count;
      int level = 0;
      for (int k = v.first_operand; k < end; ++k) {
        const int from = operands[k];
        const nest_value& operand = values[from];
        if (operand.item != item) visit(from);
        const int ready = operand.row_reduces ? operand.level + 1 : operand.level;
        if (ready > level) level = ready;
        if (operand.sweeping) own.adds_sweeping = true;
      }
      own.level = level;
      if (v.what == duty::reduction) {
        own.reduces = true;
        own.row_reduces = !v.scatters && v.over == loops->axes && facts_.axis_of(operands[0]) == inner_;
        // What a label places moves along the sweep with what is placed, also where the axis of the places has the name
        // of the loop.
        if (v.scatters) {
          if (inner_ >= 0 && (v.over >> inner_ & 1u) != 0) own.adds_sweeping = true;
          own.sweeping = own.adds_sweeping;
        }
      }
      if (!own.sweeping || own.reduces)
        for (int k = v.first_operand; k < end; ++k) values[operands[k]].for_rows = true;
      if (own.row_reduces) ++level;
      if (sweeps <= level) sweeps = level + 1;
    }
    sequence[length++] = id;
  }

  // In which sweeps each value is needed, from the last value to the first.
  constexpr void demand() {
    const int* const ids = sequence;
    for (int k = length - 1; k >= 0; --k) {
      const int id = ids[k];
      nest_value& own = values[id];
      if (!own.here) continue;
      const std::uint32_t now = 1u << own.level;
      const value& v = facts_.values[id];
      std::uint32_t readers = now;
      if (!own.reduces) {
        if (!own.sweeping) continue;
        if (v.computed() && shared_.buffer_of[id] >= 0 && is_member(id)) own.sweeps |= now;
        const bool again = (own.sweeps & (own.sweeps - 1)) != 0;
        if (again && is_costly(id)) keep(id);
        readers = own.kept >= 0 ? 1u << first_sweep(own.sweeps) : own.sweeps;
      }
      const int* const operands = v.operands;
      for (int j = v.first_operand; j < v.operand_count; ++j) {
        nest_value& operand = values[operands[j]];
        if (operand.sweeping && operand.item == item) operand.sweeps |= readers;
      }
    }
  }
  // a*b + c is one operation where the product has no other use, and so is what a sum over a row takes.
  constexpr void fold_products() {
    const int* const ids = sequence;
    for (int k = 0; k < length; ++k) {
      const int id = ids[k];
      const nest_value& own = values[id];
      if (!own.here) continue;
      const value& v = facts_.values[id];
      if (own.row_reduces && facts_.node(id).op->combines == combination::add) {
        const int body = v.operands[1];
        values[body].folded = is_lone_product(body);
        continue;
      }
      // A sum that adds up where labels say takes values, not products.
      if (!own.sweeping || v.scatters || (v.part != dag::role::sum && v.part != dag::role::difference)) continue;
      for (int j = 1; j >= 0; --j) {
        const int from = v.operands[j];
        if (!is_lone_product(from)) continue;
        values[from].folded = true;
        break;
      }
    }
  }
  constexpr bool is_lone_product(int id) const {
    const value& v = facts_.values[id];
    const nest_value& own = values[id];
    return v.part == dag::role::product && v.uses == 1 && own.here && own.sweeping && own.kept < 0 &&
           !(shared_.buffer_of[id] >= 0 && is_member(id));
  }
  constexpr bool is_costly(int id) const {
    if (facts_.values[id].what != duty::pointwise) return false;
    const dag::cost price = facts_.node(id).op->price;
    return price == dag::cost::call || price == dag::cost::divide || (facts_.is_pick(id) && !facts_.is_counted(id));
  }

  // Where a value that later sweeps read again stays: in its own buffer, in that of a result of this nest that is not
  // written before, or in a row of its own.
  constexpr void keep(int id) {
    nest_value& own = values[id];
    own.kept = shared_.buffer_of[id];
    for (int k = length - 1; k >= 0 && own.kept < 0; --k) {
      const int other = sequence[k];
      if (!is_member(other) || values[other].reduces || shared_.buffer_of[other] < 0) continue;
      if (facts_.values[other].axes != facts_.values[id].axes || values[other].level < last_sweep(own.sweeps)) continue;
      buffer& result = plan_.buffers[shared_.buffer_of[other]];
      if (result.written >= 0) continue;
      result.written = first_sweep(own.sweeps);
      own.kept = shared_.buffer_of[other];
    }
    if (own.kept >= 0) return;
    buffer row;
    row.axes = axis_mask{1} << inner_;
    row.rank = 1;
    row.dims[0] = inner_;
    row.first = row.last = item;
    row.scratch = true;
    row.renewed = loops->depth > 1;
    own.kept = append(plan_, plan_.buffers, plan_.used.buffers, row);
  }
};

}  // namespace tapeless::detail::planning
