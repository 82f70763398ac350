// SPDX-License-Identifier: BSL-1.0
// Whole formulas in batches, bundle adjustment with its Jacobian and an elastic energy with gradient and Hessian,
// against differences of the same templated code in 50 digits.
#include <array>
#include <cmath>
#include <random>
#include <vector>

#include <boost/multiprecision/cpp_bin_float.hpp>

#include "bench/elements/neo_hookean.hpp"
#include "bench/run/bundle_adjustment.hpp"
#include "tests/support/catch.hpp"

#include <tapeless/batch.hpp>

namespace {

using exact = boost::multiprecision::number<boost::multiprecision::cpp_bin_float<50>, boost::multiprecision::et_off>;

constexpr long count = 19;  // packs and an end

// Columns of arguments, and of results as batch leaves them.
template <class Case>
struct columns_of {
  std::vector<double> in = std::vector<double>(Case::inputs * count), out = std::vector<double>(Case::outputs * count);
  columns_of() {
    std::mt19937_64 random(3);
    double row[Case::inputs];
    for (std::size_t r = 0; r < count; ++r) {
      Case::sample(random, row);
      for (std::size_t k = 0; k < Case::inputs; ++k) in[k * count + r] = row[k];
    }
    batch(Case::h, tapeless::inputs(tapeless::columns<static_cast<int>(Case::inputs)>(in.data(), count, count)),
          tapeless::outputs(tapeless::columns<static_cast<int>(Case::outputs)>(out.data(), count, count)));
  }
  std::array<exact, Case::inputs> arguments(std::size_t r) const {
    std::array<exact, Case::inputs> x;
    for (std::size_t k = 0; k < Case::inputs; ++k) x[k] = in[k * count + r];
    return x;
  }
  // Within 1e-11 of the largest result of this row from `first` on: sums of terms of different sizes cancel.
  bool near(std::size_t r, std::size_t k, const exact& expected, double scale) const {
    return std::abs(out[k * count + r] - static_cast<double>(expected)) <= 1e-11 * scale;
  }
};

// f of the point with coordinate k moved.
template <class F, class Point>
auto moved(const F& f, Point x, std::size_t k, const exact& by) {
  x[k] += by;
  return f(x);
}

TEST_CASE("bundle adjustment") {
  using residual = bench::bundle_adjustment;
  const columns_of<residual> all;
  const auto f = [](const std::array<exact, 14>& x) {
    std::array<exact, 9> camera;
    std::array<exact, 3> point{x[9], x[10], x[11]};
    for (std::size_t k = 0; k < 9; ++k) camera[k] = x[k];
    return bench::bundle_adjustment_residual<exact>(camera, point, x[12], x[13]);
  };
  const exact step("1e-15");
  bool right = true;
  for (std::size_t r = 0; r < count; ++r) {
    const auto x = all.arguments(r);
    const auto value = f(x);
    for (std::size_t i = 0; i < 2; ++i) right = right && all.near(r, i, value[i], 1000);
    for (std::size_t k = 0; k < 12; ++k) {
      const auto above = moved(f, x, k, step), below = moved(f, x, k, -step);
      for (std::size_t i = 0; i < 2; ++i)
        right = right && all.near(r, 2 + 12 * i + k, (above[i] - below[i]) / (2 * step), 1000);
    }
  }
  CHECK(right);
}

TEST_CASE("the energy of a tetrahedron") {
  using energy = bench::neo_hookean;
  const columns_of<energy> all;
  const auto f = [](const std::array<exact, 23>& a) {
    std::array<exact, 12> x;
    std::array<exact, 9> B;
    for (std::size_t k = 0; k < 12; ++k) x[k] = a[k];
    for (std::size_t k = 0; k < 9; ++k) B[k] = a[12 + k];
    return bench::neo_hookean_energy<exact>(x, B, a[21], a[22]);
  };
  const exact step("1e-12");
  bool right = true;
  for (std::size_t r = 0; r < count; r += 3) {
    const auto x = all.arguments(r);
    right = right && all.near(r, 0, f(x), 10);
    for (std::size_t i = 0; i < 12; ++i) {
      right = right && all.near(r, 1 + i, (moved(f, x, i, step) - moved(f, x, i, -step)) / (2 * step), 100);
      for (std::size_t j = 0; j < 12; ++j) {
        const auto slope = [&](const auto& at) { return moved(f, at, j, step) - moved(f, at, j, -step); };
        const exact second = (moved(slope, x, i, step) - moved(slope, x, i, -step)) / (4 * step * step);
        right = right && all.near(r, 13 + 12 * i + j, second, 100);
      }
    }
  }
  CHECK(right);
}

}  // namespace
