// SPDX-License-Identifier: BSL-1.0
// The plan of a request over axes as a compile-time constant, and the shapes of its results.
#pragma once

#include <tapeless/api/axes.hpp>
#include <tapeless/api/bundle.hpp>
#include <tapeless/dag/affine_place.hpp>
#include <tapeless/pass/axes/loop_form.hpp>
#include <tapeless/pass/axes/renamed_values.hpp>
#include <tapeless/pass/axes/row_count.hpp>
#include <tapeless/plan/loops/planner.hpp>
#include <tapeless/run/memory/workspace.hpp>

namespace tapeless::inline v0_2::detail {

namespace loops = planning;

// Tables for a program of this size; `factor` grows until the plan fits.
constexpr loops::capacities room_for(const dag::view& program, int factor) {
  const int n = factor * (program.node_count + 4 * program.root_count + 8);
  bool counts = false;
  for (int s = 0; s < program.symbol_count; ++s) counts = counts || names_places(program.symbols[s].name);
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
          n,
          counts ? n : 0};
}

// The axes of each root of a verb, in the order in which they are stored.
template <class Verb>
struct root_shapes {
  using source = typename Verb::template source<pass::conditioning::stable>;
  static constexpr pass::axis_list axes(int root) {
    return pass::axes_of_root<written_of<Verb>, Verb::formulas::count>(source::key(Verb::first + root));
  }
  static constexpr int highest_rank = [] {
    int rank = 0;
    for (int r = 0; r < Verb::count; ++r) rank = axes(r).size() > rank ? axes(r).size() : rank;
    return rank;
  }();
  static_assert(highest_rank <= loops::max_rank, "tapeless: a value of this formula has more than six axes");
  static constexpr auto value = [] {
    std::array<loops::wanted, static_cast<std::size_t>(Verb::count) + 1> shapes{};
    for (int r = 0; r < Verb::count; ++r) {
      loops::wanted& shape = shapes[static_cast<std::size_t>(r)];
      const pass::axis_list list = axes(r);
      const dag::view& written = pass::view_of<written_of<Verb>>;
      for (int d = 0; d < list.size() && d < loops::max_rank; ++d) {
        if (list[d].primes > 0) shape.origins[shape.rank] = written.symbols[list[d].symbol].name;
        shape.axes[shape.rank++] = list[d].name(written, pass::primed_names<written_of<Verb>>);
      }
    }
    return shapes;
  }();
};
// How many axes of a root belong to its first input; those of a second input come after them.
template <class Verb>
constexpr int rank_of_first(int root) {
  pass::root_key key = root_shapes<Verb>::source::key(Verb::first + root);
  key.second = -1;
  return pass::axes_of_root<written_of<Verb>, Verb::formulas::count>(key).size();
}

// The program that a verb runs over axes. Wide: for numbers of double precision.
template <class Verb, bool Wide = true>
using loop_program = pass::share_renamed<
    pass::ready_for_loops<typename Verb::template source<pass::conditioning::stable>, Verb::first, Verb::count, Wide>>;

// Of axes of which this process has all places.
struct no_shard {
  static constexpr loops::sharding how{};
};
// Of an axis whose places are shared out among processes, or arrive in blocks.
template <class Axis, loops::sharding_kind How = loops::sharding_kind::ranks>
struct shard_along {
  static constexpr loops::sharding how{definition_for<Axis>->name, How};
};

// Of a streamed axis whose number of places takes part after the last block only.
template <class Shard>
struct counted_after {
  static constexpr loops::sharding how = Shard::how;
  static constexpr const char* name = Shard::how.axis;
};
template <class Verb, bool Wide, class Shard>
struct sharded_program {
  using type = loop_program<Verb, Wide>;
  static constexpr bool counts_after = false;
};
template <class Verb, bool Wide, class Shard>
struct sharded_program<Verb, Wide, counted_after<Shard>> {
  using type = pass::without_row_count<loop_program<Verb, Wide>, counted_after<Shard>>;
  static constexpr bool counts_after = true;
};

template <class Verb, bool Wide, class Shard, int Factor>
constexpr auto make_loops() {
  constexpr dag::view program = pass::view_of<typename sharded_program<Verb, Wide, Shard>::type>;
  loops::loop_plan<room_for(program, Factor)> plan;
  const loops::planner<room_for(program, Factor)> work(program, root_shapes<Verb>::value.data(), plan, Shard::how);
  return plan;
}
template <class Verb, bool Wide, class Shard, int Factor>
inline constexpr auto loops_attempt = make_loops<Verb, Wide, Shard, Factor>();

template <class Verb, bool Wide = true, class Shard = no_shard, int Factor = 1,
          loops::trouble Trouble = loops_attempt<Verb, Wide, Shard, Factor>.problem>
struct planned_loops {
  static_assert(Trouble != loops::trouble::rank, "tapeless: a value of this formula has more than six axes");
  static_assert(Trouble != loops::trouble::axes, "tapeless: a formula has at most 31 axes");
  static_assert(Trouble != loops::trouble::sweeps,
                "tapeless: this formula passes over one axis more than eight times in a row: split it");
  static_assert(
      Trouble != loops::trouble::passes,
      "tapeless: streamed: rows need sums over all rows, as in a softmax or a mean over them that is subtracted: "
      "one pass is not enough");
  static_assert(Trouble != loops::trouble::row_count,
                "tapeless: streamed: rows need the number of all rows, size(n): say how many there are, "
                "streamed(n, 1000000)");
  static_assert(Trouble != loops::trouble::row_results,
                "tapeless: streamed: a result stands along the rows, which are not all there at any time: only sums, "
                "means and the like of them are results");
  static_assert(
      Trouble != loops::trouble::shard || !Shard::how.is_stream(),
      "tapeless: streamed: this formula needs rows of other blocks: along the axis that is streamed it may be "
      "summed up, but not picked from, shifted, counted off or multiplied with itself");
  static_assert(Trouble != loops::trouble::shard || Shard::how.is_stream(),
                "tapeless: ranks: this formula needs rows that other ranks have: along the axis that is shared out it "
                "may be summed up, but not picked from, shifted, counted off or multiplied with itself");
  static constexpr const auto& plan = loops_attempt<Verb, Wide, Shard, Factor>;
  static constexpr auto outline = loops::outline_of<plan.used>(plan);
  static constexpr bool is_streamed = Shard::how.is_stream();
  static constexpr bool is_sharded = *Shard::how.axis != '\0' && !is_streamed;  // among processes
};
template <class Verb, bool Wide, class Shard, int Factor>
struct planned_loops<Verb, Wide, Shard, Factor, loops::trouble::full> : planned_loops<Verb, Wide, Shard, 2 * Factor> {};
template <class Verb, bool Wide, class Shard, int Factor>
  requires(!sharded_program<Verb, Wide, Shard>::counts_after)
struct planned_loops<Verb, Wide, Shard, Factor, loops::trouble::row_count>
    : planned_loops<Verb, Wide, counted_after<Shard>, Factor> {};

// The name of what comes with a call in place k.
template <class Verb>
constexpr const char* seed_name(int k) {
  return pass::seed_names<Verb::seeds>[static_cast<std::size_t>(k)];
}
// The axes of what comes with a call in place k, or of none of that name.
template <class Verb>
constexpr pass::axis_list seed_axes([[maybe_unused]] int k) {
  if constexpr (Verb::seeds > 0)
    return pass::axes_of_root<written_of<Verb>, Verb::formulas::count>(root_shapes<Verb>::source::seed_key(k));
  else
    return {};
}

// The axis that a request names first for a dimension of a tensor that is bound.
template <class Verb>
constexpr const char* declared_axis(const loops::input& tensor, int dim) {
  const dag::view formula = pass::view_of<written_of<Verb>>;
  if (tensor.kind == dag::symbol_kind::seed) {
    for (int k = 0; k < Verb::seeds; ++k)
      if (dag::same_text(seed_name<Verb>(k), tensor.name))
        return seed_axes<Verb>(k)[dim].name(formula, pass::primed_names<written_of<Verb>>);
    return "";
  }
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
template <class Plan, class Verb>
inline constexpr auto declared_axes = [] {
  std::array<const char*, static_cast<std::size_t>(Plan::plan.used.spans) + 1> all{};
  for (int k = 0; k < Plan::plan.used.spans; ++k)
    all[static_cast<std::size_t>(k)] =
        declared_axis<Verb>(Plan::plan.inputs[Plan::plan.spans[k].input], Plan::plan.spans[k].dim);
  return all;
}();

struct named_extent {
  const char* axis = "";
  std::ptrdiff_t extent = 0;
};
// The axes of a formula with fixed extents; 0 for the others.
template <class Formula>
inline constexpr auto fixed_extents = [] {
  constexpr dag::view formula = pass::view_of<Formula>;
  std::array<named_extent, static_cast<std::size_t>(formula.symbol_count)> all{};
  for (int s = 0; s < formula.symbol_count; ++s)
    all[static_cast<std::size_t>(s)] = {formula.symbols[s].name, formula.symbols[s].extent};
  return all;
}();

}  // namespace tapeless::detail
