// SPDX-License-Identifier: BSL-1.0
// Matrices of fixed size by rows: of numbers, packs or values inside `record`, and of formulas.
#pragma once

#include <tapeless/linear/vec.hpp>

namespace tapeless::inline v0_2 {

// Numbers in rows and columns: mat<double, 2, 2>{1, 2, 3, 4}, m(0, 1).
template <class T, std::size_t Rows, std::size_t Columns>
struct mat {
  using value_type = T;  // the type of the numbers

  T values[Rows * Columns];  // by rows

  // The number of rows.
  static constexpr std::size_t rows() { return Rows; }
  // The number of columns.
  static constexpr std::size_t columns() { return Columns; }
  // How many numbers there are.
  static constexpr std::size_t size() { return Rows * Columns; }
  // The entry in a row and column, counted from 0 by integers of any type. A place that is out of range is an error in
  // a constant expression and fails an assertion at run time.
  template <std::integral I, std::integral J>
  constexpr const T& operator()(I row, J column) const {
    return values[dag::in_range(static_cast<std::size_t>(row), Rows) * Columns +
                  dag::in_range(static_cast<std::size_t>(column), Columns)];
  }
  // The same, to be changed.
  template <std::integral I, std::integral J>
  constexpr T& operator()(I row, J column) {
    return values[dag::in_range(static_cast<std::size_t>(row), Rows) * Columns +
                  dag::in_range(static_cast<std::size_t>(column), Columns)];
  }
  // A row as a vector, by its place from 0.
  template <std::integral I>
  constexpr vec<T, Columns> row(I place) const {
    vec<T, Columns> result{};
    for (std::size_t k = 0; k < Columns; ++k) result.values[k] = (*this)(place, k);
    return result;
  }
  // A column as a vector, by its place from 0.
  template <std::integral I>
  constexpr vec<T, Rows> column(I place) const {
    vec<T, Rows> result{};
    for (std::size_t k = 0; k < Rows; ++k) result.values[k] = (*this)(k, place);
    return result;
  }
  // Ones on the diagonal, zeros elsewhere.
  static constexpr mat identity() {
    static_assert(Rows == Columns, "tapeless: an identity matrix has as many rows as columns");
    mat result{};
    for (std::size_t k = 0; k < Rows; ++k) result.values[k * Columns + k] = T(1);
    return result;
  }
  // The numbers by rows.
  constexpr const T* data() const { return values; }
  // The same, to be changed.
  constexpr T* data() { return values; }
  // Equal numbers throughout.
  bool operator==(const mat&) const = default;
};

// A matrix of formulas, by rows, each with a type of its own: m(0_c, 1_c). It holds nothing.
template <std::size_t Rows, std::size_t Columns, class... E>
struct formula_mat {
  using formulas = std::tuple<E...>;  // the formulas by rows

  // The number of rows.
  static constexpr std::size_t rows() { return Rows; }
  // The number of columns.
  static constexpr std::size_t columns() { return Columns; }
  // A formula by its row and column, constants from 0.
  template <class I, class J>
  constexpr auto operator()(const I&, const J&) const {
    constexpr std::size_t row = detail::constant_index<I>(), column = detail::constant_index<J>();
    static_assert(row < Rows && column < Columns,
                  "tapeless: the matrix has no entry in this row and column; they are counted from 0");
    constexpr bool there = row < Rows && column < Columns;
    return std::tuple_element_t<(there ? row * Columns + column : 0), formulas>{};
  }
  // A row or a column as a vector of formulas, by its place from 0, a constant.
  template <class I>
  constexpr auto row(const I& place) const {
    return detail::with_places<Columns>([&](auto... k) { return formula_vec<decltype(entry_at(place, k))...>{}; });
  }
  template <class I>
  constexpr auto column(const I& place) const {
    return detail::with_places<Rows>([&](auto... k) { return formula_vec<decltype(entry_at(k, place))...>{}; });
  }

 private:
  template <class I, class J>
  static constexpr auto entry_at(const I& row, const J& column) {
    return formula_mat{}(row, column);
  }
};

namespace detail {

template <class M>
struct matrix_traits {
  static constexpr std::size_t rows = 0;
  static constexpr std::size_t columns = 0;
};
template <class T, std::size_t R, std::size_t C>
struct matrix_traits<mat<T, R, C>> {
  static constexpr std::size_t rows = R;
  static constexpr std::size_t columns = C;
  template <std::size_t K>
  static constexpr const T& element(const mat<T, R, C>& m) {
    return m.values[K];
  }
};
template <std::size_t R, std::size_t C, class... E>
struct matrix_traits<formula_mat<R, C, E...>> : formula_traits<E...> {
  static constexpr std::size_t rows = R;
  static constexpr std::size_t columns = C;
};

template <class M>
concept matrix_like = (matrix_traits<std::remove_cvref_t<M>>::rows > 0);
template <matrix_like M>
inline constexpr std::size_t rows_of = matrix_traits<std::remove_cvref_t<M>>::rows;
template <matrix_like M>
inline constexpr std::size_t columns_of = matrix_traits<std::remove_cvref_t<M>>::columns;
template <std::size_t Row, std::size_t Column, matrix_like M>
constexpr decltype(auto) entry(const M& m) {
  return matrix_traits<M>::template element<Row * columns_of<M> + Column>(m);
}

// The entries that a lambda gives for each row and column, constants.
template <std::size_t Rows, std::size_t Columns, class Entry>
constexpr auto matrix_of(const Entry& make);

}  // namespace detail

// A matrix with this number of rows, from its entries by rows: formulas, or numbers in the type that they have in
// common.
template <std::size_t Rows, class... T>
constexpr auto make_mat(const T&... entries) {
  constexpr bool full = Rows > 0 && sizeof...(T) > 0 && sizeof...(T) % Rows == 0;
  static_assert(full, "tapeless: the entries of a matrix fill its rows: make_mat<2>(a, b, c, d)");
  if constexpr (!full || !detail::are_elements<T...>())
    return detail::not_a_formula{};
  else if constexpr (some_expression<T...>)
    return formula_mat<Rows, sizeof...(T) / Rows, T...>{};
  else
    return mat<std::common_type_t<T...>, Rows, sizeof...(T) / Rows>{
        {static_cast<std::common_type_t<T...>>(entries)...}};
}

// The elements of a vector as the rows of a matrix: as_mat<3>(symbols<"R", 9>).
template <std::size_t Rows, detail::vector_like V>
constexpr auto as_mat(const V& v) {
  return detail::with_places<detail::length_of<V>>(
      [&](auto... k) { return make_mat<Rows>(detail::element<decltype(k)::value>(v)...); });
}

template <std::size_t Rows, std::size_t Columns, class Entry>
constexpr auto detail::matrix_of(const Entry& make) {
  return with_places<Rows * Columns>([&](auto... k) {
    return make_mat<Rows>(make(std::integral_constant<std::size_t, decltype(k)::value / Columns>{},
                               std::integral_constant<std::size_t, decltype(k)::value % Columns>{})...);
  });
}

}  // namespace tapeless
