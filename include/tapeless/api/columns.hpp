// SPDX-License-Identifier: BSL-1.0
// What the arguments and results of a batch are bound to: columns of numbers that somebody else owns, one number per
// row. Nothing is copied; what is bound has to live as long as the call.
#pragma once

#include <array>
#include <concepts>
#include <cstddef>
#include <iterator>
#include <stdexcept>
#include <tuple>
#include <type_traits>

#include <tapeless/api/result.hpp>
#include <tapeless/run/memory/view.hpp>
#include <tapeless/run/rows/layout.hpp>

namespace tapeless::inline v0_2 {

// The arguments of a batch; made by inputs(...).
template <class... Column>
struct batch_inputs {
  std::tuple<Column...> columns;  // in the order of the arguments
};
// The results of a batch; made by outputs(...).
template <class... Column>
struct batch_outputs {
  std::tuple<Column...> columns;  // in the order of the results
};

namespace detail {

// What stands for a column that the compiler has refused already.
struct not_a_column {
  static constexpr int count = 1;
};
constexpr not_a_column as_read(const not_a_column&) { return {}; }

template <class C>
inline constexpr bool is_column = false;
template <>
inline constexpr bool is_column<not_a_column> = true;
template <class E, int Count, bool Dense>
inline constexpr bool is_column<run::columns<E, Count, Dense>> = true;
template <class E, int Count, bool Dense>
inline constexpr bool is_column<run::row_blocks<E, Count, Dense>> = true;
template <class E, int Count, bool Dense, class Indices>
inline constexpr bool is_column<run::picked<E, Count, Dense, Indices>> = true;
template <class E, int Count, bool Dense, class Indices>
inline constexpr bool is_column<run::added_to<E, Count, Dense, Indices>> = true;
template <class E>
inline constexpr bool is_column<run::summed<E>> = true;
template <class E, int Count>
inline constexpr bool is_column<run::pointed<E, Count>> = true;

// The numbers of an element of an array of structures.
template <class E>
struct several {
  using type = E;
  static constexpr int count = 1;
};
template <class E, std::size_t N>
struct several<std::array<E, N>> {
  using type = E;
  static constexpr int count = static_cast<int>(N);
};
template <class E, std::size_t N>
struct several<const std::array<E, N>> {
  using type = const E;
  static constexpr int count = static_cast<int>(N);
};
template <class E, std::size_t N>
struct several<result_array<E, N>> : several<std::array<E, N>> {};
template <class E, std::size_t N>
struct several<const result_array<E, N>> : several<const std::array<E, N>> {};
template <class E, std::size_t N>
struct several<E[N]> {
  using type = E;
  static constexpr int count = static_cast<int>(N);
};

template <class E>
  requires requires {
    typename E::Scalar;
    E::SizeAtCompileTime;
  }
struct several<E> {
  using type = std::conditional_t<std::is_const_v<E>, const typename E::Scalar, typename E::Scalar>;
  static constexpr int count = static_cast<int>(E::SizeAtCompileTime);
};

// A matrix of Eigen with as many rows as the batch has, and its columns; a vector is one column.
template <class M>
constexpr auto matrix_columns(M& m) {
  using plain = std::remove_const_t<M>;
  using element = std::remove_pointer_t<decltype(m.data())>;
  if constexpr (plain::IsVectorAtCompileTime) {
    return run::columns<element, 1, plain::InnerStrideAtCompileTime == 1>{m.data(), m.size(), m.innerStride(), 0};
  } else {
    constexpr int count = plain::ColsAtCompileTime;
    static_assert(count > 0,
                  "tapeless: a matrix that stands for columns has a number of columns that the compiler knows");
    constexpr bool dense = !plain::IsRowMajor && plain::InnerStrideAtCompileTime == 1;
    if constexpr (count > 0 && plain::IsRowMajor && plain::InnerStrideAtCompileTime == 1)
      return run::row_blocks<element, count, plain::OuterStrideAtCompileTime == count>{m.data(), m.rows(),
                                                                                       m.rowStride()};
    else if constexpr (count > 0)
      return run::columns<element, count, dense>{m.data(), m.rows(), dense ? 1 : m.rowStride(), m.colStride()};
    else
      return not_a_column{};
  }
}

// Rows in an array of arrays.
template <class E, int Count, class Row>
constexpr auto rows_of_arrays(Row* first, std::ptrdiff_t rows) {
  E* const data = first == nullptr ? nullptr : std::data(*first);
  constexpr bool dense = sizeof(Row) == sizeof(E) * Count;
  return run::row_blocks<E, Count, dense>{data, rows, static_cast<std::ptrdiff_t>(sizeof(Row) / sizeof(E))};
}

template <class V>
constexpr auto as_columns(V& value) {
  using plain = std::remove_const_t<V>;
  if constexpr (is_column<plain>) {
    return value;
  } else if constexpr (std::is_arithmetic_v<plain>) {
    return run::repeated<plain>{value};
  } else if constexpr (eigen_matrix<plain>) {
    return matrix_columns(value);
  } else if constexpr (contiguous_range<plain>) {
    using row = several<std::remove_pointer_t<decltype(std::data(value))>>;
    const auto rows = static_cast<std::ptrdiff_t>(std::size(value));
    static_assert(row::count > 0,
                  "tapeless: a vector of Eigen that stands for columns has a size that the compiler knows");
    if constexpr (row::count <= 0)
      return not_a_column{};
    else if constexpr (std::same_as<typename row::type, std::remove_pointer_t<decltype(std::data(value))>>)
      return run::columns<typename row::type, 1, true>{std::data(value), rows, 1, 0};
    else
      return rows_of_arrays<typename row::type, row::count>(rows > 0 ? std::data(value) : nullptr, rows);
  } else {
    static_assert(contiguous_range<plain>,
                  "tapeless: a column is a vector, a span, an array, an Eigen vector, column(pointer, rows, stride), "
                  "gathered(values, indices), or one number for all rows");
    return not_a_column{};
  }
}

template <class V>
constexpr auto as_output(V& value) {
  if constexpr (std::is_null_pointer_v<std::remove_const_t<V>>) {
    return run::unwanted{};
  } else {
    using column = decltype(as_columns(value));
    constexpr bool refused = std::same_as<column, not_a_column>;
    constexpr bool written = [] {
      if constexpr (requires { typename column::element; })
        return !std::is_const_v<typename column::element>;
      else
        return false;
    }();
    static_assert(written || refused, "tapeless: an output of a batch is written: it is neither const nor a number");
    if constexpr (written)
      return as_columns(value);
    else
      return not_a_column{};
  }
}

// As what is only read.
template <class E, int Count, bool Dense>
constexpr run::columns<const E, Count, Dense> as_read(const run::columns<E, Count, Dense>& c) {
  return {c.data, c.rows, c.row_step, c.column_step};
}
template <class E, int Count, bool Dense>
constexpr run::row_blocks<const E, Count, Dense> as_read(const run::row_blocks<E, Count, Dense>& c) {
  return {c.data, c.rows, c.row_step};
}
template <class E, int Count, bool Dense, class Indices>
constexpr run::picked<const E, Count, Dense, Indices> as_read(const run::picked<E, Count, Dense, Indices>& c) {
  return {c.data, c.size, c.step, c.indices};
}
template <class E, int Count>
constexpr run::pointed<E, Count> as_read(const run::pointed<E, Count>& c) {
  return c;
}
template <class T>
constexpr run::repeated<T> as_read(const run::repeated<T>& number) {
  return number;
}

// What an index list may be: integers, as many for each row as the column has.
template <std::integral I, bool Dense>
constexpr run::index_list<std::remove_const_t<I>, 1, Dense> as_indices(const run::columns<I, 1, Dense>& c) {
  return {c.data, c.rows, c.row_step};
}
template <std::integral I, int Count, bool Dense>
constexpr run::index_list<std::remove_const_t<I>, Count, Dense> as_indices(const run::row_blocks<I, Count, Dense>& c) {
  return {c.data, c.rows, c.row_step};
}
template <class I, int Count, bool Dense>
constexpr run::index_list<I, Count, Dense> as_indices(const run::index_list<I, Count, Dense>& list) {
  return list;
}
template <class L>
inline constexpr bool is_index_list = false;
template <class I, int Count, bool Dense>
inline constexpr bool is_index_list<run::index_list<I, Count, Dense>> = true;
// What indices may pick from: one column, or rows of numbers that lie one after another.
template <class E, bool Dense, class Indices>
constexpr run::picked<E, 1, Dense, Indices> pick_from(const run::columns<E, 1, Dense>& c, const Indices& list) {
  return {c.data, c.rows, c.row_step, list};
}
template <class E, int Count, bool Dense, class Indices>
constexpr run::picked<E, Count, Dense, Indices> pick_from(const run::row_blocks<E, Count, Dense>& c,
                                                          const Indices& list) {
  return {c.data, c.rows, c.row_step, list};
}

template <class V, class I>
constexpr auto with_indices(V& values, const I& indices) {
  const auto from = as_columns(values);
  const auto list = [&] {
    if constexpr (is_index_list<I>)
      return indices;
    else
      return as_columns(indices);
  }();
  constexpr bool whole = requires { as_indices(list); };
  constexpr bool rows = requires { pick_from(from, run::index_list<int, 1, true>{}); };
  static_assert(rows,
                "tapeless: indices pick from one column of values, or from rows of numbers that lie one after another, "
                "such as a vector of std::array or a matrix of Eigen by rows");
  static_assert(whole,
                "tapeless: an index list is a column of integers, or a vector of std::array of integers, that many for "
                "each row");
  if constexpr (rows && whole)
    return pick_from(from, as_indices(list));
  else
    return not_a_column{};
}
constexpr not_a_column as_added(const not_a_column&) { return {}; }
template <class E, int Count, bool Dense, class Indices>
constexpr run::added_to<E, Count, Dense, Indices> as_added(const run::picked<E, Count, Dense, Indices>& values) {
  return {values};
}

}  // namespace detail

namespace detail {

// A number of rows that a caller gives.
constexpr std::ptrdiff_t rows_given(std::ptrdiff_t rows) {
  if (rows < 0) throw std::invalid_argument("tapeless: a column has a negative number of rows");
  return rows;
}

}  // namespace detail

// A column of `rows` numbers that lie `stride` numbers apart; a stride may be negative. As the other columns by their
// address it throws std::invalid_argument where the number of rows is negative.
template <class T>
constexpr detail::run::columns<T, 1, false> column(T* first, std::ptrdiff_t rows, std::ptrdiff_t stride) {
  return {first, detail::rows_given(rows), stride, 0};
}
// The column of a member of an array of structures: column(particles, &particle::mass). A member that is an array
// stands for as many columns as it has elements.
template <class Structures, class S, class Member>
  requires std::is_member_object_pointer_v<Member S::*>
constexpr auto column(Structures&& all, Member S::*member) {
  using structure = std::remove_pointer_t<decltype(std::data(all))>;
  using of_structure = std::conditional_t<std::is_const_v<structure>, const Member, Member>;
  using numbers = detail::several<of_structure>;
  using element = typename numbers::type;
  static_assert(sizeof(S) % sizeof(element) == 0,
                "tapeless: the structures are not a whole number of the member's size apart");
  const auto rows = static_cast<std::ptrdiff_t>(std::size(all));
  element* first = nullptr;
  if (rows > 0) {
    if constexpr (numbers::count > 1 || std::is_class_v<Member>)
      first = std::data(std::data(all)->*member);
    else
      first = &(std::data(all)->*member);
  }
  constexpr std::ptrdiff_t step = sizeof(S) / sizeof(element);
  if constexpr (numbers::count > 1)
    return detail::run::row_blocks<element, numbers::count, false>{first, rows, step};
  else
    return detail::run::columns<element, 1, false>{first, rows, step, 0};
}
// Count columns at once: number k of row r is first[r*row_stride + k*column_stride].
template <int Count, class T>
constexpr detail::run::columns<T, Count, false> columns(T* first, std::ptrdiff_t rows, std::ptrdiff_t row_stride,
                                                        std::ptrdiff_t column_stride) {
  return {first, detail::rows_given(rows), row_stride, column_stride};
}
// Count columns of rows that lie one after another: number k of row r is first[r + k*column_stride].
template <int Count, class T>
constexpr detail::run::columns<T, Count, true> columns(T* first, std::ptrdiff_t rows, std::ptrdiff_t column_stride) {
  return {first, detail::rows_given(rows), 1, column_stride};
}

// Count columns whose rows have their numbers one after another: number k of row r is first[r*row_stride + k].
template <int Count, class T>
constexpr detail::run::row_blocks<T, Count, false> row_blocks(T* first, std::ptrdiff_t rows,
                                                              std::ptrdiff_t row_stride) {
  return {first, detail::rows_given(rows), row_stride};
}
// The same of rows that lie one after another: number k of row r is first[r*Count + k].
template <int Count, class T>
constexpr detail::run::row_blocks<T, Count, true> row_blocks(T* first, std::ptrdiff_t rows) {
  return {first, detail::rows_given(rows), Count};
}

// As inputs: row r has the Count numbers that pointers[r] points to, such as the parameters of one of many objects.
template <int Count, class Pointers>
constexpr auto pointed(const Pointers& pointers) {
  using pointer = std::remove_cvref_t<decltype(*std::data(pointers))>;
  static_assert(std::is_pointer_v<pointer>,
                "tapeless: a row of pointers is expected here, one for each row of the batch");
  if constexpr (std::is_pointer_v<pointer>)
    return detail::run::pointed<std::remove_cv_t<std::remove_pointer_t<pointer>>, Count>{
        std::data(pointers), static_cast<std::ptrdiff_t>(std::size(pointers))};
  else
    return detail::not_a_column{};
}

// As inputs: row r has values[indices[r]]. Values are one column, or rows of K numbers that lie one after another
// (row_blocks<K>(...), a vector of std::array, a matrix of Eigen by rows), which are K arguments. Indices are integers
// from 0, one for each row, at any stride: column(&tets[0][2], n, 4); or N for each row (a vector of std::array of
// integers, row_blocks<N>(...)), which are the arguments of index 0, those of index 1, and so on.
template <class V, class I>
constexpr auto gathered(V&& values, const I& indices) {
  return detail::with_indices(values, indices);
}
// As outputs, of values and indices as in gathered: the results of row r are added to values[indices[r]]. Each value
// gets its terms in the order of the rows, and in a row in that of the outputs.
template <class V, class I>
constexpr auto scatter_added(V&& values, const I& indices) {
  return detail::as_added(detail::with_indices(values, indices));
}
// As an output: `value` is set to the sum of the result over all rows, to 0 when there are none. Sums of blocks of rows
// are added up in their order, in double, so that every number of threads gives the same bits.
template <class T>
  requires(std::same_as<T, float> || std::same_as<T, double>)
constexpr detail::run::summed<T> summed(T& value) { return {&value}; }
// The same of a number by its address, such as one of a device, which the host cannot name.
template <class T>
  requires(std::same_as<T, float> || std::same_as<T, double>)
constexpr detail::run::summed<T> summed(T* value) { return {value}; }

// The arguments of a batch in their order: columns, and numbers that are the same for all rows. What stands for several
// columns (a matrix of Eigen, columns<K>(...), a vector of std::array) is several arguments.
template <class... V>
constexpr auto inputs(const V&... values) {
  return batch_inputs<decltype(detail::as_read(detail::as_columns(values)))...>{
      {detail::as_read(detail::as_columns(values))...}};
}
// The results of a batch in their order: columns that are written, or nullptr for a result that is not wanted.
template <class... V>
constexpr auto outputs(V&&... values) {
  return batch_outputs<decltype(detail::as_output(values))...>{{detail::as_output(values)...}};
}

}  // namespace tapeless
