// EXPECT: argument_outside_the_domain_of_a_function_in_a_constant_expression
// SPDX-License-Identifier: BSL-1.0
// At run time this is NaN; a constant expression must not hide it.
#include <tapeless/tapeless.hpp>

using namespace tapeless;
using namespace tapeless::literals;

constexpr auto x = symbol<"x">;
constexpr auto y = symbol<"y">;
constexpr auto f = x * y;

#ifdef MISTAKE
constexpr double result = (log(x) + y)(x = -1.0, y = 0.0);
#else
constexpr double result = select(x > 0_c, log(x), y)(x = -1.0, y = 0.0);
#endif
