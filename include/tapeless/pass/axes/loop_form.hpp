// SPDX-License-Identifier: BSL-1.0
// Programs over axes made ready for loops: values in the forms that suit them, and what is compared with a maximum read
// from where the maximum was found.
#pragma once

#include <tapeless/pass/axes/alpha_equal.hpp>
#include <tapeless/pass/axes/derivatives.hpp>
#include <tapeless/pass/optimize.hpp>
#include <tapeless/rules/loop_form.hpp>

namespace tapeless::detail::pass {

// Count roots of Pass from First on, ready for loops: functions in cheaper operations, values in the forms that suit
// loops. Wide: for numbers of double precision.
template <class Pass, int First, int Count, bool Wide = true>
struct ready_for_loops {
  using source = expand<Pass, First, Count>;
  static constexpr dag::sizes used = finished<source>.used;
  static constexpr dag::sizes estimate{2 * used.nodes + 16, 3 * used.edges + 32, used.numbers + 8, used.symbols,
                                       used.roots};
  static constexpr void run(pass_output& out) {
    const dag::view from = view_of<source>;
    dag::builder& target = out.builder;
    int* ids = new int[static_cast<std::size_t>(from.node_count) + 1];
    for (int k = 0; k < from.node_count; ++k) ids[k] = -1;
    int* uses = new int[static_cast<std::size_t>(from.node_count) + 1]{};
    count_uses(from, uses);
    for (int r = 0; r < from.root_count; ++r) {
      copy_reachable(from, from.roots[r], ids, [&](const dag::node& node) {
        constexpr int most = 4;
        if (node.count == 0 || node.count > most) return copy_node(target, from, node, ids);
        handle operands[most];
        const handle in_place = compared_in_place(target, from, node, ids);
        if (in_place.exists()) return in_place.id_in(target);
        for (int k = 0; k < node.count; ++k) operands[k] = handle(target, ids[from.operand(node, k)]);
        target.set_mode(dag::mode::reduced);
        const handle better = rules::loop_form(*node.op, operands, node.count, is_lone(from, node, uses), Wide);
        target.set_mode(dag::mode::as_written);
        return better.exists() ? better.id_in(target) : copy_node(target, from, node, ids);
      });
      out.add_root(ids[from.roots[r]]);
    }
    delete[] ids;
    delete[] uses;
  }

 private:
  // By values that a root needs, and by roots.
  static constexpr void count_uses(const dag::view& from, int* uses) {
    for (int r = 0; r < from.root_count; ++r) ++uses[from.roots[r]];
    for (int id = from.node_count - 1; id >= 0; --id)
      for (int k = 0; uses[id] > 0 && k < from.nodes[id].count; ++k) ++uses[from.operand(from.nodes[id], k)];
  }
  // A sum over an axis whose body has no other use, nor have the sums that the body multiplies.
  static constexpr bool is_lone(const dag::view& from, const dag::node& node, const int* uses) {
    if (node.op->part != dag::role::reduction || uses[from.operand(node, 1)] != 1) return false;
    const dag::node& body = from.nodes[from.operand(node, 1)];
    for (int k = 0; k < body.count; ++k)
      if (from.nodes[from.operand(body, k)].op->part == dag::role::reduction && uses[from.operand(body, k)] != 1)
        return false;
    return true;
  }
};

}  // namespace tapeless::detail::pass
