// SPDX-License-Identifier: BSL-1.0
// Runs a contraction: matrices with any strides go to Eigen or, small and thin ones, to the project's own kernel; axes
// beyond the three of a matrix product are looped over.
#pragma once

#include <tapeless/run/loops/eigen_product.hpp>
#include <tapeless/run/loops/memory_map.hpp>
#include <tapeless/run/loops/tiles.hpp>
#include <tapeless/simd/product.hpp>

namespace tapeless::inline v0_2::detail::run {

// C = A B or C += A B, each with any strides. Number by number: of places g++ makes copies, whose loads wait for stores
// of another size, for as long as a small product takes.
template <class T, class Isa = xsimd::default_arch>
void multiply_matrices(T* a, std::ptrdiff_t a_row, std::ptrdiff_t a_column, T* b, std::ptrdiff_t b_row,
                       std::ptrdiff_t b_column, T* c, std::ptrdiff_t c_row, std::ptrdiff_t c_column, std::ptrdiff_t m,
                       std::ptrdiff_t n, std::ptrdiff_t k, bool add, room<T> memory, const upcoming& next) {
  // Strides of axes of length 1 are free to choose.
  if (m == 1) a_row = c_row = 1;
  if (n == 1) b_column = c_column = 1;
  if (k == 1) a_column = b_row = 1;
  if (c_column != 1 && c_row == 1)  // the transposed product
    return multiply_matrices<T, Isa>(b, b_column, b_row, a, a_column, a_row, c, c_column, c_row, n, m, k, add, memory,
                                     next);
  if (c_column == 1 && prefers_own_kernel(m, n, k)) {
    multiply<T>(a, a_row, a_column, b, b_row, b_column, c, c_row, m, n, k, add, next);
  } else if (c_column == 1 && (b_column == 1 || b_row == 1) && (a_column == 1 || a_row == 1) &&
             packed_sizes<T>::room_for(n, m, k) <= memory.size) {
    multiply_by_eigen<T>({a, a_row, a_column}, {b, b_row, b_column}, {c, c_row, c_column}, m, n, k, add, memory.data);
  } else {
    for (std::ptrdiff_t i = 0; i < m; ++i)
      for (std::ptrdiff_t j = 0; j < n; ++j) {
        T sum = add ? c[i * c_row + j * c_column] : T(0);
        for (std::ptrdiff_t l = 0; l < k; ++l) sum += a[i * a_row + l * a_column] * b[l * b_row + j * b_column];
        c[i * c_row + j * c_column] = sum;
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

// One contraction. The last axis of each group is part of the matrix product, the others are looped over, sums
// innermost.
template <class T>
class contraction_run {
 public:
  template <class Machine>
  contraction_run(const contraction& one, const Machine& map, const range* ranges, const upcoming& next)
      : rank_(one.rank()), first_sum_(one.batch + one.rows + one.columns), memory_(map.memory) {
    const int first_column = one.batch + one.rows;
    matrix_axes_[0] = one.rows > 0 ? first_column - 1 : -1;
    matrix_axes_[1] = one.columns > 0 ? first_sum_ - 1 : -1;
    matrix_axes_[2] = rank_ - 1;
    place(0, one.a, map.at(one.a.from), one, ranges);
    place(1, one.b, map.at(one.b.from), one, ranges);
    place(2, one.c, map.at(one.c.from), one, ranges);
    for (int k = 0; k < rank_; ++k) {
      begin_[k] = ranges[one.axes[k]].begin;
      length_[k] = ranges[one.axes[k]].end - begin_[k];
      if (k != matrix_axes_[0] && k != matrix_axes_[1] && k != matrix_axes_[2]) outer_[outer_count_++] = k;
    }
    if (outer_count_ == 0) next_ = next;
  }

  // first: nothing has been added up yet. A later tile of a summed axis adds to what is there.
  void run(bool first) { loop(0, first, !first && begin_[rank_ - 1] > 0); }

 private:
  static constexpr int most = max_contraction_rank;

  void place(int operand, const factor& factor, const array_place<T>& from, const contraction& one,
             const range* ranges) {
    const signed char* const dims = factor.dims;
    data_[operand] = from.data;
    for (int d = 0; factor.has_places && d < max_rank; ++d)
      if (factor.places[d] > 0) data_[operand] += from.strides[d] * factor.places[d];
    for (int k = 0; k < rank_; ++k) {
      steps_[operand][k] = dims[k] < 0 ? 0 : from.strides[static_cast<int>(dims[k])];
      data_[operand] += steps_[operand][k] * ranges[one.axes[k]].begin;
    }
  }
  std::ptrdiff_t step(int operand, int which) const {
    return matrix_axes_[which] < 0 ? 0 : steps_[operand][matrix_axes_[which]];
  }
  std::ptrdiff_t length(int which) const { return matrix_axes_[which] < 0 ? 1 : length_[matrix_axes_[which]]; }

  void loop(int depth, bool first, bool add) {
    if (depth == outer_count_) {
      multiply_matrices<T>(data_[0], step(0, 0), step(0, 2), data_[1], step(1, 2), step(1, 1), data_[2], step(2, 0),
                           step(2, 1), length(0), length(1), length(2), add, memory_, next_);
      return;
    }
    const int k = outer_[depth];
    const bool sums = k >= first_sum_;
    for (std::ptrdiff_t at = 0; at < length_[k]; ++at) {
      loop(depth + 1, first, add || (sums && (at > 0 || (!first && begin_[k] > 0))));
      for (int o = 0; o < 3; ++o) data_[o] += steps_[o][k];
    }
    for (int o = 0; o < 3; ++o) data_[o] -= length_[k] * steps_[o][k];
  }

  int rank_;
  int first_sum_;
  int matrix_axes_[3];  // of rows, columns and sum
  int outer_[most];
  int outer_count_ = 0;
  T* data_[3];  // the operands A, B and C, and how far from place to place along each axis
  std::ptrdiff_t steps_[3][most];
  std::ptrdiff_t begin_[most];
  std::ptrdiff_t length_[most];
  room<T> memory_;  // for the packed blocks of large products
  upcoming next_;
};

// One that is a product of matrices, or one for each place of a single axis: what the plan says is known to the
// compiler, which is worth more than the product where matrices are small.
template <class Plan, int C, class T>
struct plain_contraction {
  static constexpr const contraction& one = Plan::plan.contractions[C];
  static constexpr bool is_one = one.batch <= 1 && one.rows <= 1 && one.columns <= 1 && one.summed == 1 &&
                                 !one.a.has_places && !one.b.has_places && !one.c.has_places;
  static constexpr int row = one.rows > 0 ? one.batch : -1;
  static constexpr int column = one.columns > 0 ? one.batch + one.rows : -1;
  static constexpr int summed = one.batch + one.rows + one.columns;

  template <int K>
  [[gnu::always_inline]] static std::ptrdiff_t step(const signed char* dims, const array_place<T>& from) {
    if constexpr (K < 0)
      return 0;
    else
      return dims[K] < 0 ? 0 : from.strides[static_cast<int>(dims[K])];
  }
  template <int K>
  [[gnu::always_inline]] static range along(const range* ranges) {
    if constexpr (K < 0)
      return {0, 1};
    else
      return ranges[one.axes[K]];
  }
  template <class Machine>
  [[gnu::noinline]] static void run(const Machine& map, const range* ranges, bool first,
                                    const upcoming& next) noexcept {
    constexpr int batch = one.batch > 0 ? 0 : -1;
    const auto &a = map.at(one.a.from), &b = map.at(one.b.from), &c = map.at(one.c.from);
    const range rows = along<row>(ranges), columns = along<column>(ranges), sum = along<summed>(ranges),
                each = along<batch>(ranges);
    const std::ptrdiff_t a_row = step<row>(one.a.dims, a), a_column = step<summed>(one.a.dims, a),
                         b_row = step<summed>(one.b.dims, b), b_column = step<column>(one.b.dims, b),
                         c_row = step<row>(one.c.dims, c), c_column = step<column>(one.c.dims, c),
                         a_step = step<batch>(one.a.dims, a), b_step = step<batch>(one.b.dims, b),
                         c_step = step<batch>(one.c.dims, c);
    T* left = a.data + (rows.begin * a_row + sum.begin * a_column + each.begin * a_step);
    T* right = b.data + (sum.begin * b_row + columns.begin * b_column + each.begin * b_step);
    T* to = c.data + (rows.begin * c_row + columns.begin * c_column + each.begin * c_step);
    for (std::ptrdiff_t k = each.begin; k < each.end; ++k) {
      multiply_matrices<T>(left, a_row, a_column, right, b_row, b_column, to, c_row, c_column, rows.end - rows.begin,
                           columns.end - columns.begin, sum.end - sum.begin, !first && sum.begin > 0, map.memory,
                           batch < 0 ? next : upcoming{});
      left += a_step, right += b_step, to += c_step;
    }
  }
};

template <class T, class Machine>
[[gnu::noinline]] void run_contraction(const contraction& one, const Machine& map, const range* ranges, bool first,
                                       const upcoming& next) noexcept {
  contraction_run<T>(one, map, ranges, next).run(first);
}

}  // namespace tapeless::detail::run
