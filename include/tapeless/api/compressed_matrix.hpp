// SPDX-License-Identifier: BSL-1.0
// The sparse matrices of compressed(...): as they are stored, and what solvers without a library for sparse matrices
// need of them.
#pragma once

#include <algorithm>
#include <cstddef>
#include <functional>
#include <span>
#include <string>

#include <tapeless/run/elements/pattern.hpp>
#include <tapeless/run/memory/extents.hpp>

namespace tapeless::inline v0_2 {

// A sparse matrix in compressed rows, which somebody else owns. Of a symmetric one the columns are the same, so that it
// is one in compressed columns, too.
template <class T>
class compressed_matrix {
 public:
  // A matrix of this pattern with these numbers.
  compressed_matrix(const detail::run::compressed_pattern& pattern, const T* values)
      : pattern_(&pattern), values_(values) {}
  // The number of rows and of columns.
  int rows() const { return pattern_->rows; }
  int cols() const { return pattern_->columns; }
  // The number of entries that are stored.
  std::ptrdiff_t nonzeros() const { return static_cast<std::ptrdiff_t>(pattern_->inner.size()); }
  // Row r has the entries outer()[r] to outer()[r + 1] - 1.
  std::span<const int> outer() const { return pattern_->outer; }
  // Their columns, in ascending order within a row.
  std::span<const int> inner() const { return pattern_->inner; }
  // Their numbers.
  std::span<const T> values() const { return {values_, pattern_->inner.size()}; }

  // result = A*v, of second derivatives the Hessian times a vector: v has cols() numbers, result rows(). Throws
  // std::invalid_argument, with nothing written, on other sizes and where both overlap.
  void multiply(std::span<const T> v, std::span<T> result) const {
    check("multiply", v, cols(), result, rows());
    for (int r = 0; r < rows(); ++r) {
      T sum{};
      for (int k = outer()[at(r)]; k < outer()[at(r) + 1]; ++k) sum += values_[k] * v[at(inner()[at(k)])];
      result[at(r)] = sum;
    }
  }
  // result = A'*v, of a Jacobian the gradient for upstream numbers v: v has rows() numbers, result cols(). Throws
  // likewise.
  void multiply_transposed(std::span<const T> v, std::span<T> result) const {
    check("multiply_transposed", v, rows(), result, cols());
    std::fill(result.begin(), result.end(), T{});
    for (int r = 0; r < rows(); ++r)
      for (int k = outer()[at(r)]; k < outer()[at(r) + 1]; ++k) result[at(inner()[at(k)])] += values_[k] * v[at(r)];
  }
  // The numbers on the diagonal of a square matrix, 0 where none is stored: rows() numbers. Throws
  // std::invalid_argument, with nothing written, on another size and for a matrix that is not square.
  void diagonal(std::span<T> result) const { block_diagonal(1, result); }
  // The blocks of `size` times `size` numbers along the diagonal of a square matrix, one after another, each by rows:
  // size*rows() numbers, of which those that are not stored are 0. size divides rows(). Throws likewise.
  void block_diagonal(int size, std::span<T> result) const {
    if (rows() != cols()) detail::run::refuse("only a square matrix has a diagonal");
    if (size < 1 || rows() % size != 0)
      detail::run::refuse("blocks of " + std::to_string(size) + " do not divide " + std::to_string(rows()) + " rows");
    if (result.size() != at(rows()) * at(size))
      detail::run::refuse("the blocks on the diagonal are " + std::to_string(at(rows()) * at(size)) + " numbers, not " +
                          std::to_string(result.size()));
    std::fill(result.begin(), result.end(), T{});
    for (int r = 0; r < rows(); ++r) {
      const int first = r / size * size;
      for (int k = outer()[at(r)]; k < outer()[at(r) + 1]; ++k) {
        const int column = inner()[at(k)] - first;
        if (column >= 0 && column < size) result[at(r) * at(size) + at(column)] = values_[k];
      }
    }
  }

 private:
  static std::size_t at(int k) { return static_cast<std::size_t>(k); }
  static void check(const char* what, std::span<const T> v, int from, std::span<const T> result, int to) {
    if (v.size() != at(from) || result.size() != at(to))
      detail::run::refuse(std::string(what) + " takes " + std::to_string(from) + " numbers and gives " +
                          std::to_string(to) + ", not " + std::to_string(v.size()) + " and " +
                          std::to_string(result.size()));
    const std::less<const T*> before;
    if (!v.empty() && !result.empty() && before(v.data(), result.data() + result.size()) &&
        before(result.data(), v.data() + v.size()))
      detail::run::refuse(std::string(what) + ": the result overlaps the vector");
  }

  const detail::run::compressed_pattern* pattern_;
  const T* values_;
};

}  // namespace tapeless
