// SPDX-License-Identifier: BSL-1.0
// The names of the results of a function object, in the order in which they lie in a row, as h(in, out) and batch give
// them: value, then gradient[x] in the order of the symbols, then hessian(x, y) by rows; values[0] and jacobian(0, x).
#pragma once

#include <array>
#include <cstddef>
#include <string>

#include <tapeless/api/function.hpp>

namespace tapeless::inline v0_2 {
namespace detail {

template <class... Keys>
struct name_writer {
  static std::string key(std::size_t k) {
    const char* const keys[] = {definition_for<Keys>->name..., ""};
    return keys[k];
  }
  static std::string row(std::size_t k, bool by_key) { return by_key ? key(k) : std::to_string(k); }
  template <class Names>
  static void values(Names& names, std::size_t& at, std::size_t count) {
    for (std::size_t k = 0; k < count; ++k) names[at++] = "values[" + std::to_string(k) + "]";
  }
  template <class Names>
  static void gradient(Names& names, std::size_t& at) {
    for (std::size_t k = 0; k < sizeof...(Keys); ++k) names[at++] = "gradient[" + key(k) + "]";
  }
  template <class Names>
  static void matrix(Names& names, std::size_t& at, std::size_t rows, bool by_key) {
    for (std::size_t i = 0; i < rows; ++i)
      for (std::size_t j = 0; j < sizeof...(Keys); ++j)
        names[at++] = (by_key ? "hessian(" : "jacobian(") + row(i, by_key) + ", " + key(j) + ")";
  }
};

// By the type of the result. Hessian: of a matrix, whether its rows belong to symbols.
template <class Result, bool Hessian>
struct naming {
  template <class Names>
  static void write(Names& names) {
    names[0] = "value";
  }
};
template <class T, std::size_t N, bool Hessian>
struct naming<std::array<T, N>, Hessian> {
  template <class Names>
  static void write(Names& names) {
    std::size_t at = 0;
    name_writer<>::values(names, at, N);
  }
};
template <class T, std::size_t N, bool Hessian>
struct naming<result_array<T, N>, Hessian> : naming<std::array<T, N>, Hessian> {};
template <class T, class... Keys, bool Hessian>
struct naming<keyed_values<T, Keys...>, Hessian> {
  template <class Names>
  static void write(Names& names) {
    std::size_t at = 0;
    name_writer<Keys...>::gradient(names, at);
  }
};
template <class T, class... Keys, bool Hessian>
struct naming<value_with_gradient<T, Keys...>, Hessian> {
  template <class Names>
  static void write(Names& names) {
    std::size_t at = 0;
    names[at++] = "value";
    name_writer<Keys...>::gradient(names, at);
  }
};
template <class T, std::size_t Rows, class... Keys, bool Hessian>
struct naming<matrix_values<T, Rows, Keys...>, Hessian> {
  template <class Names>
  static void write(Names& names) {
    std::size_t at = 0;
    name_writer<Keys...>::matrix(names, at, Rows, Hessian);
  }
};
template <class T, std::size_t Rows, class... Keys, bool Hessian>
struct naming<values_with_jacobian<T, Rows, Keys...>, Hessian> {
  template <class Names>
  static void write(Names& names) {
    std::size_t at = 0;
    name_writer<Keys...>::values(names, at, Rows);
    name_writer<Keys...>::matrix(names, at, Rows, false);
  }
};
template <class T, class... Keys, bool Hessian>
struct naming<value_with_hessian<T, Keys...>, Hessian> {
  template <class Names>
  static void write(Names& names) {
    std::size_t at = 0;
    names[at++] = "value";
    name_writer<Keys...>::gradient(names, at);
    name_writer<Keys...>::matrix(names, at, sizeof...(Keys), true);
  }
};

}  // namespace detail

// How many numbers a function object has as its result.
template <class Verb, class... X>
constexpr std::size_t result_count(const function_object<Verb, symbol_list<X...>>&) {
  return detail::flat_size<typename function_object<Verb, symbol_list<X...>>::template result<double>>;
}

// The names of the results of a function object in their order: value, gradient[x], gradient[y], hessian(x, x), ...;
// values[0], jacobian(0, x), ... of several formulas.
template <class Verb, class... X>
std::array<std::string, result_count(function_object<Verb, symbol_list<X...>>{})> result_names(
    const function_object<Verb, symbol_list<X...>>&) {
  using h = function_object<Verb, symbol_list<X...>>;
  std::array<std::string, result_count(h{})> names;
  detail::naming<typename h::template result<double>, detail::has_slots<Verb>>::write(names);
  return names;
}

// The names of the arguments of a function object, in their order.
template <class Verb, class... X>
std::array<std::string, sizeof...(X)> argument_names(const function_object<Verb, symbol_list<X...>>&) {
  return {std::string(detail::definition_for<X>->name)...};
}

}  // namespace tapeless
