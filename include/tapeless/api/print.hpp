// SPDX-License-Identifier: BSL-1.0
// Text of expressions and of everything derived from them: plain, LaTeX, C, Graphviz. A part that is shared is named
// once.
#pragma once

#include <iosfwd>
#include <string>

#include <tapeless/api/function.hpp>
#include <tapeless/print/c.hpp>
#include <tapeless/print/dot.hpp>
#include <tapeless/print/latex.hpp>
#include <tapeless/print/text.hpp>

namespace tapeless::inline v0_2 {
namespace detail {

// The program to print: formulas as they are written, derivatives in textbook form rather than in the operations that
// run, and what numbers that come with a call are applied to as it runs.
template <class Verb>
constexpr auto program_to_print() {
  if constexpr (Verb::is_value) {
    using written = pass::schedule<written_of<Verb>>;
    if constexpr (pass::is_hard_to_read<written>)
      return std::type_identity<pass::schedule<pass::for_reading<written>>>{};
    else
      return std::type_identity<written>{};
  } else if constexpr (Verb::seeds > 0)
    return std::type_identity<typename finished_program<Verb>::type>{};
  else
    return std::type_identity<pass::schedule<pass::for_reading<
        pass::schedule<typename Verb::template source<pass::conditioning::as_written>, Verb::first, Verb::count>>>>{};
}
template <class T>
struct printed_program {};
template <request_or_expression T>
struct printed_program<T> {
  using as_written = typename decltype(program_to_print<verb_of<T>>())::type;
};

// Which results of a request are matrices: calls `add` with their rows and columns.
template <class Shape>
struct printed_shape {
  static void each(const auto&) {}
};
template <class T, std::size_t M, class... X>
struct printed_shape<matrix_values<T, M, X...>> {
  static void each(auto add) { add(M, sizeof...(X)); }
};
template <class T, std::size_t M, class... X>
struct printed_shape<values_with_jacobian<T, M, X...>> {
  static void each(auto add) {
    add(M, 1);
    add(M, sizeof...(X));
  }
};
template <class T, class... X>
struct printed_shape<value_with_hessian<T, X...>> {
  static void each(auto add) {
    add(1, 1);
    add(sizeof...(X), 1);
    add(sizeof...(X), sizeof...(X));
  }
};
template <class String, class Verb>
std::vector<print::latex_matrix<String>> printed_matrices() {
  std::vector<print::latex_matrix<String>> matrices;
  using roots = std::array<double, static_cast<std::size_t>(Verb::count)>;
  if constexpr (requires { Verb::shape(roots{}); })
    printed_shape<decltype(Verb::shape(roots{}))>::each(
        [&, slot = std::size_t{0}](std::size_t rows, std::size_t columns) mutable {
          matrices.push_back({rows, columns, {}});
          for (std::size_t k = 0; k < rows * columns; ++k)
            matrices.back().roots.push_back(static_cast<int>(root_at<Verb>(slot++)));
        });
  return matrices;
}

template <class T>
concept printable = requires {
  typename printed_program<T>::as_written;
};

template <class T>
constexpr void check_has_c_form() {
  static_assert(!is_over_axes<verb_of<T>>,
                "tapeless: to_c writes formulas of numbers; a formula over axes has no C form yet: print it with "
                "to_string or plan_of");
}

template <class Verb>
void add_seeds([[maybe_unused]] std::vector<print::c_parameter>& list) {
  for (std::size_t k = 0; k < static_cast<std::size_t>(Verb::seeds); ++k)
    list.push_back({pass::seed_names<Verb::seeds>[k], dag::symbol_kind::seed});
}
// The parameters of a C function without a list: the numbers that come with a call, then the symbols in the order in
// which the program has them.
template <class Verb>
std::vector<print::c_parameter> c_parameters(const dag::view& program) {
  std::vector<print::c_parameter> list;
  add_seeds<Verb>(list);
  for (int s = 0; s < program.symbol_count; ++s)
    if (program.symbols[s].kind != dag::symbol_kind::seed)
      list.push_back({program.symbols[s].name, program.symbols[s].kind});
  return list;
}
template <class T>
std::string c_text(std::string_view name, const std::vector<print::c_parameter>& parameters) {
  std::vector<int> slots;
  for (std::size_t k = 0; k < slot_count<verb_of<T>>(); ++k) slots.push_back(static_cast<int>(root_at<verb_of<T>>(k)));
  return print::to_c<std::string>(pass::view_of<program_of<T>>, name, parameters, slots);
}
template <class T, class... X>
std::string c_text_in_order(std::string_view name) {
  check_has_c_form<T>();
  static_assert(check_function_arguments<planned<program_of<T>>, true, X...>());
  std::vector<print::c_parameter> parameters;
  add_seeds<verb_of<T>>(parameters);
  (parameters.push_back({definition_for<X>->name, definition_for<X>->kind}), ...);
  return c_text<T>(name, parameters);
}

}  // namespace detail

// For a mistake, of which the compiler has said what it is: writes nothing.
template <class Char, class Traits>
std::basic_ostream<Char, Traits>& operator<<(std::basic_ostream<Char, Traits>& out, detail::not_a_formula) {
  return out;
}
// Writes the name of a tensor.
template <class Char, class Traits, class T>
  requires detail::is_bare_tensor<T> std::basic_ostream<Char, Traits>
&operator<<(std::basic_ostream<Char, Traits>& out, const T&) {
  return out << detail::definition_for<typename T::leaf>->name;
}
// The formula or request as text in one line, or with its shared parts in lines before it.
template <detail::printable T>
std::string to_string(const T&) {
  return detail::print::to_text<std::string>(detail::pass::view_of<typename detail::printed_program<T>::as_written>);
}
// The same for an entry of a Jacobian whose row is known at run time.
template <class... E>
std::string to_string(const detail::expression_choice<E...>& entry) {
  return entry.pick([](auto one) { return to_string(one); });
}

// The formula or request in LaTeX with amsmath, for math mode: Jacobians and Hessians as matrices, long sums in lines.
template <detail::printable T>
std::string to_latex(const T&) {
  return detail::print::to_latex<std::string>(detail::pass::view_of<typename detail::printed_program<T>::as_written>,
                                              detail::printed_matrices<std::string, detail::verb_of<T>>());
}

// A C function of this name, whose parameters are the symbols in the order of the program that runs, which need not be
// that of the text (to_c(f, arguments(x, y)) says it), after the numbers that come with a call where the request takes
// such. It is the program that runs, with its results as
// h(in, out) of a function h has them: to_c(value_and_gradient(f, x, y)) computes everything together. Compiled without
// contractions (-ffp-contract=off) it gives the same bits. Several may stand in one file. Names that C has taken get
// an underscore; the name of the function itself must be free, or std::invalid_argument is thrown. Over axes there is
// none; the compiler says so.
template <detail::printable T>
std::string to_c(const T&, std::string_view name = "f") {
  detail::check_has_c_form<T>();
  return detail::c_text<T>(name,
                           detail::c_parameters<detail::verb_of<T>>(detail::pass::view_of<detail::program_of<T>>));
}
// The same with the parameters in the order of arguments(x, y), also those that the formula does not contain. The
// compiler refuses a list that lacks a symbol.
template <detail::printable T, class... X>
std::string to_c(const T&, const symbol_list<X...>&, std::string_view name = "f") {
  return detail::c_text_in_order<T, X...>(name);
}
// The same of function(f, arguments(x, y)): its parameters are the arguments.
template <class Verb, class... X>
std::string to_c(const function_object<Verb, symbol_list<X...>>&, std::string_view name = "f") {
  return detail::c_text_in_order<function_object<Verb, symbol_list<X...>>, X...>(name);
}

// The circuit of the formula or request in the language of Graphviz, for dot -Tsvg.
template <detail::printable T>
std::string to_dot(const T&) {
  return detail::print::to_dot<std::string>(detail::pass::view_of<typename detail::printed_program<T>::as_written>);
}

// Writes to_string(formula).
template <class Char, class Traits, detail::printable T>
std::basic_ostream<Char, Traits>& operator<<(std::basic_ostream<Char, Traits>& out, const T& formula) {
  return out << to_string(formula).c_str();
}
// The same for an entry of a Jacobian whose row is known at run time.
template <class Char, class Traits, class... E>
std::basic_ostream<Char, Traits>& operator<<(std::basic_ostream<Char, Traits>& out,
                                             const detail::expression_choice<E...>& entry) {
  return out << to_string(entry).c_str();
}

}  // namespace tapeless
