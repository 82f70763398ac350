// EXPECT: the product of two vectors is dot(a, b), cross(a, b) or outer(a, b)
// SPDX-License-Identifier: BSL-1.0
#include <tapeless/linear.hpp>

using namespace tapeless;
constexpr auto p = symbols<"p", 3>;
constexpr auto q = symbols<"q", 3>;
#ifdef MISTAKE
constexpr auto f = p * q;
#else
constexpr auto f = cross(p, q);
#endif
