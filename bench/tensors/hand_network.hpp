// SPDX-License-Identifier: BSL-1.0
// A network of two layers by hand: scores = relu(X W1 + b1) W2 + b2, mean softmax cross-entropy with labels, plus half
// of lambda times the squares of W1 and W2; value and all gradients. Five matrix products, by a policy, and between
// them the fewest sweeps: bias and ReLU; everything between scores and their gradient; ReLU's gate with the sums for
// b1; weights and their squares, while the gradients that they are added to are in cache.
#pragma once

#include <bench/tensors/hand_cross_entropy.hpp>
#include <tapeless/simd/product.hpp>

namespace bench::hand {

// Matrix products with the project's kernel for small ones. All matrices by rows without gaps, C += if `add`.
struct own_products {
  static constexpr long strip = 96;  // rows of the gradient in W1 that are still in cache when lambda W1 is added
  static void product(const double* a, const double* b, double* c, long m, long n, long k, bool add) {
    tapeless::detail::simd::multiply<double>(a, k, 1, b, n, c, n, m, n, k, add);
  }
  // A is k x m, its rows a_row apart: C = A' B
  static void left_transposed(const double* a, long a_row, const double* b, double* c, long m, long n, long k) {
    tapeless::detail::simd::multiply<double>(a, 1, a_row, b, n, c, n, m, n, k, false);
  }
  // B is n x k: C = A B'
  static void right_transposed(const double* a, const double* b, double* c, long m, long n, long k) {
    tapeless::detail::simd::multiply<double>(a, k, 1, b, 1, k, c, n, m, n, k, false);
  }
};

template <class Products>
class network {
 public:
  struct sizes {
    long n, i, h, o;
  };
  struct weights {
    const double *W1, *b1, *W2, *b2;
  };
  struct gradients {
    double *W1, *b1, *W2, *b2;
  };
  // n x h twice, n x o twice; scratch for long rows of scores
  struct memory {
    double *hidden, *hidden_gradient, *scores, *scores_gradient, *scratch;
  };

  [[gnu::noinline]] static double run(const sizes& s, const double* x, const int* labels, double lambda,
                                      const weights& w, const gradients& g, const memory& work) {
    Products::product(x, w.W1, work.hidden, s.n, s.h, s.i, false);
    activate(work.hidden, w.b1, s.n, s.h);
    for (long k = 0; k < s.n; ++k) copy(w.b2, work.scores + k * s.o, s.o);
    Products::product(work.hidden, w.W2, work.scores, s.n, s.o, s.h, true);
    const double loss = cross_entropy::run(work.scores, labels, s.n, s.o, work.scores_gradient, work.scratch);

    Products::left_transposed(work.hidden, s.h, work.scores_gradient, g.W2, s.h, s.o, s.n);
    double squares = decay(w.W2, g.W2, s.h * s.o, lambda);
    const double one = 1;
    tapeless::detail::simd::vector_times_matrix<double>(&one, 0, work.scores_gradient, s.o, g.b2, s.n, s.o, false);
    Products::right_transposed(work.scores_gradient, w.W2, work.hidden_gradient, s.n, s.h, s.o);
    gate(work.hidden, work.hidden_gradient, g.b1, s.n, s.h);
    for (long k = 0; k < s.i; k += Products::strip) {
      const long rows = s.i - k < Products::strip ? s.i - k : Products::strip;
      Products::left_transposed(x + k, s.i, work.hidden_gradient, g.W1 + k * s.h, rows, s.h, s.n);
      squares += decay(w.W1 + k * s.h, g.W1 + k * s.h, rows * s.h, lambda);
    }
    return loss + lambda / 2 * squares;
  }

 private:
  using pack = tapeless::detail::simd::pack<double>;
  static constexpr long width = pack::width;

  static void copy(const double* from, double* to, long n) {
    for (long k = 0; k < n; k += width) {
      const int lanes = static_cast<int>(n - k < width ? n - k : width);
      pack::load(from + k, lanes).store(to + k, lanes);
    }
  }

  static void activate(double* hidden, const double* bias, long n, long h) {
    const pack zero(0.0);
    for (long k = 0; k < n; ++k, hidden += h) {
      long j = 0;
      for (; j + 2 * width <= h; j += 2 * width) {
        max(pack::load(hidden + j) + pack::load(bias + j), zero).store(hidden + j);
        max(pack::load(hidden + j + width) + pack::load(bias + j + width), zero).store(hidden + j + width);
      }
      for (; j < h; j += width) {
        const int lanes = static_cast<int>(h - j < width ? h - j : width);
        max(pack::load(hidden + j, lanes) + pack::load(bias + j, lanes), zero).store(hidden + j, lanes);
      }
    }
  }

  // Clears the gradient where the hidden unit is 0; sums: of its columns. Four packs of columns at a time.
  static void gate(const double* hidden, double* gradient, double* sums, long n, long h) {
    const pack zero(0.0);
    long j = 0;
    for (; j + 4 * width <= h; j += 4 * width) {
      pack s0 = zero, s1 = zero, s2 = zero, s3 = zero;
      for (long k = 0; k < n; ++k) {
        const double* const a = hidden + k * h + j;
        double* const g = gradient + k * h + j;
        const pack g0 = select(pack::load(a) > zero, pack::load(g), zero);
        const pack g1 = select(pack::load(a + width) > zero, pack::load(g + width), zero);
        const pack g2 = select(pack::load(a + 2 * width) > zero, pack::load(g + 2 * width), zero);
        const pack g3 = select(pack::load(a + 3 * width) > zero, pack::load(g + 3 * width), zero);
        g0.store(g), g1.store(g + width), g2.store(g + 2 * width), g3.store(g + 3 * width);
        s0 = s0 + g0, s1 = s1 + g1, s2 = s2 + g2, s3 = s3 + g3;
      }
      s0.store(sums + j), s1.store(sums + j + width), s2.store(sums + j + 2 * width), s3.store(sums + j + 3 * width);
    }
    for (; j < h; j += width) {
      const int lanes = static_cast<int>(h - j < width ? h - j : width);
      pack sum = zero;
      for (long k = 0; k < n; ++k) {
        const pack g =
            select(pack::load(hidden + k * h + j, lanes) > zero, pack::load(gradient + k * h + j, lanes), zero);
        g.store(gradient + k * h + j, lanes);
        sum = sum + g;
      }
      sum.store(sums + j, lanes);
    }
  }

  // g += lambda w; the sum of the squares of w
  static double decay(const double* w, double* g, long n, double lambda) {
    const pack factor(lambda);
    pack s0(0.0), s1(0.0), s2(0.0), s3(0.0);
    long k = 0;
    for (; k + 4 * width <= n; k += 4 * width) {
      const pack w0 = pack::load(w + k), w1 = pack::load(w + k + width);
      const pack w2 = pack::load(w + k + 2 * width), w3 = pack::load(w + k + 3 * width);
      fma(w0, factor, pack::load(g + k)).store(g + k);
      fma(w1, factor, pack::load(g + k + width)).store(g + k + width);
      fma(w2, factor, pack::load(g + k + 2 * width)).store(g + k + 2 * width);
      fma(w3, factor, pack::load(g + k + 3 * width)).store(g + k + 3 * width);
      s0 = fma(w0, w0, s0), s1 = fma(w1, w1, s1), s2 = fma(w2, w2, s2), s3 = fma(w3, w3, s3);
    }
    for (; k < n; k += width) {
      const int lanes = static_cast<int>(n - k < width ? n - k : width);
      const pack all = pack::load(w + k, lanes);
      fma(all, factor, pack::load(g + k, lanes)).store(g + k, lanes);
      s0 = fma(all, all, s0);
    }
    return reduce_add((s0 + s1) + (s2 + s3));
  }
};

}  // namespace bench::hand
