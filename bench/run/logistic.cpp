// SPDX-License-Identifier: BSL-1.0
// One term of a logistic log-likelihood, three parameters, with gradient and Hessian: everything from one exponential.
#include <span>

#include <bench/support/ratio.hpp>

namespace {

struct logistic_term {
  static constexpr const char* name = "logistic term, Hessian";
  static constexpr std::size_t inputs = 6, outputs = 13, points = 8192;

  static constexpr auto b0 = tapeless::symbol<"b0">;
  static constexpr auto b1 = tapeless::symbol<"b1">;
  static constexpr auto b2 = tapeless::symbol<"b2">;
  static constexpr auto x1 = tapeless::symbol<"x1">;
  static constexpr auto x2 = tapeless::symbol<"x2">;
  static constexpr auto y = tapeless::symbol<"y">;
  static constexpr auto eta = b0 + b1 * x1 + b2 * x2;
  static constexpr auto formula = y * eta - softplus(eta);
  static constexpr auto h =
      function(value_gradient_hessian(formula, b0, b1, b2), tapeless::arguments(b0, b1, b2, x1, x2, y));
  static constexpr auto operations = count(h);

  static void sample(std::mt19937_64& random, double* in) {
    std::normal_distribution<double> normal(0, 1);
    for (std::size_t k = 0; k < 5; ++k) in[k] = normal(random);
    in[5] = static_cast<double>(random() % 2);
  }
  static void ours(const double* in, double* out) {
    h(std::span<const double, 6>(in, 6), std::span<double, 13>(out, 13));
  }
  template <class T>
  static void hand(const T* in, T* out) {
    using bench::pick, std::abs, std::exp, std::log1p;
    const T u = in[3], v = in[4], seen = in[5];
    const T score = in[0] + in[1] * u + in[2] * v;
    const T small = exp(-abs(score)), r = T(1) / (T(1) + small), q = small * r;
    const bool negative = score < T(0);
    out[0] = seen * score - pick(negative, T(0), score) - log1p(small);
    const T g = seen - pick(negative, q, r);
    out[1] = g, out[2] = g * u, out[3] = g * v;
    const T w = -(q * r), wu = w * u, wv = w * v, wuv = wu * v;
    out[4] = w, out[5] = wu, out[6] = wv;
    out[7] = wu, out[8] = wu * u, out[9] = wuv;
    out[10] = wv, out[11] = wuv, out[12] = wv * v;
  }
};

const bool added = bench::add<logistic_term>();

}  // namespace
