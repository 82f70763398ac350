// SPDX-License-Identifier: BSL-1.0
// An indexed formula in a program that is built with a sanitizer, which changes what g++ takes for a constant
// expression: named constants, axes that renaming makes up, labels, tiles.
#include <cmath>
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
constexpr auto X = tensor<"X">;
constexpr auto w = tensor<"w">;
constexpr auto t = labels<"t">;
constexpr auto scores = X(n, i) * w(i);
constexpr auto f =
    mean(n, log_sum_exp(i, scores) - pick(scores, i, t(n)) + log(constants::pi + square(max(i, scores))));

TEST_CASE("sanitized programs give the same numbers") {
  const std::size_t rows = 2500, columns = 3;
  const auto x = waves(rows * columns, 0.2);
  const auto weights = waves(columns, 1.4);
  std::vector<int> picked(rows);
  for (std::size_t r = 0; r < rows; ++r) picked[r] = static_cast<int>(r * 7 % columns);
  double value = 0;
  std::vector<double> slopes(columns);
  for (std::size_t r = 0; r < rows; ++r) {
    double s[columns], total = 0;
    std::size_t best = 0;
    for (std::size_t c = 0; c < columns; ++c) {
      s[c] = x[r * columns + c] * weights[c];
      total += std::exp(s[c]);
      if (s[c] > s[best]) best = c;
    }
    const double pi = std::acos(-1.0), most = s[best];
    value += std::log(total) - s[picked[r]] + std::log(pi + most * most);
    for (std::size_t c = 0; c < columns; ++c) {
      const double share = std::exp(s[c]) / total - (picked[r] == static_cast<int>(c) ? 1 : 0) +
                           (c == best ? 2 * most / (pi + most * most) : 0);
      slopes[c] += share * x[r * columns + c];
    }
  }
  static_assert(plan_of(f).bytes(n = 10, i = 3) > 0);
  auto net = prepare(value_and_gradient(f, w), n = rows, i = columns, threads(2));
  const auto r = net(X = x, w = weights, t = picked);
  CHECK(r.value == Approx(value / rows).epsilon(1e-12));
  for (std::size_t c = 0; c < columns; ++c) CHECK(r[w].data()[c] == Approx(slopes[c] / rows).margin(1e-12));
}

}  // namespace
