// SPDX-License-Identifier: BSL-1.0
// Columns whose rows an index list picks: read there, or added to there; and results of which only the sum over all
// rows is wanted.
#pragma once

#include <cstddef>
#include <type_traits>

#include <tapeless/run/rows/columns.hpp>
#include <tapeless/simd/rows.hpp>

namespace tapeless::inline v0_2::detail::run {

// Count integers for each row, one after another; a row begins `step` integers behind the one before. Dense: the step
// is Count.
template <class I, int Count, bool Dense>
struct index_list {
  using index = I;
  static constexpr int count = Count;

  const I* data = nullptr;
  std::ptrdiff_t rows = 0;
  std::ptrdiff_t step = Count;

  index_list from(std::ptrdiff_t row) const { return {data + (Dense ? row * Count : row * step), rows - row, step}; }
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

  picked from(std::ptrdiff_t row) const { return {data, size, step, indices.from(row)}; }
  [[gnu::always_inline]] E* at(std::ptrdiff_t row, int k) const {
    return data + static_cast<std::ptrdiff_t>(indices.at(row, k)) * (Dense ? Count : step);
  }
};
// The results of rows are added there, one row after the other.
template <class E, int Count, bool Dense, class Indices>
struct added_to : picked<E, Count, Dense, Indices> {
  added_to from(std::ptrdiff_t row) const { return {picked<E, Count, Dense, Indices>::from(row)}; }
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

// A sum on its way, lane by lane.
template <class T>
struct lane_sums {
  static constexpr int count = 1;
  simd::pack<T>* sums = nullptr;

  lane_sums from(std::ptrdiff_t) const { return *this; }
  template <class U, int>
  [[gnu::always_inline]] void store(const simd::pack<T>& result, std::ptrdiff_t) const {
    *sums += result;
  }
};

template <class T, class E, int Count, bool Dense, class Indices>
struct passage<T, picked<E, Count, Dense, Indices>> {
  static constexpr int width = simd::pack<T>::width, picks = Indices::count;
  simd::pack<T> numbers[static_cast<std::size_t>(Count * picks)];

  [[gnu::always_inline]] passage(const picked<E, Count, Dense, Indices>& from, std::ptrdiff_t row) {
    for (int p = 0; p < picks; ++p) {
      const auto place = [&](int l) { return from.at(row + l, p); };
      if constexpr (std::is_same_v<T, std::remove_const_t<E>>) {
        simd::load_rows<Count>(place, numbers + p * Count);
      } else {
        T lanes[static_cast<std::size_t>(Count)][static_cast<std::size_t>(width)];
        for (int l = 0; l < width; ++l)
          for (int k = 0; k < Count; ++k) lanes[k][l] = static_cast<T>(place(l)[k]);
        for (int k = 0; k < Count; ++k) numbers[p * Count + k] = simd::pack<T>::load(lanes[k]);
      }
    }
  }
  template <int K>
  [[gnu::always_inline]] const simd::pack<T>& load() const {
    return numbers[K];
  }
};
// What is added waits: leave puts it into memory of `size` numbers, add adds what one lane left there. Several such
// columns are added to in the order of the rows by calling add of all of them for one lane after the other; finish does
// both for a column that is alone.
template <class T, int Count, bool Dense, class Indices>
struct passage<T, added_to<T, Count, Dense, Indices>> {
  using terms = simd::row_terms<T, Count>;
  static constexpr int width = simd::pack<T>::width, picks = Indices::count, size = picks * terms::size;

  const added_to<T, Count, Dense, Indices>& column;
  std::ptrdiff_t row;
  simd::pack<T> numbers[static_cast<std::size_t>(Count * picks)];

  [[gnu::always_inline]] passage(const added_to<T, Count, Dense, Indices>& to, std::ptrdiff_t first)
      : column(to), row(first) {}
  template <int K>
  [[gnu::always_inline]] void store(const simd::pack<T>& result) {
    numbers[K] = result;
  }
  [[gnu::always_inline]] void leave(T* memory) {
    for (int p = 0; p < picks; ++p) terms::leave(numbers + p * Count, memory + p * terms::size);
  }
  [[gnu::always_inline]] void add(const T* memory, int lane) const {
    for (int p = 0; p < picks; ++p) terms::add(memory + p * terms::size, lane, column.at(row + lane, p));
  }
  [[gnu::always_inline]] void finish() {
    alignas(64) T memory[static_cast<std::size_t>(size)];
    leave(memory);
    for (int l = 0; l < width; ++l) add(memory, l);
  }
};

template <class E, int Count, bool Dense, class Indices, int Width>
struct end_of<picked<E, Count, Dense, Indices>, Width> {
  static constexpr int picks = Indices::count;
  typename Indices::index places[static_cast<std::size_t>(Width * picks)];
  picked<E, Count, Dense, Indices> column;

  end_of(const picked<E, Count, Dense, Indices>& all, int n)
      : column{all.data, all.size, all.step, {places, Width, picks}} {
    for (int l = 0; l < Width; ++l)
      for (int p = 0; p < picks; ++p) places[l * picks + p] = all.indices.at(l < n ? l : n - 1, p);
  }
  end_of(const end_of&) = delete;
  end_of& operator=(const end_of&) = delete;
  void give(int) const {}
};
// Only the first lanes are added.
template <class E, int Count, bool Dense, class Indices, int Width>
struct end_of<added_to<E, Count, Dense, Indices>, Width> {
  added_to<E, Count, Dense, Indices> column;

  end_of(const added_to<E, Count, Dense, Indices>& all, int) : column(all) {}
  void give(int) const {}
};
template <class T, int Width>
struct end_of<lane_sums<T>, Width> {
  simd::pack<T> sums{T(0)};
  lane_sums<T> given, column;

  end_of(const lane_sums<T>& all, int) : given(all), column{&sums} {}
  end_of(const end_of&) = delete;
  end_of& operator=(const end_of&) = delete;
  void give(int n) const { *given.sums += select(simd::pack<T>::first_lanes(n), sums, simd::pack<T>(T(0))); }
};

}  // namespace tapeless::detail::run
