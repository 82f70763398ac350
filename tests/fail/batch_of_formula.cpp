// EXPECT: a batch runs a function object
// SPDX-License-Identifier: BSL-1.0
#include <vector>

#include <tapeless/batch.hpp>

using namespace tapeless;

constexpr auto x = symbol<"x">;
constexpr auto y = symbol<"y">;
constexpr auto h = function(value_and_gradient(x * y, x), arguments(x, y));

#ifdef MISTAKE
void call(const std::vector<double>& xs, const std::vector<double>& ys, std::vector<double>& values) {
  batch(x * y, inputs(xs, ys), outputs(values));
}
#else
void call(const std::vector<double>& xs, const std::vector<double>& ys, std::vector<double>& values) {
  batch(function(x * y, arguments(x, y)), inputs(xs, ys), outputs(values));
}
#endif
