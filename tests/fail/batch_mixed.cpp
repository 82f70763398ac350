// EXPECT: all columns of a batch hold float, or all hold double
// SPDX-License-Identifier: BSL-1.0
#include <vector>

#include <tapeless/batch.hpp>

using namespace tapeless;

constexpr auto x = symbol<"x">;
constexpr auto y = symbol<"y">;
constexpr auto h = function(value_and_gradient(x * y, x), arguments(x, y));

#ifdef MISTAKE
void call(const std::vector<double>& xs, std::vector<float>& values, std::vector<float>& gx) {
  batch(h, inputs(xs, 3), outputs(values, gx));
}
#else
void call(const std::vector<float>& xs, std::vector<float>& values, std::vector<float>& gx) {
  batch(h, inputs(xs, 3), outputs(values, gx));
}
#endif
