// EXPECT: an expression or a bundle of expressions is expected here
// SPDX-License-Identifier: BSL-1.0
#include <tapeless/tapeless.hpp>

using namespace tapeless;
constexpr auto x = symbol<"x">;
#ifdef MISTAKE
constexpr auto J = jacobian(2.0, x);
#else
constexpr auto J = jacobian(bundle(x, x* x), x);
#endif
