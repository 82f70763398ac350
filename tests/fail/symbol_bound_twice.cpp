// EXPECT: a symbol is bound twice in one call
// SPDX-License-Identifier: BSL-1.0
// One value per symbol.
#include <tapeless/tapeless.hpp>

using namespace tapeless;
using namespace tapeless::literals;

constexpr auto x = symbol<"x">;
constexpr auto y = symbol<"y">;
constexpr auto f = x * y;

#ifdef MISTAKE
double result = f(x = 1.0, y = 2.0, x = 3.0);
#else
double result = f(x = 1.0, y = 2.0);
#endif
