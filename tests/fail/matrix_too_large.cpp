// EXPECT: determinants, inverses and solutions are those of square matrices up to 4x4
// SPDX-License-Identifier: BSL-1.0
#include <tapeless/linear.hpp>

using namespace tapeless;
#ifdef MISTAKE
constexpr auto m = inverse(as_mat<5>(symbols<"m", 25>));
#else
constexpr auto m = inverse(as_mat<4>(symbols<"m", 16>));
#endif
