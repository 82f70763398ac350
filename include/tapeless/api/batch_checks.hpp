// SPDX-License-Identifier: BSL-1.0
// What is checked of the columns of a batch before anything is written: they are as long, none is a null pointer, what
// is written is nowhere read or written a second time, and indices are in range.
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <numeric>
#include <span>
#include <stdexcept>
#include <string>

#include <tapeless/run/rows/layout.hpp>

namespace tapeless::inline v0_2::detail::batches {

[[noreturn]] inline void refuse(const std::string& what) { throw std::invalid_argument("tapeless: " + what); }

// Memory that is touched: `width` bytes from `begin` on, and again every `step` bytes, up to `end`. A step of 0: once.
struct footprint {
  std::uintptr_t begin = 0, end = 0;
  std::uintptr_t width = 0, step = 0;
};

constexpr bool apart(const footprint& a, const footprint& b) {
  if (a.end <= b.begin || b.end <= a.begin) return true;
  if (a.begin > b.begin) return apart(b, a);
  const std::uintptr_t period = std::gcd(a.step, b.step);
  if (period == 0) return false;
  const std::uintptr_t between = (b.begin - a.begin) % period;
  return between >= a.width && between + b.width <= period;
}

// A column as bytes: what apart needs and what messages say.
struct bound_column {
  const void* data = nullptr;
  std::ptrdiff_t rows = -1;                      // -1: any number of them
  std::ptrdiff_t row_step = 0, column_step = 0;  // in elements
  std::ptrdiff_t count = 1;                      // of arguments or results
  std::ptrdiff_t element = 1;                    // its bytes
  int first = 0;                                 // the place of its first argument or result
  bool written = false;
  bool added = false;          // by an index list
  bool summed = false;         // one number
  std::ptrdiff_t size = 0;     // of rows that index lists pick from
  std::ptrdiff_t numbers = 1;  // in a row of the memory
  std::ptrdiff_t picks = 0;    // how many indices a row has
  const void* indices = nullptr;
  std::ptrdiff_t index_step = 0, index_bytes = 0;

  // Whether memory belongs to it, and how many rows of it are read or written.
  constexpr bool lies() const { return rows >= 0 || summed; }
  constexpr std::ptrdiff_t extent() const { return summed ? 1 : picks > 0 ? size : rows; }
  // Whether row r is where row r of the other one is, and nowhere else.
  bool same_as(const bound_column& b) const {
    return data == b.data && row_step == b.row_step && numbers == b.numbers && element == b.element &&
           (numbers == 1 || column_step == b.column_step) && picks == 0 && b.picks == 0;
  }
  // Whether both add to the same values.
  bool adds_like(const bound_column& b) const {
    return added && b.added && data == b.data && row_step == b.row_step && size == b.size && numbers == b.numbers;
  }
  // Whether both have the same index list.
  bool picks_like(const bound_column& b) const {
    return picks == b.picks && indices == b.indices && index_step == b.index_step && index_bytes == b.index_bytes;
  }
  // Whether no number is there twice.
  bool once() const {
    const std::ptrdiff_t r = std::abs(row_step), c = std::abs(column_step);
    return (extent() <= 1 || r > 0) && (numbers == 1 || c >= extent() * r || (c > 0 && r >= numbers * c));
  }
  footprint values() const {
    const std::ptrdiff_t last_row = (extent() - 1) * row_step, last_column = (numbers - 1) * column_step;
    const std::ptrdiff_t low = std::min<std::ptrdiff_t>(last_row, 0) + std::min<std::ptrdiff_t>(last_column, 0);
    const std::ptrdiff_t high = std::max<std::ptrdiff_t>(last_row, 0) + std::max<std::ptrdiff_t>(last_column, 0) + 1;
    const auto origin = reinterpret_cast<std::uintptr_t>(data);
    footprint all{origin + static_cast<std::uintptr_t>(low * element),
                  origin + static_cast<std::uintptr_t>(high * element)};
    all.width = all.end - all.begin;
    const std::ptrdiff_t r = std::abs(row_step), c = std::abs(column_step);
    if (numbers == 1 || c == 1) {  // rows apart, each in one piece
      if (r > numbers) all.width = bytes(numbers), all.step = bytes(r);
    } else if (r == 1 && c > extent()) {  // columns apart
      all.width = bytes(extent()), all.step = bytes(c);
    }
    return all;
  }
  footprint list() const {
    const std::ptrdiff_t last = (rows - 1) * index_step;
    const auto origin = reinterpret_cast<std::uintptr_t>(indices);
    footprint all{origin + static_cast<std::uintptr_t>(std::min<std::ptrdiff_t>(last, 0) * index_bytes),
                  origin + static_cast<std::uintptr_t>((std::max<std::ptrdiff_t>(last, 0) + picks) * index_bytes)};
    all.width = all.end - all.begin;
    if (const std::ptrdiff_t step = std::abs(index_step); step > picks)
      all.width = static_cast<std::uintptr_t>(picks * index_bytes),
      all.step = static_cast<std::uintptr_t>(step * index_bytes);
    return all;
  }

 private:
  std::uintptr_t bytes(std::ptrdiff_t elements) const { return static_cast<std::uintptr_t>(elements * element); }
};

// What a column is called: input x, inputs x to z, output gradient[x].
using naming_function = std::string (*)(const bound_column&);
// The name and a verb.
inline std::string sentence(naming_function name, const bound_column& one, const char* of_one, const char* of_several) {
  return name(one) + " " + (one.count == 1 ? of_one : of_several) + " ";
}
inline std::string number_of(std::ptrdiff_t rows) { return std::to_string(rows) + (rows == 1 ? " row" : " rows"); }
[[noreturn]] inline void refuse_overlap(naming_function name, const bound_column& one, const std::string& other) {
  refuse(sentence(name, one, "overlaps", "overlap") + other + " in memory");
}

constexpr std::ptrdiff_t rows_of(std::span<const bound_column> all) {
  for (const bound_column& one : all)
    if (one.rows >= 0) return one.rows;
  return 0;
}

inline void check_lengths(std::span<const bound_column> all, naming_function name) {
  const bound_column* known = nullptr;
  for (const bound_column& one : all) {
    if (one.rows < 0) continue;
    if (known == nullptr) known = &one;
    if (one.rows != known->rows)
      refuse(sentence(name, one, "has", "have") + number_of(one.rows) + " and " + name(*known) + " " +
             std::to_string(known->rows));
  }
}
inline void check_pointers(std::span<const bound_column> all, naming_function name) {
  for (const bound_column& one : all) {
    if (one.rows > 0 && one.data == nullptr && (one.picks == 0 || one.size > 0))
      refuse(sentence(name, one, "is", "are") + "a null pointer");
    if (one.rows > 0 && one.picks > 0 && one.indices == nullptr)
      refuse("the indices of " + name(one) + " are a null pointer");
  }
}
// Sums are set also where there are no rows.
inline void check_sums(std::span<const bound_column> all, naming_function name) {
  for (const bound_column& one : all)
    if (one.summed && one.data == nullptr) refuse(sentence(name, one, "is", "are") + "a null pointer");
}

// Whether no memory that is written is touched twice, seen from the ends of all columns in the order of their
// addresses.
struct piece {
  std::uintptr_t begin, end;
  bool written;
};
[[gnu::noinline]] inline bool clearly_apart(piece* first, piece* last) {
  std::sort(first, last, [](const piece& a, const piece& b) { return a.begin < b.begin; });
  std::uintptr_t read = 0, written = 0;
  for (const piece* one = first; one != last; ++one) {
    if (one->begin < written || (one->written && one->begin < read)) return false;
    std::uintptr_t& to = one->written ? written : read;
    to = std::max(to, one->end);
  }
  return true;
}
template <std::size_t N>
bool clearly_apart(const std::array<bound_column, N>& all) {
  std::array<piece, 2 * N> pieces;
  piece* to = pieces.data();
  for (const bound_column& one : all) {
    if (!one.lies()) continue;
    if (!one.once() && one.written) return false;
    const footprint values = one.values();
    *to++ = {values.begin, values.end, one.written};
    if (one.picks > 0) *to++ = {one.list().begin, one.list().end, false};
  }
  return clearly_apart(pieces.data(), to);
}
// Pair by pair, where columns lie among each other.
inline void check_pairs(std::span<const bound_column> all, naming_function name) {
  for (std::size_t j = 0; j < all.size(); ++j) {
    const bound_column& to = all[j];
    if (!to.written || !to.lies()) continue;
    if (!to.once()) refuse_overlap(name, to, to.count == 1 ? "itself" : "themselves");
    for (std::size_t k = 0; k < all.size(); ++k) {
      const bound_column& other = all[k];
      if (k == j || !other.lies() || (other.written && k > j)) continue;
      const bool in_place = !other.written && to.same_as(other);
      const bool free_of_values = in_place || to.adds_like(other) || apart(to.values(), other.values());
      if (!free_of_values || (other.picks > 0 && !apart(to.values(), other.list())) ||
          (other.written && to.picks > 0 && !apart(other.values(), to.list())))
        refuse_overlap(name, to, name(other));
      if (to.picks > 0 && !apart(to.values(), to.list()))
        refuse_overlap(name, to, to.count == 1 ? "itself" : "themselves");
    }
  }
}

// The first index that is not that of one of `size` rows, of which there is one.
template <class I, int Count, bool Dense>
[[noreturn]] void refuse_index(const run::index_list<I, Count, Dense>& indices, std::ptrdiff_t size,
                               const std::string& name) {
  const auto end = static_cast<std::uint64_t>(size);
  std::ptrdiff_t row = 0;
  int k = 0;
  while (static_cast<std::uint64_t>(indices.at(row, k)) < end)
    if (++k == Count) k = 0, ++row;
  refuse("row " + std::to_string(row) + " of " + name + " has the index " + std::to_string(indices.at(row, k)) +
         (size == 0 ? " and there is no value" : ", which is not among those from 0 to " + std::to_string(size - 1)));
}
template <class E>
void check_each_pointer(const bound_column& column, const E* const* pointers, naming_function name) {
  for (std::ptrdiff_t r = 0; r < column.rows; ++r)
    if (pointers[r] == nullptr) refuse("row " + std::to_string(r) + " of " + name(column) + " is a null pointer");
}

}  // namespace tapeless::detail::batches
