// SPDX-License-Identifier: BSL-1.0
// What the threads of a device do, as plain functions of a block and a thread: a launch on a device and its emulation
// call the same ones. A kernel is a type with
//
//     threads          of a block
//     phases           how many parts the work of a block has, after each of which its threads wait for each other
//     shared           how many numbers the threads of a block share
//     run<Phase>(block, thread, blocks, shared)
//
// Sums over rows: each thread adds up rows that lie a whole grid apart, the threads of a block are added in a tree, and
// a second kernel adds the blocks in the same way. How rows are dealt out depends on their number alone, and nothing is
// added by atomic operations, so that all devices have the same order, and with the same results of rows the same bits.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>

#include <tapeless/run/device/columns.hpp>

namespace tapeless::inline v0_2::detail::device {

// Stands for a function object in the names of kernels: nvcc writes the names of formulas in a way that no compiler
// reads. api/device_function.hpp makes it.
#if defined(__GNUC__) && !defined(__clang__)
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wnon-template-friend"
#endif
template <std::uint64_t Fingerprint>
struct function_slot {
  friend constexpr auto function_at(function_slot);
};
#if defined(__GNUC__) && !defined(__clang__)
#pragma GCC diagnostic pop
#endif
template <class Slot>
using function_of = decltype(function_at(Slot{}));

constexpr std::ptrdiff_t blocks_for(std::ptrdiff_t items, int threads) { return (items + threads - 1) / threads; }

// A row for each thread. Slot: of a function object; In, Out: column lists without sums.
template <class Slot, class T, class In, class Out>
struct row_kernel {
  static constexpr int threads = 128, phases = 1, shared = 0;
  static constexpr std::ptrdiff_t most_rows = threads * ((std::ptrdiff_t{1} << 31) - 1);  // what a grid of CUDA has
  In in;
  Out out;
  std::ptrdiff_t rows;

  constexpr std::ptrdiff_t blocks() const { return blocks_for(rows, threads); }
  template <int>
  constexpr void run(std::ptrdiff_t block, int thread, std::ptrdiff_t, double*) const {
    const std::ptrdiff_t row = block * threads + thread;
    if (row >= rows) return;
    row_of_columns<T, In, Out> where{in, out, row, nullptr};
    function_of<Slot>::template run_between<T>(where);
  }
};

// The threads of a block that share room for so many numbers each: as many as find room, a power of two; 0 where 32 of
// them do not.
inline constexpr int shared_numbers = 6144;  // 48 KiB, which every device has
constexpr int threads_that_share(int numbers) {
  for (int threads = 128; threads >= 32; threads /= 2)
    if (threads * numbers <= shared_numbers) return threads;
  return 0;
}
constexpr int halvings(int threads) { return threads > 1 ? 1 + halvings(threads / 2) : 0; }

// One step of a tree over the numbers of a block: the upper half of `width` threads is added to the lower one. Number s
// of thread t is shared[s*threads + t].
constexpr void fold(double* shared, int numbers, int threads, int width, int thread) {
  if (thread >= width / 2) return;
  for (int s = 0; s < numbers; ++s) shared[s * threads + thread] += shared[s * threads + thread + width / 2];
}

// Rows of which some results are summed up. Partial sums: number s of block b is partial[s*blocks + b].
template <class Slot, class T, class In, class Out>
struct sum_kernel {
  static constexpr int sums = Out::sums();
  static constexpr int threads = threads_that_share(sums);
  static constexpr int shared = sums * threads, phases = 2 + halvings(threads);
  static constexpr std::ptrdiff_t most_blocks = 1024;
  In in;
  Out out;
  std::ptrdiff_t rows;
  double* partial;

  static constexpr std::ptrdiff_t blocks_of(std::ptrdiff_t rows) {
    return std::min(blocks_for(rows, threads), most_blocks);
  }
  constexpr std::ptrdiff_t blocks() const { return blocks_of(rows); }

  template <int Phase>
  constexpr void run(std::ptrdiff_t block, int thread, std::ptrdiff_t blocks, double* shared_sums) const {
    if constexpr (Phase == 0) {
      double own[static_cast<std::size_t>(sums)] = {};
      for (std::ptrdiff_t row = block * threads + thread; row < rows; row += blocks * threads) {
        row_of_columns<T, In, Out> where{in, out, row, own};
        function_of<Slot>::template run_between<T>(where);
      }
      for (int s = 0; s < sums; ++s) shared_sums[s * threads + thread] = own[s];
    } else if constexpr (Phase < phases - 1) {
      fold(shared_sums, sums, threads, threads >> (Phase - 1), thread);
    } else {
      for (int s = thread; s < sums; s += threads) partial[s * blocks + block] = shared_sums[s * threads];
    }
  }
};

// The sums of all blocks, a block of this kernel for each of them.
template <class Out>
struct total_kernel {
  static constexpr int threads = 128, shared = threads, phases = 2 + halvings(threads);
  Out out;
  const double* partial;
  std::ptrdiff_t count;  // of blocks

  static constexpr std::ptrdiff_t blocks() { return Out::sums(); }
  template <int Phase>
  constexpr void run(std::ptrdiff_t block, int thread, std::ptrdiff_t, double* shared_sums) const {
    if constexpr (Phase == 0) {
      double own = 0;
      for (std::ptrdiff_t b = thread; b < count; b += threads) own += partial[block * count + b];
      shared_sums[thread] = own;
    } else if constexpr (Phase < phases - 1) {
      fold(shared_sums, 1, threads, threads >> (Phase - 1), thread);
    } else {
      if (thread == 0) set(static_cast<int>(block), shared_sums[0], std::make_index_sequence<Out::size>{});
    }
  }

 private:
  template <std::size_t... C>
  constexpr void set(int sum, double total, std::index_sequence<C...>) const {
    (set_one<C>(sum, total), ...);
  }
  template <std::size_t C>
  constexpr void set_one(int sum, double total) const {
    using column = typename Out::template type<C>;
    if constexpr (run::is_summed<column>)
      if (Out::sums(C) == sum) *out.template get<C>().data = static_cast<typename column::element>(total);
  }
};

// Whether an index list has an index that is not below `size`: *wrong is set to 1 then, by any thread that sees one.
template <class Indices>
struct index_kernel {
  static constexpr int threads = 256, phases = 1, shared = 0;
  Indices indices;
  std::ptrdiff_t size;
  int* wrong;

  constexpr std::ptrdiff_t blocks() const { return std::min<std::ptrdiff_t>(blocks_for(indices.rows, threads), 2048); }
  template <int>
  constexpr void run(std::ptrdiff_t block, int thread, std::ptrdiff_t blocks, double*) const {
    bool bad = false;
    for (std::ptrdiff_t row = block * threads + thread; row < indices.rows; row += blocks * threads)
      for (int k = 0; k < Indices::count; ++k)
        bad |= static_cast<std::uint64_t>(indices.data[row * indices.step + k]) >= static_cast<std::uint64_t>(size);
    if (bad) *wrong = 1;
  }
};

}  // namespace tapeless::detail::device
