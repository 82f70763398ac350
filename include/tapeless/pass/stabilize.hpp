// SPDX-License-Identifier: BSL-1.0
// Better conditioned forms where rules know one: from program to program, asked for by name because it assumes real
// numbers.
#pragma once

#include <tapeless/pass/forms.hpp>
#include <tapeless/rules/stable.hpp>

namespace tapeless::inline v0_2::detail::pass {

struct stable_member {
  template <class R, class... A>
  static constexpr auto of(const A&... operands) -> decltype(R::stabilize(operands...)) {
    return R::stabilize(operands...);
  }
};

// The program of Pass with every value in its best conditioned form.
template <class Pass>
struct stabilize {
  static constexpr dag::sizes used = sizes_of<Pass>;
  static constexpr dag::sizes estimate{4 * used.nodes + 128, 8 * used.nodes + 256, used.numbers + 32, used.symbols,
                                       used.roots};
  static constexpr void run(pass_output& out) {
    const dag::view from = draft_of<Pass>;
    dag::builder& target = out.builder;
    target.set_mode(dag::mode::reduced);
    dag::scratch<int> places(from.node_count);
    int* const ids = places.data();
    for (int id = 0; id < from.node_count; ++id) {
      const dag::node& node = from.nodes[id];
      const handle better = node.count > 0 ? stable(target, from, node, ids) : handle::none();
      ids[id] = better.exists() ? better.id_in(target) : copy_node(target, from, node, ids);
    }
    for (int r = 0; r < from.root_count; ++r) out.add_root(ids[from.roots[r]]);
  }

 private:
  static constexpr handle stable(dag::builder& target, const dag::view& from, const dag::node& node, const int* ids) {
    dag::scratch<handle> operands(node.count);
    for (int k = 0; k < node.count; ++k) operands[k] = handle(target, ids[from.operand(node, k)]);
    return forms<stable_member, Pass>::apply(*node.op, operands.data(), node.count);
  }
};

}  // namespace tapeless::detail::pass
