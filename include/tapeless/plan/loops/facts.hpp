// SPDX-License-Identifier: BSL-1.0
// What the planner finds out about the values of a program before it orders them: which loops a value needs, which are
// worth computing again wherever they are used, which are contractions, and over which axis its innermost loop runs.
#pragma once

#include <bit>

#include <tapeless/dag/scratch.hpp>
#include <tapeless/plan/loops/scatter.hpp>
#include <tapeless/plan/loops/value.hpp>

namespace tapeless::inline v0_2::detail::planning {

// Numbers of nodes are those of the program; the copies that results may need follow behind.
class program_facts {
 public:
  constexpr program_facts(const dag::view& from, const wanted* shapes)
      : program(from),
        results(shapes),
        size(from.node_count + from.root_count),
        scatters(program),
        value_list_(size + 1) {
    values = value_list_.data();
    name_axes();
    classify();
    for (int r = 0; r < program.root_count; ++r) shape_result(r);
    link();
    needs = need_list_.data();
    reaches = reach_list_.data();
  }
  program_facts(const program_facts&) = delete;
  program_facts& operator=(const program_facts&) = delete;

  const dag::view program;
  const wanted* results;
  const int size;
  scatter_sums scatters;
  value* values = nullptr;
  const int* needs = nullptr;
  const bool* reaches = nullptr;  // by need: whether any element of it may be read at any time
  bool too_many_axes = false;
  const char* axis_names[max_axes] = {};
  int axis_extents[max_axes] = {};          // those that are fixed
  const char* axis_origins[max_axes] = {};  // of those that renaming has made up: axes that are as long
  int axis_count = 0;

  constexpr const dag::node& node(int id) const { return program.nodes[id]; }
  constexpr int operand(int id, int k) const {
    const value& v = values[id];
    if (v.what == duty::copy) return program.roots[id - program.node_count];
    if (k > 0 && is_scatter(id)) {
      const scatter_term& term = scatters.term(id, (k - 1) / 2);
      return k % 2 == 1 ? term.value : term.label;
    }
    return program.operand(program.nodes[id], k);
  }
  constexpr int operand_count(int id) const {
    const value& v = values[id];
    return v.what == duty::copy ? 1 : is_scatter(id) ? 1 + 2 * scatters[id].count : program.nodes[id].count;
  }
  // Whether a sum adds values up where labels say; its operands are then an axis and, term by term, value and label.
  constexpr bool is_scatter(int id) const { return values[id].what == duty::reduction && scatters.is_one(id); }
  constexpr bool is(int id, dag::role part) const {
    return id < program.node_count && program.nodes[id].op->part == part;
  }
  constexpr bool is_pick(int id) const { return is(id, dag::role::pick) && values[id].what != duty::copy; }
  constexpr bool is_view(int id) const { return values[id].what == duty::shown; }
  // The value whose elements a view reads; of any other value the value itself.
  constexpr int stored(int id) const {
    while (is_view(id)) id = operand(id, 0);
    return id;
  }
  // The axis of the stored value that a view shows along `axis`, or -1.
  constexpr int shown_along(int id, int axis) const {
    for (; is_view(id); id = operand(id, 0)) {
      if (is_axis(operand(id, 2)) && axis == axis_of(operand(id, 2)))
        axis = axis_of(operand(id, 1));
      else if (axis == axis_of(operand(id, 1)))
        return -1;
    }
    return axis;
  }
  // Calls visit(axis, place) for each axis of the stored value along which a view shows one place only.
  template <class Visit>
  constexpr void each_place(int id, const Visit& visit) const {
    for (; is_view(id); id = operand(id, 0))
      if (is_number(operand(id, 2)))
        visit(shown_along(operand(id, 0), axis_of(operand(id, 1))),
              static_cast<int>(program.value(node(operand(id, 2))).value()));
  }
  constexpr bool is_axis(int id) const { return is(id, dag::role::symbol) && values[id].axes != 0; }
  constexpr bool is_number(int id) const {
    return id < program.node_count && node(id).count == 0 && !is(id, dag::role::symbol);
  }
  constexpr bool is_condition(int id) const {
    return id < program.node_count && node(id).op->result == dag::sort::condition;
  }
  constexpr bool is_indicator(int id) const { return id < program.node_count && node(id).op->indicator; }
  // The first operand that is a value to be computed with.
  constexpr int first_operand(int id) const { return is_pick(id) ? 2 : values[id].what == duty::reduction ? 1 : 0; }
  // Whether a value, or the nest that would compute it, has more axes than a nest has loops. What a contraction
  // multiplies is never stored, so that it may have the axes of both factors.
  constexpr bool exceeds_rank() const {
    for (int id = 0; id < size; ++id) {
      const value& v = values[id];
      if (v.what == duty::unused) continue;
      if (std::popcount(v.axes) > max_rank) return true;
      if (v.what != duty::contraction && std::popcount(v.over) > max_rank) return true;
      if (is(id, dag::role::access) && node(id).count > max_rank + 1) return true;
    }
    return false;
  }
  // The product that a contraction sums up.
  constexpr int product_of(int contraction) const {
    int body = operand(contraction, 1);
    while (is(body, dag::role::reduction)) body = operand(body, 1);
    return body;
  }
  // The node that holds the value of a result.
  constexpr int result(int r) const {
    const int copy = program.node_count + r;
    return values[copy].what == duty::copy ? copy : program.roots[r];
  }
  // The number of an axis, given its node.
  constexpr int axis_of(int id) const { return std::countr_zero(values[id].axes); }
  // The axis that a reduction or pick works along.
  constexpr int along(int id) const { return axis_of(operand(id, is(id, dag::role::pick) ? 1 : 0)); }

  // Over which of several axes the innermost loop runs: the one that most tensors store closest together.
  constexpr int innermost(axis_mask axes) {
    for (const choice& known : choices_)
      if (known.axes == axes) return known.inner;
    int votes[max_axes]{};
    for (int id = 0; id < program.node_count; ++id) {
      if (values[id].what != duty::leaf || !is(id, dag::role::access) || is_label(id)) continue;
      const axis_mask own = values[id].axes & axes;
      if (own == 0) continue;
      // Of the axes in question, the one that this tensor stores closest together.
      int last = 0;
      for (int k = 1; k < node(id).count; ++k)
        if ((own >> axis_of(operand(id, k)) & 1u) != 0) last = axis_of(operand(id, k));
      votes[last] += own == axes && values[id].axes == axes ? 8 : (own & (own - 1u)) != 0 ? 2 : 1;
    }
    int best = -1;
    for (int a = 0; a < axis_count; ++a)
      if ((axes >> a & 1u) != 0 && (best < 0 || votes[a] >= votes[best])) best = a;
    choices_.push({axes, best});
    return best;
  }

  constexpr bool is_label(int access) const {
    return program.symbol(program.nodes[program.operand(program.nodes[access], 0)]).kind == dag::symbol_kind::labels;
  }
  // A reduction over the innermost axis of its nest, whose result is there once a row is done.
  constexpr bool is_row_reduction(int id) {
    return values[id].what == duty::reduction && !is_scatter(id) && along(id) == innermost(values[id].over);
  }
  constexpr bool is_outer_reduction(int id) {
    return values[id].what == duty::reduction && (is_scatter(id) || along(id) != innermost(values[id].over));
  }
  // A call of a function, as opposed to arithmetic and roots.
  constexpr bool is_expensive(int id) const {
    if (id >= program.node_count) return false;
    const dag::operation& op = *program.nodes[id].op;
    return op.price == dag::cost::call && op.exponent == dag::number();
  }

 private:
  static constexpr int max_weight = 6;
  struct choice {
    axis_mask axes = 0;
    int inner = 0;
  };
  dag::scratch<value> value_list_;
  dag::scratch<int> need_list_;
  dag::scratch<bool> reach_list_;
  dag::scratch<choice> choices_;  // of innermost axes, so far

  constexpr int axis_number(const char* name) {
    for (int a = 0; a < axis_count; ++a)
      if (dag::same_text(axis_names[a], name)) return a;
    if (axis_count == max_axes) {
      too_many_axes = true;
      return 0;
    }
    axis_names[axis_count] = name;
    axis_origins[axis_count] = "";
    for (int s = 0; s < program.symbol_count; ++s)
      if (program.symbols[s].kind == dag::symbol_kind::axis && dag::same_text(program.symbols[s].name, name)) {
        axis_extents[axis_count] = program.symbols[s].extent;
        axis_origins[axis_count] = program.symbols[s].origin;
      }
    return axis_count++;
  }

  // In the order in which tensors are written, so that the axes of buffers follow the habits of the formula.
  constexpr void name_axes() {
    for (int id = 0; id < program.node_count; ++id)
      if (is(id, dag::role::access))
        for (int k = 1; k < node(id).count; ++k) axis_number(program.symbol(node(program.operand(node(id), k))).name);
    for (int r = 0; r < program.root_count; ++r)
      for (int k = 0; k < results[r].rank; ++k) axis_number(results[r].axes[k]);
    int renamed[max_axes]{};
    for (int id = 0; id < program.node_count; ++id) {
      if (is(id, dag::role::symbol) && program.symbol(node(id)).kind == dag::symbol_kind::axis) {
        values[id].axes = axis_mask{1} << axis_number(program.symbol(node(id)).name);
        renamed[std::countr_zero(node(id).axes)] = axis_of(id);
      } else {
        for (axis_mask rest = node(id).axes; rest != 0; rest &= (rest - 1u))
          values[id].axes |= axis_mask{1} << renamed[std::countr_zero(rest)];
      }
      values[id].over = values[id].axes;
    }
  }

  constexpr void classify() {
    dag::scratch<int> use_counts(program.node_count + 1);
    int* const uses = use_counts.data();
    for (int r = 0; r < program.root_count; ++r) ++uses[program.roots[r]];
    for (int id = program.node_count - 1; id >= 0; --id)
      for (int k = 0; uses[id] > 0 && k < node(id).count; ++k) ++uses[operand(id, k)];
    for (int id = 0; id < program.node_count; ++id)
      if (uses[id] > 0) values[id].what = duty_of(id, uses);
    for (int id = 0; id < program.node_count; ++id) {
      if (!is_scatter(id)) continue;
      for (int k = 1; k < operand_count(id); ++k) ++uses[operand(id, k)];
      for (int k = 0; k < node(id).count; ++k) release(program.operand(node(id), k), uses);
    }
    for (int id = 0; id < program.node_count; ++id) values[id].uses = uses[id];
    // What a contraction or a label reaches into has to be there; the product of a contraction has not.
    for (int id = 0; id < program.node_count; ++id) {
      if (values[id].what == duty::contraction) {
        const int product = product_of(id);
        settle(operand(product, 0));
        settle(operand(product, 1));
        if (--uses[product] == 0) values[product].what = duty::unused;
      } else if (is(id, dag::role::pick) && values[id].what != duty::unused) {
        settle(operand(id, 0));
      } else if (is_equality(id) && values[id].what != duty::unused) {
        settle(operand(id, 0));
        settle(operand(id, 1));
      }
    }
  }

  // One use less of a value, which may then not be needed at all.
  constexpr void release(int id, int* uses) {
    if (--uses[id] > 0) return;
    values[id].what = duty::unused;
    for (int k = 0; k < node(id).count; ++k) release(program.operand(node(id), k), uses);
  }

  // What is compared with the largest of its kind has to have the same bits wherever it is needed, which a*b + c has
  // not: it is rounded once in a sweep and twice in a row.
  constexpr bool is_equality(int id) const { return node(id).op->equality; }

  constexpr void settle(int id) {
    if (values[id].what == duty::inlined) values[id].what = duty::pointwise;
  }

  constexpr duty duty_of(int id, const int* uses) {
    value& v = values[id];
    const dag::operation& op = *node(id).op;
    if (scatters.find(id, uses, values)) {
      v.over = scatters[id].over;
      for (int k = 0; k < node(id).count; ++k)
        if (scatters.is_one(program.operand(node(id), k))) values[program.operand(node(id), k)].what = duty::unused;
      return duty::reduction;
    }
    switch (op.part) {
      case dag::role::symbol:
      case dag::role::number:
      case dag::role::named:
      case dag::role::extent:
      case dag::role::access:
        return duty::leaf;
      case dag::role::reduction:
        v.over = values[operand(id, 1)].axes;
        if (is_contraction(id)) return duty::contraction;
        return takes_over(id, uses) ? duty::contraction : duty::reduction;
      case dag::role::pick:
        return is_axis(operand(id, 2)) || is_number(operand(id, 2)) ? duty::shown : duty::pointwise;
      default:
        break;
    }
    if (node(id).count == 0) return duty::leaf;
    v.weight = 1;
    for (int k = 0; k < node(id).count; ++k) {
      const value& x = values[operand(id, k)];
      if (x.what == duty::inlined) v.weight += x.weight;
      if (x.axes != v.axes || v.axes == 0) continue;
      const int from = x.what == duty::inlined ? x.source : constant_or_label(operand(id, k)) ? -1 : operand(id, k);
      if (from != -1) v.source = v.source == -1 || v.source == from ? from : -2;
    }
    const bool condition = op.result == dag::sort::condition;
    const bool cheap = op.price != dag::cost::call && op.price != dag::cost::divide;
    if (condition) return duty::inlined;
    return cheap && v.axes != 0 && v.source != -2 && v.weight <= max_weight ? duty::inlined : duty::pointwise;
  }

  constexpr bool constant_or_label(int id) const { return is(id, dag::role::symbol); }

  // A sum of products of which neither factor has all axes; and one where a tensor meets a value along one of its axes.
  constexpr bool is_contraction(int id) const {
    const int body = operand(id, 1);
    if (!is(body, dag::role::product) || node(id).op->combines != combination::add) return false;
    const axis_mask a = values[operand(body, 0)].axes;
    const axis_mask b = values[operand(body, 1)].axes;
    const axis_mask over = values[operand(id, 0)].axes;
    if ((a & over) == 0 || (b & over) == 0) return false;
    if ((a & ~b) != 0 && (b & ~a) != 0) return true;
    const int large = (a & ~b) != 0 ? 0 : 1;
    return a != b && is(operand(body, large), dag::role::access);
  }

  // A sum of a contraction that has more axes than can be stored, and no other use: both sums are one contraction.
  constexpr bool takes_over(int id, const int* uses) {
    const int body = operand(id, 1);
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

  // The operands of each value that are computed elsewhere, looked up through those that are inlined.
  constexpr void link() {
    dag::scratch<int> last_users(size + 1, -1);
    int* const seen = last_users.data();
    for (int id = 0; id < size; ++id) {
      const duty what = values[id].what;
      if (what == duty::unused || what == duty::leaf || what == duty::shown || what == duty::inlined) continue;
      values[id].first = need_list_.size();
      if (what == duty::contraction) {
        collect(operand(product_of(id), 0), id, seen);
        collect(operand(product_of(id), 1), id, seen);
      } else {
        for (int k = 0; k < operand_count(id); ++k) collect(operand(id, k), id, seen);
      }
      values[id].count = need_list_.size() - values[id].first;
    }
  }
  constexpr void collect(int id, int user, int* seen) {
    if (seen[id] == user || values[id].what == duty::leaf || values[id].what == duty::unused) return;
    seen[id] = user;
    if (is_view(id)) {
      const int from = stored(id);
      if (values[from].what != duty::leaf) need(from, true);
    } else if (values[id].what != duty::inlined) {
      need(id, is_pick(user) && operand(user, 0) == id);
    } else {
      for (int k = 0; k < node(id).count; ++k) collect(operand(id, k), user, seen);
    }
  }
  constexpr void need(int id, bool reached) {
    need_list_.push(id);
    reach_list_.push(reached);
  }
};

}  // namespace tapeless::detail::planning
