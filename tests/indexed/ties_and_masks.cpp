// SPDX-License-Identifier: BSL-1.0
// Ties and masks over axes: rows that a mask leaves out give nothing to a derivative, whatever stands in them, and
// elements that tie share evenly. Expected numbers by plain loops and by hand.
#include "tests/indexed/axes.hpp"
#include "tests/support/close.hpp"

#include <limits>
#include <vector>

namespace {

using namespace tapeless;
using namespace tapeless::literals;

using axes::n, axes::i;
constexpr auto X = tensor<"X">;
constexpr auto M = tensor<"M">;
constexpr double inf = std::numeric_limits<double>::infinity();
constexpr double nan = std::numeric_limits<double>::quiet_NaN();

using checks::check_near;
using list = std::vector<double>;

constexpr std::size_t rows = 4, columns = 3;
// The second and the last row are left out.
const list mask{1, -1, 2, -3};
list with_rows(double left_out) {
  list all;
  for (std::size_t r = 0; r < rows; ++r)
    for (std::size_t c = 0; c < columns; ++c) all.push_back(r % 2 == 1 ? left_out : 0.5 + double(r) + 0.25 * double(c));
  return all;
}

template <class F>
list gradient_in_x(const F& f, const list& x) {
  auto net = prepare(value_and_gradient(f, X), n = rows, i = columns);
  const auto r = net(X = x, M = mask);
  CHECK(std::isfinite(r.value));
  return list(r[X].begin(), r[X].end());
}

// What `slope(row, column)` says for rows that count, 0 for those that do not.
template <class Slope>
void check_rows(const list& found, const list& x, const Slope& slope) {
  list expected;
  for (std::size_t r = 0; r < rows; ++r)
    for (std::size_t c = 0; c < columns; ++c) expected.push_back(r % 2 == 1 ? 0 : slope(x.data() + r * columns, c));
  check_near(found, expected, 1e-13, 0);
}

TEST_CASE("logarithms of masked rows") {
  constexpr auto whole = sum(n, select(M(n) > 0_c, sum(i, log(X(n, i))), 0_c));
  constexpr auto twice =
      sum(n, i, select(M(n) > 0_c, log(X(n, i)), 0_c) + select(M(n) > 1.5_c, square(log(X(n, i))), 0_c));
  for (const double left_out : {0.0, -1.0, nan}) {
    const list x = with_rows(left_out);
    check_rows(gradient_in_x(whole, x), x, [](const double* row, std::size_t c) { return 1 / row[c]; });
    check_rows(gradient_in_x(twice, x), x,
               [&](const double* row, std::size_t c) { return (row[0] > 2 ? 1 + 2 * std::log(row[c]) : 1) / row[c]; });
  }
}

TEST_CASE("norms and ratios of masked rows") {
  constexpr auto norm_of_row = sqrt(sum(i, square(X(n, i))));
  constexpr auto norms = sum(n, select(M(n) > 0_c, norm_of_row, 0_c) + select(M(n) > 5_c, exp(norm_of_row), 0_c));
  constexpr auto ratios = sum(n, select(M(n) > 0_c, sum(i, X(n, i) / norm_of_row), 0_c));
  const list x = with_rows(0);
  const auto length = [](const double* row) { return std::sqrt(row[0] * row[0] + row[1] * row[1] + row[2] * row[2]); };
  check_rows(gradient_in_x(norms, x), x, [&](const double* row, std::size_t c) { return row[c] / length(row); });
  check_rows(gradient_in_x(ratios, x), x, [&](const double* row, std::size_t c) {
    const double h = length(row), total = row[0] + row[1] + row[2];
    return 1 / h - total * row[c] / (h * h * h);
  });
}

TEST_CASE("softmax of masked rows") {
  constexpr auto squares = sum(n, select(M(n) > 0_c, sum(i, square(softmax(i, X(n, i)))), 0_c));
  constexpr auto logs = sum(n, select(M(n) > 0_c, log_sum_exp(i, X(n, i)), 0_c));
  for (const double left_out : {-inf, nan, 0.0}) {
    const list x = with_rows(left_out);
    const auto share = [](const double* row, std::size_t c) {
      double total = 0;
      for (std::size_t k = 0; k < columns; ++k) total += std::exp(row[k] - row[0]);
      return std::exp(row[c] - row[0]) / total;
    };
    check_rows(gradient_in_x(logs, x), x, share);
    check_rows(gradient_in_x(squares, x), x, [&](const double* row, std::size_t c) {
      double mean = 0;
      for (std::size_t k = 0; k < columns; ++k) mean += share(row, k) * share(row, k);
      return 2 * share(row, c) * (share(row, c) - mean);
    });
  }
}

TEST_CASE("the derivative of relu of a NaN is NaN, element by element") {
  constexpr auto f = sum(n, i, square(relu(X(n, i)))) + sum(n, i, relu(X(n, i)));
  auto net = prepare(gradient(f, X), n = rows, i = columns);
  const list x{1, nan, 3, -1, 0, 2, nan, -3, 5, -1, -1, nan};
  const auto r = net(X = x);
  const list found(r[X].begin(), r[X].end());
  const list right{3, nan, 7, 0, 0, 5, nan, 0, 11, 0, 0, nan};
  REQUIRE(found.size() == right.size());
  for (std::size_t k = 0; k < right.size(); ++k) {
    INFO(k);
    CHECK((std::isnan(right[k]) ? std::isnan(found[k]) : found[k] == right[k]));
  }
}

TEST_CASE("elements that tie along axes share evenly") {
  const list x{1, 3, 3, 3, 0, 2, 3, -1, 3, 0, 0, 0};  // five threes in three rows
  const auto shares = [&](const auto& f) { return gradient_in_x(f + 0_c * sum(n, M(n)), x); };
  list among_all, among_rows;
  for (std::size_t k = 0; k < x.size(); ++k) {
    const double ties[rows] = {2, 1, 2, 3};
    const double tops[rows] = {3, 3, 3, 0};
    among_all.push_back(x[k] == 3 ? 1.0 / 5 : 0);
    among_rows.push_back(x[k] == tops[k / columns] ? 1 / ties[k / columns] : 0);
  }
  check_near(shares(max(n, i, X(n, i))), among_all, 1e-15, 0);
  check_near(shares(-min(n, i, -X(n, i))), among_all, 1e-15, 0);
  check_near(shares(sum(n, max(i, X(n, i)))), among_rows, 1e-15, 0);
}

TEST_CASE("two operands that tie element by element") {
  const list x = with_rows(0);  // 0 in the rows that are left out
  constexpr auto both = sum(n, i, max(X(n, i), 0_c) - 2_c * min(X(n, i), 0_c) + 0_c * M(n));
  list expected;
  for (const double one : x) expected.push_back(one > 0 ? 1 : -0.5);
  check_near(gradient_in_x(both, x), expected, 0, 0);
  constexpr auto halves = sum(n, i, clamp(X(n, i), 0_c, 1_c) + 0_c * M(n));
  list inside;
  for (const double one : x) inside.push_back(one == 0 || one == 1 ? 0.5 : one < 1 ? 1 : 0);
  check_near(gradient_in_x(halves, x), inside, 0, 0);
}

TEST_CASE("squares of absolute values have second derivatives at 0") {
  constexpr auto f = sum(n, i, square(abs(X(n, i))) * M(n));
  auto product = prepare(hvp(f, X), n = rows, i = columns);
  const list x = with_rows(0);
  const auto r = product(x, X = x, M = mask);
  list expected;
  for (std::size_t k = 0; k < x.size(); ++k) expected.push_back(2 * mask[k / columns] * x[k]);
  check_near(list(r[X].begin(), r[X].end()), expected, 1e-15, 0);
}

}  // namespace
