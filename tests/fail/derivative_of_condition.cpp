// EXPECT: a condition has no derivative; select(c, a, b) makes a number of it
// SPDX-License-Identifier: BSL-1.0
// Truth values do not vary smoothly.
#include <tapeless/tapeless.hpp>

using namespace tapeless;
using namespace tapeless::literals;

constexpr auto x = symbol<"x">;
constexpr auto y = symbol<"y">;
constexpr auto f = x * y;

#ifdef MISTAKE
constexpr auto g = derivative(x < y, x);
#else
constexpr auto g = derivative(select(x < y, x, y), x);
#endif
