// SPDX-License-Identifier: BSL-1.0
// Products of large matrices by Eigen's blocked algorithm, in memory that was set aside before: Eigen's operators would
// allocate room for their packed blocks in every call, or take it from the stack.
#pragma once

#include <algorithm>
#include <cstddef>

#include <Eigen/Core>

namespace tapeless::inline v0_2::detail::run {

// One operand of a matrix product: its first element and the distances between rows and between columns, in elements.
template <class T>
struct matrix_place {
  T* data = nullptr;
  std::ptrdiff_t row = 0;
  std::ptrdiff_t column = 0;
};

// The blocks of both operands that Eigen's algorithm packs. It would take them from the caches that it finds, and as
// many rows as the product has; here they depend on the extents and on the set of instructions alone, which holds for
// the last bits of the product, too, and there is a largest size. Otherwise they follow Eigen 3.4's heuristic.
template <class T>
struct packed_sizes {
  std::ptrdiff_t depth = 0;
  std::ptrdiff_t rows = 0;
  std::ptrdiff_t columns = 0;

  // Of a product of a rows x depth and a depth x columns matrix.
  constexpr packed_sizes(std::ptrdiff_t m, std::ptrdiff_t n, std::ptrdiff_t k) {
    depth = share(k, max_depth, 8);
    // Where all of the left operand stays in the first level of cache, so do blocks of the right one; otherwise these
    // stay in the second level.
    const std::ptrdiff_t beside_left = first_level - m * k;
    const std::ptrdiff_t widest = beside_left >= traits::nr * k ? beside_left / k : max_right * 3 / 2 / max_depth;
    columns = share(n, std::min(max_right / depth, widest) / traits::nr * traits::nr, traits::nr);
    std::ptrdiff_t left = max_left;
    if (depth == k && columns == n) left = k * n <= smallest ? first_level / 3 : std::min(max_right * 2 / 3, max_left);
    rows = share(m, std::max<std::ptrdiff_t>(left / depth / traits::mr, 1) * traits::mr, traits::mr);
  }
  constexpr std::ptrdiff_t left() const { return lines(depth * rows); }
  constexpr std::ptrdiff_t right() const { return lines(depth * columns); }

  // Elements of memory that this product and any smaller one needs for both blocks.
  static constexpr std::ptrdiff_t room_for(std::ptrdiff_t m, std::ptrdiff_t n, std::ptrdiff_t k) {
    const std::ptrdiff_t deep = std::min(k, max_depth);
    const std::ptrdiff_t most_left = std::max(max_left, max_depth * traits::mr);
    return lines(std::min(m * deep, most_left)) + lines(std::min(n * deep, max_right));
  }

 private:
  using traits = Eigen::internal::gebp_traits<T, T>;
  static constexpr std::ptrdiff_t bytes = static_cast<std::ptrdiff_t>(sizeof(T));
  // All in elements. Eigen takes four times the first level for registers of 64 bytes: blocks would be too thin.
  static constexpr bool wide = traits::LhsProgress * bytes == 64;
  static constexpr std::ptrdiff_t first_level = (wide ? 128 : 32) * 1024 / bytes;
  static constexpr std::ptrdiff_t max_left = 4096 * 1024 / bytes;
  static constexpr std::ptrdiff_t max_right = 768 * 1024 / bytes;
  static constexpr std::ptrdiff_t max_depth =
      (first_level - traits::mr * traits::nr) / (traits::mr + traits::nr) / 8 * 8;
  static constexpr std::ptrdiff_t smallest = 1024 / bytes;

  // The largest part when `whole` is cut into parts of at most `most`, all alike, all but the last a multiple of
  // `unit`.
  static constexpr std::ptrdiff_t share(std::ptrdiff_t whole, std::ptrdiff_t most, std::ptrdiff_t unit) {
    if (whole <= most) return whole;
    const std::ptrdiff_t parts = (whole + most - 1) / most;
    return std::min(most, ((whole + parts - 1) / parts + unit - 1) / unit * unit);
  }
  static constexpr std::ptrdiff_t lines(std::ptrdiff_t elements) { return (elements + 15) / 16 * 16; }
};

// These blocks in memory of ours, as Eigen wants them.
template <class T>
struct borrowed_blocks : Eigen::internal::level3_blocking<T, T> {
  borrowed_blocks(const packed_sizes<T>& sizes, T* memory) {
    this->m_kc = sizes.depth;
    this->m_mc = sizes.rows;
    this->m_nc = sizes.columns;
    this->m_blockA = memory;
    this->m_blockB = memory + sizes.left();
  }
};

// C += A*B with C and A stored by rows (or A by columns), B likewise; C is m x n, A is m x k. Eigen computes the
// transposed product, whose result is stored by columns.
template <class T, int LeftOrder, int RightOrder>
void add_product(const matrix_place<T>& a, const matrix_place<T>& b, const matrix_place<T>& c, std::ptrdiff_t m,
                 std::ptrdiff_t n, std::ptrdiff_t k, T* memory) {
  borrowed_blocks<T> blocks(packed_sizes<T>(n, m, k), memory);
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
