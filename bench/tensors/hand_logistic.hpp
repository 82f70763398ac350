// SPDX-License-Identifier: BSL-1.0
// Logistic regression with eight features, value and gradient, by hand. Tiles of 64 rows are swept three times while
// they are in the first level of cache: the scores, eight rows at a time, whose sums across lanes are taken together;
// losses and residuals, several packs at a time; the gradient. The second sweep, which has no memory traffic of its
// own, fetches rows that come later: for data beyond the caches that is a third of the time.
#pragma once

#include <utility>

#include <tapeless/simd/exp.hpp>
#include <tapeless/simd/log.hpp>
#include <tapeless/simd/reduce.hpp>
#include <tapeless/simd/reduce_rows.hpp>

namespace bench::hand {

class logistic {
 public:
  static constexpr long features = 8;

  // The mean over n of softplus(X w) - y X w, and its gradient in w. X: n x 8 by rows, y: zeros and ones.
  [[gnu::noinline]] static double run(const double* x, const double* y, const double* w, long n, double* gradient) {
    pack weights[packs], g[8], loss0(0.0), loss1(0.0);
    load(weights, w, pack_indices{});
    clear(g, eight{});
    alignas(64) double z[tile];  // then the residuals
    for (long first = 0; first < n; first += tile) {
      const long rows = n - first < tile ? n - first : tile;
      const double* const from = x + first * features;
      long k = 0;
      for (; k + 8 <= rows; k += 8) scores(from + k * features, weights, z + k, eight{});
      for (; k < rows; ++k) z[k] = one_score(from + k * features, weights);
      for (k = 0; k + 2 * width <= rows; k += 2 * width) {
        for (long j = 0; j < 2 * width; ++j) __builtin_prefetch(from + (k + j + 2 * tile) * features);
        loss0 = loss0 + losses(pack::load(z + k), pack::load(y + first + k), z + k);
        loss1 = loss1 + losses(pack::load(z + k + width), pack::load(y + first + k + width), z + k + width);
      }
      for (; k < rows; k += width) {
        const int used = static_cast<int>(rows - k < width ? rows - k : width);
        const pack all = losses(pack::load(z + k, used), pack::load(y + first + k, used), z + k);
        loss0 = loss0 + select(pack::first_lanes(used), all, pack(0.0));
      }
      for (k = 0; k + 8 <= rows; k += 8) add_scaled(g, from + k * features, z + k, eight{});
      for (; k < rows; ++k) add_row<0>(g, from + k * features, z[k], pack_indices{});
    }
    const double scale = 1 / static_cast<double>(n);
    add_up(g, counted<groups / 2>{});
    store(gradient, g, pack(scale), pack_indices{});
    return reduce_add(loss0 + loss1) * scale;
  }

 private:
  using pack = tapeless::detail::simd::pack<double>;
  template <long N>
  using counted = std::make_integer_sequence<long, N>;
  static constexpr long width = pack::width, packs = features / width, groups = 8 / packs, tile = 64;
  using eight = counted<8>;
  using pack_indices = counted<packs>;
  static_assert(features % width == 0);

  template <long... I>
  [[gnu::always_inline]] static void clear(pack* g, std::integer_sequence<long, I...>) {
    ((g[I] = pack(0.0)), ...);
  }
  template <long... P>
  [[gnu::always_inline]] static void load(pack* to, const double* from, std::integer_sequence<long, P...>) {
    ((to[P] = pack::load(from + P * width)), ...);
  }
  template <long... P>
  [[gnu::always_inline]] static void store(double* to, const pack* g, const pack& factor,
                                           std::integer_sequence<long, P...>) {
    ((g[P] * factor).store(to + P * width), ...);
  }

  template <long... P>
  [[gnu::always_inline]] static pack products(const double* row, const pack* weights,
                                              std::integer_sequence<long, 0, P...>) {
    pack sum = pack::load(row) * weights[0];
    ((sum = fma(pack::load(row + P * width), weights[P], sum)), ...);
    return sum;
  }
  template <long... I>
  [[gnu::always_inline]] static void scores(const double* rows, const pack* weights, double* z,
                                            std::integer_sequence<long, I...>) {
    const pack sums_of[8] = {products(rows + I * features, weights, pack_indices{})...};
    for (long k = 0; k < 8; k += width) add_rows(sums_of + k).store(z + k);
  }
  [[gnu::always_inline]] static double one_score(const double* row, const pack* weights) {
    return reduce_add(products(row, weights, pack_indices{}));
  }

  // softplus(z) - y z, and sigmoid(z) - y into `residual`
  [[gnu::always_inline]] static pack losses(const pack& z, const pack& y, double* residual) {
    const pack e = exp(-abs(z)), inverse = pack(1.0) / (pack(1.0) + e);
    (select(z > pack(0.0), inverse, e * inverse) - y).store(residual);
    return max(z, pack(0.0)) + log1p(e) - y * z;
  }

  // Rows take turns among the sums, so that no addition waits for the one before.
  template <long Group, long... P>
  [[gnu::always_inline]] static void add_row(pack* g, const double* row, double residual,
                                             std::integer_sequence<long, P...>) {
    const pack factor(residual);
    ((g[Group * packs + P] = fma(factor, pack::load(row + P * width), g[Group * packs + P])), ...);
  }
  template <long... I>
  [[gnu::always_inline]] static void add_scaled(pack* g, const double* rows, const double* residuals,
                                                std::integer_sequence<long, I...>) {
    (add_row<I % groups>(g, rows + I * features, residuals[I], pack_indices{}), ...);
  }
  template <long... I>
  [[gnu::always_inline]] static void add_up(pack* g, std::integer_sequence<long, I...>) {
    constexpr long half = static_cast<long>(sizeof...(I));
    if constexpr (half > 0) {
      (plus(g + I * packs, g + (I + half) * packs, pack_indices{}), ...);
      add_up(g, counted<half / 2>{});
    }
  }
  template <long... P>
  [[gnu::always_inline]] static void plus(pack* to, const pack* from, std::integer_sequence<long, P...>) {
    ((to[P] = to[P] + from[P]), ...);
  }
};

}  // namespace bench::hand
