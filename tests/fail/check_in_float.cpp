// EXPECT: differences need a type with the digits of double or more: check_gradient(f, x = 1.0)
// SPDX-License-Identifier: BSL-1.0
#include <tapeless/tapeless.hpp>

using namespace tapeless;
constexpr auto x = symbol<"x">;
#ifdef MISTAKE
const bool right = check_gradient<float>(exp(x), x = 1.0).ok();
#else
const bool right = check_gradient(exp(x), x = 1.0).ok();
#endif
