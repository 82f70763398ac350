// EXPECT: the input span has another size than the argument list
// SPDX-License-Identifier: BSL-1.0
// Spans of fixed size are checked by the compiler.
#include <tapeless/tapeless.hpp>

using namespace tapeless;

constexpr auto x = symbol<"x">;
constexpr auto y = symbol<"y">;

#ifdef MISTAKE
void call(std::span<const double, 3> in, std::span<double, 1> out) { function(x * y, arguments(x, y))(in, out); }
#else
void call(std::span<const double, 2> in, std::span<double, 1> out) { function(x * y, arguments(x, y))(in, out); }
#endif
