// SPDX-License-Identifier: BSL-1.0
// Mean softmax cross-entropy of scores Z (n x o, by rows) with labels, and its gradient in Z, by hand. Short rows:
// eight at a time, which stay in registers between their exponentials and the quotients; their eight maxima and sums
// across lanes are taken together, and there is one logarithm and one division for all. Long rows: the exponentials
// wait in a row of scratch; the next row is fetched meanwhile; results that are too large for the caches go around
// them.
#pragma once

#include <cmath>
#include <cstdint>
#include <limits>
#include <utility>

#include <bench/tensors/hand_log_sum_exp.hpp>
#include <tapeless/simd/log.hpp>
#include <tapeless/simd/reduce_rows.hpp>

namespace bench::hand {

class cross_entropy {
 public:
  // scratch: at least o + 7 numbers, aligned to 64 bytes, unless o is at most 4 packs. gradient: n x o.
  [[gnu::noinline]] static double run(const double* z, const int* labels, long n, long o, double* gradient,
                                      double* scratch) {
    if (n >= 8 && o <= width) return short_rows<1>(z, labels, n, o, gradient);
    if (n >= 8 && o <= 2 * width) return short_rows<2>(z, labels, n, o, gradient);
    if (n >= 8 && o <= 3 * width) return short_rows<3>(z, labels, n, o, gradient);
    if (n >= 8 && o <= 4 * width) return short_rows<4>(z, labels, n, o, gradient);
    const bool around = n * o > beyond_caches && o % 8 == 0 && reinterpret_cast<std::uintptr_t>(gradient) % 64 == 0;
    return around ? long_rows<true>(z, labels, n, o, gradient, scratch)
                  : long_rows<false>(z, labels, n, o, gradient, scratch);
  }

 private:
  using pack = tapeless::detail::simd::pack<double>;
  template <long N>
  using counted = std::make_integer_sequence<long, N>;
  static constexpr long width = pack::width, beyond_caches = 1L << 19;

  // ---- eight rows of up to P packs

  template <long... J>
  [[gnu::always_inline]] static void load(pack* row, const double* from, int tail, std::integer_sequence<long, J...>) {
    constexpr long last = static_cast<long>(sizeof...(J)) - 1;
    const pack none(-std::numeric_limits<double>::infinity());
    ((row[J] = J == last ? select(pack::first_lanes(tail), pack::load(from + J * width, tail), none)
                         : pack::load(from + J * width)),
     ...);
  }
  template <long... J>
  [[gnu::always_inline]] static pack largest_of_row(const pack* row, std::integer_sequence<long, 0, J...>) {
    pack most = row[0];
    ((most = max(most, row[J])), ...);
    return most;
  }
  // Of what is not there, the exponential is next to nothing; exp(-inf) would be slow without AVX-512, by underflow.
  template <long... J>
  [[gnu::always_inline]] static pack exponentials_of_row(pack* row, double shift, int tail,
                                                         std::integer_sequence<long, J...>) {
    constexpr long last = static_cast<long>(sizeof...(J)) - 1;
    const pack m(shift);
    ((row[J] = exp(J == last ? select(pack::first_lanes(tail), row[J] - m, pack(-700.0)) : row[J] - m)), ...);
    pack sum = row[0];
    ((J > 0 ? void(sum = sum + row[J]) : void()), ...);
    return sum;
  }
  template <long... J>
  [[gnu::always_inline]] static void store(const pack* row, double factor, double* to, int tail,
                                           std::integer_sequence<long, J...>) {
    constexpr long last = static_cast<long>(sizeof...(J)) - 1;
    const pack f(factor);
    ((J == last ? (row[J] * f).store(to + J * width, tail) : (row[J] * f).store(to + J * width)), ...);
  }

  // The losses of eight rows, without the first `done` of them
  template <long P, long... I>
  [[gnu::always_inline]] static pack eight_rows(const double* z, const int* labels, long o, double* gradient,
                                                double share, long done, std::integer_sequence<long, I...>) {
    const int tail = static_cast<int>(o - (P - 1) * width);
    pack rows[8 * P];
    (load(rows + I * P, z + I * o, tail, counted<P>{}), ...);
    const pack most[8] = {largest_of_row(rows + I * P, counted<P>{})...};
    alignas(64) double m[8], s[8], factors[8];
    for (long k = 0; k < 8; k += width) max_rows(most + k).store(m + k);
    const pack sums_of[8] = {exponentials_of_row(rows + I * P, m[I], tail, counted<P>{})...};
    for (long k = 0; k < 8; k += width) add_rows(sums_of + k).store(s + k);
    alignas(64) const double right[8] = {z[I * o + labels[I]]...};
    pack loss(0.0);
    for (long k = 0; k < 8; k += width) {
      const pack sum = pack::load(s + k);
      (pack(share) / sum).store(factors + k);
      const pack all = pack::load(m + k) + log(sum) - pack::load(right + k);
      loss = loss + select(pack::iota(static_cast<double>(k)) < pack(static_cast<double>(done)), pack(0.0), all);
    }
    (store(rows + I * P, factors[I], gradient + I * o, tail, counted<P>{}), ...);
    ((gradient[I * o + labels[I]] -= share), ...);
    return loss;
  }
  template <long P>
  static double short_rows(const double* z, const int* labels, long n, long o, double* gradient) {
    const double share = 1 / static_cast<double>(n);
    pack loss(0.0);
    long i = 0;
    for (; i + 8 <= n; i += 8)
      loss = loss + eight_rows<P>(z + i * o, labels + i, o, gradient + i * o, share, 0, counted<8>{});
    if (i < n) {  // some rows a second time
      const long first = n - 8;
      loss =
          loss + eight_rows<P>(z + first * o, labels + first, o, gradient + first * o, share, i - first, counted<8>{});
    }
    return reduce_add(loss) * share;
  }

  // ---- one row after the other

  template <bool Around>
  [[gnu::always_inline]] static void write(const double* from, long n, double factor, double* to) {
    const pack f(factor);
    for (long k = 0; k < n; k += width) {
      const int lanes = static_cast<int>(n - k < width ? n - k : width);
#if defined(__AVX512F__)
      if constexpr (Around) _mm512_stream_pd(to + k, (pack::load(from + k) * f).value);
#elif defined(__AVX__)
      if constexpr (Around) _mm256_stream_pd(to + k, (pack::load(from + k) * f).value);
#else
      if constexpr (Around) (pack::load(from + k) * f).store(to + k);
#endif
      if constexpr (!Around) (pack::load(from + k, lanes) * f).store(to + k, lanes);
    }
  }
  template <bool Around>
  static double long_rows(const double* z, const int* labels, long n, long o, double* gradient, double* scratch) {
    const double share = 1 / static_cast<double>(n);
    double loss = 0, sums_of[8];
    for (long i = 0; i < n; ++i) {
      const double* const row = z + i * o;
      const double m = largest_of(row, o);
      const double s = exponentials(row, o, m, scratch, i + 1 < n ? row + o : row);
      loss += m - row[labels[i]];
      scratch[labels[i]] -= s;
      write<Around>(scratch, o, share / s, gradient + i * o);
      sums_of[i % 8] = s;
      if (i % 8 == 7)
        for (long k = 0; k < 8; k += width) loss += reduce_add(log(pack::load(sums_of + k)));
    }
    for (long k = 0; k < n % 8; ++k) loss += std::log(sums_of[k]);
    return loss * share;
  }
};

}  // namespace bench::hand
