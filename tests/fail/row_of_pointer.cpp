// EXPECT: a pointer does not say how many numbers there are: h(std::span(in, 2), std::span(out, 3))
// SPDX-License-Identifier: BSL-1.0
// Rows of numbers for a function object have a size.
#include <tapeless/tapeless.hpp>

using namespace tapeless;
constexpr auto x = symbol<"x">;
constexpr auto y = symbol<"y">;
constexpr auto h = function(value_and_gradient(x * y, x, y), arguments(x, y));

#ifdef MISTAKE
void call(const double* in, double* out) { h(in, out); }
#else
void call(const double* in, double* out) { h(std::span(in, 2), std::span(out, 3)); }
#endif
