// EXPECT: a matrix is multiplied by a vector that has as many elements as the matrix has columns
// SPDX-License-Identifier: BSL-1.0
#include <tapeless/linear.hpp>

using namespace tapeless;
constexpr mat<double, 2, 3> a{1, 2, 3, 4, 5, 6};
#ifdef MISTAKE
constexpr auto p = a * vec{1.0, 2.0};
#else
constexpr auto p = a * vec{1.0, 2.0, 3.0};
#endif
