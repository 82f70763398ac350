// SPDX-License-Identifier: BSL-1.0
// What calls give, as text: std::cout << value_and_gradient(f, x, y)(x = 1.0, y = 2.0). Derivatives have the names of
// their symbols, matrices are rows in braces. <ostream> is included by those who print.
#pragma once

#include <iosfwd>

#include <tapeless/api/count.hpp>
#include <tapeless/api/print.hpp>
#include <tapeless/api/result.hpp>
#include <tapeless/api/sparsity.hpp>
#include <tapeless/linear/mat.hpp>

namespace tapeless::inline v0_2 {
namespace detail {

// A number or a view, or rows of them in braces.
template <class Out, class V>
void put_value(Out& out, const V& value) {
  if constexpr (requires { out << value; }) {
    out << value;
  } else {
    const char* between = "{";
    for (const auto& one : value) {
      out << between;
      put_value(out, one);
      between = ", ";
    }
    out << '}';
  }
}
template <class... Keys, class Out, class Values>
void put_by_key(Out& out, [[maybe_unused]] const Values& values) {
  [[maybe_unused]] const char* between = "{";
  ((out << between << definition_for<Keys>->name << ": ", put_value(out, values[Keys{}]), between = ", "), ...);
  out << (sizeof...(Keys) > 0 ? "}" : "{}");
}
// Entry `at` writes the value in a place.
template <std::size_t Count, class Out, class At>
void put_row(Out& out, const At& at) {
  out << '{';
  [&]<std::size_t... K>(std::index_sequence<K...>) {
    ((out << (K > 0 ? ", " : ""), at(std::integral_constant<std::size_t, K>{})), ...);
  }
  (std::make_index_sequence<Count>{});
  out << '}';
}
template <std::size_t Rows, std::size_t Columns, class Out, class Matrix>
void put_rows(Out& out, const Matrix& matrix) {
  put_row<Rows>(out, [&](auto row) {
    put_row<Columns>(out, [&](auto column) { put_value(out, matrix(decltype(row){}, column)); });
  });
}

}  // namespace detail

// Writes {45, 3}.
template <class Char, class Traits, class T, std::size_t N>
std::basic_ostream<Char, Traits>& operator<<(std::basic_ostream<Char, Traits>& out, const result_array<T, N>& values) {
  detail::put_row<N>(out, [&](auto place) { detail::put_value(out, values[place]); });
  return out;
}
// Writes the numbers with the names of their symbols: {x: 30, y: 9}.
template <class Char, class Traits, class T, class... Keys>
std::basic_ostream<Char, Traits>& operator<<(std::basic_ostream<Char, Traits>& out,
                                             const keyed_values<T, Keys...>& result) {
  detail::put_by_key<Keys...>(out, result);
  return out;
}
// Writes value: 45, gradient: {x: 30, y: 9}.
template <class Char, class Traits, class T, class... Keys>
std::basic_ostream<Char, Traits>& operator<<(std::basic_ostream<Char, Traits>& out,
                                             const value_with_gradient<T, Keys...>& result) {
  return out << "value: " << result.value << ", gradient: " << result.gradient;
}
// Writes the rows in braces: {{10, 6}, {6, 0}}.
template <class Char, class Traits, class T, std::size_t Rows, class... Keys>
std::basic_ostream<Char, Traits>& operator<<(std::basic_ostream<Char, Traits>& out,
                                             const matrix_values<T, Rows, Keys...>& result) {
  detail::put_rows<Rows, sizeof...(Keys)>(out, result);
  return out;
}
// Writes values: {45, 3}, jacobian: {{30, 9}, {1, 0}}.
template <class Char, class Traits, class T, std::size_t Rows, class... Keys>
std::basic_ostream<Char, Traits>& operator<<(std::basic_ostream<Char, Traits>& out,
                                             const values_with_jacobian<T, Rows, Keys...>& result) {
  out << "values: ";
  detail::put_value(out, result.values);
  return out << ", jacobian: " << result.jacobian;
}
// Writes value: 45, gradient: {x: 30, y: 9}, hessian: {{10, 6}, {6, 0}}.
template <class Char, class Traits, class T, class... Keys>
std::basic_ostream<Char, Traits>& operator<<(std::basic_ostream<Char, Traits>& out,
                                             const value_with_hessian<T, Keys...>& result) {
  return out << "value: " << result.value << ", gradient: " << result.gradient << ", hessian: " << result.hessian;
}

// Writes 4 operations: 1 addition, 2 multiplications, 1 function call.
template <class Char, class Traits, class Integer>
std::basic_ostream<Char, Traits>& operator<<(std::basic_ostream<Char, Traits>& out,
                                             const basic_operation_count<Integer>& count) {
  out << count.total << (count.total == 1 ? " operation" : " operations");
  const char* before = ": ";
  const auto part = [&](Integer number, const char* one, const char* many) {
    if (number == 0) return;
    out << before << number << ' ' << (number == 1 ? one : many);
    before = ", ";
  };
  part(count.add, "addition", "additions");
  part(count.multiply, "multiplication", "multiplications");
  part(count.divide, "division", "divisions");
  part(count.negate, "change of sign", "changes of sign");
  part(count.select, "selection", "selections");
  part(count.call, "function call", "function calls");
  return out;
}
// Writes 3 of 4 entries: {{x, x}, {x, 0}}.
template <class Char, class Traits, std::size_t Rows, std::size_t Columns, std::size_t Nonzeros>
std::basic_ostream<Char, Traits>& operator<<(std::basic_ostream<Char, Traits>& out,
                                             const sparsity_pattern<Rows, Columns, Nonzeros>& pattern) {
  out << Nonzeros << " of " << Rows * Columns << (Rows * Columns == 1 ? " entry: " : " entries: ");
  detail::put_rows<Rows, Columns>(out, [&](auto row, auto column) { return pattern(row, column) ? 'x' : '0'; });
  return out;
}

// Writes the elements of a vector, numbers or formulas, or the symbols of a list: {1, 2, 3}.
template <class Char, class Traits, detail::vector_like V>
std::basic_ostream<Char, Traits>& operator<<(std::basic_ostream<Char, Traits>& out, const V& vector) {
  detail::put_row<detail::length_of<V>>(
      out, [&](auto place) { detail::put_value(out, detail::element<decltype(place)::value>(vector)); });
  return out;
}
// Writes the rows of a matrix of numbers or formulas in braces: {{1, 2}, {3, 4}}.
template <class Char, class Traits, detail::matrix_like M>
std::basic_ostream<Char, Traits>& operator<<(std::basic_ostream<Char, Traits>& out, const M& matrix) {
  detail::put_rows<detail::rows_of<M>, detail::columns_of<M>>(
      out, [&](auto row, auto column) { return detail::entry<decltype(row)::value, decltype(column)::value>(matrix); });
  return out;
}
// Writes the formula or request of a function of numbers.
template <class Char, class Traits, class Verb, class... X>
std::basic_ostream<Char, Traits>& operator<<(std::basic_ostream<Char, Traits>& out,
                                             const function_object<Verb, symbol_list<X...>>&) {
  return out << to_string(function_object<Verb, symbol_list<X...>>{}).c_str();
}

namespace detail {

// The same of results over axes, whose numbers are arrays and views.
template <class Char, class Traits, class Roots>
std::basic_ostream<Char, Traits>& operator<<(std::basic_ostream<Char, Traits>& out, const single_root<Roots>& result) {
  out << "value: ";
  put_value(out, result.value);
  return out;
}
template <class Char, class Traits, class Roots, std::size_t Count>
std::basic_ostream<Char, Traits>& operator<<(std::basic_ostream<Char, Traits>& out,
                                             const numbered_roots<Roots, Count>& result) {
  put_row<Count>(out, [&](auto place) { put_value(out, result[place]); });
  return out;
}
template <class Char, class Traits, class Roots, std::size_t First, class... Keys>
std::basic_ostream<Char, Traits>& operator<<(std::basic_ostream<Char, Traits>& out,
                                             const keyed_roots<Roots, First, Keys...>& result) {
  put_by_key<Keys...>(out, result);
  return out;
}
template <class Char, class Traits, class Roots, std::size_t First, std::size_t Rows, class... Keys>
std::basic_ostream<Char, Traits>& operator<<(std::basic_ostream<Char, Traits>& out,
                                             const matrix_roots<Roots, First, Rows, Keys...>& result) {
  put_rows<Rows, sizeof...(Keys)>(out, result);
  return out;
}
template <class Char, class Traits, class Roots, class... Keys>
std::basic_ostream<Char, Traits>& operator<<(std::basic_ostream<Char, Traits>& out,
                                             const value_and_keyed_roots<Roots, Keys...>& result) {
  out << "value: ";
  put_value(out, result.value);
  return out << ", gradient: " << result.gradient;
}
template <class Char, class Traits, class Roots, std::size_t Rows, class... Keys>
std::basic_ostream<Char, Traits>& operator<<(std::basic_ostream<Char, Traits>& out,
                                             const values_and_matrix_roots<Roots, Rows, Keys...>& result) {
  return out << "values: " << result.values << ", jacobian: " << result.jacobian;
}
template <class Char, class Traits, class Roots, class... Keys>
std::basic_ostream<Char, Traits>& operator<<(std::basic_ostream<Char, Traits>& out,
                                             const value_and_second_roots<Roots, Keys...>& result) {
  out << "value: ";
  put_value(out, result.value);
  return out << ", gradient: " << result.gradient << ", hessian: " << result.hessian;
}

}  // namespace detail
}  // namespace tapeless
