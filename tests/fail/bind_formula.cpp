// EXPECT: a call binds symbols to numbers; substitute(f, x = g) puts a formula in their place
// SPDX-License-Identifier: BSL-1.0
#include <tapeless/tapeless.hpp>

using namespace tapeless;
constexpr auto x = symbol<"x">;
constexpr auto y = symbol<"y">;
#ifdef MISTAKE
constexpr auto g = (x * y)(x = y, y = 2.0);
#else
constexpr auto g = substitute(x * y, x = y)(y = 2.0);
#endif
