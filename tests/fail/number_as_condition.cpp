// EXPECT: a condition is not a number: write select(c, a, b)
// SPDX-License-Identifier: BSL-1.0
// select asks for a condition.
#include <tapeless/tapeless.hpp>

using namespace tapeless;
using namespace tapeless::literals;

constexpr auto x = symbol<"x">;
constexpr auto y = symbol<"y">;
constexpr auto f = x * y;

#ifdef MISTAKE
constexpr auto g = select(x, x, y);
#else
constexpr auto g = select(x > 0_c, x, y);
#endif
