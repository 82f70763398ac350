// SPDX-License-Identifier: BSL-1.0
// A dense quadratic form of 32 numbers and its exponential, with the gradient. By hand: the symmetric part of the
// coefficients as a table, and a product of matrix and vector.
#include <array>
#include <span>

#ifndef SIZE  // the test that only compiles it takes a smaller one
#define SIZE 32
#endif
#include <bench/compile/dense.hpp>
#include <bench/support/ratio.hpp>

namespace {

struct dense_form {
  static constexpr const char* name = "dense form of 32, gradient";
  static constexpr std::size_t inputs = SIZE, outputs = 1 + SIZE;

  static constexpr auto h = function(value_and_gradient(compile_case::formula), compile_case::inputs);
  static constexpr auto operations = count(h);
  static constexpr auto coefficients = [] {
    std::array<std::array<double, SIZE>, SIZE> sums{};
    for (int i = 0; i < SIZE; ++i)
      for (int j = 0; j < SIZE; ++j)
        sums[static_cast<std::size_t>(i)][static_cast<std::size_t>(j)] = 1.0 / (1 + i + 2 * j) + 1.0 / (1 + j + 2 * i);
    return sums;
  }();

  static void sample(std::mt19937_64& random, double* in) {
    std::normal_distribution<double> number(0, 0.3);
    for (std::size_t k = 0; k < SIZE; ++k) in[k] = number(random);
  }
  static void ours(const double* in, double* out) {
    h(std::span<const double, SIZE>(in, SIZE), std::span<double, 1 + SIZE>(out, 1 + SIZE));
  }
  template <class T>
  static void hand(const T* in, T* out) {
    using std::exp;
    T product[SIZE];
    for (std::size_t i = 0; i < SIZE; ++i) product[i] = T(coefficients[0][i]) * in[0];
    for (std::size_t j = 1; j < SIZE; ++j)
      for (std::size_t i = 0; i < SIZE; ++i) product[i] = product[i] + T(coefficients[j][i]) * in[j];
    T twice = product[0] * in[0];
    for (std::size_t i = 1; i < SIZE; ++i) twice = twice + product[i] * in[i];
    const T form = T(0.5) * twice, small = exp(-form), slope = T(1) - small;
    out[0] = small + form;
    for (std::size_t i = 0; i < SIZE; ++i) out[1 + i] = slope * product[i];
  }
};

// The form with common factors taken out.
struct fast_dense_form : dense_form {
  static constexpr const char* name = "fast(dense form of 32), gradient";

  static constexpr auto gradient = []<std::size_t... K>(std::index_sequence<K...>) {
    return value_and_gradient(fast(compile_case::formula), tapeless::symbol<compile_case::name_of<K>()>...);
  }
  (std::make_index_sequence<SIZE>{});
  static constexpr auto h = function(gradient, compile_case::inputs);
  static constexpr auto operations = count(h);

  static void ours(const double* in, double* out) {
    h(std::span<const double, SIZE>(in, SIZE), std::span<double, 1 + SIZE>(out, 1 + SIZE));
  }
};

const bool added = bench::add<dense_form>() && bench::add<fast_dense_form>();

}  // namespace
