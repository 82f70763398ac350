// SPDX-License-Identifier: BSL-1.0
// Small vectors and matrices of packs: every lane is what numbers give, but for sums of products that are rounded once.
#include "tests/support/catch.hpp"
#include "tests/support/close.hpp"

#include <cstddef>
#include <random>

#include <tapeless/linear.hpp>
#include <tapeless/simd/functions.hpp>

namespace {

using namespace tapeless;
using checks::close;
using pack = detail::simd::pack<double>;
constexpr auto width = static_cast<std::size_t>(pack::width);

TEST_CASE("vectors and matrices of packs") {
  std::mt19937 random(5);
  std::uniform_real_distribution<double> number(1, 2);
  mat<pack, 3, 3> m{};
  vec<pack, 3> v{};
  mat<double, 3, 3> numbers[width]{};
  vec<double, 3> right[width]{};
  for (std::size_t lane = 0; lane < width; ++lane) {
    for (double& one : numbers[lane].values) one = number(random);
    for (std::size_t k = 0; k < 3; ++k) numbers[lane](k, k) += 4;
    for (double& one : right[lane].values) one = number(random);
  }
  const auto gather = [](const auto& at) {
    double lanes[width];
    for (std::size_t lane = 0; lane < width; ++lane) lanes[lane] = at(lane);
    return pack::load(lanes);
  };
  for (std::size_t k = 0; k < 9; ++k) m.values[k] = gather([&](std::size_t lane) { return numbers[lane].values[k]; });
  for (std::size_t k = 0; k < 3; ++k) v.values[k] = gather([&](std::size_t lane) { return right[lane].values[k]; });
  const auto solution = solve(m, v);
  const auto length = norm(cross(v, m * v));
  double found[4][width];
  for (std::size_t k = 0; k < 3; ++k) solution[k].store(found[k]);
  length.store(found[3]);
  for (std::size_t lane = 0; lane < width; ++lane) {
    const auto expected = solve(numbers[lane], right[lane]);
    for (std::size_t k = 0; k < 3; ++k) CHECK(close(found[k][lane], expected[k]));
    CHECK(close(found[3][lane], norm(cross(right[lane], numbers[lane] * right[lane]))));
  }
}

}  // namespace
