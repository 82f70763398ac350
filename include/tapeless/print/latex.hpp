// SPDX-License-Identifier: BSL-1.0
// Formulas as LaTeX, for math mode: fractions as fractions, s1 as s_{1}, lambda as the letter.
#pragma once

#include <array>
#include <utility>

#include <tapeless/print/formula_printer.hpp>

namespace tapeless::inline v0_2::detail::print {

template <class String>
String latex_letters(std::string_view name) {
  String text;
  for (char c : name) text += c == '_' ? String("\\_") : String(1, c);
  return text;
}
template <class String>
String upright(std::string_view name) {
  return "\\mathrm{" + latex_letters<String>(name) + "}";
}

// A name as LaTeX writes it: Greek letters by name, trailing digits as index, longer names upright.
template <class String>
String latex_name(std::string_view name) {
  static constexpr std::array<std::string_view, 34> greek{
      "alpha", "beta",  "gamma",  "delta", "epsilon", "zeta",  "eta",     "theta", "iota", "kappa", "lambda", "mu",
      "nu",    "xi",    "pi",     "rho",   "sigma",   "tau",   "upsilon", "phi",   "chi",  "psi",   "omega",  "Gamma",
      "Delta", "Theta", "Lambda", "Xi",    "Pi",      "Sigma", "Upsilon", "Phi",   "Psi",  "Omega"};
  String index;
  const std::size_t underscore = name.find('_');
  if (underscore != std::string_view::npos && underscore > 0 && underscore + 1 < name.size()) {
    index = name.substr(underscore + 1);
    name = name.substr(0, underscore);
  } else {
    std::size_t digits = name.size();
    while (digits > 1 && name[digits - 1] >= '0' && name[digits - 1] <= '9') --digits;
    index = name.substr(digits);
    name = name.substr(0, digits);
  }
  String text;
  if (contains(greek, name))
    text = "\\" + String(name);
  else if (name.size() == 1 && name != "_")
    text = name;
  else
    text = upright<String>(name);
  return index.empty() ? text : text + "_{" + latex_letters<String>(index) + "}";
}

template <class String>
struct latex_style {
  using string = String;
  static constexpr std::size_t longest_inline() { return 300; }
  static constexpr std::size_t shortest_named() { return 8; }

  static int times(const dag::operation& op, int k) {
    if (op.part == dag::role::guard) return k < 2 ? 0 : 1;  // printed as its regular form
    const int times = op.style == dag::notation::call ? times_in_pattern(op.latex, k) : 1;
    return times > 0 ? times : 1;
  }

  static String symbol(const dag::symbol_entry& entry) {
    const std::string_view name = entry.name;
    if (entry.kind == dag::symbol_kind::seed && name.starts_with("g-"))
      return "g_{" + latex_name<String>(name.substr(2)) + "}";
    return latex_name<String>(name);
  }
  // x_1 beside x1, e beside the base of exponentials: upright letter by letter, and with primes.
  static String other_symbol(const dag::symbol_entry& entry, int attempt) {
    return upright<String>(entry.name) + String(static_cast<std::size_t>(attempt - 1), '\'');
  }
  std::vector<String> symbols(const dag::view& program) const {
    std::vector<String> words;
    for (int id = 0; id < program.node_count; ++id) {
      const std::string_view pattern = program.nodes[id].op->latex;
      for (const std::string_view word : {"e", "\\pi"})
        if (contains_word(pattern, word) && !contains(words, word)) words.emplace_back(word);
    }
    return symbol_texts(program, *this, std::move(words));
  }

  static rendered<String> number(const dag::number& value) {
    if (value.is_short() && !value.is_integer()) {
      const dag::int128 size = value.negative() ? -value.numerator() : value.numerator();
      return {String(value.negative() ? "-" : "") + "\\frac{" + integer_text<String>(size) + "}{" +
                  integer_text<String>(value.denominator()) + "}",
              value.negative() ? detail::sums : detail::products, value.negative()};
    }
    String text = number_text<String>(value);
    int precedence = detail::precedence_of(value);
    if (const std::size_t e = text.find('e'); e != std::string::npos) {
      text = text.substr(0, e) + "\\cdot 10^{" + text.substr(text[e + 1] == '+' ? e + 2 : e + 1) + "}";
      if (!value.negative()) precedence = detail::products;
    }
    return {text, precedence, value.negative()};
  }

  static String part_name(const String& prefix, std::size_t index, bool) {
    return latex_name<String>(prefix + std::to_string(index));
  }

  static rendered<String> apply(const dag::operation& op, const std::vector<rendered<String>>& operands) {
    switch (op.part) {
      case dag::role::guard:
        return operands[2];
      case dag::role::quotient:
        if (operands[0].negative_number)
          return {"-\\frac{" + operands[0].text.substr(1) + "}{" + operands[1].text + "}", detail::sums};
        return {"\\frac{" + operands[0].text + "}{" + operands[1].text + "}", detail::products};
      case dag::role::product: {
        const String left =
            wrapped(operands[0], operands[0].precedence < detail::products && !operands[0].negative_number);
        const String right = wrapped(operands[1], operands[1].precedence < detail::products);
        const bool digits = right[0] >= '0' && right[0] <= '9';
        return {left + (digits ? " \\cdot " : "\\,") + right, detail::products};
      }
      case dag::role::power:
        return {"{" + wrapped(operands[0], operands[0].precedence < detail::atoms) + "}^{" + operands[1].text + "}",
                detail::powers};
      case dag::role::access:
        return {operands[0].text + "_{" + join(operands, ",", 1) + "}"};
      case dag::role::reduction:
        if (op.combines == dag::combination::add)  // a sum binds what is multiplied, not what is added
          return {
              fill<String>("\\sum_{#1} ", operands) + wrapped(operands[1], operands[1].precedence < detail::products),
              detail::products};
        return called(op, operands);
      default:
        break;
    }
    if (op.style == dag::notation::prefix)
      return {"-" + wrapped(operands[0], operands[0].precedence < detail::products), detail::sums};
    if (op.style == dag::notation::infix) {
      // Without them the reader would have to know how "and" binds against "or".
      const bool logical = op.precedence == 1 && operands[0].precedence == 1;
      const String left = wrapped(operands[0], operands[0].precedence < op.precedence || logical);
      const String right = wrapped(operands[1], operands[1].precedence <= op.precedence);
      return {left + sign(op) + right, op.precedence};
    }
    return called(op, operands);
  }

 private:
  // The base of exponentials as a pattern writes it, e^{..} or e alone, and no letter of \\sqrt or \\ln\\left.
  static bool contains_word(std::string_view pattern, std::string_view word) {
    for (std::size_t at = pattern.find(word); at != std::string_view::npos; at = pattern.find(word, at + 1)) {
      const auto letter = [&](std::size_t k) {
        return k < pattern.size() && ((pattern[k] >= 'a' && pattern[k] <= 'z') || pattern[k] == '\\');
      };
      if (!letter(at + word.size()) && (at == 0 || !letter(at - 1))) return true;
    }
    return false;
  }
  static String wrapped(const rendered<String>& operand, bool parentheses) {
    return parentheses ? "\\left(" + operand.text + "\\right)" : operand.text;
  }
  // A function: an integer power, by the pattern of its rule, or by its name.
  static rendered<String> called(const dag::operation& op, const std::vector<rendered<String>>& operands) {
    if (!op.exponent.is(0) && op.exponent.is_integer())
      return {"{" + wrapped(operands[0], operands[0].precedence < detail::atoms) + "}^{" +
                  integer_text<String>(op.exponent.numerator()) + "}",
              detail::powers};
    if (op.latex[0] != '\0') {
      std::vector<rendered<String>> enclosed = operands;
      for (std::size_t k = 0; k < operands.size(); ++k)
        if (operands[k].precedence < needed_precedence(op.latex, k)) enclosed[k].text = wrapped(operands[k], true);
      return {fill(op.latex, enclosed), pattern_precedence(op.latex)};
    }
    return {"\\operatorname{" + latex_letters<String>(op.name) + "}\\left(" + join(operands, ", ") + "\\right)"};
  }
  // What a pattern asks of operand k: a base is raised to a power, a factor multiplied, the rest is in brackets.
  static int needed_precedence(std::string_view pattern, std::size_t k) {
    int needed = 0;
    const char place[] = {'#', static_cast<char>('1' + k), '\0'};
    for (std::size_t at = pattern.find(place); at != std::string_view::npos; at = pattern.find(place, at + 1)) {
      const std::string_view before = pattern.substr(0, at);
      const std::string_view after = pattern.substr(at + 2);
      if (after.starts_with("}^"))
        needed = detail::atoms;
      else if (before.ends_with("\\,") || after.starts_with("\\,") || before.ends_with("+") || before.ends_with("+ ") ||
               before.ends_with("- "))
        needed = needed < detail::products ? detail::products : needed;
    }
    return needed;
  }
  // How a filled pattern behaves in a larger one, by its signs outside of all brackets.
  static int pattern_precedence(std::string_view pattern) {
    int depth = 0;
    int result = pattern.starts_with("\\frac") ? detail::products : detail::atoms;
    const auto at_most = [&](int precedence) { result = precedence < result ? precedence : result; };
    for (std::size_t at = 0; at < pattern.size(); ++at) {
      const char c = pattern[at];
      if (c == '{' || c == '(') ++depth;
      if (c == '}' || c == ')') --depth;
      if (depth > 0) continue;
      if (c == '+') at_most(detail::sums);
      if (c == '^') at_most(detail::powers);
      if (pattern.substr(at).starts_with("\\,")) at_most(detail::products);
    }
    return result;
  }
  static String sign(const dag::operation& op) {
    const std::string_view plain = op.sign;
    if (plain == " <= ") return " \\le ";
    if (plain == " >= ") return " \\ge ";
    if (plain == " == ") return " = ";
    if (plain == " != ") return " \\ne ";
    if (plain == " && ") return " \\land ";
    if (plain == " || ") return " \\lor ";
    return String(plain);
  }
};

// The formula; with named parts an aligned block that defines them first.
template <class String>
String to_latex(const dag::view& program) {
  const auto parts = print_program(program, latex_style<String>{});
  const String roots =
      parts.roots.size() == 1 ? parts.roots[0].text : "\\left(" + join(parts.roots, ",\\; ") + "\\right)";
  if (parts.named.empty()) return roots;
  String text = "\\begin{aligned}\n";
  for (const auto& line : parts.named) text += line.name + " &= " + line.text + " \\\\\n";
  return text + "& " + roots + "\n\\end{aligned}";
}

}  // namespace tapeless::detail::print
