// SPDX-License-Identifier: BSL-1.0
// Formulas as a textbook writes them. Factors are merged into powers and put in order, like terms are collected, minus
// signs pulled out. A sum whose terms have nothing in common keeps the order of its additions, because another order
// would round differently; only for the question whether two formulas are identical are sums put in order without
// regard to rounding.
#pragma once

#include <tapeless/dag/walk.hpp>
#include <tapeless/pass/lower.hpp>
#include <tapeless/pass/simplify/simplifier.hpp>

namespace tapeless::inline v0_2::detail::pass {

// Walks over a program and simplifies sums and products as wholes: a sum that is only used in another one is no value
// by itself.
class whole_program {
 public:
  constexpr whole_program(dag::builder& target, const dag::view& from, form how)
      : target_(target), from_(from), simple_(target, how), ids_(from.node_count), absorbed_(from.node_count) {}

  constexpr void run(int* roots) {
    const dag::scratch<int> uses = dag::count_uses(from_);
    find_absorbed(uses.data());
    int* const ids = ids_.data();
    for (int id = 0; id < from_.node_count; ++id) {
      const dag::node& node = from_.nodes[id];
      if (node.count == 0)
        ids[id] = copy_node(target_, from_, node, ids);
      else if (uses[id] > 0 && !absorbed_[id])
        ids[id] = simplified(id, node);
    }
    for (int r = 0; r < from_.root_count; ++r) roots[r] = ids[from_.roots[r]];
  }

 private:
  static constexpr bool is_sum(const dag::node& node) {
    return node.op->part == dag::role::sum || node.op->part == dag::role::difference;
  }
  static constexpr bool is_product(const dag::node& node) {
    return node.op->part == dag::role::product || node.op->part == dag::role::quotient;
  }

  // Sums that are only used as the left operand of a sum, or as the right one where the left is none; products that are
  // only used in a product, unless products are multiplied out one by one.
  constexpr void find_absorbed(const int* uses) {
    const auto take = [&](int id, bool fits) {
      absorbed_[id] = fits && uses[id] == 1;
      return absorbed_[id];
    };
    for (int id = from_.node_count - 1; id >= 0; --id) {
      const dag::node& node = from_.nodes[id];
      if (uses[id] == 0 || node.count != 2) continue;
      const int left = from_.operand(node, 0), right = from_.operand(node, 1);
      if (is_sum(node)) {
        if (!take(left, is_sum(from_.nodes[left])) && node.op->part == dag::role::sum)
          take(right, is_sum(from_.nodes[right]));
      } else if (is_product(node) && simple_.how() != form::expanded) {
        take(left, is_product(from_.nodes[left]));
        take(right, is_product(from_.nodes[right]));
      }
    }
  }

  constexpr int simplified(int id, const dag::node& node) {
    if (is_sum(node)) return simplified_sum(id);
    if (is_product(node)) return simplified_product(id);
    dag::scratch<int> operands(node.count);
    for (int k = 0; k < node.count; ++k) operands[k] = ids_[from_.operand(node, k)];
    return simple_.make(*node.op, operands.data(), node.count);
  }

  constexpr int simplified_sum(int id) {
    dag::scratch<summand> rest;  // the last one first
    int base = -1;
    while (base < 0) {
      const dag::node& node = from_.nodes[id];
      const int left = from_.operand(node, 0), right = from_.operand(node, 1);
      if (absorbed_[left]) {
        rest.push({ids_[right], node.op->part == dag::role::difference});
        id = left;
      } else if (!absorbed_[right]) {
        rest.push({ids_[right], node.op->part == dag::role::difference});
        base = ids_[left];
      } else if (!simple_.is_sum(ids_[left])) {  // a + (the sum) is written as the sum + a
        rest.push({ids_[left], false});
        id = right;
      } else {
        base = simple_.add(ids_[left], simplified_sum(right), false);
      }
    }
    for (int a = 0, b = rest.size() - 1; a < b; ++a, --b) {
      const summand moved = rest[a];
      rest[a] = rest[b];
      rest[b] = moved;
    }
    return simple_.add(base, rest.data(), rest.size());
  }

  constexpr int simplified_product(int root) {
    struct part_of_product {
      int id = 0;
      bool inverse = false;
    };
    monomial product(target_, simple_.how());
    dag::scratch<part_of_product> pending;
    pending.push({root, false});
    while (!pending.empty()) {
      const part_of_product next = pending.pop();
      const dag::node& node = from_.nodes[next.id];
      if (next.id != root && !absorbed_[next.id]) {
        product.multiply(ids_[next.id], dag::number(next.inverse ? -1 : 1));
        continue;
      }
      pending.push({from_.operand(node, 1), (node.op->part == dag::role::quotient) != next.inverse});
      pending.push({from_.operand(node, 0), next.inverse});
    }
    return simple_.finish(product);
  }

  dag::builder& target_;
  const dag::view& from_;
  simplifier simple_;
  dag::scratch<int> ids_;
  dag::scratch<char> absorbed_;
};

// Copies a program through the simplifier; `roots[r]` receives the place of root r.
constexpr void simplify_program(dag::builder& target, const dag::view& from, form how, int* roots) {
  whole_program(target, from, how).run(roots);
}

// The program of Pass in the given form, in tables that grow with it by the factor Room.
template <class Pass, form How, int Room>
struct rewritten {
  static constexpr dag::sizes used = sizes_of<Pass>;
  // Long formulas grow less than short ones, and tables that nobody fills cost the compiler memory.
  static constexpr int few = 128;
  static constexpr int nodes = used.nodes < few ? Room * used.nodes : Room * few + Room / 4 * (used.nodes - few);
  static constexpr dag::sizes estimate{nodes + 128, 2 * nodes + 256, Room / 2 * used.numbers + 64, used.symbols,
                                       used.roots};
  static constexpr void run(pass_output& out) {
    dag::scratch<int> roots(used.roots);
    simplify_program(out.builder, draft_of<Pass>, How, roots.data());
    for (int r = 0; r < used.roots; ++r) out.add_root(roots[r]);
  }
};

// The program of Pass in textbook form, and the same with x/x = 1.
template <class Pass>
using simplify = rewritten<Pass, form::textbook, 8>;
template <class Pass>
using cancel = rewritten<Pass, form::cancelled, 8>;
// And in the form that is read.
template <class Pass>
using for_reading = rewritten<Pass, form::printed, 8>;

// Whether the program of Pass has values that a textbook writes as formulas with fewer digits.
template <class Pass>
inline constexpr bool is_hard_to_read = [] {
  const dag::view program = draft_of<Pass>;
  for (int id = 0; id < program.node_count; ++id)
    if (program.nodes[id].op->accurate) return true;
  return false;
}();

// What decides whether the roots of Pass are identical to others. Products of sums are multiplied out in formulas of
// moderate size, because the effort grows with the number of products of terms.
template <class Pass, int MaxNodes = 80>
using identify = std::conditional_t<(sizes_of<rewritten<Pass, form::identity, 12>>.nodes <= MaxNodes),
                                    rewritten<rewritten<Pass, form::identity, 12>, form::expanded, 24>,
                                    rewritten<Pass, form::identity, 12>>;

}  // namespace tapeless::detail::pass
