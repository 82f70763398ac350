// SPDX-License-Identifier: BSL-1.0
// Where the rows of a batch find their arguments and leave their results: packs are filled from columns with the
// numbers of as many rows as a pack has lanes, or taken; what is read and written is in range when it is called. What
// does not lie together is taken lane by lane, which takes less than half the time of the instructions that gather.
// Columns that index lists pick are in picked.hpp.
#pragma once

#include <cstddef>
#include <type_traits>

#include <tapeless/run/rows/layout.hpp>
#include <tapeless/simd/memory.hpp>
#include <tapeless/simd/transpose.hpp>

namespace tapeless::inline v0_2::detail::run {

// Lane l of the result: from[l*step]. Dense: the step is 1.
template <class T, bool Dense, class E>
[[gnu::always_inline]] inline simd::pack<T> load_lanes(const E* from, std::ptrdiff_t step) {
  constexpr int width = simd::pack<T>::width;
  if constexpr (std::is_same_v<T, E> && Dense) {
    return simd::pack<T>::load(from);
  } else {
    T lanes[static_cast<std::size_t>(width)];
    for (int l = 0; l < width; ++l) lanes[l] = static_cast<T>(from[Dense ? l : l * step]);
    return simd::pack<T>::load(lanes);
  }
}
template <bool Dense, class T>
[[gnu::always_inline]] inline void store_lanes(const simd::pack<T>& x, T* to, std::ptrdiff_t step) {
  if constexpr (Dense) {
    x.store(to);
  } else {
    T lanes[static_cast<std::size_t>(simd::pack<T>::width)];
    x.store(lanes);
    for (int l = 0; l < simd::pack<T>::width; ++l) to[l * step] = lanes[l];
  }
}

// Argument or result number K of as many rows as a pack has lanes, from a row on.
template <class T, int K, class E, int Count, bool Dense>
[[gnu::always_inline]] inline simd::pack<T> load_pack(const columns<E, Count, Dense>& c, std::ptrdiff_t row) {
  return load_lanes<T, Dense>(c.data + (Dense ? row : row * c.row_step) + K * c.column_step, c.row_step);
}
template <class T, int K, class U>
[[gnu::always_inline]] inline simd::pack<T> load_pack(const repeated<U>& number, std::ptrdiff_t) {
  return simd::pack<T>(number.value);
}
template <class T, int K, class E, int Count>
[[gnu::always_inline]] inline simd::pack<T> load_pack(const pointed<E, Count>& c, std::ptrdiff_t row) {
  T lanes[static_cast<std::size_t>(simd::pack<T>::width)];
  for (int l = 0; l < simd::pack<T>::width; ++l) lanes[l] = c.pointers[row + l][K];
  return simd::pack<T>::load(lanes);
}
template <int K, class T, int Count, bool Dense>
[[gnu::always_inline]] inline void store_pack(const columns<T, Count, Dense>& c, const simd::pack<T>& result,
                                              std::ptrdiff_t row) {
  store_lanes<Dense>(result, c.data + (Dense ? row : row * c.row_step) + K * c.column_step, c.row_step);
}
template <int K, class T>
[[gnu::always_inline]] inline void store_pack(const unwanted&, const simd::pack<T>&, std::ptrdiff_t) {}

// Between one pack of rows and the program: a column as it is, or a copy.
template <class T, class Column>
struct passage {
  const Column& column;
  std::ptrdiff_t row;

  [[gnu::always_inline]] passage(const Column& from, std::ptrdiff_t first) : column(from), row(first) {}
  template <int K>
  [[gnu::always_inline]] simd::pack<T> load() const {
    return load_pack<T, K>(column, row);
  }
  template <int K>
  [[gnu::always_inline]] void store(const simd::pack<T>& result) {
    store_pack<K>(column, result, row);
  }
  [[gnu::always_inline]] void finish() const {}
};
// Rows of several numbers are transposed, as many numbers at a time as a pack has.
template <class T, class E, int Count, bool Dense>
struct passage<T, row_blocks<E, Count, Dense>> {
  static constexpr int width = simd::pack<T>::width, whole = Count / width * width;
  static constexpr int room = (Count + width - 1) / width * width;

  E* first;
  std::ptrdiff_t step;
  simd::pack<T> numbers[static_cast<std::size_t>(room)];

  [[gnu::always_inline]] passage(const row_blocks<E, Count, Dense>& from, std::ptrdiff_t row)
      : first(from.data + row * (Dense ? Count : from.row_step)), step(Dense ? Count : from.row_step) {
    if constexpr (std::is_const_v<E>) {
      for (int k = 0; k < room; k += width) {
        for (int l = 0; l < width; ++l) numbers[k + l] = piece(first + l * step + k, k);
        simd::transpose(numbers + k);
      }
    } else {
      for (int k = whole; k < room; ++k) numbers[k] = simd::pack<T>(T(0));
    }
  }
  template <int K>
  [[gnu::always_inline]] const simd::pack<T>& load() const {
    return numbers[K];
  }
  template <int K>
  [[gnu::always_inline]] void store(const simd::pack<T>& result) {
    numbers[K] = result;
  }
  [[gnu::always_inline]] void finish() {
    if constexpr (!std::is_const_v<E>)
      for (int k = 0; k < room; k += width) {
        simd::transpose(numbers + k);
        for (int l = 0; l < width; ++l) {
          if (k < whole)
            numbers[k + l].store(first + l * step + k);
          else
            numbers[k + l].store(first + l * step + k, Count - whole);
        }
      }
  }

 private:
  [[gnu::always_inline]] static simd::pack<T> piece(const E* from, int k) {
    const int n = k < whole ? width : Count - whole;
    if constexpr (std::is_same_v<const T, E>) {
      return n == width ? simd::pack<T>::load(from) : simd::pack<T>::load(from, n);
    } else {
      T lanes[static_cast<std::size_t>(width)] = {};
      for (int l = 0; l < n; ++l) lanes[l] = static_cast<T>(from[l]);
      return simd::pack<T>::load(lanes);
    }
  }
};

// The last rows of a column, fewer than a pack has lanes, where a whole pack can be read or written: copies, of which
// the lanes beyond the end are those of the last row, so that nothing happens in them that does not happen elsewhere.
template <class Column, int Width>
struct end_of {  // numbers, and what is not wanted
  Column column;
  end_of(const Column& given, int) : column(given) {}
  void give(int) const {}
};
template <class E, int Count, bool Dense, int Width>
struct end_of<columns<E, Count, Dense>, Width> {
  using given_columns = columns<E, Count, Dense>;
  std::remove_const_t<E> lanes[static_cast<std::size_t>(Count * Width)];
  given_columns given, column;

  end_of(const given_columns& all, int n) : given(all), column{lanes, Width, 1, Width} {
    if constexpr (std::is_const_v<E>)
      for (int k = 0; k < Count; ++k)
        for (int l = 0; l < Width; ++l)
          lanes[k * Width + l] = given.data[(l < n ? l : n - 1) * given.row_step + k * given.column_step];
  }
  end_of(const end_of&) = delete;
  end_of& operator=(const end_of&) = delete;
  void give(int n) const {
    if constexpr (!std::is_const_v<E>)
      for (int k = 0; k < Count; ++k)
        for (int l = 0; l < n; ++l) given.data[l * given.row_step + k * given.column_step] = lanes[k * Width + l];
  }
};
template <class E, int Count, bool Dense, int Width>
struct end_of<row_blocks<E, Count, Dense>, Width> {
  std::remove_const_t<E> lanes[static_cast<std::size_t>(Count * Width)];
  row_blocks<E, Count, Dense> given, column;

  end_of(const row_blocks<E, Count, Dense>& all, int n) : given(all), column{lanes, Width, Count} {
    if constexpr (std::is_const_v<E>)
      for (int l = 0; l < Width; ++l)
        for (int k = 0; k < Count; ++k) lanes[l * Count + k] = given.data[(l < n ? l : n - 1) * given.row_step + k];
  }
  end_of(const end_of&) = delete;
  end_of& operator=(const end_of&) = delete;
  void give(int n) const {
    if constexpr (!std::is_const_v<E>)
      for (int l = 0; l < n; ++l)
        for (int k = 0; k < Count; ++k) given.data[l * given.row_step + k] = lanes[l * Count + k];
  }
};
template <class E, int Count, int Width>
struct end_of<pointed<E, Count>, Width> {
  const E* places[static_cast<std::size_t>(Width)];
  pointed<E, Count> column;

  end_of(const pointed<E, Count>& all, int n) : column{places, Width} {
    for (int l = 0; l < Width; ++l) places[l] = all.pointers[l < n ? l : n - 1];
  }
  end_of(const end_of&) = delete;
  end_of& operator=(const end_of&) = delete;
  void give(int) const {}
};

}  // namespace tapeless::detail::run
