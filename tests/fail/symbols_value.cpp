// EXPECT: several symbols are bound to as many numbers: an array, a span, a vector or a pointer
// SPDX-License-Identifier: BSL-1.0
#include <tapeless/tapeless.hpp>

using namespace tapeless;
using namespace tapeless::literals;
constexpr auto pt = symbols<"pt", 3>;
constexpr auto f = pt[0_c] * pt[1_c] + pt[2_c];
#ifdef MISTAKE
constexpr double value = f(pt = 1.0);
#else
constexpr double value = f(pt = {1.0, 2.0, 3.0});
#endif
