// SPDX-License-Identifier: BSL-1.0
// Large requests within the limits that compilers have by themselves: 1024 inputs, and the 4161 results of a Hessian in
// 64 inputs, which is mostly zeros. The reference is the closed form of each derivative.
#include "tests/support/catch.hpp"
#include "tests/support/close.hpp"

#include <cmath>
#include <span>
#include <utility>
#include <vector>

#include <tapeless/tapeless.hpp>

namespace {

using namespace tapeless;
using checks::close;

// x0000, x0001, ...
template <std::size_t K>
constexpr auto name_of() {
  const auto digit = [](std::size_t power) { return static_cast<char>('0' + K / power % 10); };
  const char text[6] = {'x', digit(1000), digit(100), digit(10), digit(1), '\0'};
  return fixed_string<6>(text);
}

constexpr auto chain = [](auto... inputs) {
  constexpr int n = sizeof...(inputs);
  const handle x[] = {inputs...};
  handle sum = 0;
  for (int k = 0; k + 1 < n; ++k) sum += 100 * square(x[k + 1] - square(x[k])) + square(1 - x[k]);
  return sum;
};

constexpr auto many_squares = [](auto... inputs) {
  const handle x[] = {inputs...};
  handle sum = 0;
  for (int k = 0; k < static_cast<int>(sizeof...(inputs)); ++k) sum += square(x[k]);
  return sum;
};

template <class F, std::size_t... K>
constexpr auto recorded(const F& formula, std::index_sequence<K...>) {
  return record<name_of<K>()...>(formula);
}
// The derivatives come in the order of the arguments, not in that of the formula.
template <class F, std::size_t... K>
constexpr auto gradient_of(const F& formula, std::index_sequence<K...> places) {
  return function(value_and_gradient(recorded(formula, places), symbol<name_of<K>()>...),
                  arguments(symbol<name_of<K>()>...));
}
template <class F, std::size_t... K>
constexpr auto hessian_of(const F& formula, std::index_sequence<K...> places) {
  return function(value_gradient_hessian(recorded(formula, places), symbol<name_of<K>()>...),
                  arguments(symbol<name_of<K>()>...));
}
template <std::size_t N>
std::vector<double> ordinary_point() {
  std::vector<double> at(N);
  for (std::size_t k = 0; k < N; ++k) at[k] = 0.5 + 0.001 * static_cast<double>(k);
  return at;
}

TEST_CASE("a gradient in 1024 inputs") {
  constexpr std::size_t n = 1024;
  constexpr auto h = gradient_of(many_squares, std::make_index_sequence<n>{});
  const std::vector<double> at = ordinary_point<n>();
  std::vector<double> results(1 + n);
  h(at, results);
  double value = 0;
  for (std::size_t k = 0; k < n; ++k) {
    value += at[k] * at[k];
    CHECK(results[1 + k] == 2 * at[k]);
  }
  CHECK(close(results[0], value, 1e-12));
}

TEST_CASE("a Hessian in 64 inputs") {
  constexpr std::size_t n = 64;
  constexpr auto h = hessian_of(chain, std::make_index_sequence<n>{});
  const std::vector<double> x = ordinary_point<n>();
  std::vector<double> results(1 + n + n * n, -1.0);
  h(x, results);
  const auto entry = [&](std::size_t i, std::size_t j) {
    if (i + 1 == j) return -400 * x[i];
    if (j + 1 == i) return -400 * x[j];
    if (i != j) return 0.0;
    const double from_next = i + 1 < n ? 1200 * x[i] * x[i] - 400 * x[i + 1] + 2 : 0.0;
    return from_next + (i > 0 ? 200.0 : 0.0);
  };
  for (std::size_t i = 0; i < n; ++i) {
    const double slope = (i + 1 < n ? -400 * x[i] * (x[i + 1] - x[i] * x[i]) - 2 * (1 - x[i]) : 0.0) +
                         (i > 0 ? 200 * (x[i] - x[i - 1] * x[i - 1]) : 0.0);
    CHECK(std::abs(results[1 + i] - slope) <= 1e-12 * (1 + std::abs(slope)));
    for (std::size_t j = 0; j < n; ++j) {
      const double right = entry(i, j);
      INFO(i << ", " << j);
      CHECK(std::abs(results[1 + n + i * n + j] - right) <= 1e-12 * std::abs(right));
    }
  }
}

}  // namespace
