// SPDX-License-Identifier: BSL-1.0
// Values that are one value along other axes. Derivatives rename axes, and so the value of which a maximum was taken
// stands once more beside it. Computed again, in another loop, it may differ in its last bit and miss the maximum:
// the element is read where the first one is stored.
#pragma once

#include <bit>
#include <utility>

#include <tapeless/pass/lower.hpp>
#include <tapeless/rules/axes.hpp>

namespace tapeless::detail::pass {

// Compares two values of a program and finds out which axes of the one stand for which of the other.
class alpha_equal {
 public:
  constexpr explicit alpha_equal(const dag::view& program) : program_(program) {}

  // Whether `copy` is `original` along other axes, also of the sums inside.
  constexpr bool match(int copy, int original) {
    axes_ = {};
    steps_ = 0;
    return same(copy, original);
  }
  // For an axis node of the original that is free there, that of the copy; -1: it has none.
  constexpr int axis_in_copy(int original) const { return axes_.copies[bit(original)]; }

 private:
  struct pairs {
    int copies[32] = {-1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1,
                      -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1};  // by bits of the original
    int originals[32] = {-1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1,
                         -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1};
  };
  static constexpr int max_steps = 2000;  // a larger value is computed again

  constexpr const dag::node& node(int id) const { return program_.nodes[id]; }
  constexpr int bit(int axis) const { return std::countr_zero(node(axis).axes); }

  constexpr bool pair(int copy, int original) {
    int& there = axes_.copies[bit(original)];
    int& here = axes_.originals[bit(copy)];
    if (there < 0 && here < 0) {
      there = copy;
      here = original;
    }
    return there == copy && here == original;
  }

  constexpr bool same(int copy, int original) {
    if (++steps_ > max_steps) return false;
    const dag::node& a = node(copy);
    const dag::node& b = node(original);
    if (a.op != b.op || a.count != b.count) return false;
    if (a.op->is_symbol() || a.op->is_number()) {
      const bool axis = a.op->is_symbol() && program_.symbol(a).kind == dag::symbol_kind::axis;
      return axis && program_.symbol(b).kind == dag::symbol_kind::axis ? pair(copy, original) : copy == original;
    }
    if (a.op->part == dag::role::reduction) return same_bound(copy, original, 0, 1);
    if (a.op->part == dag::role::pick)
      return same(program_.operand(a, 2), program_.operand(b, 2)) && same_bound(copy, original, 1, 0);
    if (a.op->part == dag::role::sum || a.op->part == dag::role::product) {
      const pairs before = axes_;
      if (same(program_.operand(a, 0), program_.operand(b, 0)) && same(program_.operand(a, 1), program_.operand(b, 1)))
        return true;
      axes_ = before;
      return same(program_.operand(a, 0), program_.operand(b, 1)) &&
             same(program_.operand(a, 1), program_.operand(b, 0));
    }
    for (int k = 0; k < a.count; ++k)
      if (!same(program_.operand(a, k), program_.operand(b, k))) return false;
    return true;
  }
  // A sum or pick, whose axis has its meaning in the body alone.
  constexpr bool same_bound(int copy, int original, int axis, int body) {
    const int own = program_.operand(node(copy), axis), other = program_.operand(node(original), axis);
    const int own_before = std::exchange(axes_.originals[bit(own)], -1);
    const int other_before = std::exchange(axes_.copies[bit(other)], -1);
    if (!pair(own, other) || !same(program_.operand(node(copy), body), program_.operand(node(original), body)))
      return false;
    axes_.originals[bit(own)] = own_before;
    axes_.copies[bit(other)] = other_before;
    return true;
  }

  const dag::view& program_;
  pairs axes_{};
  int steps_ = 0;
};

// In a comparison `node` of a value with the largest or smallest of its kind along an axis: which operand is that
// value. Or -1.
constexpr int compared_with_extreme(const dag::view& from, const dag::node& node) {
  if (!node.op->equality) return -1;
  for (int k = 0; k < 2; ++k) {
    const dag::node& other = from.nodes[from.operand(node, 1 - k)];
    if (other.op->combines == dag::combination::larger || other.op->combines == dag::combination::smaller) return k;
  }
  return -1;
}

// That comparison, with the value picked from where the extreme one has been found. ids: the nodes of `from` in
// `target`. None if nothing is to be done.
constexpr handle compared_in_place(dag::builder& target, const dag::view& from, const dag::node& node, const int* ids) {
  const int which = compared_with_extreme(from, node);
  if (which < 0) return handle::none();
  const int copy = from.operand(node, which), extreme = from.operand(node, 1 - which);
  const int original = from.operand(from.nodes[extreme], 1);
  if (copy == original || from.nodes[copy].count == 0 || from.nodes[copy].op->part == dag::role::access)
    return handle::none();
  alpha_equal found(from);
  if (!found.match(copy, original)) return handle::none();
  handle value(target, ids[original]);
  for (int id = 0; id < from.node_count; ++id) {
    const bool axis = from.nodes[id].op->is_symbol() && from.nodes[id].axes != 0;
    if (!axis || (from.nodes[original].axes & from.nodes[id].axes) == 0) continue;
    const int place = found.axis_in_copy(id);
    if (place == id) continue;
    // An axis that the original has, too, would be one with it.
    if (place < 0 || (from.nodes[original].axes & from.nodes[place].axes) != 0) return handle::none();
    const int operands[3] = {value.id(), ids[id], ids[place]};
    value = {target, target.make(*detail::operation_at<rules::pick_>(), operands, 3)};
  }
  const handle limit(target, ids[extreme]);
  const handle operands[2] = {which == 0 ? value : limit, which == 0 ? limit : value};
  return build(target, *node.op, operands, 2);
}

}  // namespace tapeless::detail::pass
