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
      : target_(target),
        from_(from),
        uses_(dag::count_uses(from)),
        ids_(from.node_count, -1),
        inner_(from.node_count),
        depends_(from.node_count),
        effort_(from.node_count) {
    for (int id = 0; id < from.node_count; ++id) {
      const dag::node& node = from.nodes[id];
      bool varies = node.op->is_symbol();
      for (int k = 0; k < node.count && !varies; ++k) varies = depends_[from.operand(node, k)];
      depends_[id] = varies;
      if (uses_[id] == 0 || !is_open(node)) continue;
      mark(node);
      if (varies) effort_[id] = effort_of(from, node);
    }
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
  // Terms that one constant of the compiler has time for; regions beyond that stay as they were written.
#ifdef __clang__
  static constexpr int most_terms = 600;
#else
  static constexpr int most_terms = 1400;
#endif
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
  static constexpr bool is_sum(const dag::node& node) { return (dag::bit(node.op->part) & sums) != 0; }
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
      const bool negated_sum =
          operand.op->part == dag::role::negation && is_sum(from_.nodes[from_.operand(operand, 0)]);
      inner_[id] = sum || part == dag::role::negation || (!is_sum(operand) && !negated_sum);
    }
  }

  constexpr int copy(int id) { return target_.copy(from_, from_.nodes[id], ids_.data()); }

  // All values of a region, which are copied as they are if the other form does not pay.
  constexpr int as_written(int root) {
    int* const ids = ids_.data();
    copy_reachable(from_, &root, 1, ids, [&](const dag::node& node) { return target_.copy(from_, node, ids); });
    return ids[root];
  }
  constexpr int region(int root) {
    polynomial all(target_, varies_);
    target_.set_mode(dag::mode::reduced);
    int result = -1;
    written_ = 0;
    if (terms_ < most_terms && collect(root, all) && !target_.overflow()) {
      result = all.value(all.build());
      if (target_.overflow()) return -1;
      const int effort = needed_.effort_beyond(target_, varies_, result, [](int) {});
      constexpr int long_sum = 8;  // that is worth being added up in another order
      const bool pays = effort < written_ || (effort == written_ && all.count() >= long_sum);
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
    const dag::node* const nodes = from_.nodes;
    const int* const edges = from_.edges;
    dag::scratch<pending_term> pending;
    pending.push({root, false});
    while (!pending.empty()) {
      const pending_term one = pending.pop();
      const dag::node& node = nodes[one.id];
      const dag::role part = node.op->part;
      const bool open = one.id == root || inner_[one.id];
      if (open && (dag::bit(part) & sums) != 0) {
        pending.push({edges[node.first + 1], one.minus != (part == dag::role::difference)});
        pending.push({edges[node.first], one.minus});
      } else if (open && part == dag::role::negation) {
        pending.push({edges[node.first], !one.minus});
      } else {
        if (++terms_ > most_terms || !add_term(one, root, all)) return false;
        continue;
      }
      written_ += effort_[one.id];
    }
    return true;
  }

  constexpr bool add_term(const pending_term& term, int root, polynomial& all) {
    const dag::node* const nodes = from_.nodes;
    const int* const edges = from_.edges;
    dag::number coefficient(term.minus ? -1 : 1);
    int fixed = -1;
    factors_.shorten(0);
    pending_.shorten(0);
    for (int id = term.id;; id = pending_.pop()) {
      const dag::node& node = nodes[id];
      const dag::role part = node.op->part;
      if (node.op->is_number()) {
        if (!multiply(coefficient, from_.value(node))) return false;
      } else if (id != root && !inner_[id]) {
        add_factor(id, 1, fixed);
      } else {
        written_ += effort_[id];
        const int first = edges[node.first];
        if (part == dag::role::product) {
          pending_.push(edges[node.first + 1]);
          pending_.push(first);
        } else if (part == dag::role::negation) {
          coefficient = -coefficient;
          pending_.push(first);
        } else if (part == dag::role::quotient) {
          pending_.push(first);
          if (!add_divisor(edges[node.first + 1], coefficient, fixed)) return false;
        } else if (const int power = written_power(from_, node); power > 0) {
          add_factor(first, power, fixed);
        } else {
          add_factor(id, 1, fixed);
        }
      }
      if (factors_.size() > most_factors) return false;
      if (pending_.empty()) break;
    }
    if (fixed >= 0) {
      const dag::number size = coefficient.negative() ? -coefficient : coefficient;
      fixed = product_of_places(target_, target_.make_number(size), fixed);
      coefficient = dag::number(coefficient.negative() ? -1 : 1);
      if (factors_.empty()) {
        all.add_constant(coefficient, fixed);
        return true;
      }
      factors_.push({fixed, 1, false});
    }
    all.add(coefficient, factors_);
    return true;
  }

  // a*b in place of a; not where it is no ordinary number.
  static constexpr bool multiply(dag::number& a, const dag::number& b) {
    if (!a.tame() || !b.tame()) return false;
    const double product = a.value() * b.value(), size = product < 0 ? -product : product;
    if (!(size < 0x1p+200 && size > 0x1p-200)) return false;
    a = a.is(1) ? b : a.is(-1) ? -b : a * b;
    return true;
  }

  constexpr void add_factor(int id, int power, int& fixed) {
    const int place = ids_[id];
    if (depends_[id]) {
      factors_.push({place, power, false});
      return;
    }
    for (; power > 0; --power) fixed = fixed < 0 ? place : product_of_places(target_, fixed, place);
  }
  constexpr bool add_divisor(int id, dag::number& coefficient, int& fixed) {
    const dag::node& node = from_.nodes[id];
    const int place = ids_[id];
    if (node.op->is_number()) {
      const dag::number& value = from_.value(node);
      return value.tame() && value.value() != 0 && multiply(coefficient, dag::number(1) / value);
    }
    if (depends_[id]) {
      factors_.push({place, 1, true});
      return true;
    }
    const int above = fixed < 0 ? target_.make_number(1) : fixed;
    fixed = binary_of_places(target_, *target_.arithmetic().divide, above, place);
    return true;
  }

  dag::builder& target_;
  const dag::view from_;
  const dag::scratch<int> uses_;
  dag::scratch<int> ids_;
  dag::scratch<bool> inner_;
  dag::scratch<bool> depends_;  // on symbols
  dag::scratch<int> effort_;    // of what may be looked into and varies
  int terms_ = 0;               // of all regions so far
  // Of the region at hand.
  int written_ = 0;  // its effort as it was written
  dag::scratch<power_factor> factors_;
  dag::scratch<int> pending_;
  variation varies_;
  needed_values needed_;
};

// The program of Pass with sums of products in short forms.
template <class Pass>
struct fast_sums {
  static constexpr dag::sizes used = sizes_of<Pass>;
  static constexpr dag::sizes estimate{3 * used.nodes + 128, 6 * used.nodes + 256,
                                       2 * used.numbers + used.nodes / 2 + 64, used.symbols, used.roots};
  static constexpr void run(pass_output& out) {
    const dag::view from = draft_of<Pass>;
    out.builder.set_commutes(!has_axes<Pass>);
    sum_regions regions(out.builder, from);
    regions.run();
    for (int r = 0; r < from.root_count; ++r) out.add_root(regions[from.roots[r]]);
  }
};

}  // namespace tapeless::detail::pass
