// SPDX-License-Identifier: BSL-1.0
// Makes a program ready to run: first functions that have a cheaper form are written out (pow(x, 2) as x*x), then
// derivative code, never a value as the user wrote it, is shortened: a reciprocal that is used once becomes a division,
// a*b + a*c becomes a*(b + c), division by a constant multiplication. Dead code stays behind in both.
#pragma once

#include <array>

#include <tapeless/dag/walk.hpp>
#include <tapeless/pass/lower.hpp>
#include <tapeless/rules/arithmetic.hpp>

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
    copy_reachable(from, from.roots + First, Count, ids, [&](const dag::node& node) {
      if (!changed && !node.op->expands) return out.builder.adopt(from, node, ids);
      out.builder.set_primal(node.primal);
      const handle cheaper = node.op->expands ? cheapest(out.builder, from, node, ids) : handle::none();
      changed = changed || cheaper.exists();
      if (cheaper.exists()) return cheaper.id_in(out.builder);
      return changed ? out.builder.copy(from, node, ids) : out.builder.adopt(from, node, ids);
    });
    for (int r = First; r < First + Count; ++r) out.add_root(ids[from.roots[r]]);
  }

 private:
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

// Count roots of Pass, the first of them number First, with shorter derivative code.
template <class Pass, int First = 0, int Count = sizes_of<Pass>.roots>
struct shorten {
  static constexpr dag::sizes used = sizes_of<Pass>;
  static constexpr dag::sizes estimate{used.nodes + used.nodes / 8 + 16, used.edges + used.edges / 8 + 32,
                                       used.numbers + 8, used.symbols, Count};

  static constexpr void run(pass_output& out) {
    dag::view from = draft_of<Pass>;
    from.roots += First;
    from.root_count = Count;
    dag::scratch<int> places(from.node_count, -1), counts = dag::count_uses(from);
    int* const ids = places.data();
    const int* const uses = counts.data();
    bool changed = has_axes<Pass>;
    copy_roots(out, from, ids, uses, changed);
    for (int r = 0; r < Count; ++r) out.add_root(ids[from.roots[r]]);
  }

  // Some roots after the other.
  static constexpr int steps = steps_for(used.nodes, 950);
  struct memory {
    std::array<int, static_cast<std::size_t>(used.nodes) + 1> places{};  // one more than where a value is
    bool changed = has_axes<Pass>;
    int next = 0;  // root
  };
  static constexpr void run_step(pass_output& out, memory& kept, int step) {
    dag::view from = draft_of<Pass>;
    from.roots += First;
    from.root_count = Count;
    dag::scratch<int> list = dag::scratch<int>::unwritten(used.nodes + 1), counts = dag::count_uses(from);
    int* const ids = list.data();
    int* const known = kept.places.data();
    for (int id = 0; id < used.nodes; ++id) ids[id] = known[id] - 1;
    // As many roots as bring the program to its share.
    const int share = static_cast<int>(static_cast<long long>(used.nodes) * (step + 1) / steps);
    const int* const roots = from.roots;
    for (; kept.next < Count && (step == steps - 1 || out.builder.size() < share); ++kept.next) {
      from.roots = roots + kept.next;
      from.root_count = 1;
      copy_roots(out, from, ids, counts.data(), kept.changed);
      out.add_root(ids[*from.roots]);
    }
    for (int id = 0; id < used.nodes; ++id) known[id] = ids[id] + 1;
  }

 private:
  // changed: whether anything has been rewritten so far.
  static constexpr void copy_roots(pass_output& out, const dag::view& from, int* ids, const int* uses, bool& changed) {
    dag::builder& target = out.builder;
    copy_reachable(from, from.roots, from.root_count, ids, [&](const dag::node& node) {
      const bool asks = node.op->part == dag::role::product ? (node.traits & dag::trait::pole) != 0
                                                            : may_be_shorter(from, node, uses);
      if (asks && !node.primal) {
        target.set_primal(false);
        target.set_mode(dag::mode::reduced);
        const handle shorter = rewrite(target, from, node, ids, uses);
        target.set_mode(dag::mode::as_written);
        if (shorter.exists()) {
          changed = true;
          return shorter.id_in(target);
        }
      }
      if (!changed) return target.adopt(from, node, ids);
      target.set_primal(node.primal);
      return target.copy(from, node, ids);
    });
  }

  // What `rewrite` need not be asked for, besides products without a pole.
  static constexpr bool may_be_shorter(const dag::view& from, const dag::node& node, const int* uses) {
    const int* const operands = from.edges + node.first;
    switch (node.op->part) {
      case dag::role::quotient:
        return true;
      case dag::role::sum:
      case dag::role::difference:
        return uses[operands[0]] == 1 && uses[operands[1]] == 1;
      default:
        return false;
    }
  }

  // A constant whose reciprocal is an ordinary number.
  static constexpr bool is_constant(const dag::view& from, int id) {
    const dag::node& node = from.nodes[id];
    if (node.op->part == dag::role::named) return true;
    if (!node.op->is_number()) return false;
    const double size = from.value(node).negative() ? -from.value(node).value() : from.value(node).value();
    return size > 0x1p-500 && size < 0x1p+500;
  }

  static constexpr handle rewrite(dag::builder& target, const dag::view& from, const dag::node& node, const int* ids,
                                  const int* uses) {
    const auto at = [&](int id) { return handle(target, ids[id]); };
    const auto once = [&](int id, dag::role part) {
      return uses[id] == 1 && from.nodes[id].op->part == part && !from.nodes[id].primal;
    };
    if (node.op->part == dag::role::product) {
      for (int k = 0; k < 2; ++k) {
        const int reciprocal = from.operand(node, k);
        if (!once(reciprocal, dag::role::quotient)) continue;
        const dag::node& inner = from.nodes[reciprocal];
        if (is_constant(from, from.operand(inner, 1))) continue;  // 1/c is a number of the program
        if (at(from.operand(inner, 0)).is(1)) return at(from.operand(node, 1 - k)) / at(from.operand(inner, 1));
      }
    }
    if (node.op->part == dag::role::quotient && is_constant(from, from.operand(node, 1)))
      return at(from.operand(node, 0)) * (1 / at(from.operand(node, 1)));
    if (node.op->part == dag::role::sum || node.op->part == dag::role::difference) {
      const dag::node &left = from.nodes[from.operand(node, 0)], &right = from.nodes[from.operand(node, 1)];
      if (!left.primal && !right.primal) return without_common_factor(target, from, node, ids, uses);
    }
    return handle::none();
  }

  // A factor of a product: the product is id*beside, or (id*inner)*beside. saves: taking it out saves a multiplication,
  // because id*inner has no other use.
  struct factor {
    int id, beside, inner;
    bool saves;
  };
  // The factors of a product, and those of its factors.
  struct factor_list {
    factor all[6];
    int count = 0;
    constexpr factor_list(const dag::builder& target, int place, const dag::view& from, int id, const int* uses,
                          const int* ids)
        : all{} {
      const int* const operands = target.operands(place);
      for (int k = 0; k < 2; ++k) all[count++] = {operands[k], operands[1 - k], -1, true};
      const dag::node& written = from.nodes[id];
      if (written.op->part != dag::role::product || written.axes != 0) return;
      for (int k = 0; k < 2; ++k) {
        const int inner = from.operand(written, k);
        const dag::node& product = from.nodes[inner];
        if (product.op->part != dag::role::product || product.primal) continue;
        if (ids[inner] != operands[k] || target[operands[k]].op->part != dag::role::product) continue;
        const int* const factors = target.operands(operands[k]);
        for (int j = 0; j < 2; ++j) all[count++] = {factors[j], operands[1 - k], factors[1 - j], uses[inner] == 1};
      }
    }
  };

  // a*b + a*c*d as a*(b + c*d): the chain rule hands an adjoint to every operand, so that it comes back in many terms.
  // The sum of more than two products with a factor in common is reached step by step.
  static constexpr handle without_common_factor(dag::builder& target, const dag::view& from, const dag::node& node,
                                                const int* ids, const int* uses) {
    const int first = from.operand(node, 0), second = from.operand(node, 1), left = ids[first], right = ids[second];
    const dag::node &a = target[left], &b = target[right];
    if (a.op->part != dag::role::product || b.op->part != dag::role::product ||
        ((a.traits | b.traits) & dag::trait::mask) != 0)
      return handle::none();
    const bool sum = node.op->part == dag::role::sum;
    const factor_list ours(target, left, from, first, uses, ids), theirs(target, right, from, second, uses, ids);
    for (int i = 0; i < ours.count; ++i)
      for (int j = 0; j < theirs.count; ++j) {
        if (ours.all[i].id != theirs.all[j].id || !(ours.all[i].saves || theirs.all[j].saves)) continue;
        const auto rest = [&](const factor& one) {
          return one.inner < 0 ? one.beside : product_of_places(target, one.inner, one.beside);
        };
        const int u = rest(ours.all[i]), v = rest(theirs.all[j]);
        const int both = sum ? sum_of_places(target, u, v) : difference_of_places(target, u, v);
        return {target, product_of_places(target, ours.all[i].id, both)};
      }
    return handle::none();
  }
};

}  // namespace tapeless::detail::pass
