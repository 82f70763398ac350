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
  int kept = -1;             // the buffer that keeps it for later sweeps
  int row = -1;              // slot of the row
  int pack = -1;             // slot of the sweep `in`
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
        values(value_list_.data()) {}
  nest_facts(const nest_facts&) = delete;
  nest_facts& operator=(const nest_facts&) = delete;

  // The values of the nest that computes `members`, in an order in which operands come first.
  constexpr void gather(int number, const nest& over, const int* members, int count) {
    item = number;
    loops = &over;
    inner_ = over.depth == 0 ? -1 : over.loops[over.depth - 1];
    sequence.shorten(0);
    sweeps = 1;
    for (int k = 0; k < count; ++k) visit(members[k]);
    for (const int id : sequence) {
      const int last = values[id].level + (is_row_reduction(id) ? 1 : 0);
      if (sweeps <= last) sweeps = last + 1;
    }
    if (sweeps > max_sweeps) {
      plan_.problem = trouble::sweeps;
      sequence.shorten(0);
      sweeps = 0;
    }
    demand();
    fold_products();
  }

  // Whether what a reduction adds up, or a place to which it is added, changes along the sweep.
  constexpr bool any_sweeps(int reduction) const {
    for (int k = 1; k < facts_.operand_count(reduction); ++k)
      if (values[facts_.operand(reduction, k)].sweeping) return true;
    return false;
  }
  constexpr bool is_member(int id) const { return when_.computed(id) && shared_.item_of[id] == item; }
  constexpr bool is_reduction(int id) const { return values[id].here && facts_.values[id].what == duty::reduction; }
  // Over the innermost loop: its result is a number of the row.
  constexpr bool is_row_reduction(int id) const {
    return is_reduction(id) && !facts_.is_scatter(id) && facts_.values[id].over == loops->axes &&
           facts_.along(id) == inner_;
  }

 private:
  program_facts& facts_;
  const fusion& when_;
  const value_tables& shared_;
  Table& plan_;
  dag::scratch<nest_value> value_list_;
  int inner_ = -1;  // the axis of the innermost loop

 public:
  nest_value* const values;    // by value of the program
  dag::scratch<int> sequence;  // the values of the nest, operands first
  int item = -1;               // the number of the nest among all items
  int sweeps = 1;
  const nest* loops = nullptr;

 private:
  constexpr void visit(int id) {
    nest_value& own = values[id];
    if (own.item == item) return;
    const value& v = facts_.values[id];
    own = {};
    own.item = item;
    own.sweeping = inner_ >= 0 && (v.axes >> inner_ & 1u) != 0;
    own.here = is_member(id) || v.what == duty::inlined;
    for (int k = facts_.first_operand(id); own.here && k < facts_.operand_count(id); ++k) {
      const int from = facts_.operand(id, k);
      visit(from);
      const int ready = values[from].level + (is_row_reduction(from) ? 1 : 0);
      if (ready > own.level) own.level = ready;
    }
    // What a label places moves along the sweep with what is placed, also where the axis of the places has the name of
    // the loop.
    if (own.here && facts_.is_scatter(id)) own.sweeping = any_sweeps(id);
    sequence.push(id);
  }

  // In which sweeps each value is needed, from the last value to the first.
  constexpr void demand() {
    const int* const ids = sequence.data();
    for (int k = sequence.size() - 1; k >= 0; --k) {
      const int id = ids[k];
      nest_value& own = values[id];
      if (!own.here) continue;
      const std::uint32_t now = 1u << own.level;
      if (is_reduction(id)) {
        for (int j = 1; j < facts_.operand_count(id); ++j) need(facts_.operand(id, j), now);
        continue;
      }
      if (!own.sweeping) continue;
      if (is_member(id) && shared_.buffer_of[id] >= 0) own.sweeps |= now;
      const bool again = (own.sweeps & (own.sweeps - 1)) != 0;
      if (again && is_costly(id)) keep(id);
      const std::uint32_t computed = own.kept >= 0 ? 1u << first_sweep(own.sweeps) : own.sweeps;
      for (int j = facts_.first_operand(id); j < facts_.operand_count(id); ++j) need(facts_.operand(id, j), computed);
    }
  }
  // a*b + c is one operation where the product has no other use, and so is what a sum over a row takes.
  constexpr void fold_products() {
    for (const int id : sequence) {
      if (is_row_reduction(id) && facts_.node(id).op->combines == combination::add) {
        const int body = facts_.operand(id, 1);
        values[body].folded = is_lone_product(body);
        continue;
      }
      if (!values[id].here || !values[id].sweeping || !is_sum(id)) continue;
      for (int j = 1; j >= 0; --j) {
        const int from = facts_.operand(id, j);
        if (!is_lone_product(from)) continue;
        values[from].folded = true;
        break;
      }
    }
  }
  constexpr bool is_sum(int id) const {
    return facts_.values[id].what != duty::copy &&
           (facts_.is(id, dag::role::sum) || facts_.is(id, dag::role::difference));
  }
  constexpr bool is_lone_product(int id) const {
    return facts_.is(id, dag::role::product) && facts_.values[id].uses == 1 && values[id].here && values[id].sweeping &&
           values[id].kept < 0 && !(is_member(id) && shared_.buffer_of[id] >= 0);
  }
  constexpr void need(int id, std::uint32_t readers) {
    if (values[id].item == item && values[id].sweeping) values[id].sweeps |= readers;
  }
  constexpr bool is_costly(int id) const {
    if (facts_.values[id].what != duty::pointwise) return false;
    const dag::cost price = facts_.node(id).op->price;
    return price == dag::cost::call || price == dag::cost::divide || facts_.is_pick(id);
  }

  // Where a value that later sweeps read again stays: in its own buffer, in that of a result of this nest that is not
  // written before, or in a row of its own.
  constexpr void keep(int id) {
    nest_value& own = values[id];
    own.kept = shared_.buffer_of[id];
    for (int k = sequence.size() - 1; k >= 0 && own.kept < 0; --k) {
      const int other = sequence[k];
      if (!is_member(other) || is_reduction(other) || shared_.buffer_of[other] < 0) continue;
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
