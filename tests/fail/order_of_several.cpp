// EXPECT: an order belongs to one symbol, derivative<2>(f, x); for several write derivative(f, x, y)
// SPDX-License-Identifier: BSL-1.0
#include <tapeless/tapeless.hpp>

using namespace tapeless;
constexpr auto x = symbol<"x">;
constexpr auto y = symbol<"y">;
#ifdef MISTAKE
constexpr auto g = derivative<2>(x * y, x, y);
#else
constexpr auto g = derivative(x * y, x, y);
#endif
