// EXPECT: a symbol of the formula is missing from arguments(...)
// SPDX-License-Identifier: BSL-1.0
// A positional function takes all symbols.
#include <tapeless/tapeless.hpp>

using namespace tapeless;
using namespace tapeless::literals;

constexpr auto x = symbol<"x">;
constexpr auto y = symbol<"y">;
constexpr auto f = x * y;

#ifdef MISTAKE
constexpr auto g = function(f, arguments(x));
double result = g(1.0);
#else
constexpr auto g = function(f, arguments(x, y));
double result = g(1.0, 2.0);
#endif
