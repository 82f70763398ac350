// SPDX-License-Identifier: BSL-1.0
// The table of the notes on back-propagation: every node Q of a formula with its operation, its local derivatives and
// its adjoint g-Q, in terms of the nodes it touches; with numbers when the symbols are bound.
//
// It is made at run time, when it is asked for: passes and printers are ordinary functions and run there as well.
#pragma once

#include <vector>

#include <tapeless/api/print.hpp>

namespace tapeless::inline v0_2 {

// A text in both notations.
template <class String>
struct basic_notation {
  String plain;  // as to_string writes it
  String latex;  // as to_latex writes it
};

// One node of an explained formula.
template <class String>
struct basic_explained_node {
  // The derivative of a node with respect to one of its operands.
  struct local_derivative {
    basic_notation<String> operand;  // its name
    basic_notation<String> value;    // the derivative of the node with respect to it
    double number = 0;               // the same, when bound
  };
  basic_notation<String> name;     // of a symbol, or v1, v2, ...
  basic_notation<String> formula;  // in terms of the names of its operands; empty for a symbol
  // One for each operand through which the derivative passes, in order.
  std::vector<local_derivative> partials;
  basic_notation<String> adjoint;  // the sum of what its consumers pass back; empty where no derivative arrives
  double value = 0;                // of the node, when bound
  double adjoint_value = 0;        // when bound, for g-L = 1
};

// An explained formula: its nodes, operands first, and its circuit in Graphviz' language.
template <class String>
struct basic_explanation {
  std::vector<basic_explained_node<String>> nodes;  // operands before what uses them
  String circuit;                                   // in the language of Graphviz
  bool bound = false;                               // whether the nodes have numbers
};

// An explained formula in std::string, as explain(f) returns it.
using explanation = basic_explanation<std::string>;

namespace detail {

// A program that is made at run time. For: what depends on a template parameter, so that the header compiles no rule.
template <int Most, class For>
struct scratch_program {
  static constexpr dag::sizes capacity{Most, 4 * Most, Most, 256, 1};
  struct tables {
    dag::program<capacity> program{};
    std::array<int, 2 * static_cast<std::size_t>(Most)> buckets{};
  };
  std::vector<tables> storage = std::vector<tables>(1);
  dag::builder builder{storage[0].program, storage[0].buckets, rules::arithmetic<scratch_program>, dag::mode::reduced};

  // One value of the program, ready to be printed.
  static dag::view look_at(const dag::builder& program, const int& id) {
    dag::view look = program.look();
    look.roots = &id;
    look.root_count = 1;
    return look;
  }
};

template <class String>
struct long_text_style : detail::print::text_style<String> {
  static constexpr std::size_t longest_inline() { return std::size_t{1} << 30; }
};
template <class String>
struct long_latex_style : detail::print::latex_style<String> {
  static constexpr std::size_t longest_inline() { return std::size_t{1} << 30; }
};

template <class String>
basic_notation<String> notation_of(const dag::view& value) {
  return {detail::print::print_program(value, long_text_style<String>{}).roots[0].text,
          detail::print::print_program(value, long_latex_style<String>{}).roots[0].text};
}

// Builds the explanation of a program with one root.
template <class String>
class explainer {
 public:
  explicit explainer(const dag::view& program)
      : program_(program),
        rows_(count()),
        shown_(count(), true),
        reached_(count(), false),
        partial_numbers_(at(program.edge_count), 0.0) {
    seed_names_.reserve(count());
    const String prefix = detail::print::free_prefix<String>(program, "v");
    int next = 0;
    for (int id = 0; id < program_.node_count; ++id) {
      const dag::node& node = program_.nodes[id];
      shown_[at(id)] = node.op->part == dag::role::symbol || node.count > 0;
      const String name = node.op->part == dag::role::symbol ? String(program_.symbol(node).name)
                                                             : prefix + std::to_string(node.count > 0 ? ++next : 0);
      rows_[at(id)].name = {name, detail::print::latex_name<String>(name)};
    }
  }

  // `bound`: a value for each symbol in the order of the program's table, or nothing.
  basic_explanation<String> explain(const std::vector<double>& bound) {
    find_adjoints(bound);
    for (int id = program_.node_count - 1; id >= 0; --id) describe(id);
    basic_explanation<String> result;
    result.bound = !bound.empty();
    result.circuit = detail::print::to_dot<String>(program_, circuit_notes{*this, result.bound});
    for (std::size_t k = 0; k < count(); ++k)
      if (shown_[k]) result.nodes.push_back(std::move(rows_[k]));
    return result;
  }

 private:
  static std::size_t at(int id) { return static_cast<std::size_t>(id); }
  std::size_t count() const { return at(program_.node_count); }

  // Which nodes have an adjoint, and all numbers.
  void find_adjoints(const std::vector<double>& bound) {
    scratch_program<1 << 14, String> work;
    work.builder.set_mode(dag::mode::as_written);
    std::vector<int> ids(count());
    std::vector<int> symbols;
    for (int id = 0; id < program_.node_count; ++id) {
      const dag::node& node = program_.nodes[id];
      ids[at(id)] = detail::pass::copy_node(work.builder, program_, node, ids.data());
      if (node.op->part == dag::role::symbol && program_.symbol(node).kind == dag::symbol_kind::real)
        symbols.push_back(ids[at(id)]);
    }
    work.builder.set_mode(dag::mode::reduced);
    const int root = ids[at(program_.roots[0])];
    const detail::pass::dependence depends(work.builder, root, symbols.data(), static_cast<int>(symbols.size()));
    std::vector<int> adjoints(at(root) + 1, -1);
    adjoints[at(root)] = work.builder.make_number(1);
    detail::pass::propagate(work.builder, root, depends, adjoints.data());
    std::vector<int> places(count(), -1);
    for (int id = 0; id < program_.node_count; ++id) {
      const int copy = ids[at(id)];
      reached_[at(id)] = copy <= root && depends[copy] && adjoints[at(copy)] >= 0;
      if (reached_[at(id)]) places[at(id)] = adjoints[at(copy)];
    }
    if (bound.empty()) return;
    const std::vector<int> partials = local_derivatives(work.builder, ids);
    std::vector<double> numbers = bound;
    std::vector<run::array_place<double>> places_of_numbers(bound.size());
    for (std::size_t k = 0; k < bound.size(); ++k) places_of_numbers[k].data = &numbers[k];
    const run::reference<double> values(work.builder.look(), nullptr, places_of_numbers.data());
    for (std::size_t k = 0; k < count(); ++k) {
      rows_[k].value = values.number(ids[k]);
      if (reached_[k]) rows_[k].adjoint_value = values.number(places[k]);
    }
    for (std::size_t k = 0; k < partials.size(); ++k)
      if (partials[k] >= 0) partial_numbers_[k] = values.number(partials[k]);
  }

  // The places in `builder` of the derivatives of all nodes in their operands, by edge; -1 where there is none. ids:
  // the nodes there.
  std::vector<int> local_derivatives(dag::builder& builder, const std::vector<int>& ids) const {
    std::vector<int> places(at(program_.edge_count), -1);
    for (int id = 0; id < program_.node_count; ++id) {
      const dag::node& node = program_.nodes[id];
      if (!reached_[at(id)]) continue;
      std::vector<handle> operands;
      for (int k = 0; k < node.count; ++k) operands.emplace_back(builder, ids[at(program_.operand(node, k))]);
      for (int k = 0; k < node.count; ++k) {
        if (!reached_[at(program_.operand(node, k))] || node.op->takes_condition(k)) continue;
        const handle partial = node.op->partial(k, operands.data(), node.count, handle(builder, ids[at(id)]));
        if (partial.has_derivative()) places[at(node.first + k)] = partial.id_in(builder);
      }
    }
    return places;
  }

  // The node on its own: its operands and itself are symbols, its adjoint another one.
  void describe(int id) {
    const dag::node& node = program_.nodes[id];
    basic_explained_node<String>& row = rows_[at(id)];
    if (id == program_.roots[0]) add(row.adjoint, {"g-L", "g_{L}"});
    if (node.count == 0) return;
    scratch_program<1 << 11, String> local;
    dag::builder& builder = local.builder;
    std::vector<handle> operands;
    std::vector<detail::print::rendered<String>> plain;
    std::vector<detail::print::rendered<String>> latex;
    for (int k = 0; k < node.count; ++k) {
      const int from = program_.operand(node, k);
      const dag::node& operand = program_.nodes[from];
      const int copy = shown_[at(from)]
                           ? builder.make_symbol(rows_[at(from)].name.plain.c_str(), dag::symbol_kind::real)
                           : detail::pass::copy_node(builder, program_, operand, nullptr);
      operands.emplace_back(builder, copy);
      plain.push_back(detail::print::print_program(local.look_at(builder, copy), long_text_style<String>{}).roots[0]);
      latex.push_back(detail::print::print_program(local.look_at(builder, copy), long_latex_style<String>{}).roots[0]);
    }
    row.formula = {detail::print::text_style<String>::apply(*node.op, plain).text,
                   detail::print::latex_style<String>::apply(*node.op, latex).text};
    if (!reached_[at(id)]) return;
    const handle self(builder, builder.make_symbol(row.name.plain.c_str(), dag::symbol_kind::real));
    seed_names_.push_back("g-" + (id == program_.roots[0] ? String("L") : row.name.plain));
    const handle seed(builder, builder.make_symbol(seed_names_.back().c_str(), dag::symbol_kind::seed));
    for (int k = 0; k < node.count; ++k) {
      const int to = program_.operand(node, k);
      if (!reached_[at(to)] || node.op->takes_condition(k)) continue;
      const handle partial = node.op->partial(k, operands.data(), node.count, self);
      if (!partial.has_derivative()) continue;
      row.partials.push_back({rows_[at(to)].name, textbook(builder, partial), partial_numbers_[at(node.first + k)]});
      add(rows_[at(to)].adjoint, textbook(builder, seed * partial));
    }
  }

  static basic_notation<String> textbook(dag::builder& builder, const handle& value) {
    const int id = value.id_in(builder);
    scratch_program<1 << 11, String> simple;
    int root = 0;
    detail::pass::simplify_program(simple.builder, simple.look_at(builder, id), detail::pass::form::printed, &root);
    return notation_of<String>(simple.look_at(simple.builder, root));
  }

  static void add(basic_notation<String>& sum, const basic_notation<String>& share) {
    const auto append = [](String& to, const String& text) {
      if (to.empty())
        to = text;
      else if (text[0] == '-')
        to += " - " + text.substr(1);
      else
        to += " + " + text;
    };
    append(sum.plain, share.plain);
    append(sum.latex, share.latex);
  }

  // What the circuit writes beside its wires: numbers where the symbols are bound, names and formulas elsewhere.
  struct circuit_notes {
    static constexpr bool on_wires = true;
    const explainer& table;
    bool bound;

    static String number(double value) {
      char digits[32];
      std::snprintf(digits, sizeof digits, "%.4g", value);
      return digits;
    }
    // What is too long for a wire stands in the table.
    static String if_short(const String& text) { return text.size() <= 16 ? text : String(); }

    detail::print::wire_notes<String> wire(int id) const {
      if (!table.shown_[at(id)]) return {};
      const basic_explained_node<String>& row = table.rows_[at(id)];
      const bool is_symbol = table.program_.nodes[id].count == 0, reached = table.reached_[at(id)];
      if (bound) return {number(row.value), reached ? number(row.adjoint_value) : String()};
      return {is_symbol ? String(" ") : row.name.plain, reached ? adjoint_text(id, row) : String()};
    }
    String adjoint_text(int id, const basic_explained_node<String>& row) const {
      const String text = if_short(row.adjoint.plain);
      return text.empty() ? "g-" + (id == table.program_.roots[0] ? String("L") : row.name.plain) : text;
    }
    String local(int id, int k) const {
      const String& operand = table.rows_[at(table.program_.operand(table.program_.nodes[id], k))].name.plain;
      for (const auto& partial : table.rows_[at(id)].partials)
        if (partial.operand.plain == operand) return bound ? number(partial.number) : if_short(partial.value.plain);
      return {};
    }
    String name(int id) const { return table.shown_[at(id)] ? table.rows_[at(id)].name.plain : String(); }
    String upstream() const { return bound ? "1" : "g-L"; }
  };

  dag::view program_;
  std::vector<basic_explained_node<String>> rows_;
  std::vector<char> shown_;  // not of bool: flags are read more often than kept
  std::vector<char> reached_;
  std::vector<double> partial_numbers_;  // the derivatives of nodes in their operands, by edge, when bound
  std::vector<String> seed_names_;       // one per node at most; programs refer to them by address
};

// The numbers of a call in the order of the program's symbols.
template <class Program, class Known, class... Symbols, class... T>
std::vector<double> bound_values(const binding<Symbols, T>&... bindings) {
  using plan = planned<Program>;
  static_assert(wiring<plan, Program, Known, Symbols...>::valid);
  std::vector<double> values(plan::symbols);
  const auto put = [&](int slot, double value) {
    if (slot >= 0) values[static_cast<std::size_t>(slot)] = value;
  };
  (put(plan::slot_of(definition_for<Symbols>->name, definition_for<Symbols>->kind),
       static_cast<double>(bindings.value)),
   ...);
  return values;
}

}  // namespace detail

// The table of f as an `explanation`: explain(f), or with numbers explain(f, x = 1.0, y = 2.0), where every symbol is
// bound. For formulas of numbers; the compiler refuses one over axes.
template <class F, class... B>
  requires expression<F>
auto explain(const F&, const B&... bindings) {
  static_assert(!detail::pass::has_axes<detail::pass::lower<F>>,
                "tapeless: explain is for formulas of numbers; over axes print derivative(f, W(k, l))");
  using program = detail::pass::schedule<detail::pass::lower<F>>;
  std::vector<double> values;
  if constexpr (sizeof...(B) > 0 && detail::check_arguments<B...>())
    values = detail::with_single_bindings<detail::symbols_in<detail::pass::lower<F>>>(
        [](const auto&... single) { return detail::bound_values<program, detail::pass::lower<F>>(single...); },
        bindings...);
  return detail::explainer<std::string>(detail::pass::view_of<program>).explain(values);
}

namespace detail {

template <class String>
String explained_number(double value) {
  char digits[32];
  std::snprintf(digits, sizeof digits, "%.10g", value);
  return String(digits);
}

// 1.5 \cdot 10^{-7} and \infty for LaTeX.
template <class String>
String latex_number(double value) {
  String text = explained_number<String>(value);
  if (text.find("inf") != String::npos) return value < 0 ? "-\\infty" : "\\infty";
  if (text.find("nan") != String::npos) return "\\mathrm{NaN}";
  const auto exponent = text.find('e');
  if (exponent == String::npos) return text;
  return text.substr(0, exponent) + " \\cdot 10^{" + std::to_string(std::stoi(text.substr(exponent + 1))) + "}";
}

}  // namespace detail

// The table as text, one paragraph per node.
template <class String>
String to_string(const basic_explanation<String>& table) {
  String text;
  const auto number = [](double value) { return detail::explained_number<String>(value); };
  for (const auto& row : table.nodes) {
    text += row.name.plain;
    if (!row.formula.plain.empty()) text += " = " + row.formula.plain;
    if (table.bound) text += (row.formula.plain.empty() ? " = " : "  = ") + number(row.value);
    text += "\n";
    for (const auto& partial : row.partials)
      text += "    d" + row.name.plain + "/d" + partial.operand.plain + " = " + partial.value.plain + "\n";
    if (!row.adjoint.plain.empty()) {
      text += "    g-" + row.name.plain + " = " + row.adjoint.plain;
      if (table.bound) text += "  = " + number(row.adjoint_value);
      text += "\n";
    }
  }
  return text;
}

// The table as a LaTeX array with one row per node.
template <class String>
String to_latex(const basic_explanation<String>& table) {
  String text = "\\begin{array}{lll}\nQ & \\partial Q/\\partial\\,\\cdot & g_{Q} \\\\\n\\hline\n";
  for (const auto& row : table.nodes) {
    const auto number = [&](double value) {
      return table.bound ? " = " + detail::latex_number<String>(value) : String();
    };
    text +=
        row.name.latex + (row.formula.latex.empty() ? String() : " = " + row.formula.latex) + number(row.value) + " & ";
    for (std::size_t k = 0; k < row.partials.size(); ++k)
      text += (k > 0 ? ",\\; " : "") + ("\\frac{\\partial " + row.name.latex + "}{\\partial " +
                                        row.partials[k].operand.latex + "} = " + row.partials[k].value.latex);
    text +=
        " & " +
        (row.adjoint.latex.empty() ? String()
                                   : "g_{" + row.name.latex + "} = " + row.adjoint.latex + number(row.adjoint_value)) +
        " \\\\\n";
  }
  return text + "\\end{array}";
}

// The circuit for Graphviz: with the names of its nodes, and with values and adjoints when the symbols are bound.
template <class String>
String to_dot(const basic_explanation<String>& table) {
  return table.circuit;
}

// Writes to_string(table).
template <class Char, class Traits, class String>
std::basic_ostream<Char, Traits>& operator<<(std::basic_ostream<Char, Traits>& out,
                                             const basic_explanation<String>& table) {
  return out << to_string(table).c_str();
}

}  // namespace tapeless
