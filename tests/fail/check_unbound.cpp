// EXPECT: a symbol of the formula has no value: bind it in the call, f(x = 1.0)
// SPDX-License-Identifier: BSL-1.0
#include <tapeless/tapeless.hpp>

using namespace tapeless;
constexpr auto x = symbol<"x">;
constexpr auto y = symbol<"y">;
#ifdef MISTAKE
const auto check = check_gradient(x * y, x = 1.0);
#else
const auto check = check_gradient(x * y, x = 1.0, y = 2.0);
#endif
