// EXPECT: the result has no entry of this number; they are counted from 0
// SPDX-License-Identifier: BSL-1.0
#include <tapeless/tapeless.hpp>

using namespace tapeless;
using namespace tapeless::literals;
constexpr auto x = symbol<"x">;
constexpr auto y = symbol<"y">;
constexpr auto H = hessian(x * y, x, y)(x = 1.0, y = 2.0);
#ifdef MISTAKE
constexpr double bend = H(2_c, 0_c);
#else
constexpr double bend = H(1_c, 0_c);
#endif
