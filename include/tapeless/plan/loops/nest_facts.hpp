// SPDX-License-Identifier: BSL-1.0
// What one nest consists of: which values are numbers of a row and which change along the innermost loop, and in which
// sweeps over that loop each is needed. A value that is cheap is computed again in every sweep that needs it; one that
// is not is kept, where possible in the place of the result that it becomes.
#pragma once

#include <tapeless/plan/loops/fusion.hpp>

namespace tapeless::detail::planning {

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

// What all nests of a program share while they are written; indexed by value.
struct context {
  int* item_of;      // the item that computes it
  int* buffer_of;    // where it is kept between items, or -1
  int* input_of;     // the input that a symbol is
  int* constant_of;  // the constant that a number is

  constexpr explicit context(std::size_t size)
      : item_of(new int[size]{}), buffer_of(new int[size]{}), input_of(new int[size]{}), constant_of(new int[size]{}) {}
  constexpr ~context() {
    delete[] item_of;
    delete[] buffer_of;
    delete[] input_of;
    delete[] constant_of;
  }
  context(const context&) = delete;
  context& operator=(const context&) = delete;
};

struct note {
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

template <class Table>
class nest_facts {
 public:
  constexpr nest_facts(program_facts& facts, fusion& when, context& shared, Table& plan)
      : facts_(facts), when_(when), shared_(shared), plan_(plan) {
    const std::size_t size = static_cast<std::size_t>(facts.size) + 1;
    notes_ = new note[size]{};
    sequence_ = new int[size]{};
  }
  constexpr ~nest_facts() {
    delete[] notes_;
    delete[] sequence_;
  }
  nest_facts(const nest_facts&) = delete;
  nest_facts& operator=(const nest_facts&) = delete;

 protected:
  // The values of the nest that computes `members`, in an order in which operands come first.
  constexpr void gather(int item, const nest& loops, const int* members, int count) {
    item_ = item;
    nest_ = &loops;
    inner_ = loops.depth == 0 ? -1 : loops.loops[loops.depth - 1];
    length_ = 0;
    sweeps_ = 1;
    for (int k = 0; k < count; ++k) visit(members[k]);
    for (int k = 0; k < length_; ++k) {
      const int last = notes_[sequence_[k]].level + (is_row_reduction(sequence_[k]) ? 1 : 0);
      if (sweeps_ <= last) sweeps_ = last + 1;
    }
    if (sweeps_ > max_sweeps) {
      plan_.problem = trouble::sweeps;
      length_ = sweeps_ = 0;
    }
    demand();
    fold_products();
  }

  constexpr bool is_member(int id) const { return when_.computed(id) && shared_.item_of[id] == item_; }
  constexpr bool is_reduction(int id) const { return notes_[id].here && facts_.values[id].what == duty::reduction; }
  // Over the innermost loop: its result is a number of the row.
  constexpr bool is_row_reduction(int id) const {
    return is_reduction(id) && facts_.values[id].over == nest_->axes && facts_.along(id) == inner_;
  }
  constexpr bool is_pick(int id) const {
    return facts_.is(id, dag::role::pick) && facts_.values[id].what != duty::copy;
  }
  constexpr bool is_axis(int id) const { return facts_.is(id, dag::role::symbol) && facts_.values[id].axes != 0; }
  constexpr bool is_number(int id) const {
    return id < facts_.program.node_count && facts_.node(id).count == 0 && !facts_.is(id, dag::role::symbol);
  }
  constexpr bool is_condition(int id) const {
    return id < facts_.program.node_count && facts_.node(id).op->result == dag::sort::condition;
  }
  constexpr bool is_indicator(int id) const { return id < facts_.program.node_count && facts_.node(id).op->indicator; }
  // The first operand that is a value to be computed with.
  constexpr int first_operand(int id) const {
    return is_pick(id) ? 2 : facts_.values[id].what == duty::reduction ? 1 : 0;
  }
  static constexpr int first_sweep(std::uint32_t sweeps) { return std::countr_zero(sweeps); }
  static constexpr int last_sweep(std::uint32_t sweeps) { return 31 - std::countl_zero(sweeps); }
  constexpr buffer& place(int b) { return plan_.buffers[b]; }

  program_facts& facts_;
  fusion& when_;
  context& shared_;
  Table& plan_;
  note* notes_ = nullptr;
  int* sequence_ = nullptr;
  int length_ = 0;
  int item_ = -1;
  int inner_ = -1;
  int sweeps_ = 1;
  const nest* nest_ = nullptr;

 private:
  constexpr void visit(int id) {
    note& own = notes_[id];
    if (own.item == item_) return;
    const value& v = facts_.values[id];
    own = {};
    own.item = item_;
    own.sweeping = inner_ >= 0 && (v.axes >> inner_ & 1u) != 0;
    own.here = is_member(id) || v.what == duty::inlined;
    for (int k = first_operand(id); own.here && k < facts_.operand_count(id); ++k) {
      const int from = facts_.operand(id, k);
      visit(from);
      const int ready = notes_[from].level + (is_row_reduction(from) ? 1 : 0);
      if (ready > own.level) own.level = ready;
    }
    sequence_[length_++] = id;
  }

  // In which sweeps each value is needed, from the last value to the first.
  constexpr void demand() {
    for (int k = length_ - 1; k >= 0; --k) {
      const int id = sequence_[k];
      note& own = notes_[id];
      if (!own.here) continue;
      const std::uint32_t now = 1u << own.level;
      if (is_reduction(id)) {
        need(facts_.operand(id, 1), now);
        continue;
      }
      if (!own.sweeping) continue;
      if (is_member(id) && shared_.buffer_of[id] >= 0) own.sweeps |= now;
      const bool again = (own.sweeps & (own.sweeps - 1)) != 0;
      if (again && is_costly(id)) keep(id);
      const std::uint32_t computed = own.kept >= 0 ? 1u << first_sweep(own.sweeps) : own.sweeps;
      for (int j = first_operand(id); j < facts_.operand_count(id); ++j) need(facts_.operand(id, j), computed);
    }
  }
  // a*b + c is one operation where the product has no other use, and so is what a sum over a row takes.
  constexpr void fold_products() {
    for (int k = 0; k < length_; ++k) {
      const int id = sequence_[k];
      if (is_row_reduction(id) && facts_.node(id).op->combines == combination::add) {
        const int body = facts_.operand(id, 1);
        notes_[body].folded = is_lone_product(body);
        continue;
      }
      if (!notes_[id].here || !notes_[id].sweeping || !is_sum(id)) continue;
      for (int j = 1; j >= 0; --j) {
        const int from = facts_.operand(id, j);
        if (!is_lone_product(from)) continue;
        notes_[from].folded = true;
        break;
      }
    }
  }
  constexpr bool is_sum(int id) const {
    return facts_.values[id].what != duty::copy &&
           (facts_.is(id, dag::role::sum) || facts_.is(id, dag::role::difference));
  }
  constexpr bool is_lone_product(int id) const {
    return facts_.is(id, dag::role::product) && facts_.values[id].uses == 1 && notes_[id].here && notes_[id].sweeping &&
           notes_[id].kept < 0 && !(is_member(id) && shared_.buffer_of[id] >= 0);
  }
  constexpr void need(int id, std::uint32_t sweeps) {
    if (notes_[id].item == item_ && notes_[id].sweeping) notes_[id].sweeps |= sweeps;
  }
  constexpr bool is_costly(int id) const {
    if (facts_.values[id].what != duty::pointwise) return false;
    const dag::cost price = facts_.node(id).op->price;
    return price == dag::cost::call || price == dag::cost::divide || is_pick(id);
  }

  // Where a value that later sweeps read again stays: in its own buffer, in that of a result of this nest that is not
  // written before, or in a row of its own.
  constexpr void keep(int id) {
    note& own = notes_[id];
    own.kept = shared_.buffer_of[id];
    for (int k = length_ - 1; k >= 0 && own.kept < 0; --k) {
      const int other = sequence_[k];
      if (!is_member(other) || is_reduction(other) || shared_.buffer_of[other] < 0) continue;
      if (facts_.values[other].axes != facts_.values[id].axes || notes_[other].level < last_sweep(own.sweeps)) continue;
      buffer& result = place(shared_.buffer_of[other]);
      if (result.written >= 0) continue;
      result.written = first_sweep(own.sweeps);
      own.kept = shared_.buffer_of[other];
    }
    if (own.kept >= 0) return;
    buffer row;
    row.axes = axis_mask{1} << inner_;
    row.rank = 1;
    row.dims[0] = inner_;
    row.first = row.last = item_;
    row.scratch = true;
    row.renewed = nest_->depth > 1;
    own.kept = append(plan_, plan_.buffers, plan_.used.buffers, row);
  }
};

}  // namespace tapeless::detail::planning
