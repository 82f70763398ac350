// SPDX-License-Identifier: BSL-1.0
// x' = sin(x)*x + c, repeated, with the derivatives in the start and in c. By hand: one sweep that carries both
// tangents along, each step's slope computed once.
#include <span>

#include <bench/support/ratio.hpp>

namespace {

template <int Steps>
struct chain {
  static constexpr const char* name = Steps == 128 ? "chain of 128, gradient" : "chain of 512, gradient";
  static constexpr std::size_t inputs = 2, outputs = 3;
  static constexpr double tolerance = 1e-9;

  static constexpr auto formula = tapeless::record<"x", "c">([](auto x, auto c) {
    for (int k = 0; k < Steps; ++k) x = sin(x) * x + c;
    return x;
  });
  static constexpr auto h = function(value_and_gradient(formula, tapeless::symbol<"x">, tapeless::symbol<"c">),
                                     tapeless::arguments(tapeless::symbol<"x">, tapeless::symbol<"c">));
  static constexpr auto operations = count(h);

  // Where the map does not amplify: its fixed points attract for these c.
  static void sample(std::mt19937_64& random, double* in) {
    std::uniform_real_distribution<double> unit(0, 1);
    in[0] = 0.2 * unit(random);
    in[1] = 0.05 + 0.1 * unit(random);
  }
  static void ours(const double* in, double* out) {
    h(std::span<const double, 2>(in, 2), std::span<double, 3>(out, 3));
  }
  template <class T>
  static void hand(const T* in, T* out) {
    using std::cos, std::sin;
    T x = in[0], by_x = T(1), by_c = T(0);
    for (int k = 0; k < Steps; ++k) {
      const T s = sin(x), slope = s + x * cos(x);
      x = s * x + in[1];
      by_x = by_x * slope;
      by_c = by_c * slope + T(1);
    }
    out[0] = x;
    out[1] = by_x;
    out[2] = by_c;
  }
};

const bool added = bench::add<chain<128>>() && bench::add<chain<512>>();

}  // namespace
