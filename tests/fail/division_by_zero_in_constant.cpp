// EXPECT: division by zero in a constant
// SPDX-License-Identifier: BSL-1.0
// A fraction has a denominator.
#include <tapeless/tapeless.hpp>

using namespace tapeless;
using namespace tapeless::literals;

constexpr auto x = symbol<"x">;
constexpr auto y = symbol<"y">;
constexpr auto f = x * y;

#ifdef MISTAKE
constexpr auto g = constant<1, 0>;
#else
constexpr auto g = constant<1, 2>;
#endif
