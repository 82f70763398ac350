// EXPECT: a symbol is bound to a number, an axis to its extent: x = 1.0, n = 128
// SPDX-License-Identifier: BSL-1.0
#include <tapeless/tapeless.hpp>

using namespace tapeless;
constexpr auto x = symbol<"x">;
constexpr auto y = symbol<"y">;
#ifdef MISTAKE
double result = (x * y)(x = "1", y = 2.0);
#else
double result = (x * y)(x = 1.0, y = 2.0);
#endif
