// EXPECT: indices in order are for device_batch: batch adds by the index list itself
// SPDX-License-Identifier: BSL-1.0
#include <vector>

#include <tapeless/batch.hpp>
#include <tapeless/interop/cuda.hpp>

using namespace tapeless;

constexpr auto x = symbol<"x">;
constexpr auto h = function(x * x, arguments(x));

void call(const std::vector<double>& xs, std::vector<double>& values, const std::vector<int>& list) {
#ifdef MISTAKE
  batch(h, inputs(xs), outputs(scatter_added(values, ordered_indices(list, 5, emulated_device{}))));
#else
  batch(h, inputs(xs), outputs(scatter_added(values, list)));
#endif
}
