// EXPECT: substitute puts expressions in place of symbols: write x = 2_c for a number
// SPDX-License-Identifier: BSL-1.0
// A substituted formula is a formula.
#include <tapeless/tapeless.hpp>

using namespace tapeless;
using namespace tapeless::literals;

constexpr auto x = symbol<"x">;
constexpr auto y = symbol<"y">;
constexpr auto f = x * y;

#ifdef MISTAKE
constexpr auto g = substitute(f, x = 2.0);
#else
constexpr auto g = substitute(f, x = 2_c);
#endif
