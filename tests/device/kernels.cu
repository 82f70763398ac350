// SPDX-License-Identifier: BSL-1.0
// What a program writes to compute rows on a device, with columns and sums: check.cmake looks at what nvcc makes of it.
#include <cmath>
#include <cstddef>
#include <span>

#include <bench/run/bundle_adjustment.hpp>
#include <tapeless/interop/cuda.hpp>

namespace {

using namespace tapeless;

constexpr auto s1 = symbol<"s1">;
constexpr auto s2 = symbol<"s2">;
constexpr auto y = integer<"y">;
constexpr auto d = exp(s1) + exp(s2);
constexpr auto f3 =
    function(value_and_gradient(-log10(choose(y, exp(s1) / d, exp(s2) / d)), s1, s2), arguments(s1, s2, y));
constexpr auto products = function(hessian(s1 * s1 * s2, s1, s2), arguments(s1, s2));

constexpr auto products_and_slopes = function(value_and_gradient(s1 * s1 * s2, s1, s2), arguments(s1, s2));

// A function of a user's own.
struct swish_ {
  static constexpr auto name = "swish";
  static constexpr auto value = [](const auto& x) {
    using std::exp;
    return x / (1 + exp(-x));
  };
  static constexpr auto partial = [](auto x, auto self) { return self + (1 - self) / (1 + exp(-x)); };
};
constexpr auto swish = function_of<swish_>;
constexpr auto swished = function(value_and_gradient(swish(s1), s1), arguments(s1));

}  // namespace

void swish_of(std::span<const float> a, std::span<float> value, std::span<float> da) {
  device_batch(swished, inputs(a), outputs(value, da));
}
// One load for each argument, one store for each result.
void rows(std::span<const double> a, std::span<const double> b, std::span<const int> which, std::span<double> value,
          std::span<double> da, std::span<double> db, cudaStream_t stream) {
  device_batch(f3, inputs(a, b, which), outputs(value, da, db), stream);
}
// Coordinates and observations as they lie in many programs.
void residuals(const double* cameras, const double* points, const int* of_row, std::span<const double> u,
               std::span<const double> v, double* out, std::ptrdiff_t rows, cudaStream_t stream) {
  device_batch(bench::bundle_adjustment::h,
               inputs(gathered(row_blocks<9>(cameras, 100), column(of_row, rows, 2)),
                      gathered(row_blocks<3>(points, 5000), column(of_row + 1, rows, 2)), u, v),
               outputs(columns<26>(out, rows, rows)), stream);
}
// Forces that are added to points.
void forces(std::span<const double> points, const int* ends, std::ptrdiff_t springs, std::span<double> to) {
  const auto list = ordered_indices(row_blocks<2>(ends, springs), 1000, cudaStream_t{});
  device_batch(products_and_slopes, inputs(gathered(points, list)), outputs(nullptr, scatter_added(to, list)));
}
// Sums in float, by memory of the device.
void sums(std::span<const float> a, std::span<const float> b, float* total, std::span<float> mixed) {
  device_batch(products, inputs(a, b), outputs(summed(total), mixed, nullptr, summed(total + 1)));
}
