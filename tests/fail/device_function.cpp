// EXPECT: a function of the formula is computed by the host only, not by a device
// SPDX-License-Identifier: BSL-1.0
#include <vector>

#include <tapeless/interop/cuda.hpp>

using namespace tapeless;

constexpr auto x = symbol<"x">;
constexpr auto y = symbol<"y">;

#ifdef MISTAKE
constexpr auto h = function(gradient(lgamma(x), x), arguments(x));  // digamma
#else
constexpr auto h = function(lgamma(x), arguments(x));
#endif

void call(const std::vector<double>& xs, std::vector<double>& values) {
  device_batch(h, inputs(xs), outputs(values), emulated_device{});
}
