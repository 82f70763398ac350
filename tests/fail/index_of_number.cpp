// EXPECT: an index is a constant, 0_c, 1_c, ...
// SPDX-License-Identifier: BSL-1.0
// A number that is known only at run time chooses no formula.
#include <tapeless/tapeless.hpp>

using namespace tapeless;
using namespace tapeless::literals;
constexpr auto x = symbol<"x">;
constexpr auto b = bundle(x, x* x);
#ifdef MISTAKE
constexpr auto f = b[1];
#else
constexpr auto f = b[1_c];
#endif
