// SPDX-License-Identifier: BSL-1.0
// Programs over axes made ready for loops: values in the forms that suit them, and what is compared with a maximum read
// from where the maximum was found.
#pragma once

#include <tapeless/dag/walk.hpp>
#include <tapeless/pass/axes/alpha_equal.hpp>
#include <tapeless/pass/axes/derivatives.hpp>
#include <tapeless/pass/optimize.hpp>
#include <tapeless/rules/loop_form.hpp>

namespace tapeless::inline v0_2::detail::pass {

// Count roots of Pass from First on, ready for loops: functions in cheaper operations, values in the forms that suit
// loops. Wide: for numbers of double precision.
template <class Pass, int First, int Count, bool Wide = true>
struct ready_for_loops {
  using source = expand<Pass, First, Count>;
  static constexpr dag::sizes used = sizes_of<source>;
  static constexpr dag::sizes estimate{2 * used.nodes + 16, 3 * used.edges + 32, used.numbers + 8, used.symbols,
                                       used.roots};
  static constexpr void run(pass_output& out) {
    const dag::view from = draft_of<source>;
    dag::builder& target = out.builder;
    dag::scratch<int> places(from.node_count, -1);
    const dag::scratch<int> counts = dag::count_uses(from);
    int* const ids = places.data();
    const int* const uses = counts.data();
    copy_reachable(from, from.roots, from.root_count, ids, [&](const dag::node& node) {
      if (node.count == 0) return copy_node(target, from, node, ids);
      const handle in_place = compared_in_place(target, from, node, ids);
      if (in_place.exists()) return in_place.id_in(target);
      dag::scratch<handle> operands(node.count);
      for (int k = 0; k < node.count; ++k) operands[k] = handle(target, ids[from.operand(node, k)]);
      target.set_mode(dag::mode::reduced);
      const handle better = rules::loop_form(*node.op, operands.data(), node.count, is_lone(from, node, uses), Wide);
      target.set_mode(dag::mode::as_written);
      return better.exists() ? better.id_in(target) : copy_node(target, from, node, ids);
    });
    for (int r = 0; r < from.root_count; ++r) out.add_root(ids[from.roots[r]]);
  }

 private:
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
