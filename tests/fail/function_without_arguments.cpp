// EXPECT: a function has the symbols of its arguments in order: function(f, arguments(x, y))
// SPDX-License-Identifier: BSL-1.0
#include <tapeless/tapeless.hpp>

using namespace tapeless;
constexpr auto x = symbol<"x">;
constexpr auto y = symbol<"y">;
#ifdef MISTAKE
constexpr auto h = function(x * y);
#else
constexpr auto h = function(x * y, x, y);
#endif
