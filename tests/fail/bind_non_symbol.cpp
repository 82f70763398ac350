// EXPECT: only a symbol can be bound: write x = value
// SPDX-License-Identifier: BSL-1.0
// Expressions have no value of their own.
#include <tapeless/tapeless.hpp>

using namespace tapeless;
using namespace tapeless::literals;

constexpr auto x = symbol<"x">;
constexpr auto y = symbol<"y">;
constexpr auto f = x * y;

#ifdef MISTAKE
double result = f((x + y) = 1.0);
#else
double result = f(x = 1.0, y = 2.0);
#endif
