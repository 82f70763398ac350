// EXPECT: the arguments of a function are symbols: arguments(x, y)
// SPDX-License-Identifier: BSL-1.0
#include <tapeless/tapeless.hpp>

using namespace tapeless;
constexpr auto x = symbol<"x">;
constexpr auto y = symbol<"y">;
#ifdef MISTAKE
constexpr auto h = function(x * y, arguments(x, y + y));
#else
constexpr auto h = function(x * y, arguments(x, y));
#endif
