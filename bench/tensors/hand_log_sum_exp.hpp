// SPDX-License-Identifier: BSL-1.0
// log-sum-exp with all its derivatives, by hand: the largest number, the exponentials and their sum, and their
// quotient, in three sweeps; the exponentials wait in the result. Four packs at a time, because exp is a long chain.
#pragma once

#include <cmath>

#include <tapeless/simd/exp.hpp>
#include <tapeless/simd/memory.hpp>
#include <tapeless/simd/pack.hpp>
#include <tapeless/simd/reduce.hpp>

namespace bench::hand {

template <class T>
T largest_of(const T* x, long n) {
  using pack = tapeless::detail::simd::pack<T>;
  constexpr long width = pack::width;
  if (n < width) {
    T most = x[0];
    for (long k = 1; k < n; ++k) most = most < x[k] ? x[k] : most;
    return most;
  }
  // The last pack may overlap the one before. Eight maxima: each waits four cycles, and two can start in one.
  const pack last = pack::load(x + n - width);
  pack m0 = last, m1 = last, m2 = last, m3 = last, m4 = last, m5 = last, m6 = last, m7 = last;
  long k = 0;
  for (; k + 8 * width <= n; k += 8 * width) {
    m0 = max(m0, pack::load(x + k));
    m1 = max(m1, pack::load(x + k + width));
    m2 = max(m2, pack::load(x + k + 2 * width));
    m3 = max(m3, pack::load(x + k + 3 * width));
    m4 = max(m4, pack::load(x + k + 4 * width));
    m5 = max(m5, pack::load(x + k + 5 * width));
    m6 = max(m6, pack::load(x + k + 6 * width));
    m7 = max(m7, pack::load(x + k + 7 * width));
  }
  m0 = max(max(m0, m4), max(m1, m5));
  m2 = max(max(m2, m6), max(m3, m7));
  for (; k + width <= n; k += width) m0 = max(m0, pack::load(x + k));
  return reduce_max(max(m0, m2));
}

// to[k] = exp(x[k] - shift); the sum of them. What will be read next, n numbers from `next` on, is fetched meanwhile.
template <class T>
T exponentials(const T* x, long n, T shift, T* to, const T* next) {
  using pack = tapeless::detail::simd::pack<T>;
  constexpr long width = pack::width;
  const pack m(shift);
  pack s0(T(0)), s1(T(0)), s2(T(0)), s3(T(0));
  long k = 0;
  for (; k + 4 * width <= n; k += 4 * width) {
    for (long line = 0; line < 4 * width; line += 64 / static_cast<long>(sizeof(T)))
      __builtin_prefetch(next + k + line);
    const pack e0 = exp(pack::load(x + k) - m);
    const pack e1 = exp(pack::load(x + k + width) - m);
    const pack e2 = exp(pack::load(x + k + 2 * width) - m);
    const pack e3 = exp(pack::load(x + k + 3 * width) - m);
    e0.store(to + k), e1.store(to + k + width), e2.store(to + k + 2 * width), e3.store(to + k + 3 * width);
    s0 = s0 + e0, s1 = s1 + e1, s2 = s2 + e2, s3 = s3 + e3;
  }
  for (; k + width <= n; k += width) {
    const pack e = exp(pack::load(x + k) - m);
    e.store(to + k);
    s0 = s0 + e;
  }
  if (k < n) {
    const int rest = static_cast<int>(n - k);
    const pack e = exp(pack::load(x + k, rest) - m);
    e.store(to + k, rest);
    s1 = s1 + select(pack::first_lanes(rest), e, pack(T(0)));
  }
  return reduce_add((s0 + s1) + (s2 + s3));
}

template <class T>
void scale(T* x, long n, T by) {
  using pack = tapeless::detail::simd::pack<T>;
  constexpr long width = pack::width;
  const pack factor(by);
  long k = 0;
  for (; k + 2 * width <= n; k += 2 * width) {
    (pack::load(x + k) * factor).store(x + k);
    (pack::load(x + k + width) * factor).store(x + k + width);
  }
  for (; k < n; k += width) {
    const int rest = static_cast<int>(n - k < width ? n - k : width);
    (pack::load(x + k, rest) * factor).store(x + k, rest);
  }
}

// n > 0; g: n derivatives.
template <class T>
[[gnu::noinline]] T log_sum_exp(const T* x, long n, T* g) {
  constexpr long small = 2048, max_tiles = 1024;
  if (n <= small) {
    const T m = largest_of(x, n);
    const T s = exponentials(x, n, m, g, x);
    scale(g, n, 1 / s);
    return m + std::log(s);
  }
  // Beyond the first level of cache, tile by tile: the largest number so far is subtracted, and later the rest of it.
  const long least = (n + max_tiles - 1) / max_tiles, tile = least < 1024 ? 1024 : least;
  T shifts[max_tiles];
  T m = x[0], s = 0;
  long at = 0;
  for (long k = 0; k < n; k += tile, ++at) {
    const long count = n - k < tile ? n - k : tile;
    const T here = largest_of(x + k, count);
    if (here > m) {
      s *= std::exp(m - here);
      m = here;
    }
    shifts[at] = m;
    s += exponentials(x + k, count, m, g + k, x + k + tile);
  }
  at = 0;
  for (long k = 0; k < n; k += tile, ++at) scale(g + k, n - k < tile ? n - k : tile, std::exp(shifts[at] - m) / s);
  return m + std::log(s);
}

}  // namespace bench::hand
