// EXPECT: an identity matrix has as many rows as columns
// SPDX-License-Identifier: BSL-1.0
#include <tapeless/linear.hpp>

using namespace tapeless;
#ifdef MISTAKE
constexpr auto m = mat<double, 2, 3>::identity();
#else
constexpr auto m = mat<double, 3, 3>::identity();
#endif
