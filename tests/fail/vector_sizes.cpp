// EXPECT: vectors or matrices of different sizes
// SPDX-License-Identifier: BSL-1.0
#include <tapeless/linear.hpp>

using namespace tapeless;
#ifdef MISTAKE
constexpr auto p = dot(vec{1.0, 2.0}, vec{1.0, 2.0, 3.0});
#else
constexpr auto p = dot(vec{1.0, 2.0, 0.0}, vec{1.0, 2.0, 3.0});
#endif
