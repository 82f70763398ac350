// SPDX-License-Identifier: BSL-1.0
// Products of small and thin matrices. Libraries for large ones pack both operands before they multiply; that costs
// more than the product itself when one extent is some ten or twenty. Here a block of C stays in registers while A is
// read one number at a time and B one pack at a time, from where they are. Nothing is allocated.
#pragma once

#include <cstddef>
#include <type_traits>
#include <utility>

#include <tapeless/run/simd/gather.hpp>
#include <tapeless/run/simd/memory.hpp>
#include <tapeless/run/simd/pack.hpp>
#include <tapeless/run/simd/reduce_rows.hpp>

namespace tapeless::detail::run {
namespace product_detail {

// One number behind the interface of packs, for types that have none.
template <class T>
struct single {
  static constexpr int width = 1;
  T value{};
  single() = default;
  [[gnu::always_inline]] single(const T& x) : value(x) {}
  [[gnu::always_inline]] static single load(const T* from) { return *from; }
  [[gnu::always_inline]] static single load(const T* from, int) { return *from; }
  [[gnu::always_inline]] static single gather(const T* from, std::ptrdiff_t, int) { return *from; }
  [[gnu::always_inline]] void store(T* to) const { *to = value; }
  [[gnu::always_inline]] void store(T* to, int) const { *to = value; }
  [[gnu::always_inline]] friend single operator+(const single& a, const single& b) { return a.value + b.value; }
  [[gnu::always_inline]] friend single operator*(const single& a, const single& b) { return a.value * b.value; }
  [[gnu::always_inline]] friend single fma(const single& a, const single& b, const single& c) {
    return a.value * b.value + c.value;
  }
};

template <class T>
struct lanes_of {
  using type = single<T>;
};
template <packable T>
struct lanes_of<T> {
  using type = pack<T>;
};
template <class T>
using lanes = typename lanes_of<T>::type;

// The sums of the lanes of N rows, all together: they are transposed while they are added.
template <class T>
[[gnu::always_inline]] inline single<T> add_rows(const single<T>* rows) {
  return *rows;
}
using run::add_rows;
template <class Pack, long N>
inline constexpr long groups = (N + Pack::width - 1) / Pack::width;
template <long N, class Pack>
[[gnu::always_inline]] inline void sums(const Pack* rows, Pack* to) {
  if constexpr (N < Pack::width) {
    Pack all[Pack::width];
    for (long i = 0; i < Pack::width; ++i) all[i] = i < N ? rows[i] : Pack(0);
    *to = add_rows(all);
  } else {
    static_assert(N % Pack::width == 0);
    for (long g = 0; g < groups<Pack, N>; ++g) to[g] = add_rows(rows + g * Pack::width);
  }
}

// Function templates over index sequences instead of loops or lambdas: all indices are constants already where the
// compilers decide about registers, also at -O2.
template <class T, class Pack = lanes<T>>
struct product {
  using index = std::ptrdiff_t;
  template <long N>
  using count_to = std::make_integer_sequence<long, N>;
  template <long... I>
  using counted = std::integer_sequence<long, I...>;

  static constexpr long width = Pack::width;
  // The block of C in registers: 24 sums where there are 32 registers, 12 where there are 16
  static constexpr long block_rows = sizeof(Pack) == 64 ? 8 : 4, block_packs = 3;

  template <bool Tail, long P, long... J>
  [[gnu::always_inline]] static void load(Pack* b, const T* from, int tail, counted<J...>) {
    ((b[J] = Tail && J + 1 == P ? Pack::load(from + J * width, tail) : Pack::load(from + J * width)), ...);
  }
  template <bool Tail, long P, long... J>
  [[gnu::always_inline]] static void store(T* to, const Pack* c, int tail, counted<J...>) {
    ((Tail && J + 1 == P ? c[J].store(to + J * width, tail) : c[J].store(to + J * width)), ...);
  }
  template <long... J>
  [[gnu::always_inline]] static void clear(Pack* c, counted<J...>) {
    ((c[J] = Pack(T(0))), ...);
  }
  template <long... J>
  [[gnu::always_inline]] static void plus(Pack* to, const Pack* from, counted<J...>) {
    ((to[J] = to[J] + from[J]), ...);
  }
  template <long... J>
  [[gnu::always_inline]] static void row(Pack* c, T a, const Pack* b, counted<J...>) {
    const Pack factor(a);
    ((c[J] = fma(factor, b[J], c[J])), ...);
  }
  template <bool Tail, long P>
  [[gnu::always_inline]] static void finish(T* to, const Pack* c, int tail, bool add) {
    if (add) {
      Pack sum[P];
      load<Tail, P>(sum, to, tail, count_to<P>{});
      plus(sum, c, count_to<P>{});
      store<Tail, P>(to, sum, tail, count_to<P>{});
    } else {
      store<Tail, P>(to, c, tail, count_to<P>{});
    }
  }

  // R rows of C, of which the first `used` exist, times P packs, of which the last has `tail` lanes.
  template <bool Tail, long R, long P, long... I>
  [[gnu::always_inline]] static void block(const T* a, index a_row, index a_column, const T* b, index b_row, T* c,
                                           index c_row, long used, long k, int tail, bool add, counted<I...>) {
    // rows that do not exist repeat the last one and are not written
    const T* const from[R] = {a + (I < used ? I : used - 1) * a_row...};
    Pack sum[R * P];
    clear(sum, count_to<R * P>{});
    index at = 0;
    for (long l = 0; l < k; ++l, at += a_column, b += b_row) {
      Pack right[P];
      load<Tail, P>(right, b, tail, count_to<P>{});
      (row(sum + I * P, from[I][at], right, count_to<P>{}), ...);
    }
    ((I < used ? finish<Tail, P>(c + I * c_row, sum + I * P, tail, add) : void()), ...);
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
    for (long l = 0; l < k; ++l, b += b_row, to += to_row)
      for (long j = 0; j < n; j += width)
        Pack::gather(b + j * b_column, b_column, static_cast<int>(n - j < width ? n - j : width)).store(to + j);
  }

  template <bool Copy>
  static void all(const T* a, index a_row, index a_column, const T* b, index b_row, index b_column, T* c, index c_row,
                  long m, long n, long k, bool add) {
    alignas(64) T copy[Copy ? copied : 1];
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
      for (long i = 0; i < m; ++i) rows_of<8>(b, b_column, a + i * a_row, c + i * c_row, 1, n, k, add);
    } else if (k * whole > copied) {
      all<true>(a, a_row, a_column, b, b_row, b_column, c, c_row, m, n, k, add);
    } else {  // in one piece
      alignas(64) T copy[copied];
      gather(b, b_row, b_column, copy, whole, n, k);
      all<false>(a, a_row, a_column, copy, whole, 1, c, c_row, m, n, k, add);
    }
  }

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
    Pack together[groups<Pack, 8>];
    sums<8>(sum, together);
    T total[groups<Pack, 8> * width];
    store<false, groups<Pack, 8>>(total, together, 0, count_to<groups<Pack, 8>>{});
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
    Pack row[P];
    load<Tail, P>(row, a, tail, counted<J...>{});
    Pack sum = row[0] * x[0];
    ((J > 0 ? void(sum = fma(row[J], x[J], sum)) : void()), ...);
    return sum;
  }
  template <bool Tail, long P, long... I>
  [[gnu::always_inline]] static void short_rows(const T* a, index a_row, const Pack* x, Pack* y, int tail,
                                                counted<I...>) {
    const Pack sum[together] = {row_times<Tail, P>(a + I * a_row, x, tail, count_to<P>{})...};
    sums<together>(sum, y);
  }
  template <bool Tail, long P>
  [[gnu::noinline]] static void short_rows_of(const T* a, index a_row, const T* x, T* y, index y_step, long m, int tail,
                                              bool add) {
    constexpr long packs = together / width;
    Pack right[P], total[packs];
    load<Tail, P>(right, x, tail, count_to<P>{});
    if (y_step == 1 && !add) {
      for (long i = 0; i < m; i += together, a += together * a_row) {
        short_rows<Tail, P>(a, a_row, right, total, tail, count_to<together>{});
        store<false, packs>(y + i, total, 0, count_to<packs>{});
      }
      return;
    }
    for (long i = 0; i < m; i += together, a += together * a_row) {
      short_rows<Tail, P>(a, a_row, right, total, tail, count_to<together>{});
      T numbers[together];
      store<false, packs>(numbers, total, 0, count_to<packs>{});
      for (long j = 0; j < together; ++j, y += y_step) *y = add ? *y + numbers[j] : numbers[j];
    }
  }
  template <long P>
  [[gnu::always_inline]] static void short_rows(const T* a, index a_row, const T* x, T* y, index y_step, long m, long k,
                                                bool add) {
    const int tail = static_cast<int>(k - (P - 1) * width);
    if (tail < width)
      short_rows_of<true, P>(a, a_row, x, y, y_step, m, tail, add);
    else
      short_rows_of<false, P>(a, a_row, x, y, y_step, m, tail, add);
  }

  // R rows of A, times their factors, onto y, which has been written before unless this is the first time.
  template <long R, long... I>
  [[gnu::noinline]] static void onto(const T* x, index x_step, const T* a, index a_row, T* y, long n, bool add,
                                     counted<I...>) {
    const Pack factor[R] = {Pack(x[I * x_step])...};
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
    Pack right[P];
    load<Tail, P>(right, a, tail, count_to<P>{});
    row(sum, *x, right, count_to<P>{});
    x += x_step;
    a += a_row;
  }
  // The sums of P packs of columns. U rows at a time, each with its own sums, so that no addition waits for the one
  // before.
  template <bool Tail, long U, long P, long... I>
  [[gnu::noinline]] static void columns(const T* x, index x_step, const T* a, index a_row, T* y, long k, int tail,
                                        bool add, counted<I...>) {
    Pack sum[U * P];
    clear(sum, count_to<U * P>{});
    long l = 0;
    for (; l + U <= k; l += U) (column_step<Tail, P>(sum + I * P, x, x_step, a, a_row, tail), ...);
    for (; l < k; ++l) column_step<Tail, P>(sum, x, x_step, a, a_row, tail);
    ((I > 0 ? plus(sum, sum + I * P, count_to<P>{}) : void()), ...);
    finish<Tail, P>(y, sum, tail, add);
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

// Whether multiply() is faster than Eigen 3.4 for an m x k times a k x n matrix, float or double, on one core. Measured
// on AVX-512 with g++ 12 and clang 19, all extents from 2 to 2048: it takes 0.4 of Eigen's time at 8 x 8 x 8, 0.5 to
// 0.6 where one extent is about 10, 0.7 at 64 x 64 x 64, 0.8 at 128 x 784 x 128, 0.9 at 256 x 256 x 256, about 1 at 512
// x 512 x 512, and 1.1 (A as it is) or 1.2 (A transposed) at 1024 x 1024 x 1024. Products with a vector are alike in
// both beyond the caches, and this one is up to 1.6 times as fast within.
constexpr bool prefers_own_kernel(long m, long n, long k) {
  constexpr long most = 1L << 27;
  return m * n <= most && m * n * k <= most;
}

// y = A x, or y += A x: A is m x k, its columns next to each other; x is dense, the elements of y y_step apart.
template <class T, class Pack = product_detail::lanes<T>>
void matrix_times_vector(const T* a, std::ptrdiff_t a_row, const T* x, T* y, std::ptrdiff_t y_step, long m, long k,
                         bool add) noexcept {
  using kernel = product_detail::product<T, Pack>;
  const long rows = m - m % kernel::together;
  if (rows > 0 && k > 0 && k <= 3 * kernel::width) {
    if (k <= kernel::width)
      kernel::template short_rows<1>(a, a_row, x, y, y_step, rows, k, add);
    else if (k <= 2 * kernel::width)
      kernel::template short_rows<2>(a, a_row, x, y, y_step, rows, k, add);
    else
      kernel::template short_rows<3>(a, a_row, x, y, y_step, rows, k, add);
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
  using kernel = product_detail::product<T, Pack>;
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

// C = A B, or C += A B: A (m x k) and B (k x n) with any strides, so that a transposed matrix is one with its strides
// exchanged; the columns of C lie next to each other, its rows c_row apart. C overlaps neither A nor B. Fastest where
// the columns of B lie next to each other, too: otherwise parts of it are copied to the stack, at most 48 KiB.
template <class T, class Pack = product_detail::lanes<T>>
void multiply(const T* a, std::ptrdiff_t a_row, std::ptrdiff_t a_column, const T* b, std::ptrdiff_t b_row,
              std::ptrdiff_t b_column, T* c, std::ptrdiff_t c_row, long m, long n, long k, bool add) noexcept {
  using kernel = product_detail::product<T, Pack>;
  if (m == 1 && b_column == 1)
    vector_times_matrix<T, Pack>(a, a_column, b, b_row, c, k, n, add);
  else if (m == 1 && b_row == 1 && a_column == 1)
    matrix_times_vector<T, Pack>(b, b_column, a, c, 1, n, k, add);
  else if (n == 1 && a_row == 1 && c_row == 1)
    vector_times_matrix<T, Pack>(b, b_row, a, a_column, c, k, m, add);
  else if (n == 1 && a_column == 1 && b_row == 1)
    matrix_times_vector<T, Pack>(a, a_row, b, c, c_row, m, k, add);
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

}  // namespace tapeless::detail::run
