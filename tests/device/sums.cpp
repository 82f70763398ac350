// SPDX-License-Identifier: BSL-1.0
// Sums over rows by the kernels of a device: against sums in 50 digits, with the same bits whatever the order of blocks
// and threads, from no row to more than a grid has threads.
#include <bit>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include <boost/multiprecision/cpp_bin_float.hpp>

#include "tests/support/catch.hpp"

#include <tapeless/interop/cuda.hpp>

namespace {

using namespace tapeless;
using exact = boost::multiprecision::number<boost::multiprecision::cpp_bin_float<50>, boost::multiprecision::et_off>;

constexpr auto x = symbol<"x">;
constexpr auto y = symbol<"y">;
constexpr auto h = function(value_and_gradient(x * y * y + x / (constant<3> + y * y), x, y), arguments(x, y));

template <class T>
std::vector<T> samples(std::ptrdiff_t n, int k) {
  std::vector<T> all(static_cast<std::size_t>(n));
  for (std::ptrdiff_t r = 0; r < n; ++r)
    all[static_cast<std::size_t>(r)] = static_cast<T>(std::sin(static_cast<double>(5 * r + k)) + 0.25);
  return all;
}

TEST_CASE("objective and gradient, summed up") {
  for (const std::ptrdiff_t n : {0, 1, 2, 127, 128, 129, 1000, 131072, 131073, 300001}) {
    const auto xs = samples<double>(n, 0), ys = samples<double>(n, 1);
    exact value = 0, dx = 0, dy = 0, size = 0;
    for (std::size_t r = 0; r < xs.size(); ++r) {
      const exact a = xs[r], b = ys[r], w = 3 + b * b;
      value += a * b * b + a / w;
      dx += b * b + 1 / w;
      dy += 2 * a * b - 2 * a * b / (w * w);
      size += 1;
    }
    const auto near = [&](double given, const exact& right) {
      return std::abs(given - static_cast<double>(right)) <= 1e-16 * (8 + 2 * static_cast<double>(size));
    };
    double sums[3] = {-1, -1, -1}, again[3] = {-2, -2, -2};
    device_batch(h, inputs(xs, ys), outputs(summed(sums), summed(sums + 1), summed(sums + 2)), emulated_device{});
    device_batch(h, inputs(xs, ys), outputs(summed(again), summed(again + 1), summed(again + 2)),
                 emulated_device{true});
    CHECK(near(sums[0], value));
    CHECK(near(sums[1], dx));
    CHECK(near(sums[2], dy));
    for (int k = 0; k < 3; ++k) CHECK(std::bit_cast<std::uint64_t>(sums[k]) == std::bit_cast<std::uint64_t>(again[k]));
  }
}

TEST_CASE("one sum among columns, in float") {
  const auto xs = samples<float>(100000, 0), ys = samples<float>(100000, 1);
  std::vector<float> value(xs.size()), dy(xs.size());
  float total = 0;
  device_batch(h, inputs(xs, ys), outputs(value, summed(total), dy), emulated_device{});
  exact right = 0;
  for (std::size_t r = 0; r < xs.size(); ++r) {
    const exact a = xs[r], b = ys[r], w = 3 + b * b;
    right += b * b + 1 / w;
    REQUIRE(std::abs(value[r] - static_cast<float>(a * b * b + a / w)) < 1e-6f);
    REQUIRE(std::abs(dy[r] - static_cast<float>(2 * a * b - 2 * a * b / (w * w))) < 1e-6f);
  }
  // Added up in double: one rounding of the sum, and those of the rows.
  CHECK(std::abs(static_cast<double>(total) / static_cast<double>(right) - 1) < 1e-7);
}

TEST_CASE("more sums than 128 threads of a block have room for") {
  constexpr auto p = symbols<"p", 8>;
  constexpr auto g = record(p, [](const auto& q) {
    auto sum = q[0] * q[1];
    for (int k = 1; k < 7; ++k) sum = sum + q[k] * q[k] * q[k + 1] + q[k];
    return sum;
  });
  constexpr auto all = function(value_gradient_hessian(g, p), arguments(p));
  constexpr std::ptrdiff_t n = 700;
  const auto in = samples<double>(8 * n, 3);
  constexpr std::size_t results = 1 + 8 + 64;
  double sums[results], again[results];
  [&]<std::size_t... K>(std::index_sequence<K...>) {
    device_batch(all, inputs(row_blocks<8>(in.data(), n)), outputs(summed(sums + K)...), emulated_device{});
    device_batch(all, inputs(row_blocks<8>(in.data(), n)), outputs(summed(again + K)...), emulated_device{true});
  }
  (std::make_index_sequence<results>{});
  exact right[results]{};
  for (std::ptrdiff_t r = 0; r < n; ++r) {
    exact q[8];
    for (std::ptrdiff_t k = 0; k < 8; ++k) q[k] = in[static_cast<std::size_t>(8 * r + k)];
    const auto gradient = [&](std::size_t k) -> exact& { return right[1 + k]; };
    const auto hessian = [&](std::size_t i, std::size_t j) -> exact& { return right[9 + 8 * i + j]; };
    right[0] += q[0] * q[1];
    gradient(0) += q[1];
    gradient(1) += q[0];
    hessian(0, 1) += 1;
    hessian(1, 0) += 1;
    for (std::size_t k = 1; k < 7; ++k) {
      right[0] += q[k] * q[k] * q[k + 1] + q[k];
      gradient(k) += 2 * q[k] * q[k + 1] + 1;
      gradient(k + 1) += q[k] * q[k];
      hessian(k, k) += 2 * q[k + 1];
      hessian(k, k + 1) += 2 * q[k];
      hessian(k + 1, k) += 2 * q[k];
    }
  }
  for (std::size_t k = 0; k < results; ++k) {
    CHECK(std::abs(sums[k] - static_cast<double>(right[k])) < 1e-11);
    CHECK(std::bit_cast<std::uint64_t>(sums[k]) == std::bit_cast<std::uint64_t>(again[k]));
  }
}

}  // namespace
