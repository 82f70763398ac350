// EXPECT: a residual for Ceres has a block of parameters
// SPDX-License-Identifier: BSL-1.0
#include <tapeless/interop/ceres.hpp>

using namespace tapeless;

constexpr auto x = symbol<"x">;
constexpr auto y = symbol<"y">;
constexpr auto u = symbol<"u">;
constexpr auto residual = x * y - u;

#ifdef MISTAKE
auto cost() { return ceres_cost(residual, x = 1.0, y = 2.0, u = 3.0); }
#else
auto cost() { return ceres_cost(residual, block(x, y), u = 3.0); }
#endif
