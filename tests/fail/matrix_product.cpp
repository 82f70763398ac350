// EXPECT: a product of matrices has as many columns on the left as rows on the right
// SPDX-License-Identifier: BSL-1.0
#include <tapeless/linear.hpp>

using namespace tapeless;
constexpr mat<double, 2, 3> a{1, 2, 3, 4, 5, 6};
#ifdef MISTAKE
constexpr auto p = a * a;
#else
constexpr auto p = a * transpose(a);
#endif
