// EXPECT: only numbers and expressions can be operands of a formula
// SPDX-License-Identifier: BSL-1.0
#include <tapeless/tapeless.hpp>

using namespace tapeless;
#ifdef MISTAKE
constexpr auto f = record<"x">([](auto x) { return pow(x, "2"); });
#else
constexpr auto f = record<"x">([](auto x) { return pow(x, 2); });
#endif
