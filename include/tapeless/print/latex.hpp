// SPDX-License-Identifier: BSL-1.0
// Formulas as LaTeX, for math mode: fractions as fractions, s1 as s_{1}, lambda as the letter.
#pragma once

#include <array>
#include <utility>

#include <tapeless/print/formula_printer.hpp>
#include <tapeless/print/latex_lines.hpp>

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

// A part of a name: a Greek letter by its name, one letter or digits as they are, longer words upright.
template <class String>
String latex_word(std::string_view word) {
  static constexpr std::array<std::string_view, 34> greek{
      "alpha", "beta",  "gamma",  "delta", "epsilon", "zeta",  "eta",     "theta", "iota", "kappa", "lambda", "mu",
      "nu",    "xi",    "pi",     "rho",   "sigma",   "tau",   "upsilon", "phi",   "chi",  "psi",   "omega",  "Gamma",
      "Delta", "Theta", "Lambda", "Xi",    "Pi",      "Sigma", "Upsilon", "Phi",   "Psi",  "Omega"};
  if (contains(greek, word)) return String("\\").append(word);
  if (word.size() == 1 && word != "_") return String(word);
  for (char c : word)
    if (c < '0' || c > '9') return upright<String>(word);
  return String(word);
}

// A name as LaTeX writes it: what stands behind an underscore, and trailing digits, as indices: W1_old is
// W_{1,\mathrm{old}}.
template <class String>
String latex_name(std::string_view name) {
  std::string_view base = name, rest;
  if (const std::size_t line = name.find('_'); line != std::string_view::npos) {
    base = name.substr(0, line);
    rest = name.substr(line + 1);
    if (base.empty() || rest.empty() || rest.back() == '_' || rest.find("__") != std::string_view::npos ||
        rest.front() == '_')
      return upright<String>(name);  // _x and x_ are no indices
  }
  std::size_t digits = base.size();
  while (digits > 1 && base[digits - 1] >= '0' && base[digits - 1] <= '9') --digits;
  String index(base.substr(digits));
  while (!rest.empty()) {
    const std::size_t line = rest.find('_');
    if (!index.empty()) index += ',';
    index += latex_word<String>(rest.substr(0, line));
    rest = line == std::string_view::npos ? std::string_view() : rest.substr(line + 1);
  }
  const String text = latex_word<String>(base.substr(0, digits));
  return index.empty() ? text : text + "_{" + index + "}";
}

template <class String>
struct latex_style {
  using string = String;
  static constexpr std::size_t longest_inline() { return 300; }
  static constexpr std::size_t shortest_named() { return 10; }
  // Whether a formula fits on the lines into which it can be broken, and how wide it is in one.
  static bool fits(const String& text) {
    constexpr double line = latex_line - 7;
    return latex_width<String>(text) <= line || widest_line<String>(in_lines<String>(text, line)) <= line;
  }
  static std::size_t width(const String& text) { return static_cast<std::size_t>(latex_width<String>(text)); }

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

// A matrix among the results of a program: which root stands at each place, by rows.
template <class String>
struct latex_matrix {
  typename String::size_type rows, columns;
  std::vector<int> roots;
};
// Its columns from `first` on, up to `end`, in brackets. The matrices of amsmath have ten columns at most.
template <class String>
String in_brackets(const std::vector<rendered<String>>& roots, const latex_matrix<String>& matrix, std::size_t first,
                   std::size_t end) {
  if (matrix.roots.size() == 1) return roots[static_cast<std::size_t>(matrix.roots[0])].text;
  const bool many = end - first > 10;
  String text = many ? "\\left(\\begin{array}{*{" + std::to_string(end - first) + "}{c}}" : "\\begin{pmatrix}";
  for (std::size_t row = 0; row < matrix.rows; ++row)
    for (std::size_t column = first; column < end; ++column)
      text += (column > first ? " & "
               : row > 0      ? " \\\\ "
                              : "") +
              roots[static_cast<std::size_t>(matrix.roots[row * matrix.columns + column])].text;
  return text + (many ? "\\end{array}\\right)" : "\\end{pmatrix}");
}
// How wide each of its columns is, the space between two of them included.
template <class String>
std::vector<double> column_widths(const std::vector<rendered<String>>& roots, const latex_matrix<String>& matrix) {
  std::vector<double> widths(matrix.columns, 0.0);
  for (std::size_t k = 0; k < matrix.roots.size(); ++k) {
    double& own = widths[k % matrix.columns];
    const double width = 2 + latex_width<String>(roots[static_cast<std::size_t>(matrix.roots[k])].text);
    if (own < width) own = width;
  }
  return widths;
}
// Gives names to entries, the widest first, until the matrix fits on a line or none of them is long.
template <class String>
void name_entries(printed<String>& parts, const latex_matrix<String>& matrix) {
  constexpr double longest_name = 5;
  while (matrix.roots.size() > 1) {
    double total = 2;
    for (const double width : column_widths(parts.roots, matrix)) total += width;
    if (total <= latex_line) return;
    rendered<String>* widest = nullptr;
    for (const int root : matrix.roots) {
      rendered<String>& entry = parts.roots[static_cast<std::size_t>(root)];
      if (widest == nullptr || latex_width<String>(entry.text) > latex_width<String>(widest->text)) widest = &entry;
    }
    if (latex_width<String>(widest->text) <= longest_name) return;
    const String text = widest->text;
    const String name = latex_style<String>::part_name(parts.prefix, parts.named.size() + 1, false);
    parts.named.push_back({name, text});
    for (const int root : matrix.roots)
      if (parts.roots[static_cast<std::size_t>(root)].text == text)
        parts.roots[static_cast<std::size_t>(root)] = {name};
  }
}
// The matrix, or as many columns at a time as fit on a line.
template <class String>
String matrix_in_lines(const std::vector<rendered<String>>& roots, const latex_matrix<String>& matrix) {
  const std::vector<double> widths = column_widths(roots, matrix);
  String text;
  for (std::size_t first = 0, end = 0; first < matrix.columns; first = end) {
    double used = 2;
    while (end < matrix.columns && (end == first || used + widths[end] <= latex_line - (first > 0 ? 12 : 0)))
      used += widths[end++];
    if (first > 0) text += next_line;
    if (first > 0 || end < matrix.columns)
      text += "\\text{columns }" + std::to_string(first + 1) + "\\text{ to }" + std::to_string(end) + "\\text{: }";
    text += in_brackets(roots, matrix, first, end);
  }
  return text;
}

// The formula in lines that fit a page; with named parts an aligned block that defines them first. Results that are
// matrices stand as such, their wide entries by name, others in a row, or below each other where that is too long.
template <class String>
String to_latex(const dag::view& program, const std::vector<latex_matrix<String>>& matrices = {}) {
  auto parts = print_program(program, latex_style<String>{});
  String last;
  if (parts.roots.size() == 1) {
    last = in_lines<String>(parts.roots[0].text);
  } else if (matrices.empty()) {
    last = "\\left(" + join(parts.roots, ",\\; ") + "\\right)";
    if (latex_width<String>(last) > latex_line) {
      latex_matrix<String> column{parts.roots.size(), 1, {}};
      for (std::size_t k = 0; k < parts.roots.size(); ++k) column.roots.push_back(static_cast<int>(k));
      name_entries(parts, column);
      last = matrix_in_lines(parts.roots, column);
    }
  } else {
    for (const auto& one : matrices) name_entries(parts, one);
    double total = 0;
    std::vector<String> texts;
    for (const auto& one : matrices) {
      texts.push_back(one.roots.size() == 1 ? in_lines<String>(parts.roots[static_cast<std::size_t>(one.roots[0])].text)
                                            : matrix_in_lines(parts.roots, one));
      for (const double width : column_widths(parts.roots, one)) total += width;
    }
    const bool together = total + 2 * static_cast<double>(matrices.size()) <= latex_line;
    for (const String& text : texts) last += (last.empty() ? "" : together ? ",\\; " : ", \\\\\n& ") + text;
    if (matrices.size() > 1 && together) last = "\\left(" + last + "\\right)";
  }
  if (parts.named.empty() && last.find(" \\\\\n&") == String::npos) return last;
  String text = "\\begin{aligned}\n";
  for (const auto& line : parts.named)
    text += line.name + " &= " + in_lines<String>(line.text, latex_line - 5) + " \\\\\n";
  return text + "& " + last + "\n\\end{aligned}";
}

// The same as lines of an align* environment, which pages may break: shared parts, then every result with its name.
template <class String>
String to_latex_equations(const dag::view& program, const std::vector<String>& names) {
  const auto parts = print_program(program, latex_style<String>{});
  String text = "\\begin{align*}\n";
  for (const auto& line : parts.named)
    text += line.name + " &= " + in_lines<String>(line.text, latex_line - 5) + " \\\\\n";
  for (std::size_t r = 0; r < parts.roots.size(); ++r)
    text += names[r] + " &= " + in_lines<String>(parts.roots[r].text, latex_line - 5) +
            (r + 1 < parts.roots.size() ? " \\\\\n" : "\n");
  return text + "\\end{align*}\n";
}

}  // namespace tapeless::detail::print
