// SPDX-License-Identifier: BSL-1.0
// Programs as circuits, in the language of Graphviz, as notes on back-propagation draw them: symbols by name on the
// left, circles that hold only the operation, values above the wires and adjoints below, the upstream gradient from the
// right. Over axes the wires carry shapes. What is longer than a page is cut into rows; a wire that is cut has a letter
// at both ends.
#pragma once

#include <tapeless/print/circuit_rows.hpp>

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
// The same where a label is a table.
template <class String>
String dot_cell(const String& text, const char* color) {
  String escaped;
  for (char c : text) escaped += c == '&' ? String("&amp;") : c == '<' ? "&lt;" : c == '>' ? "&gt;" : String(1, c);
  return "<FONT COLOR=\"" + String(color) + "\">" + (escaped.empty() ? String(" ") : escaped) + "</FONT>";
}

inline constexpr const char* value_color = "#188038";
inline constexpr const char* adjoint_color = "#c5221f";
inline constexpr const char* derivative_color = "#5f6368";

// What stands on the wire that leaves a value, and what enters the circuit.
template <class String>
struct wire_notes {
  String above;  // its value
  String below;  // its adjoint
};
// No notes: what a circuit of a formula without an explanation has.
template <class String>
struct no_notes {
  static constexpr bool on_wires = false;
  wire_notes<String> wire(int) const { return {}; }
  String local(int, int) const { return {}; }
  String name(int) const { return {}; }
  String upstream() const { return {}; }
};

// Draws one program. Notes: wire(id), local(id, k), the derivative of value id in its operand k, name(id), upstream().
template <class String, class Notes>
class circuit {
 public:
  circuit(const dag::view& program, const Notes& notes)
      : program_(program),
        notes_(notes),
        parts_(program),
        rows_(program, parts_, Notes::on_wires ? 7 : 10),
        prefix_(free_prefix<String>(program, "v")) {}

  String draw() {
    text_ =
        "digraph formula {\n  rankdir=LR;\n  nodesep=0.2;\n  ranksep=0.2;\n"
        "  node [fontname=\"Helvetica\", fontsize=11, shape=plaintext, margin=0.03, width=0, height=0.25];\n"
        "  edge [fontname=\"Helvetica\", fontsize=9, arrowsize=0.6, labelfontsize=8, labelfontcolor=\"#5f6368\"];\n";
    if (rows_.count() > 1) {  // what holds the rows in their order, one below the other
      text_ += "  { rank=same; edge [style=invis]; node [style=invis, label=\"\"]; ";
      for (int row = 0; row < rows_.count(); ++row) text_ += (row > 0 ? " -> a" : "a") + std::to_string(row);
      text_ += "; }\n";
    }
    for (int row = 0; row < rows_.count(); ++row) {
      for (int id = 0; id < program_.node_count; ++id)
        if (parts_.is_drawn(id) && !parts_.is_source(id) && rows_.of(id) == row) draw_operation(id, row);
      for (int r = 0; r < program_.root_count; ++r)
        if (rows_.of(program_.roots[r]) == row) draw_result(r, row);
    }
    return text_ + "}\n";
  }

 private:
  // The name of the end of a wire: where it leaves an operation, or again in a row in which it is used.
  String point(int id, int row) const {
    const bool at_home = !parts_.is_source(id) && rows_.of(id) == row;
    return "n" + std::to_string(id) + (at_home || rows_.count() == 1 ? String() : "r" + std::to_string(row));
  }
  String wire_end(int id, int row) const { return has_notes(id) ? "w" + point(id, row) + ":e" : point(id, row); }
  bool has_notes(int id) const { return Notes::on_wires && !notes_.wire(id).above.empty(); }

  void draw_wire(int id, int row) {
    if (!has_notes(id)) return;
    const wire_notes<String> notes = notes_.wire(id);
    const String node = "w" + point(id, row);
    text_ += "  " + node +
             " [label=<<TABLE BORDER=\"0\" CELLBORDER=\"0\" CELLSPACING=\"0\" CELLPADDING=\"1\"><TR><TD>" +
             dot_cell(notes.above, value_color) + "</TD></TR><HR/><TR><TD PORT=\"g\">" +
             dot_cell(notes.below, adjoint_color) + "</TD></TR></TABLE>>, margin=0" + "];\n  " + point(id, row) +
             " -> " + node + ":w [arrowhead=none];\n";
  }
  // A symbol, a number, or a wire that was cut, where it enters a row for the first time.
  void draw_entry(int id, int row) {
    const bool entered = contains(entries_, point(id, row));
    if (entered || (!parts_.is_source(id) && rows_.of(id) == row)) return;
    entries_.push_back(point(id, row));
    if (rows_.count() > 1 && row != held_)
      text_ += "  a" + std::to_string(row) + " -> " + point(id, row) + " [style=invis];\n";
    held_ = row;
    const String label = parts_.is_source(id) ? parts_.source_text(id) : cut_name(id);
    text_ += "  " + point(id, row) + " [label=\"" + dot_escaped<String>(label) + "\"" +
             (parts_.is_source(id) ? "" : ", fontcolor=\"#5f6368\"") + "];\n";
    draw_wire(id, row);
  }
  void draw_operation(int id, int row) {
    const String label = parts_.label(id);
    const std::size_t line = label.find("\\n");
    const std::size_t length = line == String::npos ? letters(label) : letters(label.substr(line + 2));
    text_ += "  n" + std::to_string(id) + " [label=\"" + dot_escaped_lines(label) + "\", shape=" +
             (length > 7             ? "ellipse"
              : length > 4           ? "circle, fixedsize=true, width=0.5, fontsize=9"
              : line == String::npos ? "circle, fixedsize=true, width=0.4"
                                     : "circle, fixedsize=true, width=0.5") +
             "];\n";
    draw_wire(id, row);
    int drawn = 0;
    parts_.each_operand(id, [&](int, int, int) { ++drawn; });
    int place = 0;
    parts_.each_operand(id, [&](int operand, int of, int k) {
      draw_entry(operand, row);
      ++place;
      String attributes;
      const String local = notes_.local(of, k);
      if (!local.empty())
        attributes = "label=\"" + dot_escaped<String>(local) + "\", fontcolor=\"" + derivative_color + "\"";
      else if (const String shape = parts_.shape(operand); !shape.empty())
        attributes = "label=\"" + shape + "\", fontcolor=\"" + value_color + "\"";
      // Operands that may not be exchanged carry their place.
      if (drawn > 1 && local.empty() && !program_.nodes[of].op->commutative)
        attributes += (attributes.empty() ? "" : ", ") + ("headlabel=\"" + std::to_string(place) + "\"");
      text_ += "  " + wire_end(operand, row) + " -> n" + std::to_string(id) +
               (attributes.empty() ? String() : " [" + attributes + "]") + ";\n";
    });
    if (rows_.leaves(id)) {  // the wire goes on in another row
      text_ += "  c" + std::to_string(id) + " [label=\"" + cut_name(id) + "\", fontcolor=\"#5f6368\"" + "];\n  " +
               wire_end(id, row) + " -> c" + std::to_string(id) + ";\n";
    }
  }
  void draw_result(int r, int row) {
    const int id = program_.roots[r];
    draw_entry(id, row);
    const String name = program_.root_count > 1 ? "result " + std::to_string(r) : "result";
    const String node = "r" + std::to_string(r);
    const String shape = parts_.shape(id);
    text_ += "  " + node + " [label=\"" + (Notes::on_wires ? String("L") : name) + "\"" + "];\n  " + wire_end(id, row) +
             " -> " + node +
             (shape.empty() ? String() : " [label=\"" + shape + "\", fontcolor=\"" + value_color + "\"]") + ";\n";
    const String upstream = notes_.upstream();
    if (upstream.empty() || !has_notes(id)) return;
    const String color = "color=\"" + String(adjoint_color) + "\"";
    text_ += "  g" + node + " [label=\"" + upstream + "\", font" + color + "];\n  w" + point(id, row) + ":g:e -> g" +
             node + " [dir=back, " + color + "];\n";
  }
  String cut_name(int id) {
    const String given = notes_.name(id);
    if (!given.empty()) return given;
    for (std::size_t k = 0; k < cuts_.size(); ++k)
      if (cuts_[k] == id) return prefix_ + std::to_string(k + 1);
    cuts_.push_back(id);
    return prefix_ + std::to_string(cuts_.size());
  }
  // Of a text in UTF-8.
  static std::size_t letters(const String& text) {
    std::size_t count = 0;
    for (const char c : text) count += (static_cast<unsigned char>(c) & 0xc0) != 0x80 ? 1 : 0;
    return count;
  }
  static String dot_escaped_lines(const String& label) {
    const std::size_t line = label.find("\\n");
    if (line == String::npos) return dot_escaped<String>(label);
    return dot_escaped<String>(label.substr(0, line)) + "\\n" + dot_escaped<String>(label.substr(line + 2));
  }

  const dag::view& program_;
  const Notes& notes_;
  circuit_parts<String> parts_;
  circuit_rows<String> rows_;
  String prefix_;  // of the names of wires that are cut
  String text_;
  std::vector<String> entries_;  // what has been drawn at the left of a row
  std::vector<int> cuts_;
  int held_ = -1;  // the row that an invisible wire holds
};

// `notes`: as the circuit above asks for them.
template <class String, class Notes>
String to_dot(const dag::view& program, const Notes& notes) {
  return circuit<String, Notes>(program, notes).draw();
}

template <class String>
String to_dot(const dag::view& program) {
  return to_dot<String>(program, no_notes<String>{});
}

}  // namespace tapeless::detail::print
