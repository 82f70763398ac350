// SPDX-License-Identifier: BSL-1.0
// A formula may see its inputs through one value, its waist: exp(-q) and log(q) see those of q through q. With w the
// derivative of the formula f in its waist u, the second derivatives are
//   f_ij = w_j*u_i + w*u_ij,   w_j the derivative of w in the direction u_j,
// so that what lies between waist and inputs is differentiated as if u were the result, where most derivatives are
// numbers and zeros, and what lies above is differentiated in one value. (The chain rule; for numbers only.) Not
// gradients alone: that of a dense form would share more products with the value, 0.85 of the operations, but they wait
// in memory for it, and a call takes 1.3 of the time.
#pragma once

#include <tapeless/pass/differentiate/reverse.hpp>

namespace tapeless::inline v0_2::detail::pass {

// Formulas of fewer values between waist and inputs, or of fewer inputs, are differentiated as they are.
inline constexpr int least_below_waist = 48, least_inputs_of_waist = 4;

// The lowest value through which alone a root depends on its inputs; -1 where there is none but the root itself, or
// where fewer than least_below_waist values lie between it and them. Lengths, |x|, are given their adjoints with care
// for what these are made of: not with them.
constexpr int find_waist(const dag::node* nodes, const int* edges, int root, const dependence& depends) {
  const bool* const needed = depends.data();
  if (!needed[root] || depends.on_lengths()) return -1;
  dag::scratch<bool> list(root + 1);
  bool* const pending = list.data();
  pending[root] = true;
  bool at_inputs = false;
  int waiting = 1, found = root, below = 0;
  for (int id = root; id >= 0; --id) {
    if (!pending[id]) continue;
    const dag::node& node = nodes[id];
    if (waiting == 1 && !at_inputs && node.count > 0) {
      found = id;
      below = 0;
    }
    ++below;
    --waiting;
    const dag::operation& op = *node.op;
    const int first = node.first, end = first + node.count;
    for (int k = first; k < end; ++k) {
      const int to = edges[k];
      if (!needed[to] || pending[to] || (op.conditions != 0 && op.takes_condition(k - first))) continue;
      pending[to] = true;
      ++waiting;
      at_inputs = at_inputs || nodes[to].count == 0;
    }
  }
  return found == root || below < least_below_waist ? -1 : found;
}

// Whether what a value has of the inputs it has through the waist.
constexpr bool is_above(const dag::builder& program, int value, int waist, const dependence& depends, int last) {
  const dag::node* const nodes = program.nodes();
  const int* const edges = program.edges();
  dag::scratch<bool> list(value + 1);
  bool* const seen = list.data();
  dag::scratch<int> stack;
  stack.push(value);
  while (!stack.empty()) {
    const int id = stack.back();
    stack.pop();
    if (id == waist || seen[id] || (id <= last && !depends[id])) continue;
    seen[id] = true;
    const dag::node& node = nodes[id];
    const dag::operation& op = *node.op;
    if (op.is_symbol() && id <= last) return false;
    if (op.data) continue;
    for (int k = 0; k < node.count; ++k)
      if (op.conditions == 0 || !op.takes_condition(k)) stack.push(edges[node.first + k]);
  }
  return true;
}

// Passes adjoints on from value `root` to the waist and gives this the adjoint 1. Returns the one that it had; -1, and
// the waist keeps it, where the inputs are seen in it not through the waist alone, or where it is masked: a product
// with what is infinite below would be NaN where no branch is taken.
constexpr int take_at_waist(dag::builder& program, int root, int last, int waist, const dependence& depends,
                            int* adjoint) {
  propagate(program, root, depends, adjoint, 0, waist + 1);
  const int outer = adjoint[waist];
  if (outer < 0 || (program[outer].traits & dag::trait::mask) != 0 || !is_above(program, outer, waist, depends, last))
    return -1;
  adjoint[waist] = handle(1).id_in(program);
  return outer;
}

}  // namespace tapeless::detail::pass
