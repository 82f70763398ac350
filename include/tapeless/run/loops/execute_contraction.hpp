// SPDX-License-Identifier: BSL-1.0
// Runs a contraction: matrices with any strides go to Eigen or, small and thin ones, to the project's own kernel; axes
// beyond the three of a matrix product are looped over.
#pragma once

#include <tapeless/run/loops/eigen_product.hpp>
#include <tapeless/run/loops/machine.hpp>
#include <tapeless/run/simd/product.hpp>

namespace tapeless::detail::run::loops {

// C = A B or C += A B, each with any strides.
template <class T>
void multiply_matrices(matrix_place<T> a, matrix_place<T> b, matrix_place<T> c, std::ptrdiff_t m, std::ptrdiff_t n,
                       std::ptrdiff_t k, bool add, room<T> memory) {
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
    multiply<T>(a.data, a.row, a.column, b.data, b.row, b.column, c.data, c.row, m, n, k, add);
  } else if (c.column == 1 && (b.column == 1 || b.row == 1) && (a.column == 1 || a.row == 1) &&
             borrowed_blocks<T>(n, m, k, nullptr).size() <= memory.size) {
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

template <class T, class Machine>
class contraction_code {
 public:
  contraction_code(const contraction& one, const Machine& machine, const range* ranges)
      : one_(one), ranges_(ranges), memory_(machine.memory) {
    place(one.a, machine.at(one.a.from), 0);
    place(one.b, machine.at(one.b.from), 1);
    place(one.c, machine.at(one.c.from), 2);
    // The last axis of each group is part of the matrix product, the others are looped over, sums innermost.
    const int rows = one.batch + one.rows;
    const int columns = rows + one.columns;
    row_ = one.rows > 0 ? rows - 1 : -1;
    column_ = one.columns > 0 ? columns - 1 : -1;
    sum_ = one.rank() - 1;
    for (int k = 0; k < one.rank(); ++k)
      if (k != row_ && k != column_ && k != sum_) outer_[outer_count_++] = k;
  }

  // The memory that this contraction needs beside its operands, in elements.
  static std::ptrdiff_t memory_size(const contraction& one, const std::ptrdiff_t* extents) {
    const auto last = [&](int group_end, int count) { return count > 0 ? extents[one.axes[group_end - 1]] : 1; };
    const int rows = one.batch + one.rows;
    const int columns = rows + one.columns;
    const std::ptrdiff_t m = last(rows, one.rows);
    const std::ptrdiff_t n = last(columns, one.columns);
    const std::ptrdiff_t k = last(one.rank(), one.summed);
    // The product may be done as it is or transposed.
    return std::max(borrowed_blocks<T>(n, m, k, nullptr).size(), borrowed_blocks<T>(m, n, k, nullptr).size());
  }

  // first: nothing has been added up yet. A later tile of a summed axis adds to what is there.
  void run(bool first) {
    first_ = first;
    loop(0, !first && span(sum_).begin > 0);
  }

 private:
  struct axis_span {
    std::ptrdiff_t begin = 0;
    std::ptrdiff_t length = 1;
  };
  axis_span span(int k) const {
    if (k < 0) return {};
    const range& r = ranges_[one_.axes[k]];
    return {r.begin, r.end - r.begin};
  }
  std::ptrdiff_t step(int operand, int k) const { return k < 0 ? 0 : steps_[operand][k]; }

  void place(const factor& f, const array_place<T>& from, int operand) {
    data_[operand] = from.data;
    for (int k = 0; k < one_.rank(); ++k) {
      steps_[operand][k] = f.dims[k] < 0 ? 0 : from.strides[static_cast<int>(f.dims[k])];
      data_[operand] += steps_[operand][k] * ranges_[one_.axes[k]].begin;
    }
  }

  void loop(int depth, bool add) {
    if (depth == outer_count_) {
      multiply_matrices<T>({data_[0], step(0, row_), step(0, sum_)}, {data_[1], step(1, sum_), step(1, column_)},
                           {data_[2], step(2, row_), step(2, column_)}, span(row_).length, span(column_).length,
                           span(sum_).length, add, memory_);
      return;
    }
    const int k = outer_[depth];
    const bool sums = k >= one_.batch + one_.rows + one_.columns;
    const std::ptrdiff_t length = span(k).length;
    for (std::ptrdiff_t at = 0; at < length; ++at) {
      loop(depth + 1, add || (sums && (at > 0 || (!first_ && span(k).begin > 0))));
      for (int o = 0; o < 3; ++o) data_[o] += steps_[o][k];
    }
    for (int o = 0; o < 3; ++o) data_[o] -= length * steps_[o][k];
  }

  const contraction& one_;
  const range* ranges_;
  room<T> memory_;  // for the packed blocks of large products
  T* data_[3] = {};
  std::ptrdiff_t steps_[3][most_rank] = {};
  int row_ = -1;
  int column_ = -1;
  int sum_ = -1;
  int outer_[most_rank] = {};
  int outer_count_ = 0;
  bool first_ = true;
};

}  // namespace tapeless::detail::run::loops
