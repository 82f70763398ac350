// EXPECT: a function of the formula has no derivative in this operand
// SPDX-License-Identifier: BSL-1.0
// The order of a Bessel function is data.
#include <tapeless/tapeless.hpp>

using namespace tapeless;
using namespace tapeless::literals;

constexpr auto x = symbol<"x">;
constexpr auto y = symbol<"y">;
constexpr auto f = x * y;

#ifdef MISTAKE
double result = derivative(cyl_bessel_j(x, y), x)(x = 1.0, y = 2.0);
#else
double result = derivative(cyl_bessel_j(x, y), y)(x = 1.0, y = 2.0);
#endif
