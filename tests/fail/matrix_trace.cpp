// EXPECT: the trace is that of a square matrix
// SPDX-License-Identifier: BSL-1.0
#include <tapeless/linear.hpp>

using namespace tapeless;
#ifdef MISTAKE
constexpr double t = trace(mat<double, 2, 3>{1, 2, 3, 4, 5, 6});
#else
constexpr double t = trace(mat<double, 2, 2>{1, 2, 3, 4});
#endif
