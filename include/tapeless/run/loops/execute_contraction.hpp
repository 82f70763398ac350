// SPDX-License-Identifier: BSL-1.0
// Runs a contraction: matrices with any strides go to Eigen or, small and thin ones, to the project's own kernel; axes
// beyond the three of a matrix product are looped over.
#pragma once

#include <tapeless/run/loops/eigen_product.hpp>
#include <tapeless/run/loops/memory_map.hpp>
#include <tapeless/run/loops/tiles.hpp>
#include <tapeless/simd/product.hpp>

namespace tapeless::inline v0_2::detail::run {

// C = A B or C += A B, each with any strides.
template <class T, class Isa = xsimd::default_arch>
void multiply_matrices(matrix_place<T> a, matrix_place<T> b, matrix_place<T> c, std::ptrdiff_t m, std::ptrdiff_t n,
                       std::ptrdiff_t k, bool add, room<T> memory, const upcoming& next) {
  // Strides of axes of length 1 are free to choose.
  if (m == 1) a.row = c.row = 1;
  if (n == 1) b.column = c.column = 1;
  if (k == 1) a.column = b.row = 1;
  if (c.column != 1 && c.row == 1) {  // the transposed product
    std::swap(a, b);
    std::swap(m, n);
    std::swap(a.row, a.column);
    std::swap(b.row, b.column);
    std::swap(c.row, c.column);
  }
  if (c.column == 1 && prefers_own_kernel(m, n, k)) {
    multiply<T>(a.data, a.row, a.column, b.data, b.row, b.column, c.data, c.row, m, n, k, add, next);
  } else if (c.column == 1 && (b.column == 1 || b.row == 1) && (a.column == 1 || a.row == 1) &&
             packed_sizes<T>::room_for(n, m, k) <= memory.size) {
    multiply_by_eigen(a, b, c, m, n, k, add, memory.data);
  } else {
    for (std::ptrdiff_t i = 0; i < m; ++i)
      for (std::ptrdiff_t j = 0; j < n; ++j) {
        T sum = add ? c.data[i * c.row + j * c.column] : T(0);
        for (std::ptrdiff_t l = 0; l < k; ++l)
          sum += a.data[i * a.row + l * a.column] * b.data[l * b.row + j * b.column];
        c.data[i * c.row + j * c.column] = sum;
      }
  }
}

// The memory that a contraction needs beside its operands, in elements: none where all of its products, which are at
// most those of the longest tile, are for the project's own kernel.
template <class T, class Outline>
constexpr std::ptrdiff_t memory_size(const Outline& plan, const contraction& one, const std::ptrdiff_t* extents) {
  const auto last = [&](int group_end, int count) {
    return count > 0 ? longest_along(plan, one.phase, one.axes[group_end - 1], extents, sizeof(T)) : 1;
  };
  const int rows = one.batch + one.rows;
  const int columns = rows + one.columns;
  const std::ptrdiff_t m = last(rows, one.rows);
  const std::ptrdiff_t n = last(columns, one.columns);
  const std::ptrdiff_t k = last(one.rank(), one.summed);
  if (prefers_own_kernel(m, n, k)) return 0;
  // The product may be done as it is or transposed.
  return std::max(packed_sizes<T>::room_for(n, m, k), packed_sizes<T>::room_for(m, n, k));
}

// Plan: a type with the static constexpr table `plan`. N: the number of the contraction. The last axis of each group is
// part of the matrix product, the others are looped over, sums innermost.
template <class Plan, int N, class T>
class contraction_code {
  static constexpr const contraction& one = Plan::plan.contractions[N];
  static constexpr int rank = one.rank();
  static constexpr int first_column = one.batch + one.rows;
  static constexpr int first_sum = first_column + one.columns;
  static constexpr int row = one.rows > 0 ? first_column - 1 : -1;
  static constexpr int column = one.columns > 0 ? first_sum - 1 : -1;
  static constexpr int sum = rank - 1;
  static constexpr int outer_count = [] {
    int count = 0;
    for (int k = 0; k < rank; ++k) count += k != row && k != column && k != sum ? 1 : 0;
    return count;
  }();
  // The axis of the n-th loop around the product.
  static constexpr int outer(int n) {
    for (int k = 0; k < rank; ++k)
      if (k != row && k != column && k != sum && n-- == 0) return k;
    return -1;
  }

  // The operands A, B and C, and how far from place to place along each axis.
  struct walk {
    T* data[3];
    std::ptrdiff_t steps[3][std::size_t{rank}];
    std::ptrdiff_t begin[std::size_t{rank}];
    std::ptrdiff_t length[std::size_t{rank}];
    room<T> memory;  // for the packed blocks of large products
    upcoming next;
  };
  using all_axes = std::make_index_sequence<static_cast<std::size_t>(rank)>;

 public:
  // first: nothing has been added up yet. A later tile of a summed axis adds to what is there.
  template <class Machine>
  static void run(const Machine& map, const range* ranges, bool first, const upcoming& next) {
    walk w;
    w.memory = map.memory;
    if constexpr (outer_count == 0) w.next = next;
    set_up(w, ranges, all_axes{});
    place<0>(w, map.at(one.a.from), all_axes{});
    place<1>(w, map.at(one.b.from), all_axes{});
    place<2>(w, map.at(one.c.from), all_axes{});
    loop<0>(w, first, !first && w.begin[sum] > 0);
  }

 private:
  template <std::size_t... K>
  [[gnu::always_inline]] static void set_up(walk& w, const range* ranges, std::index_sequence<K...>) {
    ((w.begin[K] = ranges[one.axes[K]].begin, w.length[K] = ranges[one.axes[K]].end - ranges[one.axes[K]].begin), ...);
  }
  static constexpr int dimension(int operand, int k) {
    return operand == 0 ? one.a.dims[k] : operand == 1 ? one.b.dims[k] : one.c.dims[k];
  }
  template <int Operand, std::size_t... K>
  [[gnu::always_inline]] static void place(walk& w, const array_place<T>& from, std::index_sequence<K...>) {
    w.data[Operand] = from.data;
    (place_along<Operand, static_cast<int>(K)>(w, from), ...);
  }
  template <int Operand, int K>
  [[gnu::always_inline]] static void place_along(walk& w, [[maybe_unused]] const array_place<T>& from) {
    if constexpr (dimension(Operand, K) < 0) {
      w.steps[Operand][K] = 0;
    } else {
      w.steps[Operand][K] = from.strides[dimension(Operand, K)];
      w.data[Operand] += w.steps[Operand][K] * w.begin[K];
    }
  }
  template <int Operand, int K>
  [[gnu::always_inline]] static std::ptrdiff_t step([[maybe_unused]] const walk& w) {
    if constexpr (K < 0)
      return 0;
    else
      return w.steps[Operand][K];
  }
  template <int K>
  [[gnu::always_inline]] static std::ptrdiff_t length([[maybe_unused]] const walk& w) {
    if constexpr (K < 0)
      return 1;
    else
      return w.length[K];
  }

  template <int Depth>
  static void loop(walk& w, [[maybe_unused]] bool first, bool add) {
    if constexpr (Depth == outer_count) {
      multiply_matrices<T>({w.data[0], step<0, row>(w), step<0, sum>(w)},
                           {w.data[1], step<1, sum>(w), step<1, column>(w)},
                           {w.data[2], step<2, row>(w), step<2, column>(w)}, length<row>(w), length<column>(w),
                           length<sum>(w), add, w.memory, w.next);
    } else {
      constexpr int k = outer(Depth);
      constexpr bool sums = k >= first_sum;
      for (std::ptrdiff_t at = 0; at < w.length[k]; ++at) {
        loop<Depth + 1>(w, first, add || (sums && (at > 0 || (!first && w.begin[k] > 0))));
        for (int o = 0; o < 3; ++o) w.data[o] += w.steps[o][k];
      }
      for (int o = 0; o < 3; ++o) w.data[o] -= w.length[k] * w.steps[o][k];
    }
  }
};

}  // namespace tapeless::detail::run
