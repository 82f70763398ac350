// SPDX-License-Identifier: BSL-1.0
// Where the numbers of a batch lie: columns as pointers and steps, which neither packs nor devices are needed for. E is
// const for what is only read; what is read may be integers.
#pragma once

#include <cstddef>

namespace tapeless::inline v0_2::detail::run {

// Count columns that lie regularly: element k of row r is data[r*row_step + k*column_step]. Dense: row_step is 1.
template <class E, int Count, bool Dense>
struct columns {
  using element = E;
  static constexpr int count = Count;

  E* data = nullptr;
  std::ptrdiff_t rows = 0;
  std::ptrdiff_t row_step = 1;
  std::ptrdiff_t column_step = 0;

  // Those from a row on.
  columns from(std::ptrdiff_t row) const { return {data + row * row_step, rows - row, row_step, column_step}; }
};

// Count numbers that lie one after another in each row; a row begins row_step numbers behind the one before. Dense: the
// step is Count.
template <class E, int Count, bool Dense>
struct row_blocks {
  using element = E;
  static constexpr int count = Count;

  E* data = nullptr;
  std::ptrdiff_t rows = 0;
  std::ptrdiff_t row_step = Count;

  row_blocks from(std::ptrdiff_t row) const { return {data + row * row_step, rows - row, row_step}; }
};

// One number for all rows.
template <class T>
struct repeated {
  using element = const T;
  static constexpr int count = 1;
  T value;

  repeated from(std::ptrdiff_t) const { return *this; }
};

// A result that nobody asked for.
struct unwanted {
  static constexpr int count = 1;
  unwanted from(std::ptrdiff_t) const { return {}; }
};

// Count numbers that lie where a pointer for each row says.
template <class E, int Count>
struct pointed {
  using element = const E;
  static constexpr int count = Count;

  const E* const* pointers = nullptr;
  std::ptrdiff_t rows = 0;

  pointed from(std::ptrdiff_t row) const { return {pointers + row, rows - row}; }
};

// Count integers for each row, one after another; a row begins `step` integers behind the one before. Dense: the step
// is Count.
template <class I, int Count, bool Dense>
struct index_list {
  using index = I;
  static constexpr int count = Count;

  const I* data = nullptr;
  std::ptrdiff_t rows = 0;
  std::ptrdiff_t step = Count;
  std::ptrdiff_t below = 0;       // all indices are from 0 to below - 1; 0: nobody has looked
  const I* last_begin = nullptr;  // where index below - 1 is, if it is anywhere
  const I* last_end = nullptr;

  [[gnu::always_inline]] index_list from(std::ptrdiff_t row) const {
    return {data + (Dense ? row * Count : row * step), rows - row, step, below, last_begin, last_end};
  }
  // Somebody has looked, and index size - 1 is in `several` rows from `first` on, if it is anywhere.
  constexpr void know(std::ptrdiff_t size, std::ptrdiff_t first, std::ptrdiff_t several) {
    const auto has_last = [&](std::ptrdiff_t row) {
      for (int k = 0; k < Count; ++k)
        if (static_cast<std::ptrdiff_t>(at(row, k)) == size - 1) return true;
      return false;
    };
    while (several > 0 && !has_last(first)) ++first, --several;
    while (several > 0 && !has_last(first + several - 1)) --several;
    below = size;
    last_begin = last_end = data;
    if (several > 0) last_begin = data + first * step, last_end = data + (first + several - 1) * step + Count;
  }
  [[gnu::always_inline]] I at(std::ptrdiff_t row, int k) const { return data[(Dense ? row * Count : row * step) + k]; }
};

// Of each index of a row the Count numbers, one after another, of that row of `size` rows, which are `step` numbers
// apart. Dense: the step is Count.
template <class E, int Count, bool Dense, class Indices>
struct picked {
  using element = E;
  using index_list = Indices;
  static constexpr int row_count = Count, picks = Indices::count, count = Count * picks;

  E* data = nullptr;
  std::ptrdiff_t size = 0;
  std::ptrdiff_t step = Count;
  Indices indices;
  bool beyond = false;  // whether one number beyond each row that is picked may be read

  [[gnu::always_inline]] picked from(std::ptrdiff_t row) const { return {data, size, step, indices.from(row), beyond}; }
  [[gnu::always_inline]] E* at(std::ptrdiff_t row, int k) const {
    return data + static_cast<std::ptrdiff_t>(indices.at(row, k)) * (Dense ? Count : step);
  }
};
// The results of rows are added there, one row after the other.
template <class E, int Count, bool Dense, class Indices>
struct added_to : picked<E, Count, Dense, Indices> {
  [[gnu::always_inline]] added_to from(std::ptrdiff_t row) const {
    return {picked<E, Count, Dense, Indices>::from(row)};
  }
};
template <class Column>
inline constexpr bool is_added = false;
template <class E, int Count, bool Dense, class Indices>
inline constexpr bool is_added<added_to<E, Count, Dense, Indices>> = true;
// How many numbers are added to each row.
template <class Column>
inline constexpr int added_length = 1;
template <class E, int Count, bool Dense, class Indices>
inline constexpr int added_length<added_to<E, Count, Dense, Indices>> = Count;

// A result that is summed up: the sum of all rows is set.
template <class E>
struct summed {
  using element = E;
  static constexpr int count = 1;
  E* data = nullptr;

  summed from(std::ptrdiff_t) const { return *this; }
};
template <class Column>
inline constexpr bool is_summed = false;
template <class E>
inline constexpr bool is_summed<summed<E>> = true;

}  // namespace tapeless::detail::run
