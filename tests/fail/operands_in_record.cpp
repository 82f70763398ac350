// EXPECT: this function takes another number of operands
// SPDX-License-Identifier: BSL-1.0
#include <tapeless/tapeless.hpp>

using namespace tapeless;
#ifdef MISTAKE
constexpr auto f = record<"x", "y">([](auto x, auto y) { return sin(x, y); });
#else
constexpr auto f = record<"x", "y">([](auto x, auto y) { return sin(x + y); });
#endif
