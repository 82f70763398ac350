// EXPECT: a recorded lambda returns a value, or an array, tuple or pair of values
// SPDX-License-Identifier: BSL-1.0
#include <tapeless/tapeless.hpp>

using namespace tapeless;
#ifdef MISTAKE
constexpr auto f = record<"x">([](auto) { return "x"; });
#else
constexpr auto f = record<"x">([](auto x) { return std::array{x, x * x}; });
#endif
