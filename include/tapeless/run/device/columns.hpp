// SPDX-License-Identifier: BSL-1.0
// The columns of a batch as one thread of a device sees them: one number of one row at a time. All functions are
// constexpr, which is what runs on a device and on the host alike.
#pragma once

#include <array>
#include <cstddef>
#include <tuple>
#include <type_traits>
#include <utility>

#include <tapeless/run/rows/layout.hpp>

namespace tapeless::inline v0_2::detail::device {

// Where number K of a row is.
template <int K, class E, int Count, bool Dense>
constexpr E* place(const run::columns<E, Count, Dense>& c, std::ptrdiff_t row) {
  return c.data + (Dense ? row : row * c.row_step) + K * c.column_step;
}
template <int K, class E, int Count, bool Dense>
constexpr E* place(const run::row_blocks<E, Count, Dense>& c, std::ptrdiff_t row) {
  return c.data + row * (Dense ? Count : c.row_step) + K;
}
template <int K, class E, int Count, bool Dense, class I, int Picks, bool DenseList>
constexpr E* place(const run::picked<E, Count, Dense, run::index_list<I, Picks, DenseList>>& c, std::ptrdiff_t row) {
  const I index = c.indices.data[row * (DenseList ? Picks : c.indices.step) + K / Count];
  return c.data + static_cast<std::ptrdiff_t>(index) * (Dense ? Count : c.step) + K % Count;
}

// Argument number K of a column in a row.
template <class T, int K, class Column>
constexpr T read(const Column& column, std::ptrdiff_t row) {
  return static_cast<T>(*place<K>(column, row));
}
template <class T, int K, class U>
constexpr T read(const run::repeated<U>& number, std::ptrdiff_t) {
  return static_cast<T>(number.value);
}

// Columns as what is given to a kernel: each has a base of its own.
template <std::size_t, class Column>
struct column_leaf {
  Column column;
};
template <class Places, class... Column>
struct column_leaves;
template <std::size_t... K, class... Column>
struct column_leaves<std::index_sequence<K...>, Column...> : column_leaf<K, Column>... {
  constexpr explicit column_leaves(const Column&... all) : column_leaf<K, Column>{all}... {}
};
template <class... Column>
struct column_list : column_leaves<std::index_sequence_for<Column...>, Column...> {
  using column_leaves<std::index_sequence_for<Column...>, Column...>::column_leaves;
  static constexpr std::size_t size = sizeof...(Column);
  template <std::size_t C>
  using type = std::tuple_element_t<C, std::tuple<Column...>>;

  template <std::size_t C>
  constexpr const type<C>& get() const {
    return static_cast<const column_leaf<C, type<C>>&>(*this).column;
  }

  // Which column has argument or result number K, and which of its numbers that is.
  static constexpr std::size_t column_of(int k) {
    const int counts[] = {Column::count...};
    std::size_t column = 0;
    while (k >= counts[column]) k -= counts[column++];
    return column;
  }
  static constexpr int number_of(int k) {
    const int counts[] = {Column::count...};
    for (std::size_t column = 0; k >= counts[column];) k -= counts[column++];
    return k;
  }
  // How many columns are summed up, all of them or those before column `end`.
  static constexpr int sums(std::size_t end = size) {
    const bool summed[] = {run::is_summed<Column>...};
    int n = 0;
    for (std::size_t c = 0; c < end; ++c) n += summed[c] ? 1 : 0;
    return n;
  }
};

// One row: where a function object finds its arguments and leaves its results. Sums: where the results that are summed
// up are added; null where there are none.
template <class T, class In, class Out>
struct row_of_columns {
  const In& in;
  const Out& out;
  std::ptrdiff_t row;
  double* sums;

  template <std::size_t K>
  constexpr T get() const {
    constexpr int k = static_cast<int>(K);
    return read<T, In::number_of(k)>(in.template get<In::column_of(k)>(), row);
  }
  template <std::size_t K>
  constexpr void put(const T& result) const {
    constexpr int k = static_cast<int>(K);
    constexpr std::size_t c = Out::column_of(k);
    using column = typename Out::template type<c>;
    if constexpr (run::is_summed<column>)
      sums[Out::sums(c)] += static_cast<double>(result);
    else if constexpr (!std::is_same_v<column, run::unwanted>)
      *place<Out::number_of(k)>(out.template get<c>(), row) = result;
  }
};

}  // namespace tapeless::detail::device
