// EXPECT: on a device results are added by an index list in order
// SPDX-License-Identifier: BSL-1.0
#include <vector>

#include <tapeless/interop/cuda.hpp>

using namespace tapeless;

constexpr auto x = symbol<"x">;
constexpr auto h = function(x * x, arguments(x));

#ifdef MISTAKE
void call(const std::vector<double>& xs, std::vector<double>& values, const std::vector<int>& list) {
  device_batch(h, inputs(xs), outputs(scatter_added(values, list)), emulated_device{});
}
#else
void call(const std::vector<double>& xs, std::vector<double>& values, const std::vector<int>& list) {
  const auto ordered = ordered_indices(list, 5, emulated_device{});
  device_batch(h, inputs(xs), outputs(scatter_added(values, ordered)), emulated_device{});
}
#endif
