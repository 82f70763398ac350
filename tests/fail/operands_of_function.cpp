// EXPECT: this function takes another number of operands
// SPDX-License-Identifier: BSL-1.0
#include <tapeless/tapeless.hpp>

using namespace tapeless;
constexpr auto x = symbol<"x">;
constexpr auto y = symbol<"y">;
#ifdef MISTAKE
constexpr auto f = elu(x) + y;
#else
constexpr auto f = elu(x, constant<2>) + y;
#endif
