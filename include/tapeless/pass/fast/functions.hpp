// SPDX-License-Identifier: BSL-1.0
// Functions in the faster forms that their rules know, where the form saves more than it costs: what else needs the
// operands of the function, keeps them.
#pragma once

#include <tapeless/dag/walk.hpp>
#include <tapeless/pass/fast/effort.hpp>
#include <tapeless/pass/forms.hpp>
#include <tapeless/rules/fast.hpp>

namespace tapeless::inline v0_2::detail::pass {

struct fast_member {
  template <class R, class... A>
  static constexpr auto of(const A&... operands) -> decltype(R::fast(operands...)) {
    return R::fast(operands...);
  }
};

// The program of Pass with functions in faster forms.
template <class Pass>
struct fast_functions {
  static constexpr dag::sizes used = sizes_of<Pass>;
  static constexpr dag::sizes estimate{2 * used.nodes + 64, 3 * used.edges + 128, used.numbers + 32, used.symbols,
                                       used.roots};
  static constexpr void run(pass_output& out) {
    const dag::view from = draft_of<Pass>;
    dag::builder& target = out.builder;
    target.set_commutes(!has_axes<Pass>);
    target.set_mode(dag::mode::reduced);
    dag::scratch<int> places(from.node_count, -1), counts = dag::count_uses(from);
    int* const ids = places.data();
    const int* const uses = counts.data();
    variation varies;
    needed_values needed;
    // In their order, on which some identities depend.
    for (int id = 0; id < from.node_count && !target.overflow(); ++id) {
      if (uses[id] == 0) continue;
      const dag::node& node = from.nodes[id];
      const handle faster = node.count > 0 ? form(target, from, node, ids) : handle::none();
      if (target.overflow()) break;
      ids[id] = faster.exists() ? faster.id_in(target) : -1;
      if (ids[id] < 0 || !pays(target, varies, needed, ids[id], from, node, ids, uses))
        ids[id] = copy_node(target, from, node, ids);
      if (!target.overflow()) needed.mark(target, ids[id]);
    }
    if (target.overflow()) return;
    for (int r = 0; r < from.root_count; ++r) out.add_root(ids[from.roots[r]]);
  }

 private:
  static constexpr handle form(dag::builder& target, const dag::view& from, const dag::node& node, const int* ids) {
    dag::scratch<handle> operands(node.count);
    for (int k = 0; k < node.count; ++k) operands[k] = handle(target, ids[from.operand(node, k)]);
    return forms<fast_member, Pass>::apply(*node.op, operands.data(), node.count);
  }

  static constexpr bool pays(const dag::builder& target, variation& varies, needed_values& needed, int id,
                             const dag::view& from, const dag::node& node, const int* ids, const int* uses) {
    dag::scratch<bool> kept(target.size());
    const int effort = needed.effort_beyond(target, varies, id, [&](int one) { kept[one] = true; });
    // What nobody needs any more.
    int saved = effort_of(from, node);
    dag::scratch<int> pending;
    for (int k = 0; k < node.count; ++k) pending.push(from.operand(node, k));
    while (!pending.empty()) {
      const int one = pending.pop();
      if (uses[one] > 1 || kept[ids[one]] || !varies(target, ids[one])) continue;
      const dag::node& operand = from.nodes[one];
      saved += effort_of(from, operand);
      for (int k = 0; k < operand.count; ++k) pending.push(from.operand(operand, k));
    }
    return effort < saved;
  }
};

}  // namespace tapeless::detail::pass
