// EXPECT: a run-time number in a formula: write 2_c * x
// SPDX-License-Identifier: BSL-1.0
// A number in a formula has to be known to the compiler.
#include <tapeless/tapeless.hpp>

using namespace tapeless;
using namespace tapeless::literals;

constexpr auto x = symbol<"x">;
constexpr auto y = symbol<"y">;
constexpr auto f = x * y;

#ifdef MISTAKE
constexpr auto g = 2.0 * x;
#else
constexpr auto g = 2_c * x;
#endif
