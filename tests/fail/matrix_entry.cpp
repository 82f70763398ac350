// EXPECT: the matrix has no entry in this row and column; they are counted from 0
// SPDX-License-Identifier: BSL-1.0
#include <tapeless/linear.hpp>

using namespace tapeless;
using namespace tapeless::literals;
constexpr auto m = as_mat<2>(symbols<"m", 4>);
#ifdef MISTAKE
constexpr auto f = 2_c * m(2_c, 0_c);
#else
constexpr auto f = 2_c * m(1_c, 0_c);
#endif
