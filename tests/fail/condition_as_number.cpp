// EXPECT: a condition is not a number: write select(c, a, b)
// SPDX-License-Identifier: BSL-1.0
// Truth values do not take part in arithmetic.
#include <tapeless/tapeless.hpp>

using namespace tapeless;
using namespace tapeless::literals;

constexpr auto x = symbol<"x">;
constexpr auto y = symbol<"y">;
constexpr auto f = x * y;

#ifdef MISTAKE
constexpr auto g = (x < y) + x;
#else
constexpr auto g = select(x < y, x, y) + x;
#endif
