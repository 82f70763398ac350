// SPDX-License-Identifier: BSL-1.0
// Products of matrices and vectors, for small and for thin matrices, without copies of any operand.
#pragma once

#include <tapeless/simd/fetch.hpp>
#include <tapeless/simd/product_base.hpp>

namespace tapeless::inline v0_2::detail::simd {
namespace product_detail {

template <class T, class Pack = lanes<T>>
struct vector_product : product_base<T, Pack> {
  using base = product_base<T, Pack>;
  using typename base::index;
  template <long N>
  using count_to = std::make_integer_sequence<long, N>;
  template <long... I>
  using counted = std::integer_sequence<long, I...>;
  using base::width, base::clear, base::plus, base::row;

  // R rows of A, of which the first `used` exist, times x, with eight sums in all.
  template <long R, long... I>
  [[gnu::always_inline]] static void some_rows(const T* a, index a_row, const T* x, T* y, index y_step, long used,
                                               long k, bool add, counted<I...>) {
    constexpr long apart = 8 / R;  // sums of the same row
    const T* const from[8] = {a + (I % R < used ? I % R : used - 1) * a_row + I / R * width...};
    Pack sum[8];
    clear(sum, count_to<8>{});
    long l = 0;
    for (; l + apart * width <= k; l += apart * width)
      ((sum[I] = fma(Pack::load(from[I] + l), Pack::load(x + l + I / R * width), sum[I])), ...);
    if constexpr (apart > 1)
      for (; l + width <= k; l += width)
        ((I < R ? void(sum[I] = fma(Pack::load(from[I] + l), Pack::load(x + l), sum[I])) : void()), ...);
    if (l < k) {
      const int tail = static_cast<int>(k - l);
      ((I < R ? void(sum[I] = fma(Pack::load(from[I] + l, tail), Pack::load(x + l, tail), sum[I])) : void()), ...);
    }
    Pack joined[groups<Pack, 8>];
    sums<8>(sum, joined);
    T total[groups<Pack, 8> * width];
    base::template store<false, groups<Pack, 8>>(total, joined, 0, count_to<groups<Pack, 8>>{});
    for (long i = 0; i < used; ++i) {
      T all = total[i];
      for (long j = i + R; j < 8; j += R) all += total[j];
      y[i * y_step] = add ? y[i * y_step] + all : all;
    }
  }
  template <long R>
  [[gnu::noinline]] static void rows_of(const T* a, index a_row, const T* x, T* y, index y_step, long m, long k,
                                        bool add) {
    for (long i = 0; i < m; i += R)
      some_rows<R>(a + i * a_row, a_row, x, y + i * y_step, y_step, m - i < R ? m - i : R, k, add, count_to<8>{});
  }

  // Rows of A with P packs each, of which the last has `tail` lanes, times x, which stays in registers. As many rows at
  // a time as a pack has lanes, at least eight.
  static constexpr long together = width > 8 ? width : 8;
  template <bool Tail, long P, long... J>
  [[gnu::always_inline]] static Pack row_times(const T* a, const Pack* x, int tail, counted<J...>) {
    Pack left[std::size_t{P}];
    base::template load<Tail, P>(left, a, tail, counted<J...>{});
    Pack sum = left[0] * x[0];
    ((J > 0 ? void(sum = fma(left[J], x[J], sum)) : void()), ...);
    return sum;
  }
  template <bool Tail, long P, long... I>
  [[gnu::always_inline]] static void short_rows(const T* a, index a_row, const Pack* x, Pack* y, int tail,
                                                counted<I...>) {
    const Pack sum[std::size_t{together}] = {row_times<Tail, P>(a + I * a_row, x, tail, count_to<P>{})...};
    sums<together>(sum, y);
  }
  template <bool Tail, long P>
  [[gnu::noinline]] static void short_rows_of(const T* a, index a_row, const T* x, T* y, index y_step, long m, int tail,
                                              bool add, upcoming next) {
    constexpr long packs = together / width;
    Pack right[std::size_t{P}], total[std::size_t{packs}];
    base::template load<Tail, P>(right, x, tail, count_to<P>{});
    if (y_step == 1 && !add) {
      if (next.step == 0) {
        for (long i = 0; i < m; i += together, a += together * a_row) {
          short_rows<Tail, P>(a, a_row, right, total, tail, count_to<together>{});
          base::template store<false, packs>(y + i, total, 0, count_to<packs>{});
        }
        return;
      }
      for (long i = 0; i < m; i += together, a += together * a_row) {
        next.fetch(together / upcoming::share * next.step);
        short_rows<Tail, P>(a, a_row, right, total, tail, count_to<together>{});
        base::template store<false, packs>(y + i, total, 0, count_to<packs>{});
      }
      return;
    }
    for (long i = 0; i < m; i += together, a += together * a_row) {
      short_rows<Tail, P>(a, a_row, right, total, tail, count_to<together>{});
      T numbers[std::size_t{together}];
      base::template store<false, packs>(numbers, total, 0, count_to<packs>{});
      for (long j = 0; j < together; ++j, y += y_step) *y = add ? *y + numbers[j] : numbers[j];
    }
  }
  template <long P>
  [[gnu::always_inline]] static void short_rows(const T* a, index a_row, const T* x, T* y, index y_step, long m, long k,
                                                bool add, const upcoming& next) {
    const int tail = static_cast<int>(k - (P - 1) * width);
    if (tail < width)
      short_rows_of<true, P>(a, a_row, x, y, y_step, m, tail, add, next);
    else
      short_rows_of<false, P>(a, a_row, x, y, y_step, m, tail, add, next);
  }

  // R rows of A, times their factors, onto y, which has been written before unless this is the first time.
  template <long R, long... I>
  [[gnu::noinline]] static void onto(const T* x, index x_step, const T* a, index a_row, T* y, long n, bool add,
                                     counted<I...>) {
    const Pack factor[std::size_t{R}] = {Pack(x[I * x_step])...};
    long j = 0;
    for (; j + width <= n; j += width) {
      Pack sum = add ? Pack::load(y + j) : Pack(T(0));
      ((sum = fma(factor[I], Pack::load(a + I * a_row + j), sum)), ...);
      sum.store(y + j);
    }
    if (j < n) {
      const int tail = static_cast<int>(n - j);
      Pack sum = add ? Pack::load(y + j, tail) : Pack(T(0));
      ((sum = fma(factor[I], Pack::load(a + I * a_row + j, tail), sum)), ...);
      sum.store(y + j, tail);
    }
  }

  template <bool Tail, long P>
  [[gnu::always_inline]] static void column_step(Pack* sum, const T*& x, index x_step, const T*& a, index a_row,
                                                 int tail) {
    Pack right[std::size_t{P}];
    base::template load<Tail, P>(right, a, tail, count_to<P>{});
    row(sum, *x, right, count_to<P>{});
    x += x_step;
    a += a_row;
  }
  // The sums of P packs of columns. U rows at a time, each with its own sums, so that no addition waits for the one
  // before.
  template <bool Tail, long U, long P, long... I>
  [[gnu::noinline]] static void columns(const T* x, index x_step, const T* a, index a_row, T* y, long k, int tail,
                                        bool add, counted<I...>) {
    Pack sum[std::size_t{U * P}];
    clear(sum, count_to<U * P>{});
    long l = 0;
    for (; l + U <= k; l += U) (column_step<Tail, P>(sum + I * P, x, x_step, a, a_row, tail), ...);
    for (; l < k; ++l) column_step<Tail, P>(sum, x, x_step, a, a_row, tail);
    ((I > 0 ? plus(sum, sum + I * P, count_to<P>{}) : void()), ...);
    base::template finish<Tail, P>(y, sum, tail, add);
  }
  template <long U, long P>
  [[gnu::always_inline]] static void columns_of(const T* x, index x_step, const T* a, index a_row, T* y, long k, long n,
                                                bool add) {
    const int tail = static_cast<int>(n - (P - 1) * width);
    if (tail < width)
      columns<true, U, P>(x, x_step, a, a_row, y, k, tail, add, count_to<U>{});
    else
      columns<false, U, P>(x, x_step, a, a_row, y, k, tail, add, count_to<U>{});
  }
};

}  // namespace product_detail

// y = A x, or y += A x: A is m x k, its columns next to each other; x is dense, the elements of y y_step apart.
template <class T, class Pack = product_detail::lanes<T>>
void matrix_times_vector(const T* a, std::ptrdiff_t a_row, const T* x, T* y, std::ptrdiff_t y_step, long m, long k,
                         bool add, const upcoming& next = {}) noexcept {
  using kernel = product_detail::vector_product<T, Pack>;
  const long rows = m - m % kernel::together;
  if (rows > 0 && k > 0 && k <= 3 * kernel::width) {
    if (k <= kernel::width)
      kernel::template short_rows<1>(a, a_row, x, y, y_step, rows, k, add, next);
    else if (k <= 2 * kernel::width)
      kernel::template short_rows<2>(a, a_row, x, y, y_step, rows, k, add, next);
    else
      kernel::template short_rows<3>(a, a_row, x, y, y_step, rows, k, add, next);
    a += rows * a_row, y += rows * y_step, m -= rows;
  }
  const long eights = m % 8 > 4 ? m : m - m % 8;
  if (eights > 0) kernel::template rows_of<8>(a, a_row, x, y, y_step, eights, k, add);
  a += eights * a_row, y += eights * y_step, m -= eights;
  if (m > 1)
    kernel::template rows_of<4>(a, a_row, x, y, y_step, m, k, add);
  else if (m == 1)
    kernel::template rows_of<1>(a, a_row, x, y, y_step, m, k, add);
}

// y' = x' A, or y' += x' A: A is k x n, its columns next to each other; y is dense, the elements of x x_step apart.
template <class T, class Pack = product_detail::lanes<T>>
void vector_times_matrix(const T* x, std::ptrdiff_t x_step, const T* a, std::ptrdiff_t a_row, T* y, long k, long n,
                         bool add) noexcept {
  using kernel = product_detail::vector_product<T, Pack>;
  constexpr long width = kernel::width;
  // Wide matrices beyond the second level of cache are read row by row, as the processor's prefetchers like it.
  constexpr long many = (1L << 20) / static_cast<long>(sizeof(T));
  if (k >= 8 && n > many / k && n >= 32 * width) {
    long l = 0;
    for (; l + 8 <= k; l += 8)
      kernel::template onto<8>(x + l * x_step, x_step, a + l * a_row, a_row, y, n, add || l > 0,
                               std::make_integer_sequence<long, 8>{});
    for (; l < k; ++l)
      kernel::template onto<1>(x + l * x_step, x_step, a + l * a_row, a_row, y, n, true,
                               std::make_integer_sequence<long, 1>{});
    return;
  }
  while (n > 0) {
    const long packs = (n + width - 1) / width;
    const long wide = packs >= 8 ? 8 : packs >= 4 ? 4 : packs >= 2 ? 2 : 1;
    const long done = n < wide * width ? n : wide * width;
    if (wide == 8)
      kernel::template columns_of<1, 8>(x, x_step, a, a_row, y, k, done, add);
    else if (wide == 4)
      kernel::template columns_of<2, 4>(x, x_step, a, a_row, y, k, done, add);
    else if (wide == 2)
      kernel::template columns_of<4, 2>(x, x_step, a, a_row, y, k, done, add);
    else
      kernel::template columns_of<8, 1>(x, x_step, a, a_row, y, k, done, add);
    a += done, y += done, n -= done;
  }
}

}  // namespace tapeless::detail::simd
