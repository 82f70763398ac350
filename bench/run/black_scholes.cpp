// SPDX-License-Identifier: BSL-1.0
// The price of a European call with delta, gamma, vega, theta and rho. The closed forms that people write by hand rest
// on an identity, S*phi(d1) = K*exp(-r*T)*phi(d2), which differentiation does not know.
#include <span>

#include <bench/support/ratio.hpp>

namespace {

using namespace tapeless::literals;

struct black_scholes {
  static constexpr std::size_t inputs = 5;
  static constexpr double tolerance = 1e-10;

  static constexpr auto S = tapeless::symbol<"S">;
  static constexpr auto K = tapeless::symbol<"K">;
  static constexpr auto r = tapeless::symbol<"r">;
  static constexpr auto v = tapeless::symbol<"v">;
  static constexpr auto T = tapeless::symbol<"T">;
  static constexpr auto d1 = (log(S / K) + (r + square(v) / 2_c) * T) / (v * sqrt(T));
  static constexpr auto d2 = d1 - v * sqrt(T);
  static constexpr auto price = S * normal_cdf(d1) - K * exp(-r * T) * normal_cdf(d2);

  static void sample(std::mt19937_64& random, double* in) {
    std::uniform_real_distribution<double> unit(0, 1);
    in[0] = 80 + 40 * unit(random);
    in[1] = 80 + 40 * unit(random);
    in[2] = 0.05 * unit(random);
    in[3] = 0.1 + 0.4 * unit(random);
    in[4] = 0.1 + 2 * unit(random);
  }
};

struct gradient : black_scholes {
  static constexpr const char* name = "Black-Scholes, gradient";
  static constexpr std::size_t outputs = 5;
  static constexpr auto h = function(value_and_gradient(price, S, r, v, T), tapeless::arguments(S, K, r, v, T));
  static constexpr auto operations = count(h);

  static void ours(const double* in, double* out) {
    h(std::span<const double, 5>(in, 5), std::span<double, 5>(out, 5));
  }
  template <class X>
  static void hand(const X* in, X* out) {
    using std::erfc, std::exp, std::log, std::sqrt;
    const X s = in[0], k = in[1], rate = in[2], sigma = in[3], t = in[4];
    const X root = sqrt(t), total = sigma * root, per_total = X(1) / total;
    const X first = (log(s / k) + (rate + X(0.5) * sigma * sigma) * t) * per_total, second = first - total;
    const X n1 = X(0.5) * erfc(first * X(-0.70710678118654752440));
    const X n2 = X(0.5) * erfc(second * X(-0.70710678118654752440));
    const X paid = k * exp(-rate * t) * n2;
    const X weight = s * (X(0.39894228040143267794) * exp(X(-0.5) * first * first));
    out[0] = s * n1 - paid;
    out[1] = n1;
    out[2] = t * paid;
    out[3] = weight * root;
    out[4] = X(0.5) * weight * sigma * sigma * per_total + rate * paid;
  }
};

struct five_greeks : black_scholes {
  static constexpr const char* name = "Black-Scholes, 5 Greeks";
  static constexpr std::size_t outputs = 6;
  static constexpr auto h = function(bundle(price, derivative(price, S), derivative(price, S, S), derivative(price, v),
                                            -derivative(price, T), derivative(price, r)),
                                     tapeless::arguments(S, K, r, v, T));
  static constexpr auto operations = count(h);

  static void ours(const double* in, double* out) {
    h(std::span<const double, 5>(in, 5), std::span<double, 6>(out, 6));
  }
  template <class X>
  static void hand(const X* in, X* out) {
    X first[5];
    gradient::hand(in, first);
    const X s = in[0], sigma = in[3], t = in[4];
    out[0] = first[0];
    out[1] = first[1];
    out[2] = first[3] / (s * s * sigma * t);  // gamma is vega/(S^2 v T)
    out[3] = first[3];
    out[4] = -first[4];
    out[5] = first[2];
  }
};

struct fast_gradient : gradient {
  static constexpr const char* name = "Black-Scholes, fast, gradient";
  static constexpr auto h = function(value_and_gradient(fast(price), S, r, v, T), tapeless::arguments(S, K, r, v, T));
  static constexpr auto operations = count(h);

  static void ours(const double* in, double* out) {
    h(std::span<const double, 5>(in, 5), std::span<double, 5>(out, 5));
  }
};

struct fast_five_greeks : five_greeks {
  static constexpr const char* name = "Black-Scholes, fast, 5 Greeks";
  static constexpr auto h = function(fast(bundle(price, derivative(price, S), derivative(price, S, S),
                                                 derivative(price, v), -derivative(price, T), derivative(price, r))),
                                     tapeless::arguments(S, K, r, v, T));
  static constexpr auto operations = count(h);

  static void ours(const double* in, double* out) {
    h(std::span<const double, 5>(in, 5), std::span<double, 6>(out, 6));
  }
};

const bool added = bench::add<gradient>() && bench::add<fast_gradient>() && bench::add<five_greeks>() &&
                   bench::add<fast_five_greeks>();

}  // namespace
