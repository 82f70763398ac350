// EXPECT: a derivative is taken with respect to a symbol
// SPDX-License-Identifier: BSL-1.0
// Only symbols can be varied.
#include <tapeless/tapeless.hpp>

using namespace tapeless;
using namespace tapeless::literals;

constexpr auto x = symbol<"x">;
constexpr auto y = symbol<"y">;
constexpr auto f = x * y;

#ifdef MISTAKE
constexpr auto g = derivative(f, x* x);
#else
constexpr auto g = derivative(f, x);
#endif
