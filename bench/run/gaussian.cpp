// SPDX-License-Identifier: BSL-1.0
// The logarithm of a normal density with its gradient in mean and deviation: little work, so every operation shows.
#include <span>

#include <bench/support/ratio.hpp>

namespace {

using namespace tapeless::literals;

struct gaussian {
  static constexpr const char* name = "Gaussian log-density";
  static constexpr std::size_t inputs = 3, outputs = 3;

  static constexpr auto mu = tapeless::symbol<"mu">;
  static constexpr auto sigma = tapeless::symbol<"sigma">;
  static constexpr auto x = tapeless::symbol<"x">;
  static constexpr auto formula =
      -square((x - mu) / sigma) / 2_c - log(sigma) - log(2_c * tapeless::constants::pi) / 2_c;
  static constexpr auto h = function(value_and_gradient(formula, mu, sigma), tapeless::arguments(mu, sigma, x));
  static constexpr auto operations = count(h);

  static void sample(std::mt19937_64& random, double* in) {
    std::uniform_real_distribution<double> unit(0, 1);
    in[0] = unit(random);
    in[1] = 0.5 + unit(random);
    in[2] = 4 * unit(random) - 2;
  }
  static void ours(const double* in, double* out) {
    h(std::span<const double, 3>(in, 3), std::span<double, 3>(out, 3));
  }
  template <class T>
  static void hand(const T* in, T* out) {
    using std::log;
    const T s = in[1], i = T(1) / s, z = (in[2] - in[0]) * i, zz = z * z;
    out[0] = T(-0.91893853320467274178) - log(s) - T(0.5) * zz;
    out[1] = z * i;
    out[2] = (zz - T(1)) * i;
  }
};

const bool added = bench::add<gaussian>();

}  // namespace
