// SPDX-License-Identifier: BSL-1.0
// A polynomial of degree 16 by Horner's scheme, with its derivative: a chain of multiplications and additions. By hand
// the derivative runs along with the value, two operations a step.
#include <array>
#include <span>
#include <utility>

#include <bench/support/ratio.hpp>

namespace {

struct horner {
  static constexpr const char* name = "Horner, degree 16";
  static constexpr std::size_t inputs = 1, outputs = 2;
  static constexpr std::array<double, 17> coefficients = [] {
    std::array<double, 17> c{};
    for (std::size_t k = 0; k < c.size(); ++k) c[k] = (k % 2 == 0 ? 1.0 : -1.0) / (1.5 + static_cast<double>(k));
    return c;
  }();

  static constexpr auto formula = tapeless::record<"x">([](auto x) {
    auto p = coefficients[16] * x + coefficients[15];
    for (std::size_t k = 15; k-- > 0;) p = p * x + coefficients[k];
    return p;
  });
  static constexpr auto x = tapeless::symbol<"x">;
  static constexpr auto h = function(value_and_gradient(formula, x), tapeless::arguments(x));
  static constexpr auto operations = count(h);

  static void sample(std::mt19937_64& random, double* in) {
    in[0] = std::uniform_real_distribution<double>(-1, 1)(random);
  }
  static void ours(const double* in, double* out) {
    h(std::span<const double, 1>(in, 1), std::span<double, 2>(out, 2));
  }
  template <class T>
  static void hand(const T* in, T* out) {
    const T at = in[0];
    T d = T(coefficients[16]), p = d * at + T(coefficients[15]);
    [&]<std::size_t... K>(std::index_sequence<K...>) {  // without a loop, as the other version
      ((d = d * at + p, p = p * at + T(coefficients[14 - K])), ...);
    }
    (std::make_index_sequence<15>{});
    out[0] = p;
    out[1] = d;
  }
};

const bool added = bench::add<horner>();

}  // namespace
