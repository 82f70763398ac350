// SPDX-License-Identifier: BSL-1.0
// Which entries of Jacobians and Hessians are zero for all values of the symbols, and results without them.
#pragma once

#include <tapeless/api/hessian.hpp>

namespace tapeless::inline v0_2 {

// Which entries of a matrix can be other than zero, in compressed rows: the columns of row r are
// column_indices[row_starts[r] .. row_starts[r + 1]).
template <std::size_t Rows, std::size_t Columns, std::size_t Nonzeros>
struct sparsity_pattern {
  static constexpr std::size_t rows = Rows;          // the number of rows
  static constexpr std::size_t columns = Columns;    // the number of columns
  static constexpr std::size_t nonzeros = Nonzeros;  // the number of entries that can be other than zero
  // Where each row begins in column_indices, and at the end the number of entries.
  std::array<int, Rows + 1> row_starts{};
  std::array<int, Nonzeros == 0 ? 1 : Nonzeros> column_indices{};  // from 0, ascending within a row

  // Whether the entry can be other than zero; row and column are counted from 0 and asserted to exist.
  constexpr bool operator()(std::size_t row, std::size_t column) const {
    dag::expect_in_range(column < Columns);
    for (int k = row_starts[dag::in_range(row, Rows)]; k < row_starts[row + 1]; ++k)
      if (column_indices[static_cast<std::size_t>(k)] == static_cast<int>(column)) return true;
    return false;
  }
  // The same entries.
  bool operator==(const sparsity_pattern&) const = default;
};

namespace detail {

template <class Matrix>
struct pattern_of {
  static constexpr std::size_t nonzeros = [] {
    std::size_t count = 0;
    for (std::size_t i = 0; i < Matrix::rows(); ++i)
      for (std::size_t j = 0; j < Matrix::columns(); ++j) count += Matrix::is_structural_zero(i, j) ? 0u : 1u;
    return count;
  }();
  static constexpr auto value = [] {
    sparsity_pattern<Matrix::rows(), Matrix::columns(), nonzeros> pattern;
    std::size_t at = 0;
    for (std::size_t i = 0; i < Matrix::rows(); ++i) {
      for (std::size_t j = 0; j < Matrix::columns(); ++j)
        if (!Matrix::is_structural_zero(i, j)) pattern.column_indices[at++] = static_cast<int>(j);
      pattern.row_starts[i + 1] = static_cast<int>(at);
    }
    return pattern;
  }();
};

}  // namespace detail

// Which entries of a Jacobian or Hessian can be other than zero: a sparsity_pattern, known to the compiler.
template <class Matrix>
  requires requires { Matrix::is_structural_zero(0, 0); }
constexpr auto sparsity(const Matrix&) { return detail::pattern_of<Matrix>::value; }

namespace detail {

// The entries of a matrix that are not structural zeros, in the order of its pattern.
template <class Matrix>
struct compressed_verb : Matrix::verb {
  static constexpr auto pattern = pattern_of<Matrix>::value;
  template <class T, std::size_t N>
  [[gnu::always_inline]] static constexpr result_array<T, pattern.nonzeros> shape(const std::array<T, N>& roots) {
    const auto full = Matrix::verb::shape(roots);
    result_array<T, pattern.nonzeros> values{};
    for (std::size_t i = 0; i < Matrix::rows(); ++i)
      for (int k = pattern.row_starts[i]; k < pattern.row_starts[i + 1]; ++k)
        values[static_cast<std::size_t>(k)] =
            full.values[i * Matrix::columns() +
                        static_cast<std::size_t>(pattern.column_indices[static_cast<std::size_t>(k)])];
    return values;
  }
};

}  // namespace detail

// The entries that sparsity(matrix) lists, in its order: compressed(J)(x = 1.0) is an array without the zeros. For
// matrices of numbers; the compiler refuses one over axes.
template <class Matrix>
  requires requires { Matrix::is_structural_zero(0, 0); }
constexpr auto compressed(const Matrix&) {
  static_assert(!detail::is_over_axes<typename Matrix::verb>,
                "tapeless: a Jacobian or Hessian over axes is compressed with its values, for prepare: "
                "compressed(value_and_jacobian(r, X)), compressed(value_gradient_hessian(L, X))");
  return request_object<detail::compressed_verb<Matrix>>{};
}

}  // namespace tapeless
