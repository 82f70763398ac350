// SPDX-License-Identifier: BSL-1.0
// What a program hears of CUDA: where there is no device, an exception in CUDA's words before anything is computed;
// where there is one, results, and the same for memory that it does not reach.
#include <cstdio>
#include <span>
#include <string>
#include <vector>

#include <tapeless/interop/cuda.hpp>

namespace {

using namespace tapeless;

constexpr auto x = symbol<"x">;
constexpr auto y = symbol<"y">;
constexpr auto h = function(value_and_gradient(x * y, x, y), arguments(x, y));

bool contains(const std::string& text, const char* part) { return text.find(part) != std::string::npos; }

}  // namespace

int main() {
  const std::vector<double> xs{1, 2, 3}, ys{4, 5, 6};
  std::vector<double> values(3, -1);
  int devices = 0;
  const cudaError_t code = cudaGetDeviceCount(&devices);
  std::string said;
  try {
    device_batch(h, inputs(xs, ys), outputs(values, nullptr, nullptr));
  } catch (const cuda_error& error) {
    said = error.what();
    if (code == cudaSuccess || error.code() == cudaSuccess || !contains(said, cudaGetErrorString(error.code())))
      return 1;
  } catch (const std::invalid_argument& error) {
    said = error.what();
    if (!contains(said, "input x lies in memory of the host")) return 1;
  }
  std::printf("%s\n", said.c_str());
  if (values != std::vector<double>(3, -1)) return 1;
  if (code != cudaSuccess) return contains(said, "tapeless: ") ? 0 : 1;

  double* shared = nullptr;
  if (cudaMallocManaged(&shared, 10 * sizeof(double)) != cudaSuccess) return 1;
  for (int k = 0; k < 3; ++k)
    shared[k] = xs[static_cast<std::size_t>(k)], shared[3 + k] = ys[static_cast<std::size_t>(k)];
  const std::span<double> all(shared, 10);
  device_batch(h, inputs(all.subspan(0, 3), all.subspan(3, 3)),
               outputs(all.subspan(6, 3), summed(shared + 9), nullptr));
  if (cudaDeviceSynchronize() != cudaSuccess) return 1;
  for (int k = 0; k < 3; ++k)
    if (shared[6 + k] != xs[static_cast<std::size_t>(k)] * ys[static_cast<std::size_t>(k)]) return 1;
  if (shared[9] != 15) return 1;
  cudaFree(shared);
}
