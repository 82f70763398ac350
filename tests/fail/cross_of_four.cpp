// EXPECT: cross(a, b) takes two vectors of three elements, or two of two
// SPDX-License-Identifier: BSL-1.0
#include <tapeless/linear.hpp>

using namespace tapeless;
constexpr vec four{1.0, 2.0, 3.0, 4.0};
constexpr vec three{1.0, 2.0, 3.0};
#ifdef MISTAKE
constexpr auto c = cross(four, four);
#else
constexpr auto c = cross(three, three);
#endif
