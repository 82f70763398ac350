// SPDX-License-Identifier: BSL-1.0
// Rows of a matrix written as columns, block by block in registers.
#pragma once

#include <cstddef>

#include <tapeless/simd/gather.hpp>
#include <tapeless/simd/transpose.hpp>

namespace tapeless::inline v0_2::detail::simd {

// to[l*to_row + j] = from[j*from_row + l] for j below `rows` and l below `length`, both whole packs.
template <class T>
[[gnu::always_inline]] inline void turn_rows(const T* from, std::ptrdiff_t from_row, T* to, std::ptrdiff_t to_row,
                                             std::ptrdiff_t rows, std::ptrdiff_t length) {
  constexpr std::ptrdiff_t width = pack<T>::width;
  for (std::ptrdiff_t l = 0; l < length; l += width)
    for (std::ptrdiff_t j = 0; j < rows; j += width) {
      pack<T> all[std::size_t{width}];
#pragma GCC unroll 16
      for (std::ptrdiff_t k = 0; k < width; ++k) all[k] = pack<T>::load(from + (j + k) * from_row + l);
      transpose(all);
#pragma GCC unroll 16
      for (std::ptrdiff_t k = 0; k < width; ++k) all[k].store(to + (l + k) * to_row + j);
    }
}

// The same for any number of rows of any length.
template <class T>
[[gnu::noinline]] void turn(const T* from, std::ptrdiff_t from_row, T* to, std::ptrdiff_t to_row, std::ptrdiff_t rows,
                            std::ptrdiff_t length) {
  constexpr std::ptrdiff_t width = pack<T>::width;
  const std::ptrdiff_t whole_rows = rows - rows % width, whole = length - length % width;
  turn_rows(from, from_row, to, to_row, whole_rows, whole);
  const auto strip = [&](std::ptrdiff_t j, std::ptrdiff_t first) {
    const int lanes = static_cast<int>(rows - j < width ? rows - j : width);
    for (std::ptrdiff_t l = first; l < length; ++l)
      pack<T>::gather(from + j * from_row + l, from_row, lanes).store(to + l * to_row + j, lanes);
  };
  for (std::ptrdiff_t j = 0; j < whole_rows; j += width) strip(j, whole);
  if (whole_rows < rows) strip(whole_rows, 0);
}

}  // namespace tapeless::detail::simd
