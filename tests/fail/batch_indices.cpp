// EXPECT: an index list is a column of integers
// SPDX-License-Identifier: BSL-1.0
#include <vector>

#include <tapeless/batch.hpp>

using namespace tapeless;

constexpr auto x = symbol<"x">;
constexpr auto y = symbol<"y">;
constexpr auto h = function(value_and_gradient(x * y, x), arguments(x, y));

#ifdef MISTAKE
void call(const std::vector<double>& xs, const std::vector<double>& indices, std::vector<double>& values) {
  batch(h, inputs(gathered(xs, indices), 2.0), outputs(values, nullptr));
}
#else
void call(const std::vector<double>& xs, const std::vector<int>& indices, std::vector<double>& values) {
  batch(h, inputs(gathered(xs, indices), 2.0), outputs(values, nullptr));
}
#endif
