// SPDX-License-Identifier: BSL-1.0
// Products of large matrices by Eigen's blocked algorithm, in memory that was set aside before: Eigen's operators would
// allocate room for their packed blocks in every call, or take it from the stack.
#pragma once

#include <Eigen/Core>

namespace tapeless::detail::run {

// One operand of a matrix product: its first element and the distances between rows and between columns, in elements.
template <class T>
struct matrix_place {
  T* data = nullptr;
  std::ptrdiff_t row = 0;
  std::ptrdiff_t column = 0;
};

// Eigen's blocks in memory of ours.
template <class T>
class borrowed_blocks : public Eigen::internal::level3_blocking<T, T> {
 public:
  // Of a product of a rows x depth and a depth x columns matrix.
  borrowed_blocks(std::ptrdiff_t rows, std::ptrdiff_t columns, std::ptrdiff_t depth, T* memory) {
    this->m_kc = depth;
    this->m_mc = rows;
    this->m_nc = columns;
    Eigen::internal::computeProductBlockingSizes<T, T>(this->m_kc, this->m_mc, this->m_nc, Eigen::Index{1});
    this->m_blockA = memory;
    this->m_blockB = memory + lines(this->m_kc * this->m_mc);
  }
  // Elements of memory that are needed.
  std::ptrdiff_t size() const { return lines(this->m_kc * this->m_mc) + lines(this->m_kc * this->m_nc); }

 private:
  static std::ptrdiff_t lines(std::ptrdiff_t elements) { return (elements + 15) / 16 * 16; }
};

// C += A*B with C and A stored by rows (or A by columns), B likewise; C is m x n, A is m x k. Eigen computes the
// transposed product, whose result is stored by columns.
template <class T, int LeftOrder, int RightOrder>
void add_product(const matrix_place<T>& a, const matrix_place<T>& b, const matrix_place<T>& c, std::ptrdiff_t m,
                 std::ptrdiff_t n, std::ptrdiff_t k, T* memory) {
  borrowed_blocks<T> blocks(n, m, k, memory);
  Eigen::internal::general_matrix_matrix_product<Eigen::Index, T, RightOrder, false, T, LeftOrder, false,
                                                 Eigen::ColMajor, 1>::run(n, m, k, b.data,
                                                                          RightOrder == Eigen::ColMajor ? b.row
                                                                                                        : b.column,
                                                                          a.data,
                                                                          LeftOrder == Eigen::ColMajor ? a.row
                                                                                                       : a.column,
                                                                          c.data, 1, c.row, T(1), blocks, nullptr);
}

// C = A*B or C += A*B. The columns of C lie next to each other; A and B each have one unit stride.
template <class T>
[[gnu::noinline]] void multiply_by_eigen(const matrix_place<T>& a, const matrix_place<T>& b, const matrix_place<T>& c,
                                         std::ptrdiff_t m, std::ptrdiff_t n, std::ptrdiff_t k, bool add, T* memory) {
  if (!add)
    for (std::ptrdiff_t i = 0; i < m; ++i) std::fill(c.data + i * c.row, c.data + i * c.row + n, T(0));
  constexpr int straight = Eigen::ColMajor;
  constexpr int turned = Eigen::RowMajor;
  if (a.column == 1 && b.column == 1)
    add_product<T, straight, straight>(a, b, c, m, n, k, memory);
  else if (b.column == 1)
    add_product<T, turned, straight>(a, b, c, m, n, k, memory);
  else if (a.column == 1)
    add_product<T, straight, turned>(a, b, c, m, n, k, memory);
  else
    add_product<T, turned, turned>(a, b, c, m, n, k, memory);
}

}  // namespace tapeless::detail::run
