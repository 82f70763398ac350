// SPDX-License-Identifier: BSL-1.0
// The order of execution: only what a root needs, operands first, each value close to where it is used so that few are
// alive at once.
#pragma once

#include <tapeless/pass/lower.hpp>

namespace tapeless::inline v0_2::detail::pass {

// Count roots of Pass, the first of them number First, without dead code, in depth-first order from the roots. What
// has become equal is looked for.
template <class Pass, int First = 0, int Count = sizes_of<Pass>.roots>
struct schedule {
  static constexpr bool looks = has_axes<Pass> || has_repeats<Pass>;
  static constexpr dag::sizes used = sizes_of<Pass>;
  static constexpr dag::sizes estimate{used.nodes, used.edges, used.numbers, used.symbols, Count};
  static constexpr void run(pass_output& out) {
    const dag::view from = draft_of<Pass>;
    dag::scratch<int> places(from.node_count, -1);
    int* const ids = places.data();
    out.builder.set_commutes(has_repeats<Pass> && !has_axes<Pass>);
    copy_reachable(from, from.roots + First, Count, ids, copier(out, ids));
    for (int r = First; r < First + Count; ++r) out.add_root(ids[from.roots[r]]);
  }

  // In several constants.
  using memory = copy_memory<used.nodes>;
  static constexpr bool in_steps = used.nodes > copies_in_step;
  static constexpr void run_step(pass_output& out, memory& kept) {
    const dag::view from = draft_of<Pass>;
    int* const ids = kept.ids.data();
    if (!kept.begun)
      for (int id = 0; id < used.nodes; ++id) ids[id] = -1;
    kept.begun = true;
    out.builder.set_commutes(has_repeats<Pass> && !has_axes<Pass>);
    kept.done = copy_reachable(from, from.roots + First, Count, ids, kept.stack.data(), kept.place, copies_in_step,
                               copier(out, ids));
    for (int r = First; kept.done && r < First + Count; ++r) out.add_root(ids[from.roots[r]]);
  }

 private:
  static constexpr auto copier(pass_output& out, const int* ids) {
    return [&out, ids](const dag::node& node) {
      const dag::view from = draft_of<Pass>;
      if constexpr (!looks) return out.builder.adopt(from, node, ids);
      out.builder.set_primal(node.primal);
      return out.builder.copy(from, node, ids);
    };
  }
};

}  // namespace tapeless::detail::pass
