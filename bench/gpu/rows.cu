// SPDX-License-Identifier: BSL-1.0
// Functions of numbers for a million rows on a device: device_batch against a kernel written by hand, one row for each
// thread as well, and against the time that the device takes to move as many bytes. Prints a table; stops where the two
// disagree.
#include <algorithm>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <random>
#include <vector>

#include <bench/elements/neo_hookean.hpp>
#include <bench/gpu/device.hpp>
#include <bench/run/bundle_adjustment.hpp>
#include <bench/run/f3.hpp>

namespace {

using namespace tapeless;
using bench::device_numbers, bench::median_ms;

// The same columns, and the same number of threads in a block.
template <class Case>
__global__ void __launch_bounds__(128) by_hand(const double* in, double* out, long rows) {
  const long row = static_cast<long>(blockIdx.x) * 128 + threadIdx.x;
  if (row >= rows) return;
  double x[Case::inputs], y[Case::outputs];
#pragma unroll
  for (std::size_t k = 0; k < Case::inputs; ++k) x[k] = in[static_cast<long>(k) * rows + row];
  Case::hand(x, y);
#pragma unroll
  for (std::size_t k = 0; k < Case::outputs; ++k) out[static_cast<long>(k) * rows + row] = y[k];
}

template <class Case>
void race(const char* name, double bytes_per_ms) {
  constexpr long rows = 1000000;
  constexpr int arity = Case::inputs, results = Case::outputs;
  std::vector<double> samples(arity * rows);
  std::mt19937_64 random(7);
  double row[arity];
  for (long r = 0; r < rows; ++r) {
    Case::sample(random, row);
    for (int k = 0; k < arity; ++k) samples[static_cast<std::size_t>(k * rows + r)] = row[k];
  }
  const device_numbers in(samples), ours(results * rows), hand(results * rows);
  const auto compute = [&] {
    device_batch(Case::h, inputs(columns<arity>(static_cast<const double*>(in.data()), rows, rows)),
                 outputs(columns<results>(ours.data(), rows, rows)));
  };
  const auto compute_by_hand = [&] {
    by_hand<Case><<<static_cast<unsigned>((rows + 127) / 128), 128>>>(in.data(), hand.data(), rows);
    bench::check(cudaGetLastError());
  };
  const double ours_ms = median_ms(compute), hand_ms = median_ms(compute_by_hand);
  const double least_ms = 8.0 * (arity + results) * rows / bytes_per_ms;

  const std::vector<double> a = ours.read(), b = hand.read();
  for (long r = 0; r < rows; ++r) {  // as far as the largest result of a row
    double scale = 1, gap = 0;
    for (int k = 0; k < results; ++k) {
      const auto place = static_cast<std::size_t>(k * rows + r);
      scale = std::max(scale, std::abs(b[place]));
      gap = std::max(gap, std::abs(a[place] - b[place]));
    }
    if (!(gap <= 1e-11 * scale)) {
      std::printf("%s: row %ld differs by %g of %g\n", name, r, gap, scale);
      std::exit(1);
    }
  }
  std::printf("| %-55s | %8.3f | %8.3f | %5.2f | %8.3f | %5.2f |\n", name, ours_ms, hand_ms, ours_ms / hand_ms,
              least_ms, least_ms / ours_ms);
}

// Value and gradient, summed up over ten million rows: what is read is all that is moved.
void sum(double bytes_per_ms) {
  constexpr auto a = symbol<"a">;
  constexpr auto b = symbol<"b">;
  constexpr auto x = symbol<"x">;
  constexpr auto y = symbol<"y">;
  constexpr auto h =
      function(value_and_gradient(log(constant<1> + square(a * x + b - y)), a, b), arguments(a, b, x, y));
  constexpr std::size_t rows = 10000000;
  std::vector<double> xs(rows), ys(rows);
  for (std::size_t k = 0; k < rows; ++k)
    xs[k] = std::sin(static_cast<double>(k)), ys[k] = 2 * xs[k] - 1 + 0.1 * xs[k] * xs[k];
  const device_numbers x_on_device(xs), y_on_device(ys), sums(3);
  const auto compute = [&] {
    device_batch(h, inputs(1.9, -0.9, x_on_device.span(), y_on_device.span()),
                 outputs(summed(sums.data()), summed(sums.data() + 1), summed(sums.data() + 2)));
  };
  const double ms = median_ms(compute), least_ms = 16.0 * rows / bytes_per_ms;
  const std::vector<double> first = sums.read();
  compute();
  if (sums.read() != first) {
    std::printf("sums have other bits in a second run\n");
    std::exit(1);
  }
  std::printf("| %-55s | %8.3f | %8s | %5s | %8.3f | %5.2f |\n", "robust line, value and gradient summed up, 1e7 rows",
              ms, "", "", least_ms, least_ms / ms);
}

}  // namespace

int main() {
  const double bytes_per_ms = bench::copied_bytes_per_ms();
  std::printf("a copy moves %.0f GB/s\n\n", bytes_per_ms * 1e-6);
  std::printf("| 1e6 rows of doubles | ms | by hand, ms | ratio | as long as a copy, ms | of the bandwidth |\n");
  std::printf("|---|---|---|---|---|---|\n");
  race<bench::f3_direct>("f3, value and gradient", bytes_per_ms);
  race<bench::f3_stable>("f3 stabilized, value and gradient", bytes_per_ms);
  race<bench::bundle_adjustment>("bundle adjustment residual, 2x12 Jacobian", bytes_per_ms);
  race<bench::neo_hookean>("neo-Hookean tetrahedron: energy, gradient, Hessian", bytes_per_ms);
  sum(bytes_per_ms);
}
