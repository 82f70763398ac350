// SPDX-License-Identifier: BSL-1.0
// Sums of products in the form that takes the fewest operations. A region is a sum or product with all sums, products
// and powers inside of it that nothing else needs; it is rewritten as a whole, and stays as it was written where that
// costs nothing more. What may be a branch, and what stands along axes, is never looked into.
#pragma once

#include <tapeless/dag/walk.hpp>
#include <tapeless/pass/fast/polynomial.hpp>

namespace tapeless::inline v0_2::detail::pass {

class sum_regions {
 public:
  constexpr sum_regions(dag::builder& target, const dag::view& from)
      : target_(target), from_(from), uses_(dag::count_uses(from)), ids_(from.node_count, -1), inner_(from.node_count) {
    for (int id = 0; id < from.node_count; ++id)
      if (uses_[id] > 0 && is_open(from.nodes[id])) mark(from.nodes[id]);
  }

  constexpr void run() {
    for (int id = 0; id < from_.node_count; ++id) {
      if (uses_[id] == 0 || inner_[id]) continue;
      ids_[id] = is_open(from_.nodes[id]) ? region(id) : copy(id);
      if (target_.overflow()) return;
      needed_.mark(target_, ids_[id]);
    }
  }
  constexpr int operator[](int id) const { return ids_[id]; }

 private:
  static constexpr int most_factors = 24;  // of a term
  static constexpr unsigned sums = dag::bit(dag::role::sum) | dag::bit(dag::role::difference);

  constexpr bool is_open(const dag::node& node) const {
    constexpr unsigned products = dag::bit(dag::role::product) | dag::bit(dag::role::quotient);
    const unsigned part = dag::bit(node.op->part);
    if (node.axes != 0) return false;
    if ((part & (sums | dag::bit(dag::role::negation))) != 0) return true;
    if (written_power(from_, node) != 0) return true;
    return (part & products) != 0 && (node.traits & dag::trait::mask) == 0;
  }
  // Marks the operands that belong to the region of a value: terms of sums, factors of products that are no sums.
  constexpr void mark(const dag::node& node) {
    const dag::role part = node.op->part;
    const bool sum = (dag::bit(part) & sums) != 0;
    if (!sum && part != dag::role::product && part != dag::role::quotient && part != dag::role::negation) return;
    const int count = part == dag::role::quotient ? 1 : node.count;  // divisors are values by themselves
    for (int k = 0; k < count; ++k) {
      const int id = from_.operand(node, k);
      const dag::node& operand = from_.nodes[id];
      if (uses_[id] != 1 || !is_open(operand)) continue;
      inner_[id] = sum || (dag::bit(operand.op->part) & sums) == 0 || part == dag::role::negation;
    }
  }

  constexpr int copy(int id) { return target_.copy(from_, from_.nodes[id], ids_.data()); }

  // All values of a region, which are copied as they are if the other form does not pay, and their effort.
  constexpr int as_written(int root) {
    int* const ids = ids_.data();
    copy_reachable(from_, &root, 1, ids, [&](const dag::node& node) { return target_.copy(from_, node, ids); });
    return ids[root];
  }
  constexpr int effort_as_written(int root) {
    dag::scratch<int> pending;
    pending.push(root);
    int effort = 0;
    while (!pending.empty()) {
      const dag::node& node = from_.nodes[pending.pop()];
      bool varies = false;
      for (int k = 0; k < node.count; ++k) {
        const int id = from_.operand(node, k);
        if (inner_[id]) pending.push(id);
        varies = varies || inner_[id] || varies_(target_, ids_[id]);
      }
      if (varies) effort += effort_of(from_, node);
    }
    return effort;
  }

  constexpr int region(int root) {
    polynomial all(target_, varies_);
    target_.set_mode(dag::mode::reduced);
    int result = -1;
    if (collect(root, all) && !target_.overflow()) {
      const int written = effort_as_written(root);
      result = all.value(all.build());
      if (target_.overflow()) return -1;
      const int effort = needed_.effort_beyond(target_, varies_, result, [](int) {});
      constexpr int long_sum = 8;  // that is worth being added up in another order
      const bool pays = effort < written || (effort == written && all.count() >= long_sum);
      if (!pays) result = -1;
    }
    target_.set_mode(dag::mode::as_written);
    return result >= 0 ? result : as_written(root);
  }

  struct pending_term {
    int id;
    bool minus;
  };
  // The terms of a region; false if some term is too long.
  constexpr bool collect(int root, polynomial& all) {
    dag::scratch<pending_term> pending;
    pending.push({root, false});
    while (!pending.empty()) {
      const pending_term one = pending.pop();
      const dag::node& node = from_.nodes[one.id];
      const bool open = one.id == root || inner_[one.id];
      if (open && (dag::bit(node.op->part) & sums) != 0) {
        pending.push({from_.operand(node, 1), one.minus != (node.op->part == dag::role::difference)});
        pending.push({from_.operand(node, 0), one.minus});
      } else if (open && node.op->part == dag::role::negation) {
        pending.push({from_.operand(node, 0), !one.minus});
      } else if (!add_term(one, root, all)) {
        return false;
      }
    }
    return true;
  }

  constexpr bool add_term(const pending_term& term, int root, polynomial& all) {
    dag::number coefficient(term.minus ? -1 : 1);
    dag::scratch<power_factor> factors;
    dag::scratch<int> pending;
    int fixed = -1;
    pending.push(term.id);
    while (!pending.empty()) {
      const int id = pending.pop();
      const dag::node& node = from_.nodes[id];
      const dag::role part = node.op->part;
      const int power = id == root || inner_[id] ? written_power(from_, node) : 0;
      if (power > 0) {
        add_factor(from_.operand(node, 0), power, factors, fixed);
      } else if ((id == root || inner_[id]) && part == dag::role::negation) {
        coefficient = -coefficient;
        pending.push(from_.operand(node, 0));
      } else if ((id == root || inner_[id]) && part == dag::role::product) {
        pending.push(from_.operand(node, 1));
        pending.push(from_.operand(node, 0));
      } else if ((id == root || inner_[id]) && part == dag::role::quotient) {
        pending.push(from_.operand(node, 0));
        if (!add_divisor(from_.operand(node, 1), coefficient, factors, fixed)) return false;
      } else if (node.op->is_number()) {
        if (!may_multiply(coefficient, from_.value(node))) return false;
        coefficient = coefficient * from_.value(node);
      } else {
        add_factor(id, 1, factors, fixed);
      }
      if (factors.size() > most_factors) return false;
    }
    if (fixed >= 0) {
      const dag::number size = coefficient.negative() ? -coefficient : coefficient;
      fixed = product_of_places(target_, target_.make_number(size), fixed);
      coefficient = dag::number(coefficient.negative() ? -1 : 1);
      if (factors.empty()) {
        all.add_constant(coefficient, fixed);
        return true;
      }
      factors.push({fixed, 1, false});
    }
    all.add(coefficient, factors);
    return true;
  }

  // Numbers that may become one: it is an ordinary number as well.
  static constexpr bool may_multiply(const dag::number& a, const dag::number& b) {
    if (!a.tame() || !b.tame()) return false;
    const double product = a.value() * b.value(), size = product < 0 ? -product : product;
    return size < 0x1p+200 && size > 0x1p-200;
  }

  constexpr void add_factor(int id, int power, dag::scratch<power_factor>& factors, int& fixed) {
    const int place = ids_[id];
    if (varies_(target_, place)) {
      factors.push({place, power, false});
      return;
    }
    for (; power > 0; --power) fixed = fixed < 0 ? place : product_of_places(target_, fixed, place);
  }
  constexpr bool add_divisor(int id, dag::number& coefficient, dag::scratch<power_factor>& factors, int& fixed) {
    const dag::node& node = from_.nodes[id];
    const int place = ids_[id];
    if (node.op->is_number()) {
      const dag::number& value = from_.value(node);
      if (!value.tame() || value.value() == 0 || !may_multiply(coefficient, dag::number(1) / value)) return false;
      coefficient = coefficient / value;
    } else if (varies_(target_, place)) {
      factors.push({place, 1, true});
    } else {
      fixed =
          binary_of_places(target_, *target_.arithmetic().divide, fixed < 0 ? target_.make_number(1) : fixed, place);
    }
    return true;
  }

  dag::builder& target_;
  const dag::view from_;
  const dag::scratch<int> uses_;
  dag::scratch<int> ids_;
  dag::scratch<bool> inner_;
  variation varies_;
  needed_values needed_;
};

// The program of Pass with sums of products in short forms.
template <class Pass>
struct fast_sums {
  static constexpr dag::sizes used = sizes_of<Pass>;
  static constexpr dag::sizes estimate{3 * used.nodes + 128, 6 * used.nodes + 256, 2 * used.numbers + 64, used.symbols,
                                       used.roots};
  static constexpr void run(pass_output& out) {
    const dag::view from = draft_of<Pass>;
    out.builder.set_commutes(!has_axes<Pass>);
    sum_regions regions(out.builder, from);
    regions.run();
    for (int r = 0; r < from.root_count; ++r) out.add_root(regions[from.roots[r]]);
  }
};

}  // namespace tapeless::detail::pass
