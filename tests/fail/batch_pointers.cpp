// EXPECT: a row of pointers is expected here
// SPDX-License-Identifier: BSL-1.0
#include <vector>

#include <tapeless/batch.hpp>

using namespace tapeless;

constexpr auto x = symbol<"x">;
constexpr auto y = symbol<"y">;
constexpr auto h = function(x * y, arguments(x, y));

#ifdef MISTAKE
void call(const std::vector<double>& points, std::vector<double>& values) {
  batch(h, inputs(pointed<2>(points)), outputs(values));
}
#else
void call(const std::vector<const double*>& points, std::vector<double>& values) {
  batch(h, inputs(pointed<2>(points)), outputs(values));
}
#endif
