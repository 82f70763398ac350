// SPDX-License-Identifier: BSL-1.0
// Values that are one value along other axes. Derivatives rename axes, and so the value of which a maximum was taken
// stands once more beside it. Computed again, in another loop, it may differ in its last bit and miss the maximum:
// the element is read where the first one is stored.
#pragma once

#include <algorithm>
#include <bit>

#include <tapeless/pass/lower.hpp>
#include <tapeless/rules/axes.hpp>

namespace tapeless::inline v0_2::detail::pass {

// Compares two values of a program and finds out which axes of the one stand for which of the other. What was found
// equal is not compared again, and operands whose order does not matter are compared in the order in which they look
// alike, so that the time is in proportion to the size but for values of high symmetry.
class alpha_equal {
 public:
  // For values up to number `last`.
  constexpr alpha_equal(const dag::view& program, int last)
      : program_(program),
        shapes_(last + 1),
        lists_{dag::scratch<int>(last + 1), dag::scratch<int>(axis_bits, -1), dag::scratch<int>(axis_bits, -1)} {
    for (int id = 0; id <= last; ++id) shapes_[id] = shape_of(id);
  }

  // Whether `copy` is `original` along other axes, also of the sums inside. Asked once per object.
  constexpr bool match(int copy, int original) { return same(copy, original); }
  // For an axis node of the original that is free there, that of the copy; -1: it has none.
  constexpr int axis_in_copy(int original) const { return lists_[copies][bit(original)]; }

 private:
  static constexpr int axis_bits = 32;
  static_assert(dag::builder::max_axes < axis_bits);
  // What has been found: by copies one more than the original; by the axes of the original, and by those of the copy.
  enum finding { matched, copies, originals };
  struct change {
    finding list = matched;
    int place = 0;
    int before = 0;
  };

  constexpr const dag::node& node(int id) const { return program_.nodes[id]; }
  constexpr int bit(int axis) const { return std::countr_zero(node(axis).axes); }
  constexpr bool is_axis(const dag::node& a) const {
    return a.op->is_symbol() && program_.symbol(a).kind == dag::symbol_kind::axis;
  }
  static constexpr bool commutes(const dag::node& a) {
    return a.op->part == dag::role::sum || a.op->part == dag::role::product;
  }

  // The same for values that differ in their axes and in the order of terms and factors only.
  constexpr std::uint64_t shape_of(int id) const {
    const dag::node& a = node(id);
    if (is_axis(a)) return a.op->hash;
    if (a.count == 0) return a.hash;
    if (commutes(a)) return dag::mix(a.op->hash, shapes_[program_.operand(a, 0)] + shapes_[program_.operand(a, 1)]);
    std::uint64_t hash = a.op->hash;
    for (int k = 0; k < a.count; ++k) hash = dag::mix(hash, shapes_[program_.operand(a, k)]);
    return hash;
  }

  // All changes are noted, so that an attempt can be taken back.
  constexpr void set(finding list, int place, int value) {
    changes_.push({list, place, lists_[list][place]});
    lists_[list][place] = value;
  }
  constexpr void take_back(int mark) {
    while (changes_.size() > mark) {
      const change last = changes_.pop();
      lists_[last.list][last.place] = last.before;
    }
  }

  constexpr bool pair(int copy, int original) {
    const int there = lists_[copies][bit(original)], here = lists_[originals][bit(copy)];
    if (there < 0 && here < 0) {
      set(copies, bit(original), copy);
      set(originals, bit(copy), original);
      return true;
    }
    return there == copy && here == original;
  }

  constexpr bool same(int copy, int original) {
    if (lists_[matched][copy] == original + 1) return true;
    const dag::node& a = node(copy);
    const dag::node& b = node(original);
    if (shapes_[copy] != shapes_[original] || !a.op->same(*b.op) || a.count != b.count) return false;
    if (a.count == 0) return is_axis(a) && is_axis(b) ? pair(copy, original) : copy == original;
    if (!same_operands(a, b)) return false;
    set(matched, copy, original + 1);
    return true;
  }
  constexpr bool same_operands(const dag::node& a, const dag::node& b) {
    const auto both = [&](int j, int k) { return same(program_.operand(a, j), program_.operand(b, k)); };
    if (a.op->part == dag::role::reduction) return same_bound(a, b, 0, 1);
    if (a.op->part == dag::role::pick) return both(2, 2) && same_bound(a, b, 1, 0);
    if (commutes(a)) {
      const int mark = changes_.size();
      if (both(0, 0) && both(1, 1)) return true;
      take_back(mark);
      return both(0, 1) && both(1, 0);
    }
    for (int k = 0; k < a.count; ++k)
      if (!both(k, k)) return false;
    return true;
  }
  // A sum or pick, whose axis has its meaning in the body alone.
  constexpr bool same_bound(const dag::node& a, const dag::node& b, int axis, int body) {
    const int own = program_.operand(a, axis), other = program_.operand(b, axis);
    const int own_before = lists_[originals][bit(own)], other_before = lists_[copies][bit(other)];
    if (own_before >= 0 || other_before >= 0) forget(0, own, other);
    set(originals, bit(own), -1);
    set(copies, bit(other), -1);
    const int mark = changes_.size();
    if (!pair(own, other) || !same(program_.operand(a, body), program_.operand(b, body))) return false;
    forget(mark, own, other);
    set(originals, bit(own), own_before);
    set(copies, bit(other), other_before);
    return true;
  }
  // What was found since `mark` about values along these axes holds no longer.
  constexpr void forget(int mark, int own, int other) {
    const int end = changes_.size();
    for (int k = mark; k < end; ++k) {
      if (changes_[k].list != matched) continue;
      const int copy = changes_[k].place, original = lists_[matched][copy] - 1;
      if (original >= 0 && ((node(copy).axes & node(own).axes) != 0 || (node(original).axes & node(other).axes) != 0))
        set(matched, copy, 0);
    }
  }

  const dag::view& program_;
  dag::scratch<std::uint64_t> shapes_;
  dag::scratch<int> lists_[3];
  dag::scratch<change> changes_;
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
template <class H = handle>
constexpr H compared_in_place(dag::builder& target, const dag::view& from, const dag::node& node, const int* ids) {
  const int which = compared_with_extreme(from, node);
  if (which < 0) return handle::none();
  const int copy = from.operand(node, which), extreme = from.operand(node, 1 - which);
  const int original = from.operand(from.nodes[extreme], 1);
  if (copy == original || from.nodes[copy].count == 0 || from.nodes[copy].op->part == dag::role::access)
    return handle::none();
  alpha_equal found(from, std::max(copy, original));
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
    value = {target, target.make(*detail::operation_at<typename rules::later<rules::pick_, H>::type>(), operands, 3)};
  }
  const handle limit(target, ids[extreme]);
  const handle operands[2] = {which == 0 ? value : limit, which == 0 ? limit : value};
  return build(target, *node.op, operands, 2);
}

}  // namespace tapeless::detail::pass
