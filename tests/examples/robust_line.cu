// SPDX-License-Identifier: BSL-1.0
// A line through a million points, of which some lie far off: the logarithm of 1 + r^2 is summed up over all of them
// with gradient and Hessian on a CUDA device, and Newton's method goes on with seven numbers.
//     nvcc -std=c++20 -O2 --expt-relaxed-constexpr -Iinclude tests/examples/robust_line.cu
// Compiled as C++ (g++ -x c++) it runs the same kernels on the host.
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <span>
#include <vector>

#include <tapeless/interop/cuda.hpp>

using namespace tapeless;
using namespace tapeless::literals;

constexpr auto a = symbol<"a">;
constexpr auto b = symbol<"b">;
constexpr auto x = symbol<"x">;
constexpr auto y = symbol<"y">;
constexpr auto loss = log(1_c + square((a * x + b - y) / 0.5_c));
constexpr auto h = function(value_gradient_hessian(loss, a, b), arguments(a, b, x, y));

// Memory that host and device reach, and where the kernels run.
#if defined(__CUDACC__)
constexpr cudaStream_t where = nullptr;
std::span<double> shared_memory(std::size_t numbers) {
  double* memory = nullptr;
  if (const cudaError_t error = cudaMallocManaged(&memory, numbers * sizeof(double)); error != cudaSuccess)
    throw cuda_error("allocating memory", error);
  return {memory, numbers};
}
void wait() {
  if (const cudaError_t error = cudaDeviceSynchronize(); error != cudaSuccess) throw cuda_error("waiting", error);
}
#else
constexpr emulated_device where;
std::span<double> shared_memory(std::size_t numbers) {
  static std::vector<std::vector<double> > all;
  return all.emplace_back(numbers);
}
void wait() {}
#endif

int main() {
  constexpr std::size_t points = 1000000;
  const std::span<double> xs = shared_memory(points), ys = shared_memory(points), sums = shared_memory(7);
  std::uint64_t state = 1;
  const auto random = [&state] {  // from -1 to 1
    state = state * 6364136223846793005u + 1442695040888963407u;
    return static_cast<double>(state >> 11) * 0x1p-52 - 1;
  };
  for (std::size_t k = 0; k < points; ++k) {
    xs[k] = random();
    ys[k] = 2 * xs[k] - 1 + (k % 10 == 0 ? 5 * random() + 2 : 0.1 * random());
  }

  double slope = 1.9, offset = -0.9;
  for (int step = 0; step < 5; ++step) {
    double* const s = sums.data();  // value, gradient, Hessian by rows
    device_batch(
        h, inputs(slope, offset, xs, ys),
        outputs(summed(s), summed(s + 1), summed(s + 2), summed(s + 3), summed(s + 4), summed(s + 5), summed(s + 6)),
        where);
    wait();
    std::printf("a = %.6f, b = %.6f: loss %.4f\n", slope, offset, sums[0] / points);
    const double determinant = sums[3] * sums[6] - sums[4] * sums[5];
    slope -= (sums[6] * sums[1] - sums[4] * sums[2]) / determinant;
    offset -= (sums[3] * sums[2] - sums[5] * sums[1]) / determinant;
  }
}
