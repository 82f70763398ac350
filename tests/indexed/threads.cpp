// SPDX-License-Identifier: BSL-1.0
// Tiles and threads change the speed and not the result: the bits are those of one thread, and the numbers those of a
// formula that is prepared without threads.
#include <cstring>

#include "tests/indexed/agree.hpp"
#include "tests/support/close.hpp"
#include "tests/support/waves.hpp"

namespace {

using namespace tapeless;
using namespace tapeless::literals;

constexpr auto n = axis<"n">;
constexpr auto i = axis<"i">;
constexpr auto o = axis<"o">;
constexpr auto X = tensor<"X">;
constexpr auto W = tensor<"W">;
constexpr auto b = tensor<"b">;
constexpr auto y = tensor<"y">;
constexpr auto t = labels<"t">;

template <class Result, class... Keys>
std::vector<double> numbers(const Result& r, const Keys&... keys) {
  std::vector<double> all{r.value};
  (all.insert(all.end(), r[keys].begin(), r[keys].end()), ...);
  return all;
}
void check_bits(const std::vector<double>& a, const std::vector<double>& other) {
  REQUIRE(a.size() == other.size());
  CHECK(std::memcmp(a.data(), other.data(), a.size() * sizeof(double)) == 0);
}
using checks::check_near;
using checks::waves;

long double wide(double number) { return static_cast<long double>(number); }

TEST_CASE("logistic regression in many tiles") {
  constexpr auto z = sum(i, X(n, i) * W(i));
  constexpr auto loss = mean(n, softplus(z) - y(n) * z);
  constexpr auto request = value_and_gradient(loss, W, y);
  const int rows = 30011;
  const auto data = waves(static_cast<std::size_t>(rows) * 5, 0.3);
  const auto target = waves(static_cast<std::size_t>(rows), 1.1);
  const auto weights = waves(5, 2.2);
  const auto results = [&](auto&& prepared) { return numbers(prepared(X = data, y = target, W = weights), W, y); };
  // By hand, one row after the other.
  long double value = 0;
  std::vector<long double> gradient(5);
  for (int r = 0; r < rows; ++r) {
    long double s = 0;
    for (int c = 0; c < 5; ++c)
      s += wide(data[static_cast<std::size_t>(5 * r + c)]) * wide(weights[static_cast<std::size_t>(c)]);
    value += std::log1p(std::exp(s)) - wide(target[static_cast<std::size_t>(r)]) * s;
    for (int c = 0; c < 5; ++c)
      gradient[static_cast<std::size_t>(c)] += wide(data[static_cast<std::size_t>(5 * r + c)]) *
                                               (1 / (1 + std::exp(-s)) - wide(target[static_cast<std::size_t>(r)]));
  }
  const auto plain = results(prepare(request, n = rows, i = 5));
  CHECK(plain[0] == Approx(static_cast<double>(value / rows)).epsilon(1e-13));
  for (std::size_t c = 0; c < 5; ++c)
    CHECK(plain[1 + c] == Approx(static_cast<double>(gradient[c] / rows)).epsilon(1e-12));
  const auto one = results(prepare(request, n = rows, i = 5, threads(1)));
  check_near(plain, one, 1e-11, 1e-13);
  for (const int count : {2, 3, 8}) check_bits(results(prepare(request, n = rows, i = 5, threads(count))), one);
}

TEST_CASE("a layer with softmax, sums over every axis, the largest of all") {
  constexpr auto scores = sum(i, X(n, i) * W(i, o)) + b(o);
  constexpr auto loss = mean(n, cross_entropy(scores, o, t(n))) + square_norm(i, o, W(i, o)) + max(n, i, X(n, i));
  constexpr auto request = value_and_gradient(loss, W, b, X);
  for (const int rows : {1, 63, 200, 700}) {
    const auto data = waves(static_cast<std::size_t>(rows) * 40, 0.3);
    const auto weights = waves(40 * 30, 1.2);
    const auto bias = waves(30, 2.1);
    std::vector<int> picked(static_cast<std::size_t>(rows));
    for (int r = 0; r < rows; ++r) picked[static_cast<std::size_t>(r)] = r * 7 % 30;
    const auto results = [&](auto&& prepared) {
      return numbers(prepared(X = data, W = weights, b = bias, t = picked), W, b, X);
    };
    const auto one = results(prepare(request, n = rows, i = 40, o = 30, threads(1)));
    check_near(results(prepare(request, n = rows, i = 40, o = 30)), one, 1e-11, 1e-13);
    for (const int count : {2, 5}) {
      auto shared = prepare(request, n = rows, i = 40, o = 30, threads(count));
      for (int again = 0; again < 5; ++again) check_bits(results(shared), one);
    }
  }
}

TEST_CASE("a team has at least one thread") {
  CHECK_THROWS_WITH(prepare(sum(n, y(n)), n = 3, threads(0)), "tapeless: a team has one or more threads, not 0");
}

}  // namespace
