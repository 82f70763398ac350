// EXPECT: the columns of a batch hold float or double
// SPDX-License-Identifier: BSL-1.0
#include <vector>

#include <tapeless/batch.hpp>

using namespace tapeless;

constexpr auto x = symbol<"x">;
constexpr auto y = symbol<"y">;
constexpr auto h = function(value_and_gradient(x * y, x), arguments(x, y));

#ifdef MISTAKE
void call(const std::vector<double>& xs, std::vector<int>& values) {
  batch(h, inputs(xs, 3), outputs(values, nullptr));
}
#else
void call(const std::vector<double>& xs, std::vector<double>& values) {
  batch(h, inputs(xs, 3), outputs(values, nullptr));
}
#endif
