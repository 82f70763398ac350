// SPDX-License-Identifier: BSL-1.0
// Divisions by a value by which others divide, too, as products with its reciprocal, and those by constants; products
// with a reciprocal that nothing else needs as divisions.
#pragma once

#include <tapeless/dag/walk.hpp>
#include <tapeless/pass/fast/effort.hpp>

namespace tapeless::inline v0_2::detail::pass {

template <class Pass>
struct fast_divisors {
  static constexpr dag::sizes used = sizes_of<Pass>;
  static constexpr dag::sizes estimate{2 * used.nodes + 32, 3 * used.edges + 64, 2 * used.numbers + 32, used.symbols,
                                       used.roots};
  static constexpr void run(pass_output& out) {
    const dag::view from = draft_of<Pass>;
    dag::builder& target = out.builder;
    target.set_commutes(!has_axes<Pass>);
    dag::scratch<int> places(from.node_count, -1), counts = dag::count_uses(from), divides(from.node_count);
    int* const ids = places.data();
    for (int id = 0; id < from.node_count; ++id)
      if (counts[id] > 0 && has_quotient(from, id)) ++divides[from.operand(from.nodes[id], 1)];
    variation varies;
    copy_reachable(from, from.roots, from.root_count, ids, [&](const dag::node& node) {
      if (node.op->part == dag::role::product)
        for (int k = 0; k < 2; ++k) {
          const int reciprocal = from.operand(node, k), other = ids[from.operand(node, 1 - k)];
          if (counts[reciprocal] != 1 || !has_quotient(from, reciprocal) ||
              numerator(from, from.nodes[reciprocal]) != 1)
            continue;
          const int divisor = from.operand(from.nodes[reciprocal], 1);
          if (divides[divisor] == 1 && varies(target, ids[divisor]))
            return target.make_two(*target.arithmetic().divide, other, ids[divisor]);
        }
      if (node.op->part != dag::role::quotient) return target.copy(from, node, ids);
      const int above = ids[from.operand(node, 0)], divisor = from.operand(node, 1), below = ids[divisor];
      const bool constant = !varies(target, below);
      const bool pays = constant ? varies(target, above) && has_reciprocal(from, divisor)
                                 : divides[divisor] > 1 && numerator(from, node) != -1;
      if (!pays) return target.copy(from, node, ids);
      target.set_mode(dag::mode::reduced);
      const handle reciprocal = 1 / handle(target, below);
      const int result = (handle(target, above) * reciprocal).id_in(target);
      target.set_mode(dag::mode::as_written);
      return result;
    });
    for (int r = 0; r < from.root_count; ++r) out.add_root(ids[from.roots[r]]);
  }

 private:
  // 1 or -1 where a quotient has it above the line, else 0.
  static constexpr int numerator(const dag::view& from, const dag::node& quotient) {
    const dag::node& above = from.nodes[from.operand(quotient, 0)];
    if (!above.op->is_number()) return 0;
    return from.value(above).is(1) ? 1 : from.value(above).is(-1) ? -1 : 0;
  }
  // A quotient that may become a product; -1/x stays one, as the identities of signs have it.
  static constexpr bool has_quotient(const dag::view& from, int id) {
    return from.nodes[id].op->part == dag::role::quotient && numerator(from, from.nodes[id]) != -1;
  }
  // A constant whose reciprocal is an ordinary number, or one that is known by name.
  static constexpr bool has_reciprocal(const dag::view& from, int id) {
    const dag::node& node = from.nodes[id];
    if (!node.op->is_number()) return true;
    const double value = from.value(node).value(), size = value < 0 ? -value : value;
    return size > 0x1p-500 && size < 0x1p+500;
  }
};

}  // namespace tapeless::detail::pass
