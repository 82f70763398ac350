// EXPECT: a device does not take pointed<K>(...): rows of numbers are gathered(values, indices)
// SPDX-License-Identifier: BSL-1.0
#include <array>
#include <vector>

#include <tapeless/interop/cuda.hpp>

using namespace tapeless;

constexpr auto x = symbol<"x">;
constexpr auto y = symbol<"y">;
constexpr auto h = function(x * y, arguments(x, y));

#ifdef MISTAKE
void call(const std::vector<const double*>& points, std::vector<double>& values) {
  device_batch(h, inputs(pointed<2>(points)), outputs(values), emulated_device{});
}
#else
void call(const std::vector<std::array<double, 2> >& points, std::vector<double>& values) {
  device_batch(h, inputs(points), outputs(values), emulated_device{});
}
#endif
