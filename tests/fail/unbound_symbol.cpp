// EXPECT: a symbol of the formula has no value: bind it in the call
// SPDX-License-Identifier: BSL-1.0
// A call must bind every symbol of the formula.
#include <tapeless/tapeless.hpp>

using namespace tapeless;
using namespace tapeless::literals;

constexpr auto x = symbol<"x">;
constexpr auto y = symbol<"y">;
constexpr auto f = x * y;

#ifdef MISTAKE
double result = f(x = 1.0);
#else
double result = f(x = 1.0, y = 2.0);
#endif
