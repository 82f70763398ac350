// SPDX-License-Identifier: BSL-1.0
// Programs as Graphviz circuits: symbols and constants on the left, every operation a node, the results on the right.
#pragma once

#include <tapeless/print/formula_printer.hpp>

namespace tapeless::inline v0_2::detail::print {

template <class String>
String dot_escaped(std::string_view text) {
  String result;
  for (char c : text) {
    if (c == '"' || c == '\\') result += '\\';
    result += c;
  }
  return result;
}

// What an operation is called in its node.
template <class String>
String dot_label(const dag::operation& op) {
  if (op.style == dag::notation::call) return op.text[0] != '\0' ? op.text : op.name;
  if (op.part == dag::role::product) return "×";
  if (op.part == dag::role::quotient) return "÷";
  String sign = op.sign;
  while (!sign.empty() && sign.front() == ' ') sign.erase(sign.begin());
  while (!sign.empty() && sign.back() == ' ') sign.pop_back();
  return sign;
}

// Axes and the names of tensors are part of what uses them, X(n, i) or "sum i", and no nodes of their own.
constexpr bool is_index(const dag::view& program, int id) {
  const dag::node& node = program.nodes[id];
  if (node.op->part != dag::role::symbol) return false;
  const dag::symbol_kind kind = program.symbol(node).kind;
  return kind == dag::symbol_kind::axis || kind == dag::symbol_kind::tensor || kind == dag::symbol_kind::labels;
}
template <class String>
String indices(const dag::view& program, const dag::node& node) {
  const bool access = node.op->part == dag::role::access;
  String text;
  for (int k = 0; k < node.count; ++k) {
    if (!is_index(program, program.operand(node, k))) continue;
    const String name = program.symbol(program.nodes[program.operand(node, k)]).name;
    text += !access ? " " + name : k == 0 ? name + "(" : (k == 1 ? "" : ", ") + name;
  }
  return access ? text + ")" : text;
}

// One node as Graphviz draws it; extra: further lines.
template <class String>
String dot_node(const dag::view& program, int id, const String& extra) {
  const dag::node& node = program.nodes[id];
  const bool is_symbol = node.op->part == dag::role::symbol || node.op->part == dag::role::access;
  String label;
  const char* shape = is_symbol ? "box" : "circle";
  if (node.op->part == dag::role::symbol) {
    label = program.symbol(node).name;
  } else if (node.op->part == dag::role::number) {
    label = number_text<String>(program.value(node));
    shape = "plaintext";
  } else if (node.op->part == dag::role::access) {
    label = indices<String>(program, node);
  } else {
    label = dot_label<String>(*node.op) + indices<String>(program, node);
    if (node.count == 0)
      shape = "plaintext";
    else if (label.size() > 2)
      shape = "ellipse";
  }
  const char* const gap = is_symbol ? " " : "\\n";  // "x = 1", but an operation above what is said about it
  return "  n" + std::to_string(id) + " [label=\"" + dot_escaped<String>(label) + (extra.empty() ? "" : gap + extra) +
         "\", shape=" + (extra.empty() ? shape : "box") +
         (is_symbol       ? ", style=filled, fillcolor=\"#e8f0fe\""
          : extra.empty() ? ""
                          : ", style=rounded") +
         "];\n";
}
// The lines from its operands.
template <class String>
String dot_edges(const dag::view& program, int id) {
  const dag::node& node = program.nodes[id];
  String text;
  int drawn = 0;
  for (int k = 0; k < node.count; ++k) drawn += is_index(program, program.operand(node, k)) ? 0 : 1;
  for (int k = 0, place = 0; k < node.count; ++k) {
    if (is_index(program, program.operand(node, k))) continue;
    ++place;
    text += "  n" + std::to_string(program.operand(node, k)) + " -> n" + std::to_string(id);
    // Operands that may not be exchanged carry their place.
    if (drawn > 1 && !node.op->commutative) text += " [headlabel=\"" + std::to_string(place) + "\"]";
    text += ";\n";
  }
  return text;
}

// `note(id)`: further lines for a node, such as its value and adjoint.
template <class String, class Note>
String to_dot(const dag::view& program, const Note& note) {
  const auto uses = count_uses<int>(program);
  String text =
      "digraph formula {\n  rankdir=LR;\n  nodesep=0.35;\n  node [fontname=\"Helvetica\", fontsize=11];\n"
      "  edge [fontname=\"Helvetica\", arrowsize=0.7, labelfontsize=9, labelfontcolor=\"#5f6368\", labeldistance=1.4, "
      "labelangle=30];\n";
  for (int id = 0; id < program.node_count; ++id) {
    if (uses[static_cast<std::size_t>(id)] == 0 || is_index(program, id)) continue;
    text += dot_node<String>(program, id, note(id));
    text += dot_edges<String>(program, id);
  }
  for (int r = 0; r < program.root_count; ++r) {
    const String name = program.root_count == 1 ? "result" : "result " + std::to_string(r);
    text += "  r" + std::to_string(r) + " [label=\"" + name + "\", shape=plaintext];\n  n" +
            std::to_string(program.roots[r]) + " -> r" + std::to_string(r) + ";\n";
  }
  return text + "}\n";
}

template <class String>
String to_dot(const dag::view& program) {
  return to_dot<String>(program, [](int) { return String(); });
}

}  // namespace tapeless::detail::print
