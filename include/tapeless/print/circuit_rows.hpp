// SPDX-License-Identifier: BSL-1.0
// Which values of a program are circles of a circuit, what their circles say, and how a circuit that is longer than a
// page is cut into rows.
#pragma once

#include <tapeless/print/formula_printer.hpp>

namespace tapeless::inline v0_2::detail::print {

// What an operation is called in its circle.
template <class String>
String operation_label(const dag::operation& op) {
  if (op.part == dag::role::reduction && op.combines == dag::combination::add) return "Σ";
  if (op.style == dag::notation::call) return op.text[0] != '\0' ? op.text : op.name;
  if (op.part == dag::role::product) return "×";
  if (op.part == dag::role::quotient) return "÷";
  if (op.part == dag::role::negation) return "−";
  String sign = op.sign;
  while (!sign.empty() && sign.front() == ' ') sign.erase(sign.begin());
  while (!sign.empty() && sign.back() == ' ') sign.pop_back();
  return sign;
}

// The values of a program that a circuit draws. Axes and names of tensors are part of what uses them; a product that is
// only summed over an axis, and a sum that is only summed over the next one, are drawn in the circle of that sum.
template <class String>
class circuit_parts {
 public:
  explicit circuit_parts(const dag::view& program)
      : program_(program), uses_(count_uses<int>(program)), absorbed_(uses_.size(), false) {
    for (int id = 0; id < program.node_count; ++id) {
      if (uses_[at(id)] == 0 || !is_sum(id)) continue;
      const int from = program.operand(program.nodes[id], 1);
      const dag::node& operand = program.nodes[from];
      absorbed_[at(from)] = uses_[at(from)] == 1 && (operand.op->part == dag::role::product || is_sum(from));
    }
  }

  bool is_drawn(int id) const { return uses_[at(id)] > 0 && !is_index(id) && !absorbed_[at(id)]; }
  // Symbols, elements of tensors, numbers: drawn wherever they are needed.
  bool is_source(int id) const {
    const dag::node& node = program_.nodes[id];
    if (node.op->part == dag::role::access) return !has_places(node);
    return node.count == 0 || node.op->part == dag::role::extent;
  }
  // use(operand, id, k): what stands at the wires into a circle; k its place in value id, which may be an absorbed one.
  template <class Use>
  void each_operand(int id, const Use& use) const {
    const dag::node& node = program_.nodes[id];
    for (int k = 0; k < node.count; ++k) {
      const int operand = program_.operand(node, k);
      if (absorbed_[at(operand)])
        each_operand(operand, use);
      else if (!is_index(operand))
        use(operand, id, k);
    }
  }

  String label(int id) const {
    const dag::node& node = program_.nodes[id];
    String below = operation_label<String>(*node.op) + indices(node);
    if (!is_sum(id)) return below;
    for (int from = program_.operand(node, 1); absorbed_[at(from)]; from = program_.operand(program_.nodes[from], 1)) {
      if (!is_sum(from)) return operation_label<String>(*program_.nodes[from].op) + "\\n" + below;
      below += ',';
      below += indices(program_.nodes[from]);
    }
    return below;
  }
  String source_text(int id) const {
    const dag::node& node = program_.nodes[id];
    if (node.op->part == dag::role::symbol) return program_.symbol(node).name;
    if (node.op->part == dag::role::number) return number_text<String>(program_.value(node));
    if (node.op->part == dag::role::access) return indices(node);
    return operation_label<String>(*node.op) + indices(node);
  }
  // The axes of a value, n × i, of a tensor in its own order; nothing for a number.
  String shape(int id) const {
    String text;
    const dag::node& node = program_.nodes[id];
    const auto add = [&](int axis) {
      const dag::node& one = program_.nodes[axis];
      if (one.op->part != dag::role::symbol || program_.symbol(one).kind != dag::symbol_kind::axis) return;
      if ((node.axes & one.axes) != 0) text += (text.empty() ? String() : String(" × ")) + name(axis);
    };
    if (node.op->part == dag::role::access)
      for (int k = 0; k < node.count; ++k) add(program_.operand(node, k));
    else
      for (int axis = 0; axis < program_.node_count; ++axis) add(axis);
    return text;
  }

 private:
  static std::size_t at(int id) { return static_cast<std::size_t>(id); }
  bool is_sum(int id) const {
    const dag::operation& op = *program_.nodes[id].op;
    return op.part == dag::role::reduction && op.combines == dag::combination::add;
  }
  bool is_index(int id) const {
    const dag::node& node = program_.nodes[id];
    if (node.op->part != dag::role::symbol) return false;
    const dag::symbol_kind kind = program_.symbol(node).kind;
    return kind == dag::symbol_kind::axis || kind == dag::symbol_kind::tensor || kind == dag::symbol_kind::labels;
  }
  // Whether a tensor is read at places that are values, too.
  bool has_places(const dag::node& node) const {
    for (int k = 0; k < node.count; ++k)
      if (!is_index(program_.operand(node, k))) return true;
    return false;
  }
  String name(int id) const { return program_.symbol(program_.nodes[id]).name; }
  String indices(const dag::node& node) const {
    const bool access = node.op->part == dag::role::access;
    String text;
    for (int k = 0; k < node.count; ++k) {
      const int operand = program_.operand(node, k);
      if (!is_index(operand)) continue;
      if (!access) text += ' ';
      if (access && k > 1) text += ", ";
      text += name(operand);
      if (access && k == 0) text += '(';
    }
    if (access) text += ')';
    return text;
  }

  dag::view program_;
  std::vector<int> uses_;
  std::vector<char> absorbed_;  // not of bool: that is a class of its own, and compiled with the header
};

// The rows of a circuit: operations as late as their consumers allow, cut where the fewest wires are.
template <class String>
class circuit_rows {
 public:
  // length: how many operations may follow each other in a row.
  circuit_rows(const dag::view& program, const circuit_parts<String>& parts, int length)
      : height_(static_cast<std::size_t>(program.node_count), 0), cut_(height_.size(), false) {
    int highest = 0;
    for (int id = program.node_count - 1; id >= 0; --id) {
      if (!parts.is_drawn(id) || parts.is_source(id)) continue;
      if (highest < height_[at(id)]) highest = height_[at(id)];
      parts.each_operand(id, [&](int operand, int, int) {
        if (height_[at(operand)] <= height_[at(id)]) height_[at(operand)] = height_[at(id)] + 1;
      });
    }
    const int rows = highest / length + 1;
    for (int row = 1; row < rows; ++row) {  // from the results backwards
      const int wanted = (highest + 1) * row / rows;
      int best = wanted, fewest = program.node_count + 1;
      for (const int offset : {0, -1, 1, -2, 2}) {  // of several equal ones the nearest
        const int place = wanted + offset;
        const int wires = crossing(program, parts, place);
        if ((bounds_.empty() || place > bounds_.back() + 1) && place <= highest && wires < fewest)
          best = place, fewest = wires;
      }
      bounds_.push_back(best);
    }
    for (int id = 0; id < program.node_count; ++id) {
      if (!parts.is_drawn(id) || parts.is_source(id)) continue;
      parts.each_operand(id, [&](int operand, int, int) {
        if (!parts.is_source(operand) && of(operand) != of(id)) cut_[at(operand)] = true;
      });
    }
  }

  int count() const { return static_cast<int>(bounds_.size()) + 1; }
  // The row of an operation, 0 on top.
  int of(int id) const {
    int row = count() - 1;
    for (const int bound : bounds_) row -= height_[at(id)] >= bound ? 1 : 0;
    return row;
  }
  // Whether a wire of the value goes on in another row.
  bool leaves(int id) const { return cut_[at(id)]; }

 private:
  static std::size_t at(int id) { return static_cast<std::size_t>(id); }
  // How many values of operations at this height or higher are used below it.
  int crossing(const dag::view& program, const circuit_parts<String>& parts, int place) const {
    std::vector<char> crosses(height_.size(), false);
    for (int id = 0; id < program.node_count; ++id) {
      if (!parts.is_drawn(id) || parts.is_source(id) || height_[at(id)] >= place) continue;
      parts.each_operand(id, [&](int operand, int, int) {
        crosses[at(operand)] = crosses[at(operand)] || (!parts.is_source(operand) && height_[at(operand)] >= place);
      });
    }
    int count = 0;
    for (const bool one : crosses) count += one ? 1 : 0;
    return count;
  }

  std::vector<int> height_;  // of an operation: how many follow it at most
  std::vector<char> cut_;
  std::vector<int> bounds_;  // the lowest heights of all rows but the last
};

}  // namespace tapeless::detail::print
