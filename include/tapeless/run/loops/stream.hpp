// SPDX-License-Identifier: BSL-1.0
// Rows that arrive block after block: how a block is cut into parts for threads, and how sums of blocks are added up in
// a tree that needs no more memory than the logarithm of their number.
#pragma once

#include <algorithm>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <stdexcept>
#include <string>

#include <tapeless/run/loops/memory_layout.hpp>
#include <tapeless/run/loops/memory_map.hpp>
#include <tapeless/run/loops/ranks.hpp>
#include <tapeless/run/loops/sharing.hpp>

namespace tapeless::inline v0_2::detail::run {

// The rows of one block of a stream, in parts of equal length.
class block_rows {
 public:
  constexpr block_rows() = default;
  constexpr block_rows(std::ptrdiff_t rows, std::ptrdiff_t parts) : rows_(rows), parts_(parts) {}
  constexpr std::ptrdiff_t total() const { return rows_; }
  constexpr int pieces() const { return static_cast<int>(parts_); }
  constexpr range piece(int which) const {
    return {block_begin(rows_, parts_, which), block_begin(rows_, parts_, which + 1)};
  }
  // Calls add(a, b) for parts a < b so that part 0 holds the sum: the tree of ranks over as many blocks.
  template <class Add>
  constexpr void add_up(const Add& add) const {
    for (std::ptrdiff_t step = 1; step < parts_; step *= 2)
      for (std::ptrdiff_t part = 0; part < parts_; part += 2 * step)
        add(static_cast<int>(part), static_cast<int>(part + step));
  }

 private:
  std::ptrdiff_t rows_ = 1;
  std::ptrdiff_t parts_ = 1;  // a power of two
};

// Sums of blocks, by level: that of level k is of 2^k blocks, or there is none. Two of one level become one of the
// next, as a carry in a binary number; so each addition is of neighbours.
class block_tree {
 public:
  constexpr block_tree() = default;
  constexpr explicit block_tree(int levels) : levels_(levels) {}
  constexpr std::int64_t count() const { return static_cast<std::int64_t>(count_); }
  constexpr int levels() const { return levels_; }
  // How many blocks there may be.
  constexpr std::int64_t most() const { return static_cast<std::int64_t>((std::uint64_t{1} << levels_) - 1); }
  // Throws std::invalid_argument when there are so many.
  void expect_room() const {
    if (count() == most())
      throw std::invalid_argument("tapeless: streamed: a pass has at most " + std::to_string(most()) + " blocks");
  }
  constexpr void clear() { count_ = 0; }
  // Another block, at `block`; level k is at sums + k*step. add(to, from) adds, copy(to, from) copies.
  template <class T, class Add, class Copy>
  constexpr void push(const T* block, T* sums, std::ptrdiff_t step, const Add& add, const Copy& copy) {
    int level = 0;
    for (; (count_ >> level & 1u) != 0; ++level) {
      T* const earlier = sums + level * step;
      add(earlier, block);
      block = earlier;
    }
    copy(sums + level * step, block);
    ++count_;
  }
  // Adds up what there is, one block or more, the latest first, and says where the sum is. Afterwards there is none.
  template <class T, class Add>
  constexpr T* take(T* sums, std::ptrdiff_t step, const Add& add) {
    T* total = nullptr;
    for (int level = 0; level < levels_; ++level) {
      if ((count_ >> level & 1u) == 0) continue;
      T* const earlier = sums + level * step;
      if (total != nullptr) add(earlier, static_cast<const T*>(total));
      total = earlier;
    }
    count_ = 0;
    return total;
  }

 private:
  int levels_ = 32;
  std::uint64_t count_ = 0;
};

// A policy of sharing (sharing.hpp) for a stream: threads share the parts of a block. What all blocks have in common is
// done before the first one, what needs all sums after the last.
class stream_team {
 public:
  static constexpr int max_groups = thread_team::max_groups;
  static constexpr bool keeps_sums = true;  // until they are added to those of other blocks
  // total: how many rows all blocks have, or 0 where that is not known. parts: of a block, or 0: as the work says.
  stream_team(thread_team& threads, std::ptrdiff_t total, std::ptrdiff_t parts)
      : threads_(threads),
        total_(total),
        parts_(parts),
        tree_(total > 0 ? static_cast<int>(std::bit_width(static_cast<std::uint64_t>(total))) : 32) {}

  static constexpr int groups(const phase_work& work) { return thread_team::groups(work); }
  int workers() const { return threads_.workers(); }
  template <class Task>
  void run(int groups, Task& task) noexcept {
    threads_.run(groups, task);
  }
  template <class T>
  static void combine(const partial_sums<T>& sums) noexcept {
    add_in_order(sums);
  }

  std::ptrdiff_t total() const { return total_; }
  block_tree& tree() { return tree_; }
  const block_tree& tree() const { return tree_; }
  const block_rows& rows() const { return rows_; }
  void set_rows(const block_rows& rows) { rows_ = rows; }
  // Into how many parts a block is cut, from its extents alone.
  template <class Outline>
  std::ptrdiff_t parts_of(const Outline& plan, const std::ptrdiff_t* extents, std::ptrdiff_t rows) const {
    std::ptrdiff_t wanted = parts_ > 0 ? parts_ : 1;
    for (int h = 0; h < plan.used.phases && parts_ == 0; ++h) {
      const phase& one = plan.phases[h];
      if (one.axis >= 0 && (plan.sharded >> one.axis & 1u) != 0)
        wanted = std::max<std::ptrdiff_t>(wanted, groups(work_of(plan, one, extents)));
    }
    return block_count(rows, wanted);
  }
  template <class T, class Add>
  void add_up(T* pieces, std::ptrdiff_t step, std::ptrdiff_t, T*, const Add& add) const noexcept {
    rows_.add_up([&](int to, int from) { add(pieces + to * step, pieces + from * step); });
  }

 private:
  thread_team& threads_;
  std::ptrdiff_t total_;
  std::ptrdiff_t parts_;
  block_tree tree_;
  block_rows rows_;
};

}  // namespace tapeless::detail::run
