// EXPECT: the Jacobian has no row of this number; rows are counted from 0
// SPDX-License-Identifier: BSL-1.0
// Rows are outputs.
#include <tapeless/tapeless.hpp>

using namespace tapeless;
using namespace tapeless::literals;

constexpr auto x = symbol<"x">;
constexpr auto y = symbol<"y">;
constexpr auto f = x * y;

#ifdef MISTAKE
constexpr auto g = jacobian(bundle(f, x), x, y)(2_c, x);
#else
constexpr auto g = jacobian(bundle(f, x), x, y)(1_c, x);
#endif
