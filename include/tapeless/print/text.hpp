// SPDX-License-Identifier: BSL-1.0
// Formulas as plain text, the way they are typed: -1/(p*ln(10)).
#pragma once

#include <tapeless/print/formula_printer.hpp>

namespace tapeless::detail::print {

template <class String>
struct text_style {
  using string = String;
  static constexpr std::size_t longest_inline() { return 120; }
  static constexpr std::size_t shortest_named() { return 8; }

  static rendered<String> symbol(const dag::symbol_entry& entry) { return {entry.name}; }
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
