// EXPECT: division_by_zero_in_a_constant_expression
// SPDX-License-Identifier: BSL-1.0
// At run time this is infinity; a constant expression must not hide it.
#include <tapeless/tapeless.hpp>

using namespace tapeless;
using namespace tapeless::literals;

constexpr auto x = symbol<"x">;
constexpr auto y = symbol<"y">;
constexpr auto f = x * y;

#ifdef MISTAKE
constexpr double result = (x / y)(x = 1.0, y = 0.0);
#else
constexpr double result = (x / y)(x = 1.0, y = 2.0);
#endif
