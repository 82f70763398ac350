// SPDX-License-Identifier: BSL-1.0
// The smallest and the largest of the integers of an index list, many at a time.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <type_traits>

#include <tapeless/run/rows/picked.hpp>

namespace tapeless::inline v0_2::detail::run {

// Integers as rows: a negative one is larger than all of them. None: low > high.
struct index_range {
  std::uint64_t low = ~std::uint64_t{0}, high = 0;

  constexpr void include(const index_range& b) { low = std::min(low, b.low), high = std::max(high, b.high); }
  constexpr bool meets(const index_range& b) const { return low <= b.high && b.low <= high; }
  [[gnu::always_inline]] constexpr bool has(std::uint64_t index) const { return low <= index && index <= high; }
};

// Of `count` integers that lie `step` apart, one by one.
template <class I>
index_range range_by_one(const I* from, std::ptrdiff_t count, std::ptrdiff_t step) {
  index_range all;
  for (std::ptrdiff_t r = 0; r < count; ++r) {
    const auto index = static_cast<std::uint64_t>(from[r * step]);
    all.low = std::min(all.low, index), all.high = std::max(all.high, index);
  }
  return all;
}

#if defined(__GNUC__)

// As many integers as a register of 64 bytes has; those between the list's own are read, too, and left out of the
// result. The step is a power of two and no larger than a register.
template <class I>
index_range range_by_registers(const I* from, std::ptrdiff_t count, std::ptrdiff_t step) {
  using number = std::make_unsigned_t<I>;
  constexpr std::ptrdiff_t lanes = 64 / static_cast<std::ptrdiff_t>(sizeof(I));
  typedef number loose __attribute__((vector_size(64), aligned(sizeof(I)), may_alias));
  typedef number vector __attribute__((vector_size(64)));
  const std::ptrdiff_t rows = lanes / step;  // of one register
  const std::ptrdiff_t whole = count > 0 ? (count - 1) / rows : 0;
  vector low = ~vector{}, high{};
  for (std::ptrdiff_t k = 0; k < whole; ++k) {
    const vector some = *reinterpret_cast<const loose*>(from + k * lanes);
    low = some < low ? some : low;
    high = some > high ? some : high;
  }
  index_range all = range_by_one(from + whole * lanes, count - whole * rows, step);
  if (whole > 0)
    for (std::ptrdiff_t l = 0; l < lanes; l += step) {
      const auto smallest = static_cast<I>(low[l]), largest = static_cast<I>(high[l]);
      all.include({static_cast<std::uint64_t>(smallest), static_cast<std::uint64_t>(largest)});
    }
  return all;
}

#endif

template <class I>
index_range range_of_integers(const I* from, std::ptrdiff_t count, std::ptrdiff_t step) {
#if defined(__GNUC__)
  if constexpr (!std::is_same_v<I, bool> && sizeof(I) <= 8)
    if (step == 1 || step == 2 || step == 4 || step == 8) return range_by_registers(from, count, step);
#endif
  return range_by_one(from, count, step);
}
// Of the first `count` rows.
template <class I, int Count, bool Dense>
[[gnu::noinline]] index_range range_of(const index_list<I, Count, Dense>& list, std::ptrdiff_t count) {
  const std::ptrdiff_t step = Dense ? Count : list.step;
  if (step == Count) return range_of_integers(list.data, count * Count, 1);
  index_range all;
  for (int k = 0; k < Count; ++k) all.include(range_of_integers(list.data + k, count, step));
  return all;
}

// Whether a column is loaded faster where it is known that its last row is not needed.
template <class T, class Column>
inline constexpr bool looks = false;
template <class T, int Count, bool Dense, class Indices>
inline constexpr bool looks<T, picked<const T, Count, Dense, Indices>> = simd::loads_masked<T, Count>;

// Whether it is known that the last row of the values is not among those that the next `count` rows pick, so that there
// is something behind each of them.
template <class E, int Count, bool Dense, class Indices>
bool may_read_beyond(const picked<E, Count, Dense, Indices>& column, std::ptrdiff_t count) {
  const Indices& list = column.indices;
  if (list.below == 0 || list.step < Indices::count || (!Dense && column.step < Count)) return false;
  return list.below < column.size || list.data + (count - 1) * list.step + Indices::count <= list.last_begin ||
         list.last_end <= list.data;
}
// For how many of `count` rows that is as it is for the first `width` of them, a multiple of the width.
template <class E, int Count, bool Dense, class Indices>
std::ptrdiff_t rows_alike(const picked<E, Count, Dense, Indices>& column, std::ptrdiff_t count, std::ptrdiff_t width) {
  const Indices& list = column.indices;
  if (may_read_beyond(column, count) || list.below == 0 || list.step < Indices::count) return count;
  const std::ptrdiff_t begin = (list.last_begin - list.data) / list.step,
                       end = (list.last_end - list.data + list.step - 1) / list.step;
  return std::clamp((may_read_beyond(column, width) ? begin : end + width - 1) / width * width, width, count);
}

}  // namespace tapeless::detail::run
