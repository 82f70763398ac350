// EXPECT: ^ is no power in C++: write square(x) or pow(x, 3_c), inside record pow(x, 3)
// SPDX-License-Identifier: BSL-1.0
// Formulas print x^3, which C++ reads otherwise.
#include <tapeless/tapeless.hpp>

using namespace tapeless;
using namespace tapeless::literals;

constexpr auto x = symbol<"x">;

#ifdef MISTAKE
constexpr auto f = x ^ 3_c;
#else
constexpr auto f = pow(x, 3_c);
#endif
