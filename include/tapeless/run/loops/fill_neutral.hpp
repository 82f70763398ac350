// SPDX-License-Identifier: BSL-1.0
// What sums, maxima and minima in memory start from.
#pragma once

#include <cstddef>

#include <tapeless/run/loops/compute.hpp>

namespace tapeless::inline v0_2::detail::run {

template <class T>
[[gnu::always_inline]] inline void fill_row(T* to, std::ptrdiff_t count, T value) {
  const pack<T> all(value);
  std::ptrdiff_t k = 0;
  for (; k + pack<T>::width <= count; k += pack<T>::width) all.store(to + k);
  if (k < count) all.store(to + k, static_cast<int>(count - k));
}

// What a reduction starts from, in the part of its buffer that a tile adds to.
template <class T>
void fill_neutral(combination how, const buffer& shape, const array_place<T>& place, const range* ranges, int d = 0,
                  std::ptrdiff_t offset = 0) {
  const T value = how == combination::add      ? neutral<combination::add, T>()
                  : how == combination::larger ? neutral<combination::larger, T>()
                                               : neutral<combination::smaller, T>();
  if (d == shape.rank) {
    place.data[offset] = value;
    return;
  }
  // All that is left, where it lies next to each other.
  std::ptrdiff_t dense = 1;
  int e = shape.rank - 1;
  for (; e >= d && place.strides[e] == dense && ranges[shape.dims[e]].begin == 0; --e) {
    dense *= ranges[shape.dims[e]].end;
    if (e > d && place.strides[e - 1] != dense) break;
  }
  if (e < d) {
    fill_row(place.data + offset, dense, value);
    return;
  }
  const range& along = ranges[shape.dims[d]];
  if (d + 1 == shape.rank) {  // the last dimension is dense
    fill_row(place.data + offset + along.begin, along.end - along.begin, value);
    return;
  }
  for (std::ptrdiff_t k = along.begin; k < along.end; ++k)
    fill_neutral(how, shape, place, ranges, d + 1, offset + k * place.strides[d]);
}

}  // namespace tapeless::detail::run
