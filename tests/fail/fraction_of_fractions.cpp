// EXPECT: constant<a, b> is the fraction a/b of two integers
// SPDX-License-Identifier: BSL-1.0
#include <tapeless/tapeless.hpp>

using namespace tapeless;
#ifdef MISTAKE
constexpr auto half = constant<0.5, 2>;
#else
constexpr auto half = constant<1, 2>;
#endif
