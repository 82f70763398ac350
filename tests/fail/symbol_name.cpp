// EXPECT: the name of a symbol is an identifier: letters, digits and _
// SPDX-License-Identifier: BSL-1.0
// A name that is a formula would be mistaken for one.
#include <tapeless/tapeless.hpp>

using namespace tapeless;
using namespace tapeless::literals;

constexpr auto x = symbol<"x">;
constexpr auto y = symbol<"y">;
constexpr auto f = x * y;

#ifdef MISTAKE
constexpr auto g = symbol<"a + b">;
#else
constexpr auto g = symbol<"a_b">;
#endif
