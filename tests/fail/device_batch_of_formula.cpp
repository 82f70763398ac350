// EXPECT: device_batch runs a function object
// SPDX-License-Identifier: BSL-1.0
#include <vector>

#include <tapeless/interop/cuda.hpp>

using namespace tapeless;

constexpr auto x = symbol<"x">;
constexpr auto y = symbol<"y">;

#ifdef MISTAKE
void call(const std::vector<double>& xs, std::vector<double>& values) {
  device_batch(x * x, inputs(xs), outputs(values), emulated_device{});
}
#else
void call(const std::vector<double>& xs, std::vector<double>& values) {
  device_batch(function(x * x, arguments(x)), inputs(xs), outputs(values), emulated_device{});
}
#endif
