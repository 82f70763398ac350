// EXPECT: the entries of a matrix fill its rows: make_mat<2>(a, b, c, d)
// SPDX-License-Identifier: BSL-1.0
#include <tapeless/linear.hpp>

using namespace tapeless;
#ifdef MISTAKE
constexpr auto m = make_mat<2>(1.0, 2.0, 3.0);
#else
constexpr auto m = make_mat<2>(1.0, 2.0, 3.0, 4.0);
#endif
