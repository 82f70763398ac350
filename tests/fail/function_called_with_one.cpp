// EXPECT: a_call_has_one_number_for_each_argument
// out) SPDX-License-Identifier: BSL-1.0
#include <tapeless/tapeless.hpp>

using namespace tapeless;
constexpr auto x = symbol<"x">;
constexpr auto y = symbol<"y">;
constexpr auto h = function(x * y, arguments(x, y));
#ifdef MISTAKE
double result = h(1.0);
#else
double result = h(1.0, 2.0);
#endif
