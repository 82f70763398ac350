// EXPECT: index_out_of_range
// SPDX-License-Identifier: BSL-1.0
// In a constant expression; at run time it fails an assertion.
#include <tapeless/tapeless.hpp>

using namespace tapeless;
constexpr auto x = symbol<"x">;
constexpr auto y = symbol<"y">;
constexpr auto H = hessian(x * y, x, y)(x = 1.0, y = 2.0);
#ifdef MISTAKE
constexpr double bend = H(0, 2);
#else
constexpr double bend = H(0, 1);
#endif
