// SPDX-License-Identifier: BSL-1.0
// Better conditioned forms where rules know one: from program to program, asked for by name because it assumes real
// numbers.
#pragma once

#include <tapeless/pass/lower.hpp>
#include <tapeless/rules/stable.hpp>

namespace tapeless::detail::pass {

// The program of Pass with every value in its best conditioned form.
template <class Pass>
struct stabilize {
  static constexpr dag::sizes used = finished<Pass>.used;
  static constexpr dag::sizes estimate{4 * used.nodes + 128, 8 * used.nodes + 256, used.numbers + 32, used.symbols,
                                       used.roots};
  static constexpr void run(pass_output& out) {
    const dag::view from = view_of<Pass>;
    dag::builder& target = out.builder;
    target.set_mode(dag::mode::reduced);
    int* ids = new int[static_cast<std::size_t>(from.node_count) + 1];
    handle operands[16];
    for (int id = 0; id < from.node_count; ++id) {
      const dag::node& node = from.nodes[id];
      if (node.count > 0 && node.count <= 16) {
        for (int k = 0; k < node.count; ++k) operands[k] = handle(target, ids[from.operand(node, k)]);
        const handle better = rules::stable_form(*node.op, operands, node.count);
        if (better.exists()) {
          ids[id] = better.id_in(target);
          continue;
        }
      }
      ids[id] = copy_node(target, from, node, ids);
    }
    for (int r = 0; r < from.root_count; ++r) out.add_root(ids[from.roots[r]]);
    delete[] ids;
  }
};

}  // namespace tapeless::detail::pass
