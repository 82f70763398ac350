// EXPECT: only an expression can be differentiated
// SPDX-License-Identifier: BSL-1.0
#include <tapeless/tapeless.hpp>

using namespace tapeless;
constexpr auto x = symbol<"x">;
#ifdef MISTAKE
const auto check = check_gradient(bundle(exp(x), x), x = 1.0);
#else
const auto check = check_gradient(exp(x) + x, x = 1.0);
#endif
