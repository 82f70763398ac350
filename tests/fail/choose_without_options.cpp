// EXPECT: choose(y, a, b, ...) needs at least one option
// SPDX-License-Identifier: BSL-1.0
#include <tapeless/tapeless.hpp>

using namespace tapeless;
constexpr auto x = symbol<"x">;
constexpr auto y = integer<"y">;
#ifdef MISTAKE
constexpr auto f = choose(y);
#else
constexpr auto f = choose(y, x);
#endif
