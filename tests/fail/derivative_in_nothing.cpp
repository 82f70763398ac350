// EXPECT: a derivative is taken in a symbol: derivative(f, x)
// SPDX-License-Identifier: BSL-1.0
#include <tapeless/tapeless.hpp>

using namespace tapeless;
constexpr auto x = symbol<"x">;
constexpr auto y = symbol<"y">;
#ifdef MISTAKE
constexpr auto g = derivative(x * y);
#else
constexpr auto g = derivative(x * y, x);
#endif
