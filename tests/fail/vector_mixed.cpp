// EXPECT: a vector or matrix holds formulas or numbers, not both: write 2_c for a number of a formula
// SPDX-License-Identifier: BSL-1.0
#include <tapeless/linear.hpp>

using namespace tapeless;
using namespace tapeless::literals;
constexpr auto x = symbol<"x">;
#ifdef MISTAKE
constexpr auto v = make_vec(x, 1.0);
#else
constexpr auto v = make_vec(x, 1_c);
#endif
