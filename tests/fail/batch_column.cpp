// EXPECT: a column is a vector, a span, an array
// SPDX-License-Identifier: BSL-1.0
#include <list>
#include <vector>

#include <tapeless/batch.hpp>

using namespace tapeless;

constexpr auto x = symbol<"x">;
constexpr auto y = symbol<"y">;
constexpr auto h = function(value_and_gradient(x * y, x), arguments(x, y));

#ifdef MISTAKE
void call(const std::list<double>& xs, std::vector<double>& values) {
  batch(h, inputs(xs, 2.0), outputs(values, nullptr));
}
#else
void call(const std::vector<double>& xs, std::vector<double>& values) {
  batch(h, inputs(xs, 2.0), outputs(values, nullptr));
}
#endif
