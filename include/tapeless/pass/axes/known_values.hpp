// SPDX-License-Identifier: BSL-1.0
// Which values of a program depend on known data alone, and which of these are worth keeping from one call to the next.
#pragma once

#include <bit>

#include <tapeless/dag/affine_place.hpp>
#include <tapeless/dag/scratch.hpp>
#include <tapeless/dag/walk.hpp>
#include <tapeless/pass/lower.hpp>

namespace tapeless::inline v0_2::detail::pass {

// Symbols whose data are known before the others: X... as types.
template <class... X>
struct known_symbols {
  static constexpr int count = sizeof...(X);
  static constexpr bool contains(const dag::symbol_entry& one) {
    return ((definition_for<X>->kind == one.kind && dag::same_text(definition_for<X>->name, one.name)) || ...);
  }
};

class known_values {
 public:
  // is_known.contains(symbol): whether a symbol is such data.
  template <class Known>
  constexpr known_values(const dag::view& program, const Known& is_known)
      : program_(program), facts_(program.node_count) {
    for (int id = 0; id < program.node_count; ++id) {
      const dag::node& node = program.nodes[id];
      fact& own = facts_[id];
      if (node.op->is_symbol()) {
        const dag::symbol_entry& symbol = program.symbol(node);
        own.known = is_known.contains(symbol);
        own.alone = own.known || symbol.kind == dag::symbol_kind::axis ||
                    (symbol.kind == dag::symbol_kind::labels && names_places(symbol.name));
        continue;
      }
      own.alone = true;
      int cost = price_of(node);
      for (int k = 0; k < node.count; ++k) {
        const fact& operand = facts_[program.operand(node, k)];
        own.alone = own.alone && operand.alone;
        own.known = own.known || operand.known;
        own.reduces = own.reduces || operand.reduces;
        cost += operand.cost;
        if (std::popcount(operand.stored) > std::popcount(own.stored)) own.stored = operand.stored;
      }
      if (node.op->part == dag::role::access) {
        own.stored = node.axes;
        own.label = program.symbol(program.nodes[program.operand(node, 0)]).kind == dag::symbol_kind::labels;
      }
      if (node.op->part == dag::role::pick) own.label = facts_[program.operand(node, 0)].label;
      own.reduces = own.reduces || node.op->part == dag::role::reduction;
      own.cost = cost < dear ? cost : dear;
    }
  }
  known_values(const known_values&) = delete;
  known_values& operator=(const known_values&) = delete;

  // Whether a value is made of data, numbers and sizes alone.
  constexpr bool alone(int id) const { return facts_[id].alone; }
  // Whether data are among what it is made of.
  constexpr bool has_data(int id) const { return facts_[id].alone && facts_[id].known; }

  // The values to keep: they depend on data alone, what needs them does not, and they cost more than an addition or
  // multiplication. They take no more room than the data that they are made of, or than their last sum had.
  constexpr dag::scratch<int> kept() const {
    dag::scratch<bool> needed(program_.node_count);
    dag::scratch<int> list;
    for (int r = 0; r < program_.root_count; ++r) needed[program_.roots[r]] = true;
    for (int id = program_.node_count - 1; id >= 0; --id) {
      if (!needed[id]) continue;
      if (is_kept(id)) {
        list.push(id);
        continue;
      }
      const dag::node& node = program_.nodes[id];
      for (int k = 0; k < node.count; ++k) needed[program_.operand(node, k)] = true;
    }
    return list;
  }

 private:
  static constexpr int dear = 1000;
  static constexpr int most_axes = 6;  // of a tensor
  struct fact {
    bool alone = false;    // made of data, numbers and sizes
    bool known = false;    // data are among them
    bool reduces = false;  // a sum, maximum or minimum is
    bool label = false;    // picks, and is no number
    int cost = 0;
    std::uint32_t stored = 0;  // the axes of the tensor with the most of them
  };

  constexpr bool is_kept(int id) const {
    const dag::node& node = program_.nodes[id];
    const fact& own = facts_[id];
    if (!own.alone || !own.known || node.op->is_symbol() || node.op->part == dag::role::access || node.op->views ||
        node.op->indicator || node.op->orders || own.label || std::popcount(node.axes) > most_axes)
      return false;
    if (node.op->part == dag::role::reduction) return true;
    if (node.op->result == dag::sort::condition && !own.reduces) return false;
    return own.cost > 1 && (node.axes & ~own.stored) == 0;
  }
  // In additions.
  constexpr int price_of(const dag::node& node) const {
    if (node.op->part == dag::role::reduction) return 50;
    if (node.op->part == dag::role::pick) return node.op->views || is_counted(node) ? 0 : 3;
    switch (node.op->price) {
      case dag::cost::free:
        return 0;
      case dag::cost::divide:
        return 4;
      case dag::cost::call:
        return 8;
      default:
        return 1;
    }
  }
  // A pick at places that an axis counts off, to which loops go by themselves.
  constexpr bool is_counted(const dag::node& pick) const {
    const dag::node& label = program_.nodes[program_.operand(pick, 2)];
    return label.op->part != dag::role::access ||
           names_places(program_.symbol(program_.nodes[program_.operand(label, 0)]).name);
  }

  const dag::view program_;
  dag::scratch<fact> facts_;
};

}  // namespace tapeless::detail::pass
