// EXPECT: this formula is nested too deeply for operators: write it inside record
// SPDX-License-Identifier: BSL-1.0
// Deep formulas are for the recording front end.
#include <tapeless/tapeless.hpp>

using namespace tapeless;
using namespace tapeless::literals;

constexpr auto x = symbol<"x">;
constexpr auto y = symbol<"y">;
constexpr auto f = x * y;

constexpr auto ten = [](auto e) { return sin(sin(sin(sin(sin(sin(sin(sin(sin(sin(e)))))))))); };
constexpr auto hundred = [](auto e) { return ten(ten(ten(ten(ten(ten(ten(ten(ten(ten(e)))))))))); };
constexpr auto deep = hundred(hundred(hundred(hundred(hundred(hundred(hundred(hundred(hundred(x)))))))));

#ifdef MISTAKE
constexpr auto g = hundred(deep);
#else
constexpr auto g = ten(deep);
#endif
