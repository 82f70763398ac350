// SPDX-License-Identifier: BSL-1.0
// Formulas whose derivatives take compilers more than they do for one constant, within the limits that they have by
// themselves. The reference is the closed form: q = x'Cx, f = exp(-q) + q.
#include "tests/support/catch.hpp"
#include "tests/support/close.hpp"

#include <cmath>
#include <cstddef>
#include <utility>
#include <vector>

#include <tapeless/tapeless.hpp>

namespace {

using namespace tapeless;
using checks::close;

template <std::size_t K>
constexpr auto name() {
  const char text[] = {'x', static_cast<char>('0' + K / 10), static_cast<char>('0' + K % 10), '\0'};
  return fixed_string(text);
}
template <std::size_t K>
constexpr auto input = symbol<name<K>()>;

constexpr double entry(int i, int j) { return 1.0 / (1 + i + 2 * j); }

template <std::size_t... K>
constexpr auto form(std::index_sequence<K...>) {
  return record<name<K>()...>([](auto... inputs) {
    constexpr int n = sizeof...(inputs);
    const handle x[] = {inputs...};
    handle q = 0;
    for (int i = 0; i < n; ++i)
      for (int j = 0; j < n; ++j) q += entry(i, j) * x[i] * x[j];
    return exp(-q) + q;
  });
}

struct closed_form {
  int n = 0;
  std::vector<double> at;
  double q = 0;
  std::vector<double> slopes;  // of q

  explicit closed_form(int count) : n(count) {
    for (int k = 0; k < n; ++k) at.push_back(0.3 * std::sin(1.0 + k) / n);
    for (int i = 0; i < n; ++i) {
      double slope = 0;
      for (int j = 0; j < n; ++j) {
        q += entry(i, j) * x(i) * x(j);
        slope += (entry(i, j) + entry(j, i)) * x(j);
      }
      slopes.push_back(slope);
    }
  }
  double x(int k) const { return at[static_cast<std::size_t>(k)]; }
  double slope(int k) const { return slopes[static_cast<std::size_t>(k)]; }
  double value() const { return std::exp(-q) + q; }
  double gradient(int k) const { return (1 - std::exp(-q)) * slope(k); }
  double hessian(int i, int j) const {
    return std::exp(-q) * slope(i) * slope(j) + (1 - std::exp(-q)) * (entry(i, j) + entry(j, i));
  }
};

template <std::size_t... K>
void check_gradient(std::index_sequence<K...> all) {
  constexpr int n = sizeof...(K);
  const closed_form expected(n);
  const auto h = function(value_and_gradient(form(all)), arguments(input<K>...));
  const auto result = h(expected.x(K)...);
  CHECK(close(result.value, expected.value()));
  const double gradient[] = {result[input<K>]...};
  for (int k = 0; k < n; ++k) CHECK(std::abs(gradient[k] - expected.gradient(k)) < 1e-14);
}
TEST_CASE("a gradient in several steps") { check_gradient(std::make_index_sequence<40>{}); }

template <std::size_t I, std::size_t... K, class Result>
void check_row(const closed_form& expected, const Result& result, std::index_sequence<K...>) {
  const double row[] = {result.hessian(input<I>, input<K>)...};
  for (int k = 0; k < expected.n; ++k) CHECK(std::abs(row[k] - expected.hessian(static_cast<int>(I), k)) < 1e-13);
}
template <std::size_t... K>
void check_hessian(std::index_sequence<K...> all) {
  constexpr int n = sizeof...(K);
  const closed_form expected(n);
  const auto h = function(value_gradient_hessian(form(all)), arguments(input<K>...));
  const auto result = h(expected.x(K)...);
  CHECK(close(result.value, expected.value()));
  const double gradient[] = {result[input<K>]...};
  for (int k = 0; k < n; ++k) CHECK(std::abs(gradient[k] - expected.gradient(k)) < 1e-14);
  (check_row<K>(expected, result, all), ...);
}
TEST_CASE("a Hessian in several steps") { check_hessian(std::make_index_sequence<15>{}); }

}  // namespace
