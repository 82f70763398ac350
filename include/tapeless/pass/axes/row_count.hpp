// SPDX-License-Identifier: BSL-1.0
// The number of rows taken out of what is computed row by row: sum(n, g(n)/size(n)*x(n)) becomes sum(n, g(n)*x(n)) /
// size(n), through products, sums of terms that all have it, and reductions. So a mean over rows that arrive in blocks
// needs their number after the last of them only, and so do its derivatives.
#pragma once

#include <tapeless/dag/scratch.hpp>
#include <tapeless/pass/lower.hpp>

namespace tapeless::inline v0_2::detail::pass {

// Axis: its `name` is that of the rows.
template <class Pass, class Axis>
struct without_row_count {
  static constexpr dag::sizes used = sizes_of<Pass>;
  static constexpr dag::sizes estimate{3 * used.nodes + 16, 4 * used.edges + 32, used.numbers + 8, used.symbols,
                                       used.roots};
  static constexpr void run(pass_output& out) {
    const dag::view from = draft_of<Pass>;
    dag::scratch<int> places(from.node_count, -1);
    counted_values values(from, out.builder, places.data());
    out.builder.set_mode(dag::mode::as_written);
    copy_reachable(from, from.roots, from.root_count, places.data(),
                   [&](const dag::node& node) { return values.copy(node); });
    for (int r = 0; r < from.root_count; ++r) out.add_root(values.whole(from.roots[r]));
  }

 private:
  // Each value as a power of the number of rows times a rest, which is at places[id].
  class counted_values {
   public:
    constexpr counted_values(const dag::view& from, dag::builder& target, int* places)
        : from_(from), target_(target), places_(places), powers_(from.node_count) {}

    // The place of the rest of a value whose operands are there.
    constexpr int copy(const dag::node& node) {
      const int id = static_cast<int>(&node - from_.nodes);
      int& power = powers_[id];
      if (counts_rows(node)) {
        size_ = copy_node(target_, from_, node, places_);
        power = 1;
        return target_.make_number(dag::number(1));
      }
      bool counted = false;
      for (int k = 0; k < node.count; ++k) counted = counted || powers_[from_.operand(node, k)] != 0;
      if (!counted) return copy_node(target_, from_, node, places_);
      switch (node.op->part) {
        case dag::role::negation:
          power = power_of(node, 0);
          return reduced([&] { return -rest(node, 0); });
        case dag::role::product:
          power = power_of(node, 0) + power_of(node, 1);
          return reduced([&] { return rest(node, 0) * rest(node, 1); });
        case dag::role::quotient:
          power = power_of(node, 0) - power_of(node, 1);
          return reduced([&] { return rest(node, 0) / rest(node, 1); });
        case dag::role::sum:
        case dag::role::difference:
          return of_terms(node, 0, power);
        case dag::role::selection:
          return of_terms(node, 1, power);
        case dag::role::pick:
          if (power_of(node, 2) != 0) break;
          power = power_of(node, 0);
          return copy_node(target_, from_, node, places_);
        case dag::role::reduction:  // the number of rows is positive: it does not change which is the largest
          if (node.op->combines == dag::combination::exponentials || !is_along(node)) break;
          power = power_of(node, 1);
          return copy_node(target_, from_, node, places_);
        default:
          break;
      }
      return of_whole(node);
    }
    // The place of a value itself.
    constexpr int whole(int id) {
      const int power = powers_[id];
      if (power == 0) return places_[id];
      return reduced([&] {
        handle value(target_, places_[id]);
        const handle count(target_, size_);
        for (int k = 0; k < power; ++k) value = value * count;
        for (int k = 0; k > power; --k) value = value / count;
        return value;
      });
    }

   private:
    constexpr bool counts_rows(const dag::node& node) const {
      if (node.op->part != dag::role::extent) return false;
      const dag::symbol_entry& axis = from_.symbol(from_.nodes[from_.operand(node, 0)]);
      return dag::same_text(axis.name, Axis::name) || dag::same_text(axis.origin, Axis::name);
    }
    constexpr int power_of(const dag::node& node, int k) const { return powers_[from_.operand(node, k)]; }
    constexpr handle rest(const dag::node& node, int k) const { return {target_, places_[from_.operand(node, k)]}; }
    constexpr bool is_zero(const dag::node& node, int k) const { return rest(node, k).is(0); }
    // Whether the rest of what is reduced still varies along the axis.
    constexpr bool is_along(const dag::node& node) const {
      return (target_[places_[from_.operand(node, 0)]].axes & target_[places_[from_.operand(node, 1)]].axes) != 0;
    }
    template <class Make>
    constexpr int reduced(const Make& make) {
      target_.set_mode(dag::mode::reduced);
      const int id = make().id_in(target_);
      target_.set_mode(dag::mode::as_written);
      return id;
    }
    // What all terms have, from operand `first` on, is taken out; 0 has it, too.
    constexpr int of_terms(const dag::node& node, int first, int& power) {
      bool found = false, equal = first == 0 || power_of(node, 0) == 0;
      for (int k = first; k < node.count; ++k) {
        if (is_zero(node, k)) continue;
        if (found && power_of(node, k) != power) equal = false;
        if (!found) power = power_of(node, k);
        found = true;
      }
      if (equal) return copy_node(target_, from_, node, places_);
      power = 0;
      return of_whole(node);
    }
    // The same value of operands that are whole.
    constexpr int of_whole(const dag::node& node) {
      dag::scratch<int> operands(node.count);
      for (int k = 0; k < node.count; ++k) operands[k] = whole(from_.operand(node, k));
      return target_.make(*node.op, operands.data(), node.count);
    }

    const dag::view& from_;
    dag::builder& target_;
    int* places_;
    dag::scratch<int> powers_;
    int size_ = -1;
  };
};

}  // namespace tapeless::detail::pass
