// SPDX-License-Identifier: BSL-1.0
// Formulas as plain text, the way they are typed: -1/(p*ln(10)).
#pragma once

#include <utility>

#include <tapeless/print/formula_printer.hpp>

namespace tapeless::inline v0_2::detail::print {

template <class String>
struct text_style {
  using string = String;
  static constexpr std::size_t longest_inline() { return 120; }
  static constexpr std::size_t shortest_named() { return 8; }

  static constexpr int times(const dag::operation& op, int k) {
    return op.part == dag::role::guard && k < 2 ? 0 : 1;  // printed as its regular form
  }

  // A symbol that is called like a constant of the formula, or like a symbol of another kind, gets a prime.
  static String symbol(const dag::symbol_entry& entry) { return entry.name; }
  static String other_symbol(const dag::symbol_entry& entry, int attempt) {
    return symbol(entry) + String(static_cast<std::size_t>(attempt), '\'');
  }
  std::vector<String> symbols(const dag::view& program) const {
    std::vector<String> words;
    for (int id = 0; id < program.node_count; ++id) {
      const dag::operation& op = *program.nodes[id].op;
      if (op.part == dag::role::named) words.emplace_back(op.text[0] != '\0' ? op.text : op.name);
      if (op.part == dag::role::number) words.push_back(number_text<String>(program.value(program.nodes[id])));
    }
    return symbol_texts(program, *this, std::move(words));
  }
  static rendered<String> number(const dag::number& value) {
    return {number_text<String>(value), detail::precedence_of(value), value.negative()};
  }
  static String part_name(const String& prefix, std::size_t index, bool) {
    return prefix + String(std::to_string(index));
  }

  static rendered<String> apply(const dag::operation& op, const std::vector<rendered<String>>& operands) {
    if (op.part == dag::role::guard) return operands[2];
    detail::operand_text shapes[2]{};
    for (std::size_t k = 0; k < operands.size() && k < 2; ++k)
      shapes[k] = {operands[k].precedence, operands[k].negative_number};
    const detail::layout pieces = detail::lay_out(op, shapes, false);
    rendered<String> result{"", detail::precedence_of(op), false};
    for (int k = 0; k < pieces.count; ++k) {
      const detail::piece& part = pieces.pieces[k];
      if (part.is_text)
        result.text += part.text;
      else if (part.operand < 0)
        result.text += join(operands, ", ", part.operand == detail::all_but_first ? 1 : 0);
      else if (part.parentheses)
        result.text += "(" + operands[static_cast<std::size_t>(part.operand)].text + ")";
      else
        result.text += operands[static_cast<std::size_t>(part.operand)].text;
    }
    return result;
  }
};

// One line per named part, then the formula; several roots in parentheses.
template <class String>
String to_text(const dag::view& program) {
  const auto parts = print_program(program, text_style<String>{});
  String text;
  for (const auto& line : parts.named) text += line.name + " = " + line.text + "\n";
  if (parts.roots.size() == 1) return text + parts.roots[0].text;
  return text + "(" + join(parts.roots, ", ") + ")";
}

}  // namespace tapeless::detail::print
