// EXPECT: what is exported is a function of numbers: TAPELESS_EXPORT(name, function(f, arguments(x, y)))
// SPDX-License-Identifier: BSL-1.0
#include <tapeless/interop/c.hpp>

constexpr auto x = tapeless::symbol<"x">;
constexpr auto f = x * x;
#ifdef MISTAKE
TAPELESS_EXPORT(exported_square, f);
#else
TAPELESS_EXPORT(exported_square, tapeless::function(f, tapeless::arguments(x)));
#endif
