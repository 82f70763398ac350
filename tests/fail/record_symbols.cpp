// EXPECT: record takes symbols and lists of symbols, then a lambda: record(x, symbols<"p", 3>, f)
// SPDX-License-Identifier: BSL-1.0
#include <tapeless/tapeless.hpp>

using namespace tapeless;
constexpr auto x = symbol<"x">;
constexpr auto y = symbol<"y">;
#ifdef MISTAKE
constexpr auto f = record(x * y, [](auto p) { return p * p; });
#else
constexpr auto f = record(x, y, [](auto a, auto b) { return a * b * a * b; });
#endif
