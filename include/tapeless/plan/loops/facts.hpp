// SPDX-License-Identifier: BSL-1.0
// What the planner finds out about the values of a program before it orders them: which loops a value needs, which are
// worth computing again wherever they are used, which are contractions, and over which axis its innermost loop runs.
#pragma once

#include <bit>

#include <tapeless/dag/walk.hpp>
#include <tapeless/plan/loops/lane_axis.hpp>
#include <tapeless/plan/loops/scatter.hpp>

namespace tapeless::inline v0_2::detail::planning {

// Numbers of nodes are those of the program; the copies that results may need follow behind.
class program_facts : public lane_axis {
 public:
  // sharded_axis: the axis of which this process has some places only, or nothing.
  constexpr program_facts(const dag::view& from, const wanted* shapes, const char* sharded_axis = "")
      : lane_axis(from, shapes), size(from.node_count + from.root_count), scatters(program), value_list_(size + 1) {
    values = value_list_.data();
    name_axes(values);
    if (*sharded_axis != '\0') find_sharded(sharded_axis);
    classify();
    for (int r = 0; r < program.root_count; ++r) shape_result(r);
    list_operands();
    choose_lanes();
    link();
    needs = need_list_.data();
    need_count = need_list_.size();
    reaches = reach_list_.data();
  }
  program_facts(const program_facts&) = delete;
  program_facts& operator=(const program_facts&) = delete;

  const int size;
  scatter_sums scatters;
  const int* needs = nullptr;
  int need_count = 0;
  const bool* reaches = nullptr;  // by need: whether any element of it may be read at any time

  constexpr bool is_scatter(int id) const { return values[id].scatters; }
  constexpr bool is_indicator(int id) const { return id < program.node_count && node(id).op->indicator; }
  // Whether a value, or the nest that would compute it, has more axes than a nest has loops. What a contraction
  // multiplies is never stored, so that it may have the axes of both factors.
  constexpr bool exceeds_rank() const {
    for (int id = 0; id < size; ++id) {
      const value& v = values[id];
      if (v.what == duty::unused) continue;
      if (std::popcount(v.axes) > max_rank) return true;
      if (v.what != duty::contraction && std::popcount(v.over) > max_rank) return true;
      if (v.part == dag::role::access && v.operand_count > max_rank + 1) return true;
    }
    return false;
  }
  // The operation of products, where there is one.
  constexpr const dag::operation* product_operation() const {
    for (int id = 0; id < program.node_count; ++id)
      if (program.nodes[id].op->part == dag::role::product) return program.nodes[id].op;
    return nullptr;
  }
  // The node that holds the value of a result.
  constexpr int result(int r) const {
    const int copy = program.node_count + r;
    return values[copy].what == duty::copy ? copy : program.roots[r];
  }
  // The axis that a reduction or pick works along.
  constexpr int along(int id) const { return axis_of(operand(id, is(id, dag::role::pick) ? 1 : 0)); }

  constexpr bool is_label(int access) const {
    return program.symbol(program.nodes[program.operand(program.nodes[access], 0)]).kind == dag::symbol_kind::labels;
  }
  // A reduction over the innermost axis of its nest, whose result is there once a row is done.
  constexpr bool is_row_reduction(int id) {
    const value& v = values[id];
    return v.what == duty::reduction && !v.scatters && axis_of(v.operands[0]) == innermost(v.over);
  }
  constexpr bool is_outer_reduction(int id) {
    const value& v = values[id];
    return v.what == duty::reduction && (v.scatters || axis_of(v.operands[0]) != innermost(v.over));
  }
  // A reduction over an axis of which others have the rest.
  constexpr bool is_shared_reduction(int id) const {
    const value& v = values[id];
    return (v.what == duty::reduction || v.what == duty::contraction) && (v.over & ~v.axes & sharded) != 0;
  }
  // Whether an element of a sharded axis is read or written at a place that another process may have, or its place is
  // used as a number.
  constexpr bool leaves_shard(int id) const {
    if (sharded == 0 || id >= program.node_count || values[id].what == duty::unused) return false;
    const auto is_sharded = [&](int from) { return (values[from].axes & sharded) != 0; };
    if (std::popcount(values[id].over & sharded) > 1) return true;
    if (is_scatter(id)) {
      for (int k = 0; k < scatters[id].count; ++k)
        for (const int label : {scatters.term(id, k).label, scatters.term(id, k).more[0], scatters.term(id, k).more[1]})
          if (label >= 0 && values[label].places && is_sharded(label)) return true;
      return (values[scatters[id].along].axes & sharded) != 0;
    }
    if (is_pick(id))
      return (is_sharded(operand(id, 1)) && !is_axis(operand(id, 2))) ||
             (values[operand(id, 2)].places && is_sharded(operand(id, 2)));
    if (is_indicator(id))
      return (is_axis(operand(id, 0)) && is_sharded(operand(id, 0))) ||
             (is_axis(operand(id, 1)) && is_sharded(operand(id, 1)));
    return false;
  }
  // A call of a function, as opposed to arithmetic and roots.
  constexpr bool is_expensive(int id) const {
    if (id >= program.node_count) return false;
    const dag::operation& op = *program.nodes[id].op;
    return op.price == dag::cost::call && op.exponent == dag::number();
  }

 private:
  static constexpr int max_weight = 6;
  dag::scratch<value> value_list_;
  dag::scratch<int> need_list_;
  dag::scratch<bool> reach_list_;
  dag::scratch<int> scatter_operands_;

  constexpr void classify() {
    const dag::node* const nodes = program.nodes;
    dag::scratch<int> use_counts = dag::count_uses(program);
    int* const uses = use_counts.data();
    for (int id = 0; id < program.node_count; ++id)
      if (uses[id] > 0) values[id].what = duty_of(id, uses);
    if (!scatters.none()) use_terms(uses);
    // Nothing looks up where loops go by themselves.
    for (int id = 0; id < program.node_count; ++id)
      if (values[id].what == duty::shown && values[program.operand(node(id), 2)].places)
        release(program.operand(node(id), 2), uses);
    for (int id = 0; id < program.node_count; ++id) values[id].uses = uses[id];
    // What a contraction or a label reaches into has to be there; the product of a contraction has not.
    for (int id = 0; id < program.node_count; ++id) {
      const dag::node& one = nodes[id];
      const duty what = values[id].what;
      if (what == duty::contraction) {
        const int product = product_of(id);
        settle_factor(program.operand(nodes[product], 0));
        settle_factor(program.operand(nodes[product], 1));
        if (--uses[product] == 0) values[product].what = duty::unused;
      } else if (what == duty::unused) {
        continue;
      } else if (what == duty::shown) {
        settle_shown(program.operand(one, 0));
      } else if (one.op->part == dag::role::pick) {
        settle(program.operand(one, 0));
      } else if (one.op->equality) {
        // What is compared with the largest of its kind has to have the same bits wherever it is needed, which a*b + c
        // has not: it is rounded once in a sweep and twice in a row.
        settle_shown(program.operand(one, 0));
        settle_shown(program.operand(one, 1));
      }
    }
  }

  // Sums that add up where labels say use their terms in place of their operands.
  constexpr void use_terms(int* uses) {
    dag::scratch<int> live;
    const auto each_term = [&](int id, const auto& change) {
      for (int k = 0; k < scatters[id].count; ++k) {
        const scatter_term& term = scatters.term(id, k);
        change(term.value);
        if (term.scale >= 0) change(term.scale);
        if (!values[term.label].places) change(term.label);
      }
    };
    for (int id = 0; id < program.node_count; ++id) {
      if (values[id].what != duty::reduction || !scatters.is_one(id)) continue;
      live.push(id);
      each_term(id, [&](int used) { ++uses[used]; });
    }
    for (int k = live.size() - 1; k >= 0; --k) {
      const int id = live[k];
      if (values[id].what == duty::unused)  // others have taken its terms
        each_term(id, [&](int used) { release(used, uses); });
      else
        for (int j = 0; j < node(id).count; ++j) release(program.operand(node(id), j), uses);
    }
  }

  // One use less of a value, which may then not be needed at all.
  constexpr void release(int id, int* uses) {
    if (--uses[id] > 0) return;
    values[id].what = duty::unused;
    for (int k = 0; k < node(id).count; ++k) release(program.operand(node(id), k), uses);
  }

  constexpr duty duty_of(int id, const int* uses) {
    value& v = values[id];
    const dag::node& own = program.nodes[id];
    const dag::operation& op = *own.op;
    const int* const operands = program.edges + own.first;
    const int count = own.count;
    v.part = op.part;
    v.condition = op.result == dag::sort::condition;
    if (scatters.may_be(op.part) && scatters.find(id, uses, values)) {
      v.over = scatters[id].over;
      for (int k = 0; k < count; ++k)
        if (scatters.is_one(operands[k]) && uses[operands[k]] == 1) values[operands[k]].what = duty::unused;
      return duty::reduction;
    }
    switch (op.part) {
      case dag::role::symbol:
      case dag::role::number:
      case dag::role::named:
      case dag::role::extent:
        return duty::leaf;
      case dag::role::access:
        v.places = names_places(program.symbol(program.nodes[operands[0]]).name);
        return duty::leaf;
      case dag::role::reduction:
        v.over = values[operands[1]].axes;
        if (is_contraction(own)) return duty::contraction;
        return takes_over(id, uses) ? duty::contraction : duty::reduction;
      case dag::role::pick: {
        const dag::node& place = program.nodes[operands[2]];
        const bool axis = place.op->part == dag::role::symbol && place.axes != 0;
        const bool number = place.count == 0 && place.op->part != dag::role::symbol;
        const value& body = values[operands[0]];
        const bool counted = values[operands[2]].places;
        v.places = number && body.places;
        v.counted = counted || (body.what == duty::shown && body.counted);
        if (!axis && !number && !counted) return v.counted = false, duty::pointwise;
        if (v.counted) values[operands[0]].inside = true;
        return duty::shown;
      }
      default:
        break;
    }
    if (count == 0) return duty::leaf;
    int weight = 1, source = -1;
    const axis_mask axes = v.axes;
    for (int k = 0; k < count; ++k) {
      const value& x = values[operands[k]];
      const bool inlined = x.what == duty::inlined;
      if (inlined) weight += x.weight;
      if (x.axes != axes || axes == 0) continue;
      const int from = inlined ? x.source : x.part == dag::role::symbol ? -1 : operands[k];
      if (from != -1) source = source == -1 || source == from ? from : -2;
    }
    v.weight = weight;
    v.source = source;
    if (v.condition) return duty::inlined;
    const bool cheap = op.price != dag::cost::call && op.price != dag::cost::divide;
    return cheap && axes != 0 && source != -2 && weight <= max_weight ? duty::inlined : duty::pointwise;
  }

  // A sum of products of which neither factor has all axes; and one where a tensor meets a value along one of its axes.
  constexpr bool is_contraction(const dag::node& sum) const {
    const dag::node& body = program.nodes[program.operand(sum, 1)];
    if (body.op->part != dag::role::product || sum.op->combines != combination::add) return false;
    const axis_mask a = values[program.operand(body, 0)].axes;
    const axis_mask b = values[program.operand(body, 1)].axes;
    const axis_mask over = values[program.operand(sum, 0)].axes;
    if ((a & over) == 0 || (b & over) == 0) return false;
    if ((a & ~b) != 0 && (b & ~a) != 0) return true;
    const int large = (a & ~b) != 0 ? 0 : 1;
    return a != b && program.nodes[program.operand(body, large)].op->part == dag::role::access;
  }

  // A sum of a contraction that has more axes than can be stored, and no other use: both sums are one contraction.
  constexpr bool takes_over(int id, const int* uses) {
    const int body = program.operand(node(id), 1);
    if (values[body].what != duty::contraction || node(id).op->combines != combination::add) return false;
    if (std::popcount(values[body].axes) <= max_rank || uses[body] != 1) return false;
    values[id].over = values[body].over;
    values[body].what = duty::unused;
    return true;
  }

  // A result that is not a value of its own with just the axes that were asked for is copied.
  constexpr void shape_result(int r) {
    axis_mask axes = 0;
    for (int k = 0; k < results[r].rank; ++k) axes |= axis_mask{1} << axis_number(results[r].axes[k]);
    const int root = program.roots[r];
    bool own = values[root].axes == axes && values[root].what != duty::leaf && !is_view(root);
    for (int s = 0; s < r; ++s) own = own && program.roots[s] != root;
    if (own) {
      settle(root);
      return;
    }
    value& copy = values[program.node_count + r];
    copy.what = duty::copy;
    copy.axes = copy.over = axes;
  }

  constexpr void list_operands() {
    const dag::node* const nodes = program.nodes;
    for (int id = 0; id < program.node_count; ++id) {
      value& v = values[id];
      if (v.what == duty::unused) v.part = nodes[id].op->part;  // may not have been looked at
      v.operands = program.edges + nodes[id].first;
      v.operand_count = nodes[id].count;
      if (v.part == dag::role::pick) {
        v.first_operand = is_counted(id) ? v.operand_count : 2;
        if (is_counted(id) && !v.inside && values[bottom_of(id)].what == duty::leaf) tensors_.push(id);
      } else if (v.part == dag::role::access) {
        if (v.what == duty::leaf && !is_label(id)) tensors_.push(id);
      } else if (v.what == duty::reduction) {
        v.first_operand = 1;
      }
    }
    for (int r = 0; r < program.root_count; ++r) {
      value& copy = values[program.node_count + r];
      if (copy.what != duty::copy) continue;
      copy.operands = program.roots + r;
      copy.operand_count = 1;
    }
    if (scatters.none()) return;
    int length = 0;
    for (int id = 0; id < program.node_count; ++id)
      if (values[id].what == duty::reduction && scatters.is_one(id)) length += 1 + 3 * scatters[id].count;
    scatter_operands_ = dag::scratch<int>(length);
    int* next = scatter_operands_.data();
    for (int id = 0; id < program.node_count; ++id) {
      value& v = values[id];
      if (v.what != duty::reduction || !scatters.is_one(id)) continue;
      v.scatters = true;
      const int axis = v.operands[0];
      v.operands = next;
      v.operand_count = 1 + 2 * scatters[id].count;
      for (int k = 0; k < scatters[id].count; ++k) v.operand_count += scatters.term(id, k).scale >= 0 ? 1 : 0;
      v.first_operand = 1;
      *next++ = axis;
      for (int k = 0; k < scatters[id].count; ++k) {
        const scatter_term& term = scatters.term(id, k);
        *next++ = term.value;
        *next++ = values[term.label].places ? term.value : term.label;  // places are not looked up
      }
      for (int k = 0; k < scatters[id].count; ++k)
        if (scatters.term(id, k).scale >= 0) *next++ = scatters.term(id, k).scale;
    }
  }

  // The operands of each value that are computed elsewhere, looked up through those that are inlined.
  constexpr void link() {
    dag::scratch<int> last_users(size + 1, -1);
    int* const seen = last_users.data();
    for (int id = 0; id < size; ++id) {
      const duty what = values[id].what;
      if (what == duty::unused || what == duty::leaf || what == duty::shown || what == duty::inlined) continue;
      values[id].first = need_list_.size();
      if (what == duty::contraction) {
        const int* const factors = values[product_of(id)].operands;
        collect(factors[0], id, seen);
        collect(factors[1], id, seen);
      } else {
        const int* const operands = values[id].operands;
        for (int k = 0; k < values[id].operand_count; ++k) collect(operands[k], id, seen);
      }
      values[id].count = need_list_.size() - values[id].first;
    }
  }
  constexpr void collect(int id, int user, int* seen) {
    const value& v = values[id];
    if (seen[id] == user || v.what == duty::leaf || v.what == duty::unused) return;
    seen[id] = user;
    if (v.what == duty::shown) {
      const int from = stored(id);
      if (values[from].what != duty::leaf) need(from, true);
    } else if (v.what != duty::inlined && (!v.again || values[user].what == duty::contraction)) {
      need(id, values[user].part == dag::role::pick && values[user].operands[0] == id);
    } else {
      for (int k = 0; k < v.operand_count; ++k) collect(v.operands[k], user, seen);
    }
  }
  constexpr void need(int id, bool reached) {
    need_list_.push(id);
    reach_list_.push(reached);
  }
};

}  // namespace tapeless::detail::planning
