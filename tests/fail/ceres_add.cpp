// EXPECT: a residual block is added with a pointer for each block of parameters and a number for each symbol
// SPDX-License-Identifier: BSL-1.0
#include <tapeless/interop/ceres_batch.hpp>

using namespace tapeless;

constexpr auto x = symbol<"x">;
constexpr auto y = symbol<"y">;
constexpr auto u = symbol<"u">;
constexpr auto residual = x * y - u;

#ifdef MISTAKE
auto add(double* parameters) {
  auto rows = ceres_batch(residual, block(x, y), data(u));
  return rows.add(parameters);
}
#else
auto add(double* parameters) {
  auto rows = ceres_batch(residual, block(x, y), data(u));
  return rows.add(parameters, u = 3.0);
}
#endif
