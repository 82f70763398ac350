// EXPECT: the lambda of record takes one `auto` parameter for each name and calls functions by bare names: sin(x), not
// std::sin(x) SPDX-License-Identifier: BSL-1.0
#include <tapeless/tapeless.hpp>

using namespace tapeless;
constexpr auto x = symbol<"x">;
constexpr auto y = symbol<"y">;
#ifdef MISTAKE
constexpr auto f = record<"x", "y">([](auto a) { return a; });
#else
constexpr auto f = record<"x", "y">([](auto a, auto b) { return a * b; });
#endif
