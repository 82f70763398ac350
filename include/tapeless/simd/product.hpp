// SPDX-License-Identifier: BSL-1.0
// Products of small and thin matrices. Libraries for large ones pack both operands before they multiply; that costs
// more than the product itself when one extent is some ten or twenty. Here a block of C stays in registers while A is
// read one number at a time and B one pack at a time, from where they are. Nothing is allocated.
#pragma once

#include <tapeless/simd/turned_rows.hpp>
#include <tapeless/simd/vector_product.hpp>

namespace tapeless::inline v0_2::detail::simd {
namespace product_detail {

template <class T, class Pack = lanes<T>>
struct product : vector_product<T, Pack> {
  using base = vector_product<T, Pack>;
  using typename base::index;
  template <long N>
  using count_to = std::make_integer_sequence<long, N>;
  template <long... I>
  using counted = std::integer_sequence<long, I...>;
  using base::width, base::clear, base::row;
  // The block of C in registers: 24 sums where there are 32 registers, 12 where there are 16
  static constexpr long block_rows = sizeof(Pack) == 64 ? 8 : 4, block_packs = 3;

  // R rows of C, of which the first `used` exist, times P packs, of which the last has `tail` lanes.
  template <bool Tail, long R, long P, long... I>
  [[gnu::always_inline]] static void block(const T* a, index a_row, index a_column, const T* b, index b_row, T* c,
                                           index c_row, long used, long k, int tail, bool add, counted<I...>) {
    // rows that do not exist repeat the last one and are not written
    const T* const from[std::size_t{R}] = {a + (I < used ? I : used - 1) * a_row...};
    Pack sum[std::size_t{R * P}];
    clear(sum, count_to<R * P>{});
    index at = 0;
    for (long l = 0; l < k; ++l, at += a_column, b += b_row) {
      Pack right[std::size_t{P}];
      base::template load<Tail, P>(right, b, tail, count_to<P>{});
      (row(sum + I * P, from[I][at], right, count_to<P>{}), ...);
    }
    ((I < used ? base::template finish<Tail, P>(c + I * c_row, sum + I * P, tail, add) : void()), ...);
  }

  // All rows of P packs of columns.
  template <bool Tail, long P>
  [[gnu::noinline]] static void panel(const T* a, index a_row, index a_column, const T* b, index b_row, T* c,
                                      index c_row, long m, long k, int tail, bool add) {
    constexpr long whole = block_rows, half = block_rows / 2;
    long i = 0;
    for (; i + half < m; i += whole)
      block<Tail, whole, P>(a + i * a_row, a_row, a_column, b, b_row, c + i * c_row, c_row,
                            m - i < whole ? m - i : whole, k, tail, add, count_to<whole>{});
    if (i < m)
      block<Tail, half, P>(a + i * a_row, a_row, a_column, b, b_row, c + i * c_row, c_row, m - i, k, tail, add,
                           count_to<half>{});
  }
  template <long P>
  [[gnu::always_inline]] static void panel_of(const T* a, index a_row, index a_column, const T* b, index b_row, T* c,
                                              index c_row, long m, long n, long k, bool add) {
    const int tail = static_cast<int>(n - (P - 1) * width);
    if (tail < width)
      panel<true, P>(a, a_row, a_column, b, b_row, c, c_row, m, k, tail, add);
    else
      panel<false, P>(a, a_row, a_column, b, b_row, c, c_row, m, k, tail, add);
  }

  // Rows of a panel of B: it is used again before it leaves the first level of cache.
  static constexpr long depth = 256;
  static constexpr long copied = depth * block_packs * width;  // numbers

  // Columns of B side by side, as a block wants them.
  [[gnu::noinline]] static void gather(const T* b, index b_row, index b_column, T* to, long to_row, long n, long k) {
    long whole = 0;
    if constexpr (width > 1)
      if (b_row == 1) {
        whole = k - k % width;
        turn_rows<T>(b, b_column, to, to_row, n - n % width, whole);
        for (long l = 0; l < whole && n % width > 0; ++l) {
          const long j = n - n % width;
          Pack::gather(b + l + j * b_column, b_column, static_cast<int>(n - j)).store(to + l * to_row + j);
        }
      }
    b += whole * b_row, to += whole * to_row;
    for (long l = whole; l < k; ++l, b += b_row, to += to_row)
      for (long j = 0; j < n; j += width)
        Pack::gather(b + j * b_column, b_column, static_cast<int>(n - j < width ? n - j : width)).store(to + j);
  }

  // A few rows of A times a few columns of B, each of which lies next to each other: their sums across lanes, all
  // together, are packs of C.
  static constexpr long dot_columns = width < 4 ? 4 : width > 8 ? 8 : width;
  static constexpr long dot_rows = 2;
  template <long... J>
  [[gnu::always_inline]] static void dot_row(Pack* sum, const Pack& left, const Pack* right, counted<J...>) {
    ((sum[J] = fma(left, right[J], sum[J])), ...);
  }
  template <bool Part>
  [[gnu::always_inline]] static Pack load_some(const T* from, int lanes) {
    if constexpr (Part)
      return Pack::load(from, lanes);
    else
      return Pack::load(from);
  }
  template <bool Part, long... I, long... J>
  [[gnu::always_inline]] static void dot_step(Pack* sum, const T* const* a, const T* const* b, long l, int lanes,
                                              counted<I...>, counted<J...>) {
    const Pack right[] = {load_some<Part>(b[J] + l, lanes)...};
    (dot_row(sum + I * dot_columns, load_some<Part>(a[I] + l, lanes), right, counted<J...>{}), ...);
  }
  template <long... I, long... J>
  [[gnu::always_inline]] static void dots(const T* a, index a_row, const T* b, index b_column, T* c, index c_row,
                                          long m, long n, long k, bool add, counted<I...> rows, counted<J...> columns) {
    const T* const left[] = {a + (I < m ? I : m - 1) * a_row...};
    const T* const right[] = {b + (J < n ? J : n - 1) * b_column...};
    constexpr long count = dot_rows * dot_columns;
    Pack sum[std::size_t{count}];
    clear(sum, count_to<count>{});
    long l = 0;
    for (; l + width <= k; l += width) dot_step<false>(sum, left, right, l, 0, rows, columns);
    if (l < k) dot_step<true>(sum, left, right, l, static_cast<int>(k - l), rows, columns);
    Pack joined[std::size_t{groups<Pack, count>}];
    sums<count>(sum, joined);
    if constexpr (dot_columns == width) {
      if (n >= dot_columns)
        ((I < m ? base::template finish<false, 1>(c + I * c_row, joined + I, 0, add) : void()), ...);
      else
        ((I < m ? base::template finish<true, 1>(c + I * c_row, joined + I, static_cast<int>(n), add) : void()), ...);
    } else {
      T total[std::size_t{groups<Pack, count> * width}];
      base::template store<false, groups<Pack, count>>(total, joined, 0, count_to<groups<Pack, count>>{});
      for (long i = 0; i < m; ++i)
        for (long j = 0; j < n; ++j) {
          T& to = c[i * c_row + j];
          to = add ? to + total[i * dot_columns + j] : total[i * dot_columns + j];
        }
    }
  }
  // Few rows of A, and B whose rows are short: products of both as they lie, without a copy of B.
  [[gnu::noinline]] static void all_dots(const T* a, index a_row, const T* b, index b_column, T* c, index c_row, long m,
                                         long n, long k, bool add) {
    for (long l = 0; l < k; l += dot_depth)
      for (long j = 0; j < n; j += dot_columns)
        for (long i = 0; i < m; i += dot_rows)
          dots(a + i * a_row + l, a_row, b + j * b_column + l, b_column, c + i * c_row + j, c_row,
               m - i < dot_rows ? m - i : dot_rows, n - j < dot_columns ? n - j : dot_columns,
               k - l < dot_depth ? k - l : dot_depth, add || l > 0, count_to<dot_rows>{}, count_to<dot_columns>{});
  }
  static constexpr long dot_depth = 512;

  template <bool Copy>
  static void all(const T* a, index a_row, index a_column, const T* b, index b_row, index b_column, T* c, index c_row,
                  long m, long n, long k, bool add) {
    alignas(64) T copy[std::size_t{Copy ? copied : 1}];
    // Rows of A that stay in the second level of cache; few where C is most of the memory, so that it is written in
    // order.
    const long strip = Copy || k > 32 ? 256 : 16;
    const long packs = (n + width - 1) / width;
    const long panels = (packs + block_packs - 1) / block_packs;
    long l = 0;
    do {
      const long steps = k - l < depth ? k - l : depth;
      const bool onto = add || l > 0;
      for (long i = 0; i < m; i += strip) {
        const long rows = m - i < strip ? m - i : strip;
        const T* const left = a + i * a_row + l * a_column;
        long done = 0;
        for (long p = 0; p < panels; ++p) {
          // as even as possible: four packs are two and two, not three and one
          const long wide = (packs - done + panels - p - 1) / (panels - p);
          const long first = done * width;
          const long columns = n - first < wide * width ? n - first : wide * width;
          const T* right = b + l * b_row + first * b_column;
          index right_row = b_row;
          if constexpr (Copy) {
            gather(right, b_row, b_column, copy, wide * width, columns, steps);
            right = copy;
            right_row = wide * width;
          }
          T* const to = c + i * c_row + first;
          if (wide == 1)
            panel_of<1>(left, a_row, a_column, right, right_row, to, c_row, rows, columns, steps, onto);
          else if (wide == 2)
            panel_of<2>(left, a_row, a_column, right, right_row, to, c_row, rows, columns, steps, onto);
          else
            panel_of<3>(left, a_row, a_column, right, right_row, to, c_row, rows, columns, steps, onto);
          done += wide;
        }
      }
      l += steps;
    } while (l < k);
  }

  // A transposed, with rows so far apart that each number of a column of A lies in a page of memory of its own: strips
  // of it are copied first.
  static void all_far(const T* a, index a_column, const T* b, index b_row, T* c, index c_row, long m, long n, long k,
                      bool add) {
    constexpr long strip = 32, deep = 128;
    alignas(64) T copy[strip * deep];
    for (long l = 0; l < k; l += deep) {
      const long steps = k - l < deep ? k - l : deep;
      for (long i = 0; i < m; i += strip) {
        const long rows = m - i < strip ? m - i : strip;
        for (long j = 0; j < steps; ++j) {
          const T* const from = a + i + (l + j) * a_column;
          T* const to = copy + j * strip;
          long r = 0;
          for (; r + width <= rows; r += width) Pack::load(from + r).store(to + r);
          if (r < rows) Pack::load(from + r, static_cast<int>(rows - r)).store(to + r);
        }
        all<false>(copy, 1, strip, b + l * b_row, b_row, 1, c + i * c_row, c_row, rows, n, steps, add || l > 0);
      }
    }
  }
  static constexpr index far = 2048 / static_cast<index>(sizeof(T));

  // B with any strides
  static void all_turned(const T* a, index a_row, index a_column, const T* b, index b_row, index b_column, T* c,
                         index c_row, long m, long n, long k, bool add) {
    const long whole = (n + width - 1) / width * width;
    if (m <= 2 && a_column == 1 && b_row == 1) {  // for so few rows a copy costs more than sums across lanes
      for (long i = 0; i < m; ++i) base::template rows_of<8>(b, b_column, a + i * a_row, c + i * c_row, 1, n, k, add);
    } else if (a_column == 1 && b_row == 1 && m <= 16 && k >= 2 * width * (m < 4 ? m : 4)) {
      all_dots(a, a_row, b, b_column, c, c_row, m, n, k, add);
    } else if (k * whole > copied) {
      all<true>(a, a_row, a_column, b, b_row, b_column, c, c_row, m, n, k, add);
    } else {  // in one piece
      alignas(64) T copy[std::size_t{copied}];
      gather(b, b_row, b_column, copy, whole, n, k);
      all<false>(a, a_row, a_column, copy, whole, 1, c, c_row, m, n, k, add);
    }
  }
};

}  // namespace product_detail

// Whether multiply() is faster than Eigen 3.4 for an m x k times a k x n matrix, float or double, on one core. Measured
// on AVX-512 with g++ 12 and clang 19, all extents from 2 to 2048: it takes 0.4 of Eigen's time at 8 x 8 x 8, 0.5 to
// 0.6 where one extent is about 10, 0.7 at 64 x 64 x 64, 0.8 at 128 x 784 x 128, 0.9 at 256 x 256 x 256, about 1 at 512
// x 512 x 512, and 1.1 (A as it is) or 1.2 (A transposed) at 1024 x 1024 x 1024. Products with a vector are alike in
// both beyond the caches, and this one is up to 1.6 times as fast within.
constexpr bool prefers_own_kernel(long m, long n, long k) {
  constexpr long most = 1L << 27;
  return m * n <= most && m * n * k <= most;
}

// C = A B, or C += A B: A (m x k) and B (k x n) with any strides, so that a transposed matrix is one with its strides
// exchanged; the columns of C lie next to each other, its rows c_row apart. C overlaps neither A nor B. Fastest where
// the columns of B lie next to each other, too: otherwise parts of it are copied to the stack, at most 48 KiB.
template <class T, class Pack = product_detail::lanes<T>>
void multiply(const T* a, std::ptrdiff_t a_row, std::ptrdiff_t a_column, const T* b, std::ptrdiff_t b_row,
              std::ptrdiff_t b_column, T* c, std::ptrdiff_t c_row, long m, long n, long k, bool add,
              const upcoming& next = {}) noexcept {
  using kernel = product_detail::product<T, Pack>;
  if (m == 1 && b_column == 1)
    vector_times_matrix<T, Pack>(a, a_column, b, b_row, c, k, n, add);
  else if (m == 1 && b_row == 1 && a_column == 1)
    matrix_times_vector<T, Pack>(b, b_column, a, c, 1, n, k, add, next);
  else if (n == 1 && a_row == 1 && c_row == 1)
    vector_times_matrix<T, Pack>(b, b_row, a, a_column, c, k, m, add);
  else if (n == 1 && a_column == 1 && b_row == 1)
    matrix_times_vector<T, Pack>(a, a_row, b, c, c_row, m, k, add, next);
  else if (b_column == 1 && a_row == 1 && a_column >= kernel::far && k > 0 && m >= 32 &&
           n > 2 * kernel::block_packs * kernel::width)
    kernel::all_far(a, a_column, b, b_row, c, c_row, m, n, k, add);
  else if (b_column == 1)
    kernel::template all<false>(a, a_row, a_column, b, b_row, 1, c, c_row, m, n, k, add);
  else
    kernel::all_turned(a, a_row, a_column, b, b_row, b_column, c, c_row, m, n, k, add);
}

// The same for B whose columns lie next to each other
template <class T, class Pack = product_detail::lanes<T>>
void multiply(const T* a, std::ptrdiff_t a_row, std::ptrdiff_t a_column, const T* b, std::ptrdiff_t b_row, T* c,
              std::ptrdiff_t c_row, long m, long n, long k, bool add) noexcept {
  multiply<T, Pack>(a, a_row, a_column, b, b_row, 1, c, c_row, m, n, k, add);
}

}  // namespace tapeless::detail::simd
