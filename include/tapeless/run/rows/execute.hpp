// SPDX-License-Identifier: BSL-1.0
// A function of numbers for many rows. Rows are cut into packs from the first one on, whoever computes them, so that
// the bits of a row do not depend on the number of threads. Sums over all rows are those of blocks of rows, added up in
// their order. Where results are added by index lists, each thread adds those of a part of the rows, but for what lies
// among the values that an earlier part adds to: that waits until all parts are done. Where most of it would wait, as
// in elements without an order, all terms of some blocks wait in lists, one for each thread, which then adds to values
// of its own.
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <tuple>
#include <utility>

#include <tapeless/run/rows/packs.hpp>

namespace tapeless::inline v0_2::detail::run {

// H: a function of numbers. In, Out: tuples of columns.
template <class H, class T, class In, class Out>
struct batch_loop : private batch_packs<H, T, In, Out> {
  using packs = batch_packs<H, T, In, Out>;
  using packs::added_count, packs::summed_count, packs::added_before;
  using typename packs::inputs, typename packs::outputs;

  // All rows. ranges: what somebody has left in ranges_in, or null.
  static void run(const inputs& in, const outputs& out, std::ptrdiff_t rows, const crew& with,
                  const index_range* ranges) noexcept {
    if constexpr (added_count + summed_count == 0) {
      evaluate(in, out, rows, with);
    } else {
      double totals[summed_count + 1] = {};
      for (std::ptrdiff_t first = 0; first < rows; first += most_rows) {
        const cut blocks = blocks_of(rows - first);
        const inputs from = packs::shifted(in, first, places_in{});
        const outputs to = packs::shifted(out, first, places_out{});
        if (with.workers == 1 || blocks.blocks == 1 || !fits)
          by_one(from, to, blocks, totals);
        else
          by_all(from, to, blocks, with, rows <= most_rows ? ranges : nullptr, totals);
      }
      set_sums(out, totals, places_out{});
    }
  }

  // The blocks of as many of the rows as are computed before anything that waits is added.
  static constexpr cut blocks_of(std::ptrdiff_t rows) {
    return {std::min(rows, most_rows), width, least_block, largest_block};
  }
  // Where the ranges of the index lists of added columns may be left for run: those of the blocks of one column after
  // those of another, `cut::most` apart. Null where run does without them.
  static index_range* ranges_in(std::ptrdiff_t rows, const crew& with) {
    return added_count > 0 && fits && with.workers > 1 && rows <= most_rows && blocks_of(rows).blocks > 1
               ? reinterpret_cast<index_range*>(with.memory)
               : nullptr;
  }

 private:
  using packs::width, packs::terms_size, packs::numbers_before, packs::summed_before;
  using typename packs::number, typename packs::places_in, typename packs::places_out,
      typename packs::destination_of_terms;
  using deferred = deferred_row<T, packs::widest>;

  // Blocks are long enough to be worth a thread, and what is added of one fits into half of a thread's memory.
  static constexpr std::ptrdiff_t largest_block = std::clamp<std::ptrdiff_t>(
      static_cast<std::ptrdiff_t>(crew::bytes / 2 / (sizeof(deferred) * std::max(packs::added_rows, 1))) / width *
          width,
      width, 8192);
  static constexpr std::ptrdiff_t least_block = std::min(64 * width, largest_block);
  static constexpr std::ptrdiff_t most_rows = cut::most * largest_block;
  // Whether threads find room for what they know of the blocks; functions of which this is not true are very large.
  static constexpr std::size_t range_bytes = cut::most * added_count * sizeof(index_range);
  static constexpr std::size_t sum_bytes = cut::most * summed_count * sizeof(double);
  static constexpr bool fits = range_bytes + sum_bytes <= crew::bytes / 4;

  // Rows that depend on nothing else. They are cut into parts with enough work in each to be worth a thread, and some
  // for who is done first.
  static void evaluate(const inputs& in, const outputs& out, std::ptrdiff_t rows, const crew& with) noexcept {
    std::ptrdiff_t part = std::max(16 * width, (rows + 4 * with.workers - 1) / (4 * with.workers));
    part = with.workers == 1 ? rows : (part + width - 1) / width * width;
    with.each(static_cast<int>((rows + part - 1) / part), [&](int k) noexcept {
      destination_of_terms none;
      packs::run_rows(in, out, k * part, std::min(part, rows - k * part), none, nullptr);
    });
  }

  // Block number b. Its sums are left `cut::most` numbers apart.
  static void run_block(const inputs& in, const outputs& out, const cut& blocks, int b, destination_of_terms& to,
                        double* sums) noexcept {
    number lanes[static_cast<std::size_t>(summed_count + 1)];
    for (int k = 0; k < summed_count; ++k) lanes[k] = number(T(0));
    packs::run_rows(in, out, blocks.first(b), blocks.size(b), to, lanes);
    for (int k = 0; k < summed_count; ++k) {
      T numbers[static_cast<std::size_t>(width)];
      lanes[k].store(numbers);
      double sum = 0;
      for (int l = 0; l < width; ++l) sum += static_cast<double>(numbers[l]);
      sums[k * cut::most] = sum;
    }
  }
  template <std::size_t... K>
  static void set_sums(const outputs& out, const double* totals, std::index_sequence<K...>) {
    const bool set[] = {set_sum(std::get<K>(out), totals[summed_before[K]])...};
    static_cast<void>(set);
  }
  template <class Column>
  static bool set_sum(const Column& column, double total) {
    if constexpr (is_summed<Column>) *column.data = static_cast<typename Column::element>(total);
    return true;
  }

  static void by_one(const inputs& in, const outputs& out, const cut& blocks, double* totals) noexcept {
    destination_of_terms all;
    if constexpr (summed_count == 0) {
      packs::run_rows(in, out, 0, blocks.rows, all, nullptr);
    } else {
      double sums[static_cast<std::size_t>((summed_count - 1) * cut::most + 1)];
      for (int b = 0; b < blocks.blocks; ++b) {
        run_block(in, out, blocks, b, all, sums);
        for (int k = 0; k < summed_count; ++k) totals[k] += sums[k * cut::most];
      }
    }
  }

  static void by_all(const inputs& in, const outputs& out, const cut& blocks, const crew& with,
                     const index_range* ranges, double* totals) noexcept {
    auto* const sums = reinterpret_cast<double*>(with.memory + range_bytes);
    if constexpr (added_count == 0) {
      with.each(blocks.blocks, [&](int b) noexcept {
        destination_of_terms none;
        run_block(in, out, blocks, b, none, sums + b);
      });
    } else {
      if (ranges == nullptr) {
        auto* const found = reinterpret_cast<index_range*>(with.memory);
        with.each(blocks.blocks, [&](int b) noexcept { find_ranges(out, blocks, b, found, places_out{}); });
        ranges = found;
      }
      std::byte* const rest = with.memory + range_bytes + sum_bytes;
      std::byte* const end = with.memory + crew::bytes * static_cast<std::size_t>(with.workers);
      bool done = false;
      // Several parts for each thread, for who is done first, unless more than a sixteenth of the rows would have to
      // wait.
      for (int each = 4; each > 0 && !done; each /= 2)
        done = by_parts(in, out, blocks, with, ranges, sums, std::min(each * with.workers, blocks.blocks),
                        each > 1 ? blocks.rows / 16 : blocks.rows, rest, end);
      if (!done) by_lists(in, out, blocks, with, sums, rest, end);
    }
    for (int b = 0; b < blocks.blocks; ++b)
      for (int k = 0; k < summed_count; ++k) totals[k] += sums[k * cut::most + b];
  }
  template <std::size_t... K>
  static void find_ranges(const outputs& out, const cut& blocks, int b, index_range* ranges,
                          std::index_sequence<K...>) {
    const bool found[] = {find_range(std::get<K>(out), blocks, b, ranges + added_before[K] * cut::most + b)...};
    static_cast<void>(found);
  }
  template <class Column>
  static bool find_range(const Column& column, const cut& blocks, int b, index_range* to) {
    if constexpr (is_added<Column>) *to = range_of(column.indices.from(blocks.first(b)), blocks.size(b));
    return true;
  }

  // Of each added column: where it adds, and to how many rows.
  struct target {
    const void* data;
    std::ptrdiff_t size;
  };
  template <std::size_t... K>
  static std::array<target, added_count> targets_of(const outputs& out, std::index_sequence<K...>) {
    std::array<target, added_count> all{};
    const bool put[] = {put_target(all.data() + added_before[K], std::get<K>(out))...};
    static_cast<void>(put);
    return all;
  }
  template <class Column>
  static bool put_target(target* to, const Column& column) {
    if constexpr (is_added<Column>) *to = {column.data, column.size};
    return true;
  }

  // A part of the rows: its blocks, what it defers, and what earlier parts add to, of each column.
  struct part {
    int first, last;
    deferred *begin, *end;
    index_range earlier[static_cast<std::size_t>(added_count)];

    bool waits(const index_range* ranges, int b) const {
      for (int k = 0; k < added_count; ++k)
        if (earlier[k].meets(ranges[k * cut::most + b])) return true;
      return false;
    }
  };

  // Parts of the rows at once; false, and nothing has happened, where more than `most_waiting` rows, or too many for
  // the memory, would have to wait.
  static bool by_parts(const inputs& in, const outputs& out, const cut& blocks, const crew& with,
                       const index_range* ranges, double* sums, int count, std::ptrdiff_t most_waiting,
                       std::byte* memory, std::byte* end) noexcept {
    auto* const parts = reinterpret_cast<part*>(memory);
    std::ptrdiff_t used = static_cast<std::ptrdiff_t>(sizeof(part)) * count, waiting = 0;
    // What is added to by the parts so far, at the first of the columns that add to the same values.
    std::array<index_range, added_count> hulls;
    std::array<std::size_t, added_count> first_like{};
    const auto targets = targets_of(out, places_out{});
    for (std::size_t k = 0; k < added_count; ++k)
      while (targets[first_like[k]].data != targets[k].data) ++first_like[k];
    for (int p = 0; p < count; ++p) {
      part& one = parts[p];
      one = {blocks.blocks * p / count, blocks.blocks * (p + 1) / count, nullptr, nullptr, {}};
      for (std::size_t k = 0; k < added_count; ++k) one.earlier[k] = hulls[first_like[k]];
      for (std::size_t k = 0; k < added_count; ++k)
        for (int b = one.first; b < one.last; ++b)
          hulls[first_like[k]].include(ranges[static_cast<int>(k) * cut::most + b]);
      one.begin = reinterpret_cast<deferred*>(memory + used);
      for (int b = one.first; b < one.last; ++b)
        if (one.waits(ranges, b)) waiting += blocks.size(b);
      used = static_cast<std::ptrdiff_t>(sizeof(part)) * count +
             static_cast<std::ptrdiff_t>(sizeof(deferred)) * packs::added_rows * waiting;
      if (waiting > most_waiting || used > end - memory) return false;
    }
    with.each(count, [&](int p) noexcept {
      part& one = parts[p];
      destination_of_terms to;
      to.earlier = one.earlier, to.next = one.begin;
      for (int b = one.first; b < one.last; ++b) {
        to.how = one.waits(ranges, b) ? adding::sorted : adding::at_once;
        run_block(in, out, blocks, b, to, sums + b);
      }
      one.end = to.next;
    });
    for (int p = 0; p < count; ++p)
      for (const deferred* one = parts[p].begin; one != parts[p].end; ++one) add_waiting(*one);
    return true;
  }

  // The terms of as many blocks as find room wait in memory, in lists for the threads, each of which then adds to
  // values of its own.
  static void by_lists(const inputs& in, const outputs& out, const cut& blocks, const crew& with, double* sums,
                       std::byte* memory, std::byte* end) noexcept {
    using lists = dealt_rows<T, packs::widest>;
    using chunk = typename lists::chunk;
    const int owners = std::min(with.workers, lists::most_owners);
    const std::ptrdiff_t chunks = lists::chunks_of(packs::added_rows * blocks.block, owners);  // of a block
    const std::ptrdiff_t most = (end - memory) / (static_cast<std::ptrdiff_t>(sizeof(chunk)) * chunks +
                                                  static_cast<std::ptrdiff_t>(sizeof(lists)));
    auto* const all = reinterpret_cast<lists*>(memory);
    auto* const room = reinterpret_cast<chunk*>(memory + sizeof(lists) * static_cast<std::size_t>(most));
    const auto targets = targets_of(out, places_out{});
    std::array<double, added_count> owners_per_index;
    for (std::size_t k = 0; k < added_count; ++k)
      owners_per_index[k] = static_cast<double>(owners) / static_cast<double>(targets[k].size);
    for (int first = 0, count = 0; first < blocks.blocks; first += count) {
      count = static_cast<int>(std::min<std::ptrdiff_t>(most, blocks.blocks - first));
      with.each(count, [&](int k) noexcept {
        all[k].begin(room + k * chunks, owners);
        destination_of_terms to;
        to.how = adding::dealt, to.lists = all + k, to.owners = owners, to.owners_per_index = owners_per_index.data();
        run_block(in, out, blocks, first + k, to, sums + first + k);
      });
      with.each(owners, [&](int owner) noexcept {
        for (int k = 0; k < count; ++k)
          for (const chunk* some = all[k].first[owner]; some != nullptr; some = some->next)
            for (int r = 0; r < some->used; ++r) add_waiting(some->rows[r]);
      });
    }
  }
  [[gnu::always_inline]] static void add_waiting(const deferred& row) {
    if constexpr (packs::all_as_wide)
      for (int k = 0; k < packs::widest; ++k) row.to[k] += row.numbers[k];
    else
      for (std::ptrdiff_t k = 0; k < row.count; ++k) row.to[k] += row.numbers[k];
  }
};

}  // namespace tapeless::detail::run
