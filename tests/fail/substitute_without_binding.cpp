// EXPECT: substitute(f, x = g) takes the replacements as bindings
// SPDX-License-Identifier: BSL-1.0
#include <tapeless/tapeless.hpp>

using namespace tapeless;
constexpr auto x = symbol<"x">;
constexpr auto y = symbol<"y">;
#ifdef MISTAKE
constexpr auto f = substitute(sin(x), y);
#else
constexpr auto f = substitute(sin(x), x = y);
#endif
