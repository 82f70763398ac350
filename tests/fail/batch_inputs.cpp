// EXPECT: a batch has one input for each argument of its function
// SPDX-License-Identifier: BSL-1.0
#include <vector>

#include <tapeless/batch.hpp>

using namespace tapeless;

constexpr auto x = symbol<"x">;
constexpr auto y = symbol<"y">;
constexpr auto h = function(value_and_gradient(x * y, x), arguments(x, y));

#ifdef MISTAKE
void call(const std::vector<double>& xs, const std::vector<double>& ys, std::vector<double>& values,
          std::vector<double>& gx) {
  batch(h, inputs(xs), outputs(values, gx));
}
#else
void call(const std::vector<double>& xs, const std::vector<double>& ys, std::vector<double>& values,
          std::vector<double>& gx) {
  batch(h, inputs(xs, ys), outputs(values, gx));
}
#endif
