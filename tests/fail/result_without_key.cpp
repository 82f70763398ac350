// EXPECT: the result holds nothing for this symbol; it was not asked for
// SPDX-License-Identifier: BSL-1.0
// Results hold what was asked for.
#include <tapeless/tapeless.hpp>

using namespace tapeless;
using namespace tapeless::literals;

constexpr auto x = symbol<"x">;
constexpr auto y = symbol<"y">;
constexpr auto f = x * y;

#ifdef MISTAKE
double result = gradient(f, x)(x = 1.0, y = 2.0)[y];
#else
double result = gradient(f, x)(x = 1.0, y = 2.0)[x];
#endif
