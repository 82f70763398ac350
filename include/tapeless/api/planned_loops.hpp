// SPDX-License-Identifier: BSL-1.0
// The plan of an indexed request as a compile-time constant.
#pragma once

#include <tapeless/api/axes.hpp>
#include <tapeless/api/bundle.hpp>
#include <tapeless/pass/axes/loops.hpp>
#include <tapeless/plan/loops/planner.hpp>
#include <tapeless/run/memory/workspace.hpp>

namespace tapeless::detail {

namespace loops = planning;

// The leaf of a key: a tensor's name, or a symbol.
template <class Key>
struct leaf_of_key_type {
  using type = Key;
};
template <class Key>
  requires requires { typename Key::leaf; }
struct leaf_of_key_type<Key> {
  using type = typename Key::leaf;
};
template <class Key>
using leaf_of_key = typename leaf_of_key_type<std::remove_cvref_t<Key>>::type;

// Tables for a program of this size; `factor` grows until the plan fits.
constexpr loops::capacities room_for(const dag::view& program, int factor) {
  const int n = factor * (program.node_count + 4 * program.root_count + 8);
  return {program.symbol_count + 1,
          program.number_count + n,
          n,
          n,
          3 * n,
          2 * n,
          4 * n,
          2 * n,
          n,
          n,
          program.root_count + 1,
          n,
          n,
          n};
}

// The shape of the k-th result: F, then the derivatives in X.
template <class F, class X>
struct result_shapes;
template <class... F, class... X>
struct result_shapes<pass::outputs<F...>, pass::inputs<X...>> {
  static constexpr int count = static_cast<int>(sizeof...(F) + sizeof...(X));
  static constexpr auto value = [] {
    std::array<loops::wanted, static_cast<std::size_t>(count)> shapes{};
    const dag::view program = pass::view_of<pass::lower<F..., X...>>;
    for (int r = 0; r < count; ++r) {
      loops::wanted& shape = shapes[static_cast<std::size_t>(r)];
      const int root = program.roots[r];
      const auto name_of = [&](int id) { return program.symbol(program.nodes[id]).name; };
      if (r < static_cast<int>(sizeof...(F))) {
        // Axes of a value: as they are ordered, then as its tensors name them, then those of no tensor.
        const auto add = [&](int axis) {
          if ((program.nodes[root].axes & program.nodes[axis].axes) == 0) return;
          bool known = false;
          for (int d = 0; d < shape.rank; ++d) known = known || dag::same_text(shape.axes[d], name_of(axis));
          if (!known && shape.rank < loops::max_rank) shape.axes[shape.rank++] = name_of(axis);
        };
        for (int id = root; program.nodes[id].op->orders;
             id = program.operand(program.nodes[id], 1))
          add(program.operand(program.nodes[id], 0));
        for (int id = 0; id < program.node_count; ++id)
          if (program.nodes[id].op->part == dag::role::access)
            for (int k = 1; k < program.nodes[id].count; ++k) add(program.operand(program.nodes[id], k));
        for (int id = 0; id < program.node_count; ++id)
          if (program.nodes[id].op->is_symbol() && program.symbol(program.nodes[id]).kind == dag::symbol_kind::axis)
            add(id);
      } else if (program.symbol(program.nodes[root]).kind == dag::symbol_kind::tensor) {
        const int access = pass::first_access(program, root);
        if (access < 0) continue;
        for (int k = 1; k < program.nodes[access].count && k <= loops::max_rank; ++k)
          shape.axes[shape.rank++] = name_of(program.operand(program.nodes[access], k));
      }
    }
    return shapes;
  }();
};

template <class F, class X, bool Wide, int Factor>
constexpr auto make_loops() {
  using program = pass::ready_for_loops<pass::indexed_gradient<F, X>, Wide>;
  loops::loop_plan<room_for(pass::view_of<program>, Factor)> plan;
  const loops::planner<room_for(pass::view_of<program>, Factor)> work(pass::view_of<program>,
                                                                      result_shapes<F, X>::value.data(), plan);
  return plan;
}
template <class F, class X, bool Wide, int Factor>
inline constexpr auto loops_attempt = make_loops<F, X, Wide, Factor>();

// Wide: for numbers of double precision.
template <class F, class X, bool Wide = true, int Factor = 1,
          loops::trouble Trouble = loops_attempt<F, X, Wide, Factor>.problem>
struct planned_loops {
  static_assert(Trouble != loops::trouble::rank, "tapeless: a value of this formula has more than six axes");
  static_assert(Trouble != loops::trouble::axes, "tapeless: a formula has at most 31 axes");
  static_assert(Trouble != loops::trouble::sweeps,
                "tapeless: this formula passes over one axis more than eight times in a row: split it");
  static constexpr const auto& plan = loops_attempt<F, X, Wide, Factor>;
  static constexpr auto outline = loops::outline_of<plan.used>(plan);
};
template <class F, class X, bool Wide, int Factor>
struct planned_loops<F, X, Wide, Factor, loops::trouble::full> : planned_loops<F, X, Wide, 2 * Factor> {};

// The axis that a formula names first for a dimension of a tensor.
constexpr const char* declared_axis(const dag::view& formula, const loops::input& tensor, int dim) {
  for (int id = 0; id < formula.node_count; ++id) {
    const dag::node& node = formula.nodes[id];
    if (node.op->part != dag::role::access) continue;
    const dag::symbol_entry& symbol = formula.symbol(formula.nodes[formula.operand(node, 0)]);
    if (symbol.kind == tensor.kind && dag::same_text(symbol.name, tensor.name))
      return formula.symbol(formula.nodes[formula.operand(node, dim + 1)]).name;
  }
  return "";
}
// That of each span of a plan, found by the compiler: nothing of the formula is left at run time.
template <class Plan, class Formula>
inline constexpr auto declared_axes = [] {
  std::array<const char*, static_cast<std::size_t>(Plan::plan.used.spans) + 1> all{};
  for (int k = 0; k < Plan::plan.used.spans; ++k)
    all[static_cast<std::size_t>(k)] =
        declared_axis(pass::view_of<Formula>, Plan::plan.inputs[Plan::plan.spans[k].input], Plan::plan.spans[k].dim);
  return all;
}();

// The axes of a formula with fixed extents; 0 for the others.
template <class Formula>
inline constexpr auto fixed_extents = [] {
  constexpr dag::view formula = pass::view_of<Formula>;
  std::array<run::axis_extent, static_cast<std::size_t>(formula.symbol_count)> all{};
  for (int s = 0; s < formula.symbol_count; ++s)
    all[static_cast<std::size_t>(s)] = {formula.symbols[s].name, formula.symbols[s].extent};
  return all;
}();

}  // namespace tapeless::detail
