// EXPECT: a batch has a column of float or double
// SPDX-License-Identifier: BSL-1.0
#include <vector>

#include <tapeless/batch.hpp>

using namespace tapeless;

constexpr auto x = symbol<"x">;
constexpr auto y = symbol<"y">;
constexpr auto h = function(value_and_gradient(x * y, x), arguments(x, y));

#ifdef MISTAKE
void call() { batch(h, inputs(1.0, 2.0), outputs(nullptr, nullptr)); }
#else
void call(std::vector<double>& values) { batch(h, inputs(1.0, 2.0), outputs(values, nullptr)); }
#endif
