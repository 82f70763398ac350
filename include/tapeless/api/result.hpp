// SPDX-License-Identifier: BSL-1.0
// Results keyed by symbol: r[x] is the number that belongs to x. Stored as a plain array; Boost.Hana sees a map.
#pragma once

#include <array>
#include <concepts>
#include <cstddef>

#include <tapeless/expr/expression.hpp>

namespace tapeless {

struct keyed_values_tag {};

namespace detail {

// The place of X among the keys, or -1.
template <class X, class... Keys>
constexpr int key_index() {
  const bool same[sizeof...(Keys) + 1] = {std::same_as<X, Keys>...};
  for (std::size_t k = 0; k < sizeof...(Keys); ++k)
    if (same[k]) return static_cast<int>(k);
  return -1;
}

// An index given as a constant: 0_c, or any integral constant.
template <class I>
constexpr std::size_t constant_index() {
  if constexpr (expression<I>) {
    constexpr bool counts = definition_for<I>->is_number() && definition_for<I>->number.is_integer() &&
                            !definition_for<I>->number.negative();
    static_assert(counts, "tapeless: an index is a constant, 0_c, 1_c, ...");
    return counts ? static_cast<std::size_t>(definition_for<I>->number.numerator()) : 0;
  } else {
    static_assert(
        requires { I::value; }, "tapeless: an index is a constant, 0_c, 1_c, ...");
    if constexpr (requires { I::value; }) return static_cast<std::size_t>(I::value);
    return 0;
  }
}

template <class X, class... Keys>
constexpr std::size_t checked_key_index() {
  static_assert(key_index<X, Keys...>() >= 0,
                "tapeless: the result holds nothing for this symbol; it was not asked for");
  return static_cast<std::size_t>(key_index<X, Keys...>());
}

}  // namespace detail

// One number per symbol, in the order in which the symbols were asked for.
template <class T, class... Keys>
struct keyed_values {
  using hana_tag = keyed_values_tag;
  using value_type = T;

  std::array<T, sizeof...(Keys)> values;

  template <expression X>
  constexpr const T& operator[](const X&) const {
    return values[detail::checked_key_index<X, Keys...>()];
  }
  template <expression X>
  constexpr T& operator[](const X&) {
    return values[detail::checked_key_index<X, Keys...>()];
  }
  constexpr const T* data() const { return values.data(); }
  static constexpr std::size_t size() { return sizeof...(Keys); }
  constexpr auto begin() const { return values.begin(); }
  constexpr auto end() const { return values.end(); }
  bool operator==(const keyed_values&) const = default;
};

// A value and its gradient.
template <class T, class... Keys>
struct value_with_gradient {
  using hana_tag = keyed_values_tag;

  T value;
  keyed_values<T, Keys...> gradient;

  template <expression X>
  constexpr const T& operator[](const X& x) const {
    return gradient[x];
  }
};

// Numbers in rows and columns, stored by rows. Rows are numbered; columns (and in a Hessian rows) are found by symbol
// too.
template <class T, std::size_t Rows, class... Keys>
struct matrix_values {
  std::array<T, Rows * sizeof...(Keys)> values;

  static constexpr std::size_t rows() { return Rows; }
  static constexpr std::size_t columns() { return sizeof...(Keys); }
  constexpr const T* data() const { return values.data(); }
  constexpr T* data() { return values.data(); }
  static constexpr std::size_t size() { return Rows * sizeof...(Keys); }
  constexpr auto begin() const { return values.begin(); }
  constexpr auto end() const { return values.end(); }

  template <class R, class C>
  constexpr const T& operator()(const R& row, const C& column) const {
    return values[place(row) * sizeof...(Keys) + place(column)];
  }
  bool operator==(const matrix_values&) const = default;

 private:
  template <class I>
  static constexpr std::size_t place([[maybe_unused]] const I& index) {
    if constexpr (expression<I>)
      return detail::checked_key_index<I, Keys...>();
    else
      return static_cast<std::size_t>(index);
  }
};

}  // namespace tapeless
