// SPDX-License-Identifier: BSL-1.0
// What is asked of indexed formulas, as one program: values, gradients in tensors and numbers, made ready for loops.
#pragma once

#include <tapeless/pass/axes/tensor_gradient.hpp>
#include <tapeless/pass/stabilize.hpp>
#include <tapeless/pass/axes/alpha_equal.hpp>
#include <tapeless/rules/loop_form.hpp>

namespace tapeless::detail::pass {

// The first place where a tensor stands in a program: the axes of its gradient.
constexpr int first_access(const dag::view& program, int tensor) {
  for (int id = 0; id < program.node_count; ++id)
    if (program.nodes[id].op->part == dag::role::access && program.operand(program.nodes[id], 0) == tensor) return id;
  return -1;
}

// The values F, then for each of X, symbols of numbers or tensors, the derivative of the first value. Real numbers: the
// formulas are in their best conditioned form before they are differentiated.
template <class F, class X>
struct indexed_gradient;
template <class... F, class... X>
struct indexed_gradient<outputs<F...>, inputs<X...>> {
  using written = lower<F..., X...>;
  using source = stabilize<written>;
  static constexpr int m = sizeof...(F);
  static constexpr int n = sizeof...(X);
  static constexpr dag::sizes used = finished<source>.used;
  static constexpr dag::sizes estimate{16 * used.nodes + 64, 32 * used.nodes + 128, 2 * used.numbers + 32,
                                       used.symbols + 16, m + n};

  static constexpr void run(pass_output& out) {
    dag::builder& program = out.builder;
    program.set_mode(dag::mode::reduced);
    program.set_commutes(true);
    int roots[m + n + 1]{};
    copy_program(program, view_of<source>, roots);
    for (int r = 0; r < m; ++r) out.add_root(roots[r]);
    if (n == 0) return;
    int last = roots[0];
    for (int k = 0; k < n; ++k) last = roots[m + k] > last ? roots[m + k] : last;
    const dependence depends(program, last, roots + m, n);
    handle* adjoint = new handle[static_cast<std::size_t>(last) + 1];
    for (int id = 0; id <= last; ++id) adjoint[id] = handle::none();
    adjoint[roots[0]] = 1;
    propagate(program, roots[0], depends, adjoint);
    for (int k = 0; k < n; ++k) {
      const int symbol = roots[m + k];
      if (program.symbol(symbol).kind == dag::symbol_kind::tensor)
        out.add_root(gradient(program, symbol, last, adjoint));
      else
        out.add_root(adjoint[symbol].exists() ? adjoint[symbol] : handle(0));
    }
    delete[] adjoint;
  }

 private:
  static constexpr handle gradient(dag::builder& program, int tensor, int last, const handle* adjoint) {
    int target = -1;
    handle total = 0;
    for (int id = 0; id <= last; ++id) {
      if (program[id].op->part != dag::role::access || program.operand(id, 0) != tensor) continue;
      if (target < 0) target = id;
      if (!adjoint[id].exists()) continue;
      if (program[id].count != program[target].count) {
        program.report(dag::problem::unequal_axes);
        continue;
      }
      total = total + renamed_access(program, adjoint[id], id, target);
    }
    return total;
  }
};

// A program ready for loops: functions in cheaper operations, values in the forms that suit loops. Wide: for numbers of
// double precision.
template <class Pass, bool Wide = true>
struct ready_for_loops {
  using source = expand<Pass, 0, finished<Pass>.used.roots>;
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
