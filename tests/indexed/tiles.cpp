// SPDX-License-Identifier: BSL-1.0
// What lives between the items of a phase has room for one tile: memory does not grow with the data, and the numbers
// are right for every length of the last tile, every layout, and with threads, whose tiles are their own.
#include <cmath>
#include <cstddef>
#include <cstring>
#include <vector>

#include "tests/support/catch.hpp"
#include "tests/support/waves.hpp"

#include <tapeless/tensor.hpp>

namespace {

using namespace tapeless;
using namespace tapeless::literals;
using checks::waves;

constexpr auto n = axis<"n">;
constexpr auto i = axis<"i">;
constexpr auto h = axis<"h">;
constexpr auto X = tensor<"X">;
constexpr auto W = tensor<"W">;
constexpr auto v = tensor<"v">;
constexpr auto y = tensor<"y">;

constexpr auto z = sum(i, X(n, i) * v(i));
constexpr auto regression = value_and_gradient(mean(n, softplus(z) - y(n) * z), v);

constexpr auto hidden = tanh(sum(i, X(n, i) * W(i, h)));
constexpr auto residual = sum(h, hidden* v(h)) - y(n);
constexpr auto network = value_and_gradient(mean(n, square(residual)), W, v);

TEST_CASE("memory does not grow with the data") {
  constexpr auto small = plan_of(regression).bytes(n = 100, i = 8);
  constexpr auto large = plan_of(regression).bytes(n = 10'000, i = 8);
  static_assert(small == 8 * (100 + 8 + 3));  // a score or residual for each row, the gradient, and three numbers
  static_assert(large == plan_of(regression).bytes(n = 1'000'000'000, i = 8));
  static_assert(small < large && large < 32'768);
  static_assert(plan_of(network).bytes(n = 100'000, i = 5, h = 7) ==
                plan_of(network).bytes(n = 1'000'000, i = 5, h = 7));
  // A result is whole.
  constexpr auto scores = plan_of(value_and_gradient(mean(n, softplus(z)), X));
  static_assert(scores.bytes(n = 1'000'000, i = 8) >= 8 * 8'000'000);
}

long double wide(double number) { return static_cast<long double>(number); }

// Value and gradient by hand.
std::vector<long double> regression_by_hand(const std::vector<double>& x, const std::vector<double>& target,
                                            const std::vector<double>& weights) {
  const std::size_t rows = target.size(), columns = weights.size();
  std::vector<long double> all(1 + columns);
  for (std::size_t r = 0; r < rows; ++r) {
    long double s = 0;
    for (std::size_t c = 0; c < columns; ++c) s += wide(x[r * columns + c]) * wide(weights[c]);
    all[0] += std::log1p(std::exp(s)) - wide(target[r]) * s;
    for (std::size_t c = 0; c < columns; ++c)
      all[1 + c] += wide(x[r * columns + c]) * (1 / (1 + std::exp(-s)) - wide(target[r]));
  }
  for (long double& one : all) one /= static_cast<long double>(rows);
  return all;
}
std::vector<long double> network_by_hand(const std::vector<double>& x, const std::vector<double>& target,
                                         const std::vector<double>& first, const std::vector<double>& second) {
  const std::size_t rows = target.size(), units = second.size(), columns = first.size() / units;
  std::vector<long double> all(1 + first.size() + units);
  std::vector<long double> values(units);
  for (std::size_t r = 0; r < rows; ++r) {
    long double rest = -wide(target[r]);
    for (std::size_t u = 0; u < units; ++u) {
      long double s = 0;
      for (std::size_t c = 0; c < columns; ++c) s += wide(x[r * columns + c]) * wide(first[c * units + u]);
      values[u] = std::tanh(s);
      rest += values[u] * wide(second[u]);
    }
    all[0] += rest * rest;
    for (std::size_t u = 0; u < units; ++u) {
      for (std::size_t c = 0; c < columns; ++c)
        all[1 + c * units + u] += 2 * rest * wide(second[u]) * (1 - values[u] * values[u]) * wide(x[r * columns + c]);
      all[1 + first.size() + u] += 2 * rest * values[u];
    }
  }
  for (long double& one : all) one /= static_cast<long double>(rows);
  return all;
}

template <class T>
std::vector<T> rounded(const std::vector<double>& all) {
  return std::vector<T>(all.begin(), all.end());
}
template <class Result, class... Keys>
std::vector<double> numbers(const Result& r, const Keys&... keys) {
  std::vector<double> all{r.value};
  (all.insert(all.end(), r[keys].begin(), r[keys].end()), ...);
  return all;
}
void check(const std::vector<double>& found, const std::vector<long double>& expected, double tolerance) {
  REQUIRE(found.size() == expected.size());
  for (std::size_t k = 0; k < found.size(); ++k)
    CHECK(std::abs(found[k] - static_cast<double>(expected[k])) <= tolerance * (1 + std::abs(found[k])));
}
void check_bits(const std::vector<double>& a, const std::vector<double>& b) {
  CHECK(std::memcmp(a.data(), b.data(), a.size() * sizeof(double)) == 0);
}

// Below one tile, at its edges and at those of two, with a rest of one, and many.
const std::vector<std::size_t> lengths{1,    7,    64,   511,  512,  513,  559,  560,  575,  576,  577,
                                       1023, 1024, 1025, 1119, 1120, 1121, 1151, 1152, 1153, 5000, 20011};

TEST_CASE("a tile of any length") {
  const std::vector<double> weights = waves(8, 2.2);
  for (const std::size_t rows : lengths) {
    INFO(rows << " rows");
    const std::vector<double> x = waves(rows * 8, 0.3), target = waves(rows, 1.1);
    const std::vector<long double> expected = regression_by_hand(x, target, weights);
    const auto given = [&](auto&& net) { return numbers(net(X = x, y = target, v = weights), v); };
    check(given(prepare(regression, n = rows, i = 8)), expected, 1e-13);
    const std::vector<double> alone = given(prepare(regression, n = rows, i = 8, threads(1)));
    check(alone, expected, 1e-13);
    check_bits(given(prepare(regression, n = rows, i = 8, threads(3))), alone);
  }
}

TEST_CASE("a tile of floats") {
  const std::vector<double> weights = waves(8, 2.2);
  for (const std::size_t rows : {31U, 1400U, 9001U}) {
    const std::vector<double> x = waves(rows * 8, 0.3), target = waves(rows, 1.1);
    const auto a = rounded<float>(x);
    const auto b = rounded<float>(target);
    const auto c = rounded<float>(weights);
    auto net = prepare<float>(regression, n = rows, i = 8);
    const auto r = net(X = a, y = b, v = c);
    std::vector<double> found{static_cast<double>(r.value)};
    for (const float one : r[v]) found.push_back(static_cast<double>(one));
    check(found, regression_by_hand(x, target, weights), 2e-5);
  }
}

TEST_CASE("tiles of matrices between two layers, in any layout") {
  constexpr std::size_t columns = 5, units = 7;
  const std::vector<double> first = waves(columns * units, 0.7), second = waves(units, 1.9);
  for (const std::size_t rows : {3U, 900U, 4001U, 12'345U}) {
    INFO(rows << " rows");
    const std::vector<double> x = waves(rows * columns, 0.3), target = waves(rows, 1.1);
    const std::vector<long double> expected = network_by_hand(x, target, first, second);
    std::vector<double> turned(x.size());
    for (std::size_t r = 0; r < rows; ++r)
      for (std::size_t c = 0; c < columns; ++c) turned[c * rows + r] = x[r * columns + c];
    auto net = prepare(network, n = rows, i = columns, h = units);
    check(numbers(net(X = x, y = target, W = first, v = second), W, v), expected, 1e-12);
    const auto length = static_cast<std::ptrdiff_t>(rows);
    const auto by_columns = strided_view(turned.data(), {length, std::ptrdiff_t{columns}}, {std::ptrdiff_t{1}, length});
    check(numbers(net(X = by_columns, y = target, W = first, v = second), W, v), expected, 1e-12);
    const auto team = [&](int count) {
      auto together = prepare(network, n = rows, i = columns, h = units, threads(count));
      return numbers(together(X = x, y = target, W = first, v = second), W, v);
    };
    check(team(1), expected, 1e-12);
    check_bits(team(1), team(4));
  }
}

}  // namespace
