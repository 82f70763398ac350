// SPDX-License-Identifier: BSL-1.0
// The form for speed of formulas over axes: functions change along axes, sums and products along them do not; numbers
// without axes are looked into as elsewhere.
#include <array>
#include <cmath>
#include <string>

#include "tests/support/catch.hpp"

#include <tapeless/tensor.hpp>

namespace {

using namespace tapeless;
using namespace tapeless::literals;

constexpr auto n = axis<"n">;
constexpr auto i = axis<"i">;
constexpr auto X = tensor<"X">;
constexpr auto w = tensor<"w">;
constexpr auto a = symbol<"a">;
constexpr auto b = symbol<"b">;

constexpr auto score = sum(i, X(n, i) * w(i));
constexpr auto loss = sum(n, log10(1_c + exp(score)) + score * a + score * b) + a * a + 2_c * a * b + b * a / 3_c;

}  // namespace

TEST_CASE("formulas over axes in their fast form") {
  constexpr auto quick = fast(loss);
  CHECK(to_string(fast(sum(n, X(n, i) * a + X(n, i) * b))) == to_string(sum(n, X(n, i) * a + X(n, i) * b)));
  CHECK(to_string(quick).find("log10") == std::string::npos);
  CHECK(count(quick, n = 1, i = 1).total <= count(loss, n = 1, i = 1).total);
  const std::array<std::array<double, 2>, 3> rows{{{0.3, -1.2}, {2.5, 0.4}, {-0.7, 0.9}}};
  const std::array<double, 2> weights{0.8, -0.45};
  auto plain = prepare(value_and_gradient(loss, w, a, b), n = 3, i = 2);
  auto faster = prepare(value_and_gradient(quick, w, a, b), n = 3, i = 2);
  const auto right = plain(X = rows, w = weights, a = 0.3, b = -1.7);
  const auto r = faster(X = rows, w = weights, a = 0.3, b = -1.7);
  CHECK(r.value == Approx(right.value).epsilon(1e-14));
  CHECK(r[a] == Approx(right[a]).epsilon(1e-14));
  CHECK(r[b] == Approx(right[b]).epsilon(1e-14));
  for (std::size_t k = 0; k < 2; ++k) CHECK(r[w](k) == Approx(right[w](k)).epsilon(1e-14));
  // By hand, without the library.
  double value = 0.3 * 0.3 - 2 * 0.3 * 1.7 - 1.7 * 0.3 / 3;
  for (const auto& row : rows) {
    const double s = row[0] * weights[0] + row[1] * weights[1];
    value += std::log10(1 + std::exp(s)) + s * (0.3 - 1.7);
  }
  CHECK(r.value == Approx(value).epsilon(1e-14));
}
