// SPDX-License-Identifier: BSL-1.0
// What a device computes, against the host: every function that devices have, every kind of column at the sizes around
// a block, sums to the bit, and what is thrown. Prints what is wrong, or one line.
#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>
#include <cstring>
#include <limits>
#include <stdexcept>
#include <string>
#include <vector>

#include <bench/gpu/device.hpp>
#include <tapeless/rules/registry.hpp>

namespace {

using namespace tapeless;
using bench::device_array, bench::device_numbers;

int wrong = 0, checks = 0;
template <class... A>
void expect(bool holds, const char* format, const A&... arguments) {
  ++checks;
  if (holds) return;
  if (++wrong < 50) std::printf(format, arguments...), std::printf("\n");
}

// Every function at the same points on both sides.
template <class R>
__global__ void compute(const double* in, double* out, int points) {
  const int k = static_cast<int>(blockIdx.x * blockDim.x + threadIdx.x);
  if (k < points) out[k] = detail::interpret<R>(in + 3 * k, 3);
}
template <class R>
void compare_function(const std::vector<double>& points, const device_numbers& on_device) {
  if constexpr (!detail::batches::of_the_host<R>) {
    const std::size_t count = points.size() / 3;
    const device_numbers results(count);
    compute<R><<<static_cast<unsigned>((count + 127) / 128), 128>>>(on_device.data(), results.data(),
                                                                    static_cast<int>(count));
    bench::check(cudaGetLastError());
    const std::vector<double> found = results.read();
    for (std::size_t k = 0; k < count; ++k) {
      const double right = detail::interpret<R>(points.data() + 3 * k, 3);
      // Outside of a domain values are not compared, nor is the last bit that a sum has lost.
      if (!std::isfinite(right)) continue;
      expect(std::abs(found[k] - right) <= 1e-12 * std::max(1.0, std::abs(right)),
             "%s(%g, %g, %g) is %.17g and not %.17g", R::name, points[3 * k], points[3 * k + 1], points[3 * k + 2],
             found[k], right);
    }
  }
}
template <class... R>
void compare_functions(const detail::rule_list<R...>&) {
  std::vector<double> points;
  for (const double a : {-2.7, -1.0, -0.3, 0.0, 1e-9, 0.2, 0.5, 0.9, 1.0, 1.7, 3.0, 12.5})
    for (const double b : {-1.3, 0.4, 2.0, 5.1})
      for (const double c : {0.7, 1.0, 3.3}) points.insert(points.end(), {a, b, c});
  const device_numbers on_device(points);
  (compare_function<R>(points, on_device), ...);
}

constexpr auto x = symbol<"x">;
constexpr auto y = symbol<"y">;
constexpr auto s = symbol<"s">;
constexpr auto f = s * exp(-x * x) * sin(y) / (constant<2> + log(x * x + constant<1>));
constexpr auto h = function(value_and_gradient(f, x, y), arguments(x, y, s));

std::vector<double> samples(std::size_t count, int which) {
  std::vector<double> all(count);
  for (std::size_t k = 0; k < count; ++k) all[k] = 1.5 * std::sin(static_cast<double>(3 * k) + 7 * which + 0.5);
  return all;
}
bool close(const std::vector<double>& a, const std::vector<double>& b) {
  if (a.size() != b.size()) return false;
  for (std::size_t k = 0; k < a.size(); ++k)
    if (!(std::abs(a[k] - b[k]) <= 1e-13 * std::max(1.0, std::abs(b[k])))) return false;
  return true;
}

void compare_columns() {
  for (const std::size_t n : {0ul, 1ul, 127ul, 128ul, 129ul, 1000ul, 300001ul}) {
    const auto rows = static_cast<std::ptrdiff_t>(n);
    const std::vector<double> xs = samples(n, 0), ys = samples(2 * n, 1);
    std::vector<int> list(2 * n);
    for (std::size_t k = 0; k < list.size(); ++k) list[k] = static_cast<int>(k * 7 % std::max<std::size_t>(n, 1));
    std::vector<double> value(n, -1), gradient(2 * n, -1);
    const device_numbers x_there(xs), y_there(ys), value_there(value), gradient_there(gradient);
    const device_array<int> list_there(list);
    const auto call = [&](const auto& a, const auto& b, const auto& l, double* to, double* to_gradient,
                          const auto& where) {
      device_batch(h, inputs(gathered(column(a, rows, 1), column(l, rows, 2)), column(b, rows, 2), 3),
                   outputs(column(to, rows, 1), row_blocks<2>(to_gradient, rows)), where);
    };
    call(static_cast<const double*>(xs.data()), ys.data(), list.data(), value.data(), gradient.data(),
         emulated_device{});
    call(static_cast<const double*>(x_there.data()), y_there.data(), list_there.data(), value_there.data(),
         gradient_there.data(), cudaStream_t{});
    expect(close(value_there.read(), value), "values of %zu rows", n);
    expect(close(gradient_there.read(), gradient), "gradients of %zu rows", n);

    double sums[3] = {};
    device_batch(h, inputs(xs, column(ys.data(), rows, 2), 3),
                 outputs(summed(sums), summed(sums + 1), summed(sums + 2)), emulated_device{});
    const device_numbers there(3);
    std::vector<double> first;
    for (int run = 0; run < 5; ++run) {
      device_batch(h, inputs(x_there.span(), column(y_there.data(), rows, 2), 3),
                   outputs(summed(there.data()), summed(there.data() + 1), summed(there.data() + 2)));
      const std::vector<double> found = there.read();
      if (run == 0) first = found;
      expect(std::memcmp(first.data(), found.data(), 24) == 0, "sums of %zu rows have other bits in run %d", n, run);
    }
    expect(close(first, {sums[0], sums[1], sums[2]}), "sums of %zu rows", n);
  }
}

// Terms that are added to values: to the bit in each run.
void compare_added() {
  const std::size_t n = 100000, values = 3001;
  const auto rows = static_cast<std::ptrdiff_t>(n);
  const std::vector<double> xs = samples(n, 0), ys = samples(n, 1);
  std::vector<int> list(n);
  for (std::size_t k = 0; k < n; ++k) list[k] = static_cast<int>(k * k % values);
  std::vector<double> to(values, 1);
  const device_numbers x_there(xs), y_there(ys);
  const device_array<int> list_there(list);
  device_batch(h, inputs(xs, ys, 3),
               outputs(nullptr, nullptr, scatter_added(to, ordered_indices(list, values, emulated_device{}))),
               emulated_device{});
  const auto ordered =
      ordered_indices(column(static_cast<const int*>(list_there.data()), rows, 1), values, cudaStream_t{});
  std::vector<double> first;
  for (int run = 0; run < 5; ++run) {
    const device_numbers there(std::vector<double>(values, 1));
    device_batch(h, inputs(x_there.span(), y_there.span(), 3),
                 outputs(nullptr, nullptr, scatter_added(there.span(), ordered)));
    const std::vector<double> found = there.read();
    if (run == 0) first = found;
    expect(std::memcmp(first.data(), found.data(), 8 * values) == 0, "values have other bits in run %d", run);
  }
  expect(close(first, to), "values that are added to");
}

template <class F>
void expect_refusal(const F& call, const std::string& sentence) {
  std::string said = "nothing";
  try {
    call();
  } catch (const std::exception& error) {
    said = error.what();
  }
  expect(said == sentence, "\"%s\" instead of \"%s\"", said.c_str(), sentence.c_str());
}
void compare_refusals() {
  const device_numbers there(std::vector<double>{1, 2, 3});
  const device_array<int> list(std::vector<int>{0, 2, 3});
  expect_refusal(
      [&] {
        device_batch(h, inputs(there.span(), gathered(there.span(), list.span()), 1),
                     outputs(nullptr, nullptr, there.span()));
      },
      "tapeless: row 2 of input y has the index 3, which is not among those from 0 to 2");
  const auto list_of_four = checked_indices(list.span(), 4, cudaStream_t{});
  expect(list_of_four.below == 4, "an index list of four values");
  int whole = 0;
  bench::check(cudaDeviceGetAttribute(&whole, cudaDevAttrPageableMemoryAccess, 0));
  if (whole == 0) {
    const std::vector<double> here(3);
    expect_refusal([&] { device_batch(h, inputs(here, 1, 1), outputs(there.span(), nullptr, nullptr)); },
                   "tapeless: input x lies in memory of the host, which the device does not reach");
  }
  expect_refusal([] { detail::device::check(cudaErrorInvalidConfiguration, "launching a kernel"); },
                 std::string("tapeless: launching a kernel: ") + cudaGetErrorString(cudaErrorInvalidConfiguration));
}

}  // namespace

int main() {
  compare_functions(rules::number_rules{});
  compare_functions(rules::stable_rules{});
  compare_columns();
  compare_added();
  compare_refusals();
  bench::check(cudaDeviceSynchronize());
  std::printf("%d checks, %d wrong\n", checks, wrong);
  return wrong == 0 ? 0 : 1;
}
