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

namespace tapeless {
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

template <class String>
std::vector<String> symbol_names(const dag::view& program) {
  std::vector<String> names;
  for (int s = 0; s < program.symbol_count; ++s) names.emplace_back(program.symbols[s].name);
  return names;
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

// The formula or request in LaTeX, for math mode.
template <detail::printable T>
std::string to_latex(const T&) {
  return detail::print::to_latex<std::string>(detail::pass::view_of<typename detail::printed_program<T>::as_written>);
}

// A C function of this name, whose parameters are the symbols in the order in which they appear in the formula. It is
// the program that runs: to_c(value_and_gradient(f, x, y)) computes everything together. Over axes there is none; the
// compiler says so.
template <detail::printable T>
std::string to_c(const T&, std::string_view name = "f") {
  detail::check_has_c_form<T>();
  const dag::view& program = detail::pass::view_of<detail::program_of<T>>;
  return detail::print::to_c<std::string>(program, name, detail::symbol_names<std::string>(program));
}
// The same with the parameters in the order of arguments(x, y). The compiler refuses a list that lacks a symbol.
template <detail::printable T, class... X>
std::string to_c(const T&, const symbol_list<X...>&, std::string_view name = "f") {
  detail::check_has_c_form<T>();
  static_assert(detail::check_function_arguments<detail::planned<detail::program_of<T>>, X...>());
  return detail::print::to_c<std::string>(detail::pass::view_of<detail::program_of<T>>, name,
                                          {detail::definition_for<X>->name...});
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
