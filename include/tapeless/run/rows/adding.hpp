// SPDX-License-Identifier: BSL-1.0
// How rows are cut for threads, and what happens to results that are added up by index lists. Each value gets its terms
// in the order of the rows, whoever computes them: parts of the rows are added at once by different threads, but for
// what lies among the values of an earlier part; that waits until all parts are done.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>

#include <tapeless/run/loops/team.hpp>
#include <tapeless/run/rows/index_range.hpp>

namespace tapeless::inline v0_2::detail::run {

// The threads of a batch, and where they leave what is to be added up.
struct crew {
  team* threads = nullptr;
  int workers = 1;
  std::byte* memory = nullptr;  // as many times `bytes` as there are workers
  static constexpr std::size_t bytes = std::size_t{1} << 22;

  // task(k) for k from 0 to tasks - 1.
  template <class Task>
  void each(int tasks, const Task& task) const noexcept {
    if (workers == 1 || tasks == 1) {
      for (int k = 0; k < tasks; ++k) task(k);
    } else {
      auto numbered = [&](int k, int) noexcept { task(k); };
      threads->run(tasks, numbered);
    }
  }
};

// Rows in blocks, of which there are not more than `most`. They depend on the number of rows alone.
struct cut {
  static constexpr int most = 512;
  std::ptrdiff_t rows, block;
  int blocks;

  // Blocks have from `least` to `largest` rows, both multiples of `width`; there are not more than most*largest rows.
  constexpr cut(std::ptrdiff_t all, std::ptrdiff_t width, std::ptrdiff_t least, std::ptrdiff_t largest)
      : rows(all),
        block(std::clamp((all + most * width - 1) / (most * width) * width, least, largest)),
        blocks(static_cast<int>((all + block - 1) / block)) {}
  constexpr std::ptrdiff_t first(int b) const { return b * block; }
  constexpr std::ptrdiff_t size(int b) const { return std::min(block, rows - first(b)); }
};

// What happens to the terms of a pack of rows: they are added; or those that lie in the range of earlier parts wait,
// one record after the other; or all wait, in a list for each of those who will add them.
enum class adding { at_once, sorted, dealt };

// A row of `count` numbers, at most Count, that is to be added.
template <class T, int Count>
struct deferred_row {
  T* to;
  std::ptrdiff_t count;
  T numbers[static_cast<std::size_t>(Count)];
};

// Lists of rows that wait, one for each owner of values. A list is in chunks, which memory for `chunks_of` of them
// holds.
template <class T, int Count>
struct dealt_rows {
  using row = deferred_row<T, Count>;
  static constexpr int chunk_size = 32, most_owners = 8;
  struct chunk {
    chunk* next;
    int used;
    row rows[std::size_t{chunk_size}];
  };

  chunk* first[std::size_t{most_owners}];
  chunk* last[std::size_t{most_owners}];
  chunk* unused;

  static constexpr std::ptrdiff_t chunks_of(std::ptrdiff_t rows, int owners) { return rows / chunk_size + owners; }
  void begin(chunk* memory, int owners) {
    unused = memory;
    for (int k = 0; k < owners; ++k) first[k] = last[k] = fresh();
  }
  [[gnu::always_inline]] row& next(int owner) {
    chunk*& here = last[owner];
    if (here->used == chunk_size) [[unlikely]] {
      here->next = fresh();
      here = here->next;
    }
    return here->rows[here->used++];
  }

 private:
  chunk* fresh() {
    unused->next = nullptr, unused->used = 0;
    return unused++;
  }
};

// Where the terms of packs go.
template <class T, int Count>
struct destination {
  adding how = adding::at_once;
  // When sorted: the ranges of earlier parts, of each column, and where the next record goes.
  const index_range* earlier = nullptr;
  deferred_row<T, Count>* next = nullptr;
  // When dealt: the lists, how many, and how many owners there are for each index, of each column.
  dealt_rows<T, Count>* lists = nullptr;
  int owners = 0;
  const double* owners_per_index = nullptr;
};

}  // namespace tapeless::detail::run
