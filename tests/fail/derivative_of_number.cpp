// EXPECT: only an expression can be differentiated
// SPDX-License-Identifier: BSL-1.0
#include <tapeless/tapeless.hpp>

using namespace tapeless;
constexpr auto x = symbol<"x">;
#ifdef MISTAKE
constexpr auto d = derivative(2.0, x);
#else
constexpr auto d = derivative(sin(x), x);
#endif
