// EXPECT: a symbol is bound that the formula does not contain
// SPDX-License-Identifier: BSL-1.0
// A binding that nothing needs is a slip of the pen.
#include <tapeless/tapeless.hpp>

using namespace tapeless;
using namespace tapeless::literals;

constexpr auto x = symbol<"x">;
constexpr auto y = symbol<"y">;
constexpr auto f = x * y;

#ifdef MISTAKE
double result = f(x = 1.0, y = 2.0, symbol<"z"> = 3.0);
#else
double result = f(x = 1.0, y = 2.0);
#endif
