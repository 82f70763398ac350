// SPDX-License-Identifier: BSL-1.0
// Axes that differentiation and renaming make up: nobody is asked for their extents.
#include <array>
#include <cmath>
#include <cstddef>
#include <type_traits>
#include <vector>

#include "tests/support/catch.hpp"

#include <tapeless/tensor.hpp>

namespace {

using namespace tapeless;

constexpr auto i = axis<"i">;
constexpr auto j = axis<"j">;
constexpr auto k = axis<"k">;
constexpr auto A = tensor<"A">;
constexpr auto f = sum(i, j, square(sum(k, A(i, k) * A(k, j))));

using square_matrix = std::array<std::array<double, 2>, 2>;
constexpr square_matrix matrix = {{{1, 2}, {3, 4}}};

// The gradient of the squares of C = A A: 2 (C A' + A' C).
constexpr square_matrix by_hand() {
  square_matrix c{};
  square_matrix result{};
  for (std::size_t p = 0; p < 2; ++p)
    for (std::size_t q = 0; q < 2; ++q)
      for (std::size_t r = 0; r < 2; ++r) c[p][q] += matrix[p][r] * matrix[r][q];
  for (std::size_t p = 0; p < 2; ++p)
    for (std::size_t q = 0; q < 2; ++q)
      for (std::size_t r = 0; r < 2; ++r) result[p][q] += 2 * (c[p][r] * matrix[q][r] + matrix[r][p] * c[r][q]);
  return result;
}
static_assert(value_and_gradient(f, A)(A = matrix)[A] == by_hand());

TEST_CASE("a matrix times itself") {
  const std::vector<double> data = {1, 2, 3, 4};
  auto net = prepare(value_and_gradient(f, A), i = 2, j = 2, k = 2);
  const auto r = net(A = data);
  for (std::size_t p = 0; p < 2; ++p)
    for (std::size_t q = 0; q < 2; ++q) CHECK(r[A](p, q) == by_hand()[p][q]);
}

TEST_CASE("a renaming that needs a third name") {
  constexpr auto h = sum(j, A(i, j) * sum(i, A(j, i)));
  constexpr auto apart = sum(k, square(rename(h, i, k)));
  constexpr auto captured = sum(j, square(rename(h, i, j)));  // j is bound in h
  const std::vector<double> data = {1, 2, 3, 4};
  auto one = prepare(value_and_gradient(apart, A), i = 2, j = 2, k = 2);
  auto other = prepare(value_and_gradient(captured, A), i = 2, j = 2);
  const auto left = one(A = data);
  const auto right = other(A = data);
  CHECK(left.value == right.value);
  for (std::size_t p = 0; p < 4; ++p) CHECK(left[A].data()[p] == right[A].data()[p]);
}

// Of large formulas renaming is carried out where they are used, once for all that they share.
TEST_CASE("a large formula that needs a third name, and one that is renamed again") {
  constexpr auto h = sum(j, A(i, j) * sum(i, A(j, i)));
  constexpr auto first = sin(h) * cos(h) + tanh(h);
  constexpr auto second = first * sin(first) + cos(first) * tanh(h);
  constexpr auto large = second * second + cos(second) * first;
  static_assert(detail::definition_for<std::remove_const_t<decltype(rename(large, i, k))>>->renames);
  constexpr auto apart = sum(k, square(rename(large, i, k)));
  constexpr auto captured = sum(j, square(rename(large, i, j)));
  constexpr auto twice = sum(i, square(rename(rename(large, i, j), j, i)));
  const std::vector<double> data = {0.1, 0.2, 0.3, 0.4};
  auto one = prepare(value_and_gradient(apart, A), i = 2, j = 2, k = 2);
  auto other = prepare(value_and_gradient(captured, A), i = 2, j = 2);
  auto third = prepare(value_and_gradient(twice, A), i = 2, j = 2);
  const auto expected = one(A = data);
  const auto right = other(A = data);
  const auto back = third(A = data);
  CHECK(right.value == Approx(expected.value).epsilon(1e-14));
  CHECK(back.value == Approx(expected.value).epsilon(1e-14));
  for (std::size_t p = 0; p < 4; ++p) {
    CHECK(right[A].data()[p] == Approx(expected[A].data()[p]).epsilon(1e-13));
    CHECK(back[A].data()[p] == Approx(expected[A].data()[p]).epsilon(1e-13));
  }
  // And by numbers.
  const auto value_at = [](const std::vector<double>& a) {
    double total = 0;
    for (std::size_t p = 0; p < 2; ++p) {
      double at = 0;
      for (std::size_t q = 0; q < 2; ++q) at += a[2 * p + q] * (a[2 * q] + a[2 * q + 1]);
      const double u = std::sin(at) * std::cos(at) + std::tanh(at);
      const double v = u * std::sin(u) + std::cos(u) * std::tanh(at);
      const double w = v * v + std::cos(v) * u;
      total += w * w;
    }
    return total;
  };
  CHECK(expected.value == Approx(value_at(data)).epsilon(1e-13));
}

}  // namespace
