// SPDX-License-Identifier: BSL-1.0
// Processes that have some rows each of one formula: who has which, in which blocks sums are made, and how the sums of
// all are added up so that the result does not depend on how many processes there are.
#pragma once

#include <algorithm>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include <tapeless/run/loops/memory_map.hpp>
#include <tapeless/run/loops/sharing.hpp>

namespace tapeless::inline v0_2::detail::run {

// Processes that send each other messages, behind plain functions. Messages between two of them arrive in the order in
// which they were sent; broadcast and gather are called by all of them in the same order.
struct communicator {
  void* who = nullptr;
  int rank = 0;
  int size = 1;
  void (*send)(void* who, const void* data, std::size_t bytes, int to) = nullptr;
  void (*receive)(void* who, void* data, std::size_t bytes, int from) = nullptr;
  void (*broadcast)(void* who, void* data, std::size_t bytes, int root) = nullptr;
  // all: room for `bytes` of each process, in the order of their ranks.
  void (*gather)(void* who, const void* own, void* all, std::size_t bytes) = nullptr;
};

// Into how many blocks of equal length all rows are cut, each with sums of its own: a power of two that depends on the
// number of rows alone. asked: how many, or 0: up to 64 of 4096 rows and more, where that leaves eight of them. Blocks
// have 32 rows at least.
constexpr std::ptrdiff_t block_count(std::ptrdiff_t rows, std::ptrdiff_t asked) {
  const std::ptrdiff_t wanted = asked > 0 ? asked : std::clamp<std::ptrdiff_t>(rows / 4096, 8, 64);
  const std::ptrdiff_t count = std::clamp<std::ptrdiff_t>(wanted, 1, std::max<std::ptrdiff_t>(rows / 32, 1));
  return static_cast<std::ptrdiff_t>(std::bit_floor(static_cast<std::uint64_t>(count)));
}
// Where block `which` begins. The ends of fewer blocks are among those of more, as both are powers of two.
constexpr std::ptrdiff_t block_begin(std::ptrdiff_t rows, std::ptrdiff_t blocks, std::ptrdiff_t which) {
  return rows / blocks * which + rows % blocks * which / blocks;
}

// Which rows each process has, and which blocks are there. Blocks are cut where one process ends and the next begins.
class shared_rows {
 public:
  shared_rows() = default;
  // rows: of each process, one or more. asked: as of block_count.
  shared_rows(const std::vector<std::int64_t>& rows, int rank, std::ptrdiff_t asked) : rank_(rank) {
    starts_.push_back(0);
    for (const std::int64_t one : rows) starts_.push_back(starts_.back() + one);
    blocks_ = block_count(total(), asked);
    first_ = block_of(starts_[at(rank)]);
    pieces_ = static_cast<int>(block_of(starts_[at(rank) + 1] - 1) - first_) + 1;
  }

  std::ptrdiff_t total() const { return starts_.back(); }
  std::ptrdiff_t blocks() const { return blocks_; }
  // How many blocks this process has, or parts of them.
  int pieces() const { return pieces_; }
  // The rows of a piece, counted from the first of this process.
  range piece(int which) const {
    const std::ptrdiff_t begin = starts_[at(rank_)], end = starts_[at(rank_) + 1];
    return {std::max(begin, begin_of(first_ + which)) - begin, std::min(end, begin_of(first_ + which + 1)) - begin};
  }

  // Adds up what all processes have, in a tree over the blocks: add(a, b) adds piece b to piece a of this process,
  // send(a, to) and receive(a, from) add a piece that another process has. The sum is piece 0 of process 0.
  template <class Work>
  void add_up(const Work& work) const {
    add_up(0, blocks_, work);
  }

 private:
  static std::size_t at(int rank) { return static_cast<std::size_t>(rank); }
  std::ptrdiff_t begin_of(std::ptrdiff_t block) const { return block_begin(total(), blocks_, block); }
  std::ptrdiff_t block_of(std::ptrdiff_t row) const {
    std::ptrdiff_t low = 0;
    for (std::ptrdiff_t high = blocks_; low + 1 < high;) {
      const std::ptrdiff_t middle = low + (high - low) / 2;
      (begin_of(middle) <= row ? low : high) = middle;
    }
    return low;
  }
  int owner(std::ptrdiff_t row) const {
    return static_cast<int>(std::upper_bound(starts_.begin(), starts_.end(), row) - starts_.begin()) - 1;
  }
  int own_piece(std::ptrdiff_t block) const { return static_cast<int>(block - first_); }

  template <class Work>
  void add_up(std::ptrdiff_t low, std::ptrdiff_t high, const Work& work) const {
    const std::ptrdiff_t first = begin_of(low), last = begin_of(high) - 1;
    if (last < starts_[at(rank_)] || first >= starts_[at(rank_) + 1]) return;
    const int to = owner(first);
    if (high - low == 1) {  // a block of several processes: their rows follow each other
      const int end = owner(last);
      if (rank_ != to) return work.send(own_piece(low), to);
      for (int from = to + 1; from <= end; ++from) work.receive(own_piece(low), from);
      return;
    }
    const std::ptrdiff_t middle = low + (high - low) / 2;
    add_up(low, middle, work);
    add_up(middle, high, work);
    const int from = owner(begin_of(middle));
    if (rank_ == to && rank_ == from)
      work.add(own_piece(low), own_piece(middle));
    else if (rank_ == to)
      work.receive(own_piece(low), from);
    else if (rank_ == from)
      work.send(own_piece(middle), to);
  }

  int rank_ = 0;
  std::vector<std::ptrdiff_t> starts_;  // of the rows of each process, and the end
  std::ptrdiff_t blocks_ = 1;
  std::ptrdiff_t first_ = 0;
  int pieces_ = 1;
};

// All processes throw what the first of them that has something to say says, or none. problem: that of this process, or
// empty. all: room for one number of each.
inline void agree(const communicator& with, const std::string& problem, std::vector<char>& all) {
  struct card {
    char text[400];
  };
  if (with.size == 1) {
    if (!problem.empty()) throw std::invalid_argument(problem);
    return;
  }
  const char own = problem.empty() ? 0 : 1;
  with.gather(with.who, &own, all.data(), 1);
  const auto first = std::find(all.begin(), all.end(), 1);
  if (first == all.end()) return;
  const int rank = static_cast<int>(first - all.begin());
  card said{};
  problem.copy(said.text, sizeof said.text - 1);
  with.broadcast(with.who, &said, sizeof said, rank);
  throw std::invalid_argument(std::string(said.text) + " (on rank " + std::to_string(rank) + ")");
}

// A policy of sharing (sharing.hpp) for phases over rows that several processes have; the threads of each share its
// blocks. All other phases are done by every process, in the same way.
class rank_team {
 public:
  static constexpr int max_groups = thread_team::max_groups;
  static constexpr bool keeps_sums = false;  // they go where the results are
  rank_team(const communicator& with, shared_rows rows, thread_team& threads)
      : with_(with), rows_(std::move(rows)), threads_(threads) {}

  static constexpr int groups(const phase_work& work) { return thread_team::groups(work); }
  int workers() const { return threads_.workers(); }
  const shared_rows& rows() const { return rows_; }
  template <class Task>
  void run(int groups, Task& task) noexcept {
    threads_.run(groups, task);
  }
  template <class T>
  static void combine(const partial_sums<T>& sums) noexcept {
    add_in_order(sums);
  }

  // Adds up what the pieces of all processes hold, `size` numbers each, `step` apart; afterwards the first piece of
  // every process holds the sum. spare: room for one more. add(to, from) adds two pieces.
  template <class T, class Add>
  void add_up(T* pieces, std::ptrdiff_t step, std::ptrdiff_t size, T* spare, const Add& add) noexcept {
    const std::size_t bytes = static_cast<std::size_t>(size) * sizeof(T);
    struct work {
      const communicator& with;
      T* pieces;
      std::ptrdiff_t step;
      std::size_t bytes;
      T* spare;
      const Add& sum;
      T* at(int piece) const { return pieces + piece * step; }
      void add(int to, int from) const { sum(at(to), at(from)); }
      void send(int piece, int to) const { with.send(with.who, at(piece), bytes, to); }
      void receive(int piece, int from) const {
        with.receive(with.who, spare, bytes, from);
        sum(at(piece), spare);
      }
    };
    rows_.add_up(work{with_, pieces, step, bytes, spare, add});
    if (with_.size > 1) with_.broadcast(with_.who, pieces, bytes, 0);
  }

 private:
  const communicator& with_;
  shared_rows rows_;
  thread_team& threads_;
};

}  // namespace tapeless::detail::run
