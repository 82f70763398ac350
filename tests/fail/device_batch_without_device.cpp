// EXPECT: device_batch has a function object, inputs(...), outputs(...), and a stream or emulated_device{}
// SPDX-License-Identifier: BSL-1.0
#include <vector>

#include <tapeless/interop/cuda.hpp>

using namespace tapeless;

constexpr auto x = symbol<"x">;
constexpr auto y = symbol<"y">;
constexpr auto h = function(x * x, arguments(x));

#ifdef MISTAKE
void call(const std::vector<double>& xs, std::vector<double>& values) {
  device_batch(h, inputs(xs), outputs(values), 2);
}
#else
void call(const std::vector<double>& xs, std::vector<double>& values) {
  device_batch(h, inputs(xs), outputs(values), emulated_device{});
}
#endif
