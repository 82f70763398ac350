// SPDX-License-Identifier: BSL-1.0
// Makes a program ready to run: first functions that have a cheaper form are written out (pow(x, 2) as x*x), then
// derivative code, never a value as the user wrote it, is shortened (shorten.hpp). Dead code stays behind in both.
#pragma once

#include <array>

#include <tapeless/pass/shorten.hpp>

namespace tapeless::inline v0_2::detail::pass {

// Count roots of Pass, the first of them number First, with functions in their cheaper forms.
template <class Pass, int First, int Count>
struct expand {
  static constexpr dag::sizes used = sizes_of<Pass>;
  static constexpr dag::sizes estimate{used.nodes + used.nodes / 4 + 32, used.edges + used.edges / 4 + 64,
                                       used.numbers + 16, used.symbols, Count};

  static constexpr void run(pass_output& out) {
    const dag::view from = draft_of<Pass>;
    dag::scratch<int> places(from.node_count, -1);
    int* const ids = places.data();
    bool changed = has_axes<Pass>;
    out.builder.set_commutes(!changed);  // what becomes equal may stand in another order
    copy_reachable(from, from.roots + First, Count, ids, copier(out, ids, changed));
    for (int r = First; r < First + Count; ++r) out.add_root(ids[from.roots[r]]);
  }

  // In several constants.
  using memory = copy_memory<used.nodes>;
  static constexpr bool in_steps = used.nodes > copies_in_step;
  static constexpr void run_step(pass_output& out, memory& kept) {
    const dag::view from = draft_of<Pass>;
    int* const ids = kept.ids.data();
    if (!kept.begun) {
      for (int id = 0; id < used.nodes; ++id) ids[id] = -1;
      kept.changed = has_axes<Pass>;
      out.builder.set_commutes(!kept.changed);
    }
    kept.begun = true;
    kept.done = copy_reachable(from, from.roots + First, Count, ids, kept.stack.data(), kept.place, copies_in_step,
                               copier(out, ids, kept.changed));
    for (int r = First; kept.done && r < First + Count; ++r) out.add_root(ids[from.roots[r]]);
  }

 private:
  // changed: whether anything so far has another form, so that values have to be looked up.
  static constexpr auto copier(pass_output& out, const int* ids, bool& changed) {
    return [&out, ids, &changed](const dag::node& node) {
      const dag::view from = draft_of<Pass>;
      if (!changed && !node.op->expands) return out.builder.adopt(from, node, ids);
      out.builder.set_primal(node.primal);
      const handle cheaper = node.op->expands ? cheapest(out.builder, from, node, ids) : handle::none();
      changed = changed || cheaper.exists();
      if (cheaper.exists()) return cheaper.id_in(out.builder);
      return changed ? out.builder.copy(from, node, ids) : out.builder.adopt(from, node, ids);
    };
  }
  static constexpr handle cheapest(dag::builder& target, const dag::view& from, const dag::node& node, const int* ids) {
    dag::scratch<handle> operands(node.count);
    for (int k = 0; k < node.count; ++k) operands[k] = handle(target, ids[from.operand(node, k)]);
    target.set_mode(dag::mode::reduced);
    const handle cheaper = node.op->expand(operands.data(), node.count);
    target.set_mode(dag::mode::as_written);
    return cheaper;
  }
};

// Whether a function of a program has a cheaper form.
constexpr bool has_cheaper_forms(const dag::view& program) {
  for (int id = 0; id < program.node_count; ++id)
    if (program.nodes[id].op->expands) return true;
  return false;
}

}  // namespace tapeless::detail::pass
