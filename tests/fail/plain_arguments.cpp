// EXPECT: an expression is called with bindings, f(x = 1.0, y = 2.0)
// SPDX-License-Identifier: BSL-1.0
// Positional calls are what function() is for.
#include <tapeless/tapeless.hpp>

using namespace tapeless;
using namespace tapeless::literals;

constexpr auto x = symbol<"x">;
constexpr auto y = symbol<"y">;
constexpr auto f = x * y;

#ifdef MISTAKE
double result = f(1.0, 2.0);
#else
double result = function(f, arguments(x, y))(1.0, 2.0);
#endif
