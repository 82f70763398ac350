// SPDX-License-Identifier: BSL-1.0
// Results keyed by symbol: r[x] is the number that belongs to x. Stored as a plain array; Boost.Hana sees a map.
#pragma once

#include <array>
#include <concepts>
#include <cstddef>
#include <type_traits>
#include <utility>

#include <tapeless/dag/bounds.hpp>
#include <tapeless/expr/constant_index.hpp>
#include <tapeless/expr/symbol.hpp>

namespace tapeless::inline v0_2 {

// The Boost.Hana tag of results that are found by symbol.
struct keyed_values_tag {};

namespace detail {

// The leaf of a key: a tensor's name, or a symbol.
template <class Key>
struct leaf_of_key_type {
  using type = Key;
};
template <class Key>
  requires requires { typename Key::leaf; }
struct leaf_of_key_type<Key> {
  using type = typename Key::leaf;
};
template <class Key>
using leaf_of_key = typename leaf_of_key_type<std::remove_cvref_t<Key>>::type;

// The place of X among the keys, or -1.
template <class X, class... Keys>
constexpr int key_index() {
  const bool same[sizeof...(Keys) + 1] = {std::same_as<X, Keys>...};
  for (std::size_t k = 0; k < sizeof...(Keys); ++k)
    if (same[k]) return static_cast<int>(k);
  return -1;
}

template <class X>
constexpr bool is_key() {
  if constexpr (requires { typename X::leaf; })
    return true;
  else
    return symbolic<X>;
}

// The place, of Count, that a constant says, or a symbol or tensor among the keys.
template <std::size_t Count, class X, class... Keys>
constexpr std::size_t checked_place() {
  constexpr int key = key_index<leaf_of_key<X>, Keys...>();
  if constexpr (key >= 0 && key < static_cast<int>(Count)) {
    return static_cast<std::size_t>(key);
  } else if constexpr (is_constant_index<X>()) {
    constexpr std::size_t place = constant_index<X>();
    static_assert(place < Count, "tapeless: the result has no entry of this number; they are counted from 0");
    return place < Count ? place : 0;
  } else {
    static_assert(is_key<X>(),
                  "tapeless: what a result holds is found by symbol or tensor, r[x] with x = symbol<\"x\">, or by its "
                  "place from 0, r[0_c]");
    static_assert(!is_key<X>(), "tapeless: the result holds nothing for this symbol; it was not asked for");
    return 0;
  }
}
template <class X, class... Keys>
constexpr std::size_t checked_key_index() {
  return checked_place<sizeof...(Keys), X, Keys...>();
}

// The same where places are given at run time, too.
template <std::size_t Count, class... Keys, class X>
constexpr std::size_t place_of([[maybe_unused]] const X& index) {
  if constexpr (std::integral<X> || std::is_enum_v<X>)
    return static_cast<std::size_t>(index);
  else
    return checked_place<Count, X, Keys...>();
}

}  // namespace detail

// Numbers in a row, a std::array that can be printed: {45, 3}.
template <class T, std::size_t N>
struct result_array : std::array<T, N> {};

// One number per symbol, in the order in which the symbols were asked for.
template <class T, class... Keys>
struct keyed_values {
  using hana_tag = keyed_values_tag;  // for Boost.Hana: found by symbol
  using value_type = T;               // the type of the numbers

  std::array<T, sizeof...(Keys)> values;  // in the order of the keys

  // The number of a symbol, or in a place from 0. The compiler refuses a symbol that was not asked for; a place that is
  // out of range is an error in a constant expression and fails an assertion at run time.
  template <class X>
    requires(!detail::is_symbol_list<X>)
  constexpr const T& operator[](const X& index) const {
    return values[dag::in_range(detail::place_of<size(), Keys...>(index), size())];
  }
  // The same, to be changed.
  template <class X>
    requires(!detail::is_symbol_list<X>)
  constexpr T& operator[](const X& index) {
    return values[dag::in_range(detail::place_of<size(), Keys...>(index), size())];
  }
  // The same; a place that is out of range throws std::out_of_range.
  template <class X>
  constexpr const T& at(const X& index) const {
    return values[dag::checked_index(detail::place_of<size(), Keys...>(index), size())];
  }
  // The numbers of several symbols, in their order: g[cam].
  template <class... X>
  constexpr result_array<T, sizeof...(X)> operator[](const symbol_list<X...>&) const {
    return {{values[detail::checked_key_index<X, Keys...>()]...}};
  }
  // The number in a place, for structured bindings: const auto [gx, gy] = gradient(f, x, y)(x = 1.0, y = 2.0).
  template <std::size_t K>
  constexpr const T& get() const {
    return values[K];
  }
  // The numbers in a row, in the order of the keys.
  constexpr const T* data() const { return values.data(); }
  // How many numbers there are.
  static constexpr std::size_t size() { return sizeof...(Keys); }
  // The first number.
  constexpr auto begin() const { return values.begin(); }
  // One past the last number.
  constexpr auto end() const { return values.end(); }
  // Equal numbers throughout.
  bool operator==(const keyed_values&) const = default;
};

// A value and its gradient.
template <class T, class... Keys>
struct value_with_gradient {
  using hana_tag = keyed_values_tag;  // for Boost.Hana: found by symbol

  T value;                            // of the formula
  keyed_values<T, Keys...> gradient;  // by symbol

  // The derivative in x: gradient[x]; those in several symbols: gradient[cam].
  template <class X>
  constexpr decltype(auto) operator[](const X& x) const {
    return gradient[x];
  }
};

// Numbers in rows and columns, stored by rows. Rows are numbered; columns (and in a Hessian rows) are found by symbol
// too.
template <class T, std::size_t Rows, class... Keys>
struct matrix_values {
  std::array<T, Rows * sizeof...(Keys)> values;  // by rows

  // The number of rows.
  static constexpr std::size_t rows() { return Rows; }
  // The number of columns.
  static constexpr std::size_t columns() { return sizeof...(Keys); }
  // The numbers by rows.
  constexpr const T* data() const { return values.data(); }
  // The same, to be changed.
  constexpr T* data() { return values.data(); }
  // How many numbers there are.
  static constexpr std::size_t size() { return Rows * sizeof...(Keys); }
  // The first number of the first row.
  constexpr auto begin() const { return values.begin(); }
  // One past the last number of the last row.
  constexpr auto end() const { return values.end(); }

  // The entry in a row and column, each a symbol or a place from 0. The compiler refuses a symbol that was not asked
  // for; a place that is out of range is an error in a constant expression and fails an assertion at run time.
  template <class R, class C>
  constexpr const T& operator()(const R& row, const C& column) const {
    return values[dag::in_range(detail::place_of<Rows, Keys...>(row), Rows) * columns() +
                  dag::in_range(detail::place_of<columns(), Keys...>(column), columns())];
  }
  // Part of a row: the columns of several symbols, in their order, J(0, cam).
  template <class R, class... X>
  constexpr std::array<T, sizeof...(X)> operator()(const R& row, const symbol_list<X...>&) const {
    const T* const numbers = values.data() + dag::in_range(detail::place_of<Rows, Keys...>(row), Rows) * columns();
    return {numbers[detail::checked_key_index<X, Keys...>()]...};
  }
  // A block by rows: the rows and columns of several symbols each, H(cam, pt).
  template <class... R, class... X>
  constexpr std::array<std::array<T, sizeof...(X)>, sizeof...(R)> operator()(const symbol_list<R...>&,
                                                                             const symbol_list<X...>& in) const {
    return {(*this)(R{}, in)...};
  }
  // All rows of the columns of several symbols, J[cam].
  template <class... X>
  constexpr std::array<std::array<T, sizeof...(X)>, Rows> operator[](const symbol_list<X...>& in) const {
    std::array<std::array<T, sizeof...(X)>, Rows> block{};
    for (std::size_t row = 0; row < Rows; ++row) block[row] = (*this)(row, in);
    return block;
  }
  // The same; a place that is out of range throws std::out_of_range.
  template <class R, class C>
  constexpr const T& at(const R& row, const C& column) const {
    return values[dag::checked_index(detail::place_of<Rows, Keys...>(row), Rows) * columns() +
                  dag::checked_index(detail::place_of<columns(), Keys...>(column), columns())];
  }
  // Equal numbers throughout.
  bool operator==(const matrix_values&) const = default;
};

// The values of a bundle and their Jacobian.
template <class T, std::size_t Rows, class... Keys>
struct values_with_jacobian {
  result_array<T, Rows> values;              // of the formulas, in order
  matrix_values<T, Rows, Keys...> jacobian;  // one row per formula, one column per symbol

  // The columns of several symbols: jacobian[cam].
  template <class... X>
  constexpr auto operator[](const symbol_list<X...>& in) const {
    return jacobian[in];
  }
  // Those of a group: jacobian[a.tangent].
  template <class Group>
    requires requires { Group::tangent; }
  constexpr auto operator[](const Group&) const { return jacobian[Group::tangent]; }
};

// A value, its gradient and its Hessian.
template <class T, class... Keys>
struct value_with_hessian {
  T value;                                             // of the formula
  keyed_values<T, Keys...> gradient;                   // by symbol
  matrix_values<T, sizeof...(Keys), Keys...> hessian;  // by symbols

  // The derivative in x: gradient[x]; those in several symbols: gradient[cam].
  template <class X>
  constexpr decltype(auto) operator[](const X& x) const {
    return gradient[x];
  }
};

namespace detail {

// Results of requests over axes. Roots: get<k>() is the number, array or view in slot k.
template <class Roots>
using first_root = std::remove_cvref_t<decltype(std::declval<const Roots&>().template get<0>())>;

// The value of one formula.
template <class Roots>
struct single_root {
  first_root<Roots> value;
  constexpr explicit single_root(const Roots& roots) : value(roots.template get<0>()) {}
};

// Those of several: r[0_c], r[1_c], ...
template <class Roots, std::size_t Count>
struct numbered_roots {
  constexpr explicit numbered_roots(const Roots& roots) : roots_(roots) {}
  template <class I>
  constexpr decltype(auto) operator[](const I&) const {
    constexpr std::size_t place = constant_index<I>();
    static_assert(place < Count, "tapeless: the bundle has no output of this number; they are counted from 0");
    return roots_.template get<(place < Count ? place : 0)>();
  }

 private:
  Roots roots_;
};

// By key: r[x], r[tensor<"W">]. The first of them is in slot First.
template <class Roots, std::size_t First, class... Keys>
struct keyed_roots {
  constexpr explicit keyed_roots(const Roots& roots) : roots_(roots) {}
  template <class Key>
  constexpr decltype(auto) operator[](const Key&) const {
    return roots_.template get<First + checked_key_index<Key, Keys...>()>();
  }

 private:
  Roots roots_;
};

// By row and key: r(0_c, W) of several formulas, r(W, b) of a Hessian.
template <class Roots, std::size_t First, std::size_t Rows, class... Keys>
struct matrix_roots {
  constexpr explicit matrix_roots(const Roots& roots) : roots_(roots) {}
  static constexpr std::size_t rows() { return Rows; }
  static constexpr std::size_t columns() { return sizeof...(Keys); }
  template <class Row, class Key>
  constexpr decltype(auto) operator()(const Row&, const Key&) const {
    constexpr std::size_t row = row_of<Row>();
    static_assert(row < Rows, "tapeless: the matrix has no row of this number; rows are counted from 0");
    return roots_.template get<First + (row < Rows ? row : 0) * sizeof...(Keys) + checked_key_index<Key, Keys...>()>();
  }

 private:
  template <class Row>
  static constexpr std::size_t row_of() {
    if constexpr (key_index<leaf_of_key<Row>, Keys...>() >= 0)
      return checked_key_index<Row, Keys...>();
    else
      return constant_index<Row>();
  }
  Roots roots_;
};

// A value and its gradient, r.value and r[x].
template <class Roots, class... Keys>
struct value_and_keyed_roots : keyed_roots<Roots, 1, Keys...> {
  first_root<Roots> value;
  keyed_roots<Roots, 1, Keys...> gradient;
  constexpr explicit value_and_keyed_roots(const Roots& roots)
      : keyed_roots<Roots, 1, Keys...>(roots), value(roots.template get<0>()), gradient(roots) {}
};

// Values and their Jacobian.
template <class Roots, std::size_t Rows, class... Keys>
struct values_and_matrix_roots {
  numbered_roots<Roots, Rows> values;
  matrix_roots<Roots, Rows, Rows, Keys...> jacobian;
  constexpr explicit values_and_matrix_roots(const Roots& roots) : values(roots), jacobian(roots) {}
};

// A value, its gradient and its Hessian.
template <class Roots, class... Keys>
struct value_and_second_roots : value_and_keyed_roots<Roots, Keys...> {
  matrix_roots<Roots, 1 + sizeof...(Keys), sizeof...(Keys), Keys...> hessian;
  constexpr explicit value_and_second_roots(const Roots& roots)
      : value_and_keyed_roots<Roots, Keys...>(roots), hessian(roots) {}
};

}  // namespace detail
}  // namespace tapeless

// Structured bindings: as many names as numbers.
template <class T, std::size_t N>
struct std::tuple_size<tapeless::result_array<T, N>> : std::integral_constant<std::size_t, N> {};
template <std::size_t K, class T, std::size_t N>
struct std::tuple_element<K, tapeless::result_array<T, N>> {
  using type = T;
};
template <class T, class... Keys>
struct std::tuple_size<tapeless::keyed_values<T, Keys...>> : std::integral_constant<std::size_t, sizeof...(Keys)> {};
template <std::size_t K, class T, class... Keys>
struct std::tuple_element<K, tapeless::keyed_values<T, Keys...>> {
  using type = const T;
};
