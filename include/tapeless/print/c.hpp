// SPDX-License-Identifier: BSL-1.0
// Programs as a C function on doubles, with every shared value in a variable of its own: for code that must leave C++,
// or for a look at what is computed. Compiled without contractions it gives the bits of the formula.
#pragma once

#include <cstdint>
#include <stdexcept>

#include <tapeless/print/c_names.hpp>

namespace tapeless::inline v0_2::detail::print {

// A function that printed code calls: by the pattern of its rule, or by a name of its own.
template <class String>
struct c_callee {
  const dag::operation* op = nullptr;
  String name;
  bool declared = false;  // not by math.h
};

template <class String>
struct c_style {
  using string = String;
  static constexpr std::size_t longest_inline() { return 0; }
  static constexpr std::size_t shortest_named() { return 0; }

  const std::vector<String>* symbol_names;  // by symbol of the program
  const std::vector<c_callee<String>>* callees;

  const std::vector<String>& symbols(const dag::view&) const { return *symbol_names; }
  // A choice asks for its first operand once per option.
  static int times(const dag::operation& op, int k) {
    if (op.part == dag::role::choice && k == 0) return 2;
    const int times = op.style == dag::notation::infix ? 1 : times_in_pattern(op.c, k);
    return times > 0 ? times : 1;
  }

  static rendered<String> number(const dag::number& value) {
    // The quotient of integers that doubles hold is the nearest double; longer ones are written as that.
    constexpr dag::int128 whole_double = dag::int128{1} << 53;
    const bool divides = value.is_short() && !value.is_integer() && value.denominator() <= whole_double &&
                         value.numerator() <= whole_double && value.numerator() >= -whole_double;
    if (divides) return {"(" + whole(value.numerator()) + "/" + whole(value.denominator()) + ")"};
    String text = value.is_short() && value.is_integer() ? whole(value.numerator()) : decimal_text<String>(value);
    if (text.find("inf") != std::string::npos) text = value.negative() ? "-INFINITY" : "INFINITY";
    if (text.find("nan") != std::string::npos) text = "NAN";
    return {text, text[0] == '-' ? detail::sums : detail::atoms, false};
  }

  static String part_name(const String& prefix, std::size_t index, bool condition) {
    return (condition ? "c_" + prefix : prefix) + std::to_string(index);
  }

  rendered<String> apply(const dag::operation& op, const std::vector<rendered<String>>& operands) const {
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
    if (op.c[0] != '\0') return {filled(op.c, operands)};
    String name = op.name;
    for (const auto& one : *callees)
      if (one.op->same(op)) name = one.name;
    if (op.arity != variadic_arity) return {name + "(" + join(operands, ", ") + ")"};
    return {name + "(" + std::to_string(operands.size()) + ", (const double[]){" + join(operands, ", ") + "})"};
  }

  static constexpr int variadic_arity = -1;

 private:
  static String whole(dag::int128 value) { return integer_text<String>(value) + ".0"; }

  // Whether place #k of a pattern has brackets or commas around it.
  static bool is_enclosed(std::string_view pattern, std::size_t at) {
    const auto is_one_of = [](std::string_view list, char c) { return list.find(c) != std::string_view::npos; };
    std::size_t before = at;
    while (before > 0 && pattern[before - 1] == ' ') --before;
    const bool left = before > 0 && is_one_of("(,{?:", pattern[before - 1]);
    const bool right = at + 2 < pattern.size() && is_one_of("),}", pattern[at + 2]);
    return left && (right || pattern.substr(at + 2).starts_with(" ?") || pattern.substr(at + 2).starts_with(" :"));
  }
  // Whether a filled pattern is a name, a number, a call or in brackets.
  static bool is_closed(std::string_view pattern) {
    int depth = 0;
    for (std::size_t at = 0; at < pattern.size(); ++at) {
      const char c = pattern[at];
      if (c == ')') --depth;
      const bool plain = is_c_letter(c) || is_c_digit(c) || c == '.' || c == '(' || c == ')' || (c == '!' && at == 0);
      if (depth == 0 && (!plain || (c == ')' && at + 1 < pattern.size()))) return false;
      if (c == '(') ++depth;
    }
    return true;
  }
  static String filled(std::string_view pattern, std::vector<rendered<String>> operands) {
    for (std::size_t k = 0; k < operands.size(); ++k) {
      if (operands[k].precedence >= detail::atoms) continue;
      const char place[] = {'#', static_cast<char>('1' + k), '\0'};
      bool enclosed = true;
      for (std::size_t at = pattern.find(place); at != std::string_view::npos; at = pattern.find(place, at + 1))
        enclosed = enclosed && is_enclosed(pattern, at);
      if (!enclosed) operands[k].text = "(" + operands[k].text + ")";
    }
    const String text = fill(String(pattern).c_str(), operands);
    return is_closed(pattern) ? text : "(" + text + ")";
  }
};

// A parameter of a printed function: a symbol, by name and kind.
struct c_parameter {
  const char* name = "";
  dag::symbol_kind kind = dag::symbol_kind::real;
};

// What stands before the body: which functions are called, how they and the parameters are called, what has to be
// declared or defined for them.
template <class String>
class c_head {
 public:
  c_head(const dag::view& program, std::string_view function_name, const std::vector<c_parameter>& arguments) {
    if (!is_free_c_name<String>(function_name))
#if defined(__cpp_exceptions)
      throw std::invalid_argument(
          "tapeless: to_c needs a name for the function that is an identifier and no word of C or math.h: " +
          String(function_name));
#else
      __builtin_trap();
#endif
    names_.take(String(function_name));
    name_callees(program);
    name_symbols(program, arguments);
  }

  const std::vector<String>& symbols() const { return symbols_; }
  const std::vector<String>& parameters() const { return parameters_; }
  const std::vector<c_callee<String>>& callees() const { return callees_; }
  String give(std::string_view name) { return names_.give(name); }

  // Functions that C has not: those of the library that are short are defined, others declared.
  String text() const {
    String text = "#include <math.h>\n\n";
    std::vector<std::string_view> defined;
    for (const auto& one : callees_) {
      const std::string_view helper = one.op->c_helper;
      if (!helper.empty() && !contains(defined, helper)) {
        text += guarded(helper);
        defined.push_back(helper);
      }
    }
    bool any = false;
    for (const auto& one : callees_) {
      if (one.declared) text += declaration(one);
      any = any || one.declared;
    }
    return text + (any ? "\n" : "");
  }

 private:
  // Once in a file, however many printed functions stand in it.
  static String guarded(std::string_view helper) {
    const std::size_t end = helper.find('(');
    String macro;
    for (std::size_t at = helper.rfind(' ', end) + 1; at < end; ++at)
      macro += static_cast<char>(helper[at] >= 'a' && helper[at] <= 'z' ? helper[at] - 'a' + 'A' : helper[at]);
    return "#ifndef " + macro + "\n#define " + macro + "\n" + String(helper) + "#endif\n\n";
  }
  static String declaration(const c_callee<String>& one) {
    String text = String(one.op->result == dag::sort::condition ? "int " : "double ") + one.name + "(";
    if (one.op->arity == c_style<String>::variadic_arity) return text + "int, const double *);\n";
    for (int k = 0; k < one.op->arity; ++k)
      text += String(k > 0 ? ", " : "") + (one.op->takes_condition(k) ? "int" : "double");
    return text + ");\n";
  }
  void name_callees(const dag::view& program) {
    const auto uses = print::count_uses<int>(program);
    std::vector<const dag::operation*> own;
    for (int id = 0; id < program.node_count; ++id) {
      const dag::operation& op = *program.nodes[id].op;
      if (uses[static_cast<std::size_t>(id)] == 0 || is_known(op)) continue;
      const bool by_pattern = op.c[0] != '\0' || op.style != dag::notation::call || op.part == dag::role::choice ||
                              op.is_symbol() || op.is_number();
      const bool of_math_h = op.built_in && is_c_function(op.name);
      if (by_pattern) take_words(op.c);
      if (of_math_h) names_.take(op.name);
      callees_.push_back({&op, op.name, !by_pattern && !of_math_h});
    }
    for (auto& one : callees_)
      if (one.declared) one.name = names_.give(one.name);
  }
  bool is_known(const dag::operation& op) const {
    for (const auto& one : callees_)
      if (one.op->same(op)) return true;
    return false;
  }
  // The functions that a pattern calls.
  void take_words(std::string_view pattern) {
    String word;
    for (const char c : pattern) {
      if (is_c_letter(c) || (!word.empty() && is_c_digit(c))) {
        word += c;
        continue;
      }
      if (!word.empty() && !contains(names_.taken(), word)) names_.take(word);
      word.clear();
    }
  }
  // Parameters first, in order; of one that is given twice the last counts, as in a call.
  void name_symbols(const dag::view& program, const std::vector<c_parameter>& arguments) {
    symbols_.resize(static_cast<std::size_t>(program.symbol_count));
    for (const auto& argument : arguments) {
      parameters_.push_back(names_.give(argument.name));
      for (int s = 0; s < program.symbol_count; ++s)
        if (program.symbols[s].kind == argument.kind && dag::same_text(program.symbols[s].name, argument.name))
          symbols_[static_cast<std::size_t>(s)] = parameters_.back();
    }
  }

  c_names<String> names_;
  std::vector<c_callee<String>> callees_;
  std::vector<String> symbols_;
  std::vector<String> parameters_;
};

// The program as a C function. Its parameters are `arguments` in their order, also those that the program does not
// need; a single result is returned, several go to an array: slots says which root each is.
template <class String>
String to_c(const dag::view& program, std::string_view function_name, const std::vector<c_parameter>& arguments,
            const std::vector<int>& slots) {
  c_head<String> head(program, function_name, arguments);
  const bool single = slots.size() == 1;
  const String out = single ? String() : head.give("out");
  const auto parts = print_program(program, c_style<String>{&head.symbols(), &head.callees()});
  String text = head.text() + (single ? "double " : "void ") + String(function_name) + "(";
  for (const String& parameter : head.parameters())
    text += (&parameter == head.parameters().data() ? "double " : ", double ") + parameter;
  if (!single) text += String(arguments.empty() ? "" : ", ") + "double *" + out;
  if (arguments.empty() && single) text += "void";
  text += ") {\n";
  for (const auto& line : parts.named)
    text += String(line.condition ? "  const int " : "  const double ") + line.name + " = " + line.text + ";\n";
  for (std::size_t k = 0; k < slots.size(); ++k) {
    const int root = slots[k];
    const bool condition = program.nodes[program.roots[root]].op->result == dag::sort::condition;
    const String& value = parts.roots[static_cast<std::size_t>(root)].text;
    text += single ? "  return " : "  " + out + "[" + std::to_string(k) + "] = ";
    std::size_t earlier = 0;
    while (slots[earlier] != root) ++earlier;
    if (earlier < k)
      text += out + "[" + std::to_string(earlier) + "];\n";
    else
      text += (condition ? "(" + value + ") ? 1.0 : 0.0" : value) + ";\n";
  }
  return text + "}\n";
}

}  // namespace tapeless::detail::print
