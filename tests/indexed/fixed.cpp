// SPDX-License-Identifier: BSL-1.0
// Axes with fixed extents: formulas of types of their own, the same numbers as with extents that come at run time, and
// extents that need not be given but are checked.
#include <array>
#include <cmath>
#include <vector>

#include "tests/support/catch.hpp"
#include "tests/support/waves.hpp"

#include <tapeless/tensor.hpp>

namespace {

using namespace tapeless;
using namespace tapeless::literals;
using Catch::Matchers::Contains;

constexpr auto n = axis<"n">;
constexpr auto i = axis<"i">;
constexpr auto X = tensor<"X">;
constexpr auto W = tensor<"W">;
constexpr auto b = tensor<"b">;
constexpr auto t = labels<"t">;

template <class Axis>
constexpr auto classifier(const Axis& o) {
  const auto scores = sum(i, X(n, i) * W(i, o)) + b(o);
  return mean(n, cross_entropy(scores, o, t(n))) + square_norm(i, o, W(i, o)) / 20_c;
}

static_assert(size(axis<"o", 10>) == 10_c);
static_assert(mean(axis<"o", 10>, b(axis<"o", 10>)) == sum(axis<"o", 10>, b(axis<"o", 10>)) / 10_c);
static_assert(!std::same_as<decltype(classifier(axis<"o">)), decltype(classifier(axis<"o", 10>))>);
static_assert(!std::same_as<decltype(classifier(axis<"o", 9>)), decltype(classifier(axis<"o", 10>))>);
static_assert(derivative(sum(axis<"o", 3>, square(b(axis<"o", 3>))), b(axis<"o", 3>)) == 2_c * b(axis<"o", 3>));

using checks::waves;
template <class T>
std::vector<T> as(const std::vector<double>& values) {
  return {values.begin(), values.end()};
}

// Rows of less than a pack, of several, and too long to be done together; a number of rows that is no multiple.
template <class T, int Width>
void compare(double tolerance) {
  INFO("width " << Width);
  constexpr auto fixed = axis<"o", Width>;
  constexpr auto free = axis<"o">;
  for (const int rows : {1, 7, 8, 37}) {
    INFO("rows " << rows);
    const int features = 5;
    const auto data = as<T>(waves(static_cast<std::size_t>(rows * features), 0.3));
    const auto weights = as<T>(waves(static_cast<std::size_t>(features * Width), 1.3));
    const auto offsets = as<T>(waves(Width, 2.3));
    std::vector<int> classes(static_cast<std::size_t>(rows));
    for (std::size_t k = 0; k < classes.size(); ++k) classes[k] = static_cast<int>(5 * k) % Width;
    auto known = prepare<T>(value_and_gradient(classifier(fixed), X, W, b), n = rows, i = features);
    auto late = prepare<T>(value_and_gradient(classifier(free), X, W, b), n = rows, i = features, free = Width);
    const auto one = known(X = data, W = weights, b = offsets, t = classes);
    const auto other = late(X = data, W = weights, b = offsets, t = classes);
    CHECK(std::isfinite(one.value));
    CHECK(one.value == Approx(other.value).epsilon(tolerance));
    const auto agree = [&](const auto& left, const auto& right, std::size_t size) {
      REQUIRE(static_cast<std::size_t>(left.size()) == size);
      REQUIRE(static_cast<std::size_t>(right.size()) == size);
      for (std::size_t k = 0; k < size; ++k)
        CHECK(left.data()[k] == Approx(right.data()[k]).epsilon(tolerance).margin(tolerance));
    };
    agree(one[X], other[X], data.size());
    agree(one[W], other[W], weights.size());
    agree(one[b], other[b], offsets.size());
  }
}

TEST_CASE("fixed extents give the numbers of extents at run time") {
  compare<double, 1>(1e-13);
  compare<double, 3>(1e-13);
  compare<double, 10>(1e-13);
  compare<double, 67>(1e-13);
  compare<float, 10>(1e-5);
}

TEST_CASE("all extents fixed: none is given, and each is checked") {
  constexpr auto d = axis<"d", 3>;
  constexpr auto e = axis<"e", 3>;
  constexpr auto A = tensor<"A">;
  constexpr auto x = tensor<"x">;
  constexpr auto form = sum(d, e, x(d) * A(d, e) * x(e)) / 2_c;
  auto energy = prepare(value_and_gradient(form, x, A));
  const std::vector<double> matrix = {2, 1, 0, 1, 3, 1, 0, 1, 4};
  const std::vector<double> point = {1, -2, 3};
  const auto r = energy(A = matrix, x = point);
  CHECK(r.value == 17);  // (0 + 4 + 30)/2
  const double gradient[] = {0, -2, 10};
  const double outer[] = {1, -2, 3, -2, 4, -6, 3, -6, 9};
  for (int k = 0; k < 3; ++k) CHECK(r[x].data()[k] == gradient[k]);
  for (int k = 0; k < 9; ++k) CHECK(r[A].data()[k] == outer[k] / 2);
  CHECK_NOTHROW(prepare(form, d = 3));
  CHECK_THROWS_WITH(prepare(form, d = 4), Contains("axis d has the extent 3 in the formula, not 4"));
  const std::vector<double> longer = {1, 2, 3, 4};
  CHECK_THROWS_AS(energy(A = matrix, x = longer), std::invalid_argument);
  CHECK(energy(A = matrix, x = point).value == 17);
}

constexpr auto sum_of_squares = [](const std::array<double, 4>& values) {
  constexpr auto k = axis<"k", 4>;
  return sum(k, square(b(k)) / size(k))(b = values);
};
static_assert(sum_of_squares({1, 2, 3, 4}) == 7.5);

TEST_CASE("a constant expression checks fixed extents") {
  constexpr auto k = axis<"k", 4>;
  constexpr auto f = sum(k, b(k));
  const std::array<double, 4> four = {1, 2, 3, 4};
  const std::array<double, 5> five = {1, 2, 3, 4, 5};
  CHECK(f(b = four) == 10);
  CHECK_THROWS_WITH(f(b = five), Contains("axis k has the extent 4 in the formula, not 5"));
}

}  // namespace
