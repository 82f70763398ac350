// SPDX-License-Identifier: BSL-1.0
// From an indexed program to its plan: values are put into nests, nests into an order, and what lives between them into
// as few buffers as their lifetimes allow. Runs in the compiler and, for tests, at run time.
#pragma once

#include <tapeless/plan/loops/contractions.hpp>
#include <tapeless/plan/loops/phases.hpp>
#include <tapeless/plan/loops/buffers.hpp>
#include <tapeless/plan/loops/item_order.hpp>
#include <tapeless/plan/loops/nest_writer.hpp>

namespace tapeless::inline v0_2::detail::planning {

template <capacities Capacity>
class planner {
  using plan_table = loop_plan<Capacity>;

 public:
  // along: the axis of which some places only are there at a time, if there is one.
  constexpr planner(const dag::view& program, const wanted* results, plan_table& plan, const sharding& along = {})
      : facts_(program, results, along.axis), when_(facts_, along), shared_(facts_.size + 1), plan_(plan) {
    plan_.sharded = facts_.sharded;
    if (facts_.too_many_axes) plan_.problem = trouble::axes;
    if (facts_.exceeds_rank()) plan_.problem = trouble::rank;
    for (int id = 0; id < facts_.size && plan_.problem == trouble::none; ++id)
      if (facts_.leaves_shard(id)) plan_.problem = trouble::shard;
    if (plan_.problem == trouble::none) plan_.problem = when_.late.problem();
    if (plan_.problem != trouble::none) return;
    name_leaves();
    if (plan_.sharded != 0) stay_in_shard();
    name_picked_axes();
    name_views();
    const item_order order(facts_, when_, shared_.item_of);
    buffer_planner<plan_table> memory(facts_, when_, shared_, plan_, order.count());
    memory.place_buffers();
    write_items(order);
    if (plan_.problem != trouble::none) return;
    int begin = 0, end = 0;
    if (when_.streamed) find_rows(order, begin, end);
    memory.share(begin, end);
    phase_finder<plan_table>(plan_).find();
  }
  planner(const planner&) = delete;
  planner& operator=(const planner&) = delete;

 private:
  constexpr void name_leaves() {
    const dag::view& p = facts_.program;
    for (int a = 0; a < facts_.axis_count; ++a) {
      plan_.axis_names[a] = facts_.axis_names[a];
      plan_.axis_extents[a] = facts_.axis_extents[a];
      plan_.axis_origins[a] = facts_.axis_origins[a];
    }
    plan_.axis_count = facts_.axis_count;
    for (int id = 0; id < p.node_count; ++id) {
      if (facts_.values[id].what != duty::leaf && facts_.values[id].what != duty::turned) continue;
      const dag::node& node = p.nodes[id];
      if (node.op->is_symbol()) {
        if (p.symbol(node).kind == dag::symbol_kind::axis) continue;
        input one;
        one.name = p.symbol(node).name;
        one.kind = p.symbol(node).kind;
        shared_.input_of[id] = append(plan_, plan_.inputs, plan_.used.inputs, one);
      } else if (node.count == 0) {
        shared_.constant_of[id] = append(plan_, plan_.constants, plan_.used.constants,
                                         node.op->is_number() ? constant{p.value(node)} : constant{{}, true, node.op});
      } else if (facts_.is(id, dag::role::access)) {
        input& one = plan_.inputs[shared_.input_of[facts_.operand(id, 0)]];
        if (one.rank == 0)
          for (int k = 1; k < node.count; ++k) one.axes[one.rank++] = facts_.axis_of(facts_.operand(id, k));
        for (int k = 1; k < node.count; ++k)
          append(plan_, plan_.spans, plan_.used.spans,
                 span{shared_.input_of[facts_.operand(id, 0)], k - 1, facts_.axis_of(facts_.operand(id, k))});
      }
    }
  }
  // Places that are counted off along an axis and looked up are those of all rows.
  constexpr void stay_in_shard() {
    for (int k = 0; k < plan_.used.inputs; ++k)
      for (int d = 0; d < plan_.inputs[k].rank; ++d)
        if (*plan_.inputs[k].name == '[' && (plan_.sharded >> plan_.inputs[k].axes[d] & 1u) != 0)
          plan_.problem = trouble::shard;
  }
  // The items that go over the rows of a stream.
  constexpr void find_rows(const item_order& order, int& begin, int& end) const {
    for (int k = 0; k < order.count(); ++k) {
      if ((order[k].axes & plan_.sharded) == 0) continue;
      if (end == 0) begin = k;
      end = k + 1;
    }
  }
  // From which axes each label picks.
  constexpr void name_picked_axes() {
    for (int id = 0; id < facts_.program.node_count; ++id) {
      if (facts_.values[id].what == duty::unused) continue;
      if (facts_.is_scatter(id)) {
        for (int k = 2; k <= 2 * facts_.scatters[id].count; k += 2)
          if (facts_.is(facts_.operand(id, k), dag::role::access) && facts_.operand(id, k) != facts_.operand(id, k - 1))
            plan_.inputs[shared_.input_of[facts_.operand(facts_.operand(id, k), 0)]].picks |=
                facts_.values[facts_.scatters[id].along].axes;
        continue;
      }
      const bool pick = facts_.is(id, dag::role::pick);
      if (!pick && !facts_.is_indicator(id)) continue;
      if (pick && facts_.is_counted(id)) continue;  // loops go there by themselves
      const int label = facts_.operand(id, pick ? 2 : 1);
      if (!facts_.is(label, dag::role::access)) continue;  // the place along another axis, or a number
      plan_.inputs[shared_.input_of[facts_.operand(label, 0)]].picks |=
          facts_.values[facts_.operand(id, pick ? 1 : 0)].axes;
    }
  }

  // An axis along which a view shows a value is as long as the one that the value is stored along: they are the same
  // dimension of some tensor.
  constexpr void name_views() {
    for (int id = 0; id < facts_.program.node_count; ++id) {
      if ((!facts_.is_view(id) && !facts_.is_counted(id)) || !facts_.is_axis(facts_.operand(id, 2))) continue;
      const int from = facts_.axis_of(facts_.operand(id, 1)), to = facts_.axis_of(facts_.operand(id, 2));
      const int count = plan_.used.spans;
      for (int s = 0; s < count; ++s)
        if (plan_.spans[s].axis == from) {
          append(plan_, plan_.spans, plan_.used.spans, span{plan_.spans[s].input, plan_.spans[s].dim, to});
          break;
        }
    }
  }

  constexpr void write_items(const item_order& order) {
    nest_writer<plan_table> nests(facts_, when_, shared_, plan_);
    contraction_writer<plan_table> products(facts_, shared_, plan_);
    for (int k = 0; k < order.count(); ++k) {
      const item_order::group& one = order[k];
      const int* const members = order.members(one);
      const int index =
          one.contracts ? append(plan_, plan_.contractions, plan_.used.contractions, products.write(*members, k))
                        : append(plan_, plan_.nests, plan_.nest_count, nests.write(k, one.axes, members, one.count));
      const item::kind what = one.contracts ? item::kind::contraction : item::kind::nest;
      append(plan_, plan_.items, plan_.used.items, item{what, index, one.step});
    }
  }

  program_facts facts_;
  fusion when_;
  value_tables shared_;
  plan_table& plan_;
};

}  // namespace tapeless::detail::planning
