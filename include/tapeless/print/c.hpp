// SPDX-License-Identifier: BSL-1.0
// Programs as a C function on doubles, with every shared value in a variable of its own: for code that must leave C++,
// or for a look at what is computed.
#pragma once

#include <array>

#include <tapeless/print/formula_printer.hpp>

namespace tapeless::detail::print {

// A symbol's name as a C identifier that is no word of the language and no function.
template <class String>
String c_name(std::string_view name) {
  static constexpr std::array<std::string_view, 67> taken{
      "acos",   "acosh",   "asin",     "asinh",    "atan",   "atan2",    "atanh",  "cbrt",   "ceil",     "copysign",
      "cos",    "cosh",    "erf",      "erfc",     "exp",    "exp2",     "expm1",  "fabs",   "floor",    "fma",
      "fmod",   "hypot",   "lgamma",   "log",      "log10",  "log1p",    "log2",   "pow",    "sin",      "sinh",
      "sqrt",   "tan",     "tanh",     "auto",     "break",  "case",     "char",   "const",  "continue", "default",
      "do",     "double",  "else",     "enum",     "extern", "float",    "for",    "goto",   "if",       "inline",
      "int",    "long",    "register", "restrict", "return", "short",    "signed", "sizeof", "static",   "struct",
      "switch", "typedef", "union",    "unsigned", "void",   "volatile", "while"};
  String text;
  for (char c : name) {
    const bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' ||
                       static_cast<unsigned char>(c) >= 0x80;
    text += plain ? c : '_';
  }
  if (contains(taken, text)) text += '_';
  return text;
}

template <class String>
struct c_style {
  using string = String;
  static constexpr std::size_t longest_inline() { return 0; }
  static constexpr std::size_t shortest_named() { return 0; }

  static rendered<String> symbol(const dag::symbol_entry& entry) { return {c_name<String>(entry.name)}; }

  static rendered<String> number(const dag::number& value) {
    // The quotient of integers that doubles hold is the nearest double; longer ones are written as that.
    constexpr dag::int128 whole_double = dag::int128{1} << 53;
    const bool divides = value.is_short() && !value.is_integer() && value.denominator() <= whole_double &&
                         value.numerator() <= whole_double && value.numerator() >= -whole_double;
    if (divides) return {"(" + whole(value.numerator()) + "/" + whole(value.denominator()) + ")"};
    String text = value.is_short() && value.is_integer() ? whole(value.numerator()) : decimal_text<String>(value);
    if (text.find("inf") != std::string::npos) text = value.negative() ? "-INFINITY" : "INFINITY";
    if (text.find("nan") != std::string::npos) text = "NAN";
    return {text, value.negative() ? detail::sums : detail::atoms, false};
  }

  static String part_name(const String& prefix, std::size_t index, bool condition) {
    return (condition ? "c_" + prefix : prefix) + std::to_string(index);
  }

  static rendered<String> apply(const dag::operation& op, const std::vector<rendered<String>>& operands) {
    const auto wrapped = [&](std::size_t k, bool parentheses) {
      return parentheses ? "(" + operands[k].text + ")" : operands[k].text;
    };
    if (op.part == dag::role::choice) {
      String text = "(";
      for (std::size_t k = 1; k < operands.size(); ++k)
        text += wrapped(0, operands[0].precedence < detail::atoms) + " == " + std::to_string(k) + " ? " +
                operands[k].text + " : ";
      return {text + "NAN)"};
    }
    if (op.style == dag::notation::prefix)
      return {"-" + wrapped(0, operands[0].precedence < detail::atoms), detail::sums};
    if (op.style == dag::notation::infix)
      return {wrapped(0, operands[0].precedence < (op.precedence == 1 ? detail::atoms : op.precedence)) + op.sign +
                  wrapped(1, operands[1].precedence <= op.precedence),
              op.precedence};
    if (op.c[0] != '\0') return {fill(op.c, operands)};
    return {String(op.name) + "(" + join(operands, ", ") + ")"};
  }

 private:
  static String whole(dag::int128 value) { return integer_text<String>(value) + ".0"; }
};

// The program as a C function. Its parameters are the symbols in `arguments` order; a single result is returned,
// several go to an array.
template <class String>
String to_c(const dag::view& program, std::string_view function_name, const std::vector<String>& arguments) {
  const auto parts = print_program(program, c_style<String>{});
  const bool single = parts.roots.size() == 1;
  String text = "#include <math.h>\n\n";
  text += (single ? "double " : "void ") + String(function_name) + "(";
  for (std::size_t k = 0; k < arguments.size(); ++k)
    text += (k > 0 ? ", double " : "double ") + c_name<String>(arguments[k]);
  String out = "out";
  while (contains(arguments, out)) out += '_';
  if (!single) text += String(arguments.empty() ? "" : ", ") + "double *" + out;
  if (arguments.empty() && single) text += "void";
  text += ") {\n";
  for (const auto& line : parts.named)
    text += String(line.name.starts_with("c_") ? "  const int " : "  const double ") + line.name + " = " + line.text +
            ";\n";
  if (single) {
    text += "  return " + parts.roots[0].text + ";\n";
  } else {
    for (std::size_t r = 0; r < parts.roots.size(); ++r)
      text += "  " + out + "[" + std::to_string(r) + "] = " + parts.roots[r].text + ";\n";
  }
  return text + "}\n";
}

}  // namespace tapeless::detail::print
