// SPDX-License-Identifier: BSL-1.0
// Sums that add values up where labels say: sum(e, f(e)*onehot(k, t(e))), the adjoint of what labels pick. They take
// one addition for each value, however many places there are.
#pragma once

#include <tapeless/dag/scratch.hpp>
#include <tapeless/plan/loops/loop_plan.hpp>

namespace tapeless::inline v0_2::detail::planning {

// What is added up: the elements of a value, each at the place of its label, perhaps at one place along another axis.
struct scatter_term {
  int value = -1;
  int label = -1;
  int axis = -1;  // the other axis, as a node, and the place along it
  int place = -1;
  bool minus = false;
  int scale = -1;          // a number of the program that it is multiplied by, or -1
  int more[2] = {-1, -1};  // labels of further axes, where all are counted off
};

class scatter_sums {
 public:
  // One such sum, along the axis `along`, a node. over: the axes of all its values and labels.
  struct sum {
    int first = 0;  // its terms
    int count = 0;
    int along = -1;
    int more[2] = {-1, -1};  // further axes
    axis_mask over = 0;
    constexpr bool goes_along(const sum& other) const {
      return along == other.along && more[0] == other.more[0] && more[1] == other.more[1];
    }
  };

  constexpr explicit scatter_sums(const dag::view& program) : program_(program), sum_list_(program.node_count) {
    const dag::node* const nodes = program.nodes;
    for (int id = 0; id < program.node_count && !indicators_; ++id) indicators_ = nodes[id].op->indicator;
  }

  // Whether there is none.
  constexpr bool none() const { return terms_.empty(); }
  // Whether a value of an operation with this role may be one.
  constexpr bool may_be(dag::role part) const {
    return indicators_ &&
           (dag::bit(part) & (dag::bit(dag::role::reduction) | dag::bit(dag::role::sum) | dag::bit(dag::role::product) |
                              dag::bit(dag::role::difference) | dag::bit(dag::role::negation))) != 0;
  }

  constexpr bool is_one(int id) const { return sum_list_[id].count > 0; }
  constexpr const sum& operator[](int id) const { return sum_list_[id]; }
  constexpr const scatter_term& term(int id, int k) const { return terms_[sum_list_[id].first + k]; }

  // Whether value `id` is such a sum: by itself, of others that nothing else needs, or their sum, difference or
  // opposite. values: with the axes of each. Operands are asked first.
  template <class Values>
  constexpr bool find(int id, const int* uses, const Values& values) {
    const dag::node& node = program_.nodes[id];
    switch (node.op->part) {
      case dag::role::reduction:
        return node.op->combines == combination::add && find_sum(id, node, uses, values);
      case dag::role::sum:
      case dag::role::difference:
        return take_over_both(id, node, uses, values);
      case dag::role::negation:
        return take_over(id, program_.operand(node, 0), uses, true, values);
      case dag::role::product:
        return take_over_scaled(id, node, uses, values);
      default:
        return false;
    }
  }

 private:
  static constexpr int most_terms = 64;

  constexpr const dag::operation& op(int id) const { return *program_.nodes[id].op; }
  constexpr int operand(int id, int k) const { return program_.operand(program_.nodes[id], k); }
  constexpr bool is(int id, dag::role part) const { return op(id).part == part; }

  template <class Values>
  constexpr bool find_sum(int id, const dag::node& node, const int* uses, const Values& values) {
    const int axis = program_.operand(node, 0), body = program_.operand(node, 1);
    if (is_one(body))
      return values[axis].axes != values[sum_list_[body].along].axes &&
             !has_place_along(body, values[axis].axes, values) && take_over(id, body, uses, false, values);
    const int indicator = indicator_in(body, dag::role::access, values);
    if (indicator < 0) return false;
    const int along = operand(indicator, 0), label = operand(indicator, 1), value = other_factor(body, indicator);
    if (values[axis].axes == values[along].axes ||
        ((values[value].axes | values[label].axes) & values[along].axes) != 0)
      return false;
    if (is_one(value) && values[label].places && (values[value].axes & values[axis].axes) != 0 &&
        place_all(id, value, along, label, uses, values))
      return true;
    sum& own = sum_list_[id];
    own.first = terms_.size();
    own.along = along;
    const bool listed = list_places(value, label, false, own.first, values);
    own.count = terms_.size() - own.first;
    if (!listed || has_place_along(id, values[axis].axes, values) || places_vary(id, values)) {
      terms_.shorten(own.first);
      terms_.push({value, label});
      own.count = 1;
    }
    for (int k = own.first; k < terms_.size(); ++k) own.over |= values[terms_[k].value].axes;
    own.over |= values[label].axes;
    return true;
  }

  // Such a sum along one axis, each element of it at a place along another: one sum along both.
  template <class Values>
  constexpr bool place_all(int id, int from, int along, int label, const int* uses, const Values& values) {
    const sum known = sum_list_[from];
    const int dimension = known.more[0] < 0 ? 0 : known.more[1] < 0 ? 1 : 2;
    if (dimension == 2 || (known.over & values[along].axes) != 0 || !all_counted(from, values) ||
        !take_over(id, from, uses, false, values))
      return false;
    sum& own = sum_list_[id];
    own.more[dimension] = along;
    own.over |= values[label].axes;
    for (int k = 0; k < own.count; ++k) terms_[own.first + k].more[dimension] = label;
    return true;
  }
  template <class Values>
  constexpr bool all_counted(int id, const Values& values) const {
    for (int k = 0; k < sum_list_[id].count; ++k)
      if (!values[term(id, k).label].places) return false;
    return true;
  }

  // Whether a term has its place along this axis, so that a sum over the axis has it no longer.
  template <class Values>
  constexpr bool has_place_along(int id, axis_mask axis, const Values& values) const {
    for (int k = 0; k < sum_list_[id].count; ++k)
      if (term(id, k).axis >= 0 && values[term(id, k).axis].axes == axis) return true;
    return false;
  }

  // Whether what a term adds varies along the axis along which it has its place: then it is added at this place alone.
  template <class Values>
  constexpr bool places_vary(int id, const Values& values) const {
    for (int k = 0; k < sum_list_[id].count; ++k) {
      const scatter_term& one = term(id, k);
      if (one.axis >= 0 && ((values[one.value].axes | values[one.label].axes) & values[one.axis].axes) != 0)
        return true;
    }
    return false;
  }

  // The factor of a product that is the indicator of a label or of a number; -1: none is.
  template <class Values>
  constexpr int indicator_in(int product, dag::role of, const Values& values) const {
    for (int k = 0; is(product, dag::role::product) && k < 2; ++k) {
      const int factor = operand(product, k);
      if (op(factor).indicator && (is(operand(factor, 1), of) || values[operand(factor, 1)].places)) return factor;
    }
    return -1;
  }
  constexpr int other_factor(int product, int factor) const {
    return operand(product, operand(product, 0) == factor ? 1 : 0);
  }
  // Of a(e)*onehot(d, 0) + b(e)*onehot(d, 1) + ... the terms, each for its place alone. False for anything else.
  template <class Values>
  constexpr bool list_places(int id, int label, bool minus, int first, const Values& values) {
    switch (op(id).part) {
      case dag::role::sum:
      case dag::role::difference:
        return list_places(operand(id, 0), label, minus, first, values) &&
               list_places(operand(id, 1), label, minus != is(id, dag::role::difference), first, values);
      case dag::role::negation:
        return list_places(operand(id, 0), label, !minus, first, values);
      default: {
        const int indicator = indicator_in(id, dag::role::number, values);
        if (indicator < 0 || !is(operand(indicator, 1), dag::role::number) || terms_.size() - first == most_terms)
          return false;
        const int place = static_cast<int>(program_.value(program_.nodes[operand(indicator, 1)]).value());
        terms_.push({other_factor(id, indicator), label, operand(indicator, 0), place, minus});
        return true;
      }
    }
  }

  // Sums at places that are counted off may have several users, each of which then adds them up by itself: nothing is
  // looked up for that.
  template <class Values>
  constexpr bool may_take(int from, const int* uses, const Values& values) const {
    return is_one(from) && (uses[from] == 1 || all_counted(from, values));
  }
  template <class Values>
  constexpr bool take_over(int id, int from, const int* uses, bool minus, const Values& values) {
    if (!may_take(from, uses, values)) return false;
    const sum known = sum_list_[from];
    sum_list_[id] = known;
    sum_list_[id].first = terms_.size();
    append(known, minus);
    return true;
  }
  template <class Values>
  constexpr bool take_over_both(int id, const dag::node& node, const int* uses, const Values& values) {
    const int left = program_.operand(node, 0), right = program_.operand(node, 1);
    if (left == right || !may_take(left, uses, values) || !may_take(right, uses, values)) return false;
    const sum a = sum_list_[left], b = sum_list_[right];
    if (a.over != b.over || !a.goes_along(b) || values[left].axes != values[right].axes ||
        a.count + b.count > most_terms)
      return false;
    sum_list_[id] = a;
    sum_list_[id].first = terms_.size();
    sum_list_[id].count = a.count + b.count;
    append(a, false);
    append(b, node.op->part == dag::role::difference);
    return true;
  }
  // A number of the program, of its inputs alone, times such a sum at places that are counted off: what is added there
  // is computed anyway, so that sums of several such products are one.
  template <class Values>
  constexpr bool take_over_scaled(int id, const dag::node& node, const int* uses, const Values& values) {
    for (int k = 0; k < 2; ++k) {
      const int from = program_.operand(node, k), scale = program_.operand(node, 1 - k);
      if (!is_one(from) || is_one(scale) || values[scale].axes != 0 || !is_known(scale, 8)) continue;
      for (int t = 0; t < sum_list_[from].count; ++t)
        if (term(from, t).scale >= 0) return false;
      if (!all_counted(from, values) || !take_over(id, from, uses, false, values)) return false;
      for (int t = 0; t < sum_list_[id].count; ++t) terms_[sum_list_[id].first + t].scale = scale;
      return true;
    }
    return false;
  }
  constexpr bool is_known(int id, int depth) const {
    if (op(id).part == dag::role::reduction || depth == 0) return false;
    for (int k = 0; k < program_.nodes[id].count; ++k)
      if (!is_known(operand(id, k), depth - 1)) return false;
    return true;
  }
  constexpr void append(const sum& from, bool minus) {
    for (int k = 0; k < from.count; ++k) {
      scatter_term one = terms_[from.first + k];
      one.minus = one.minus != minus;
      terms_.push(one);
    }
  }

  const dag::view& program_;
  bool indicators_ = false;  // whether the program has any
  dag::scratch<sum> sum_list_;
  dag::scratch<scatter_term> terms_;
};

}  // namespace tapeless::detail::planning
