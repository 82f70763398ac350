// EXPECT: a symbol stands twice among the parameters and data of a residual
// SPDX-License-Identifier: BSL-1.0
#include <tapeless/interop/ceres.hpp>

using namespace tapeless;

constexpr auto x = symbol<"x">;
constexpr auto y = symbol<"y">;
constexpr auto u = symbol<"u">;
constexpr auto residual = x * y - u;

#ifdef MISTAKE
auto cost() { return ceres_cost(residual, block(x, y), block(x), u = 3.0); }
#else
auto cost() { return ceres_cost(residual, block(x, y), u = 3.0); }
#endif
