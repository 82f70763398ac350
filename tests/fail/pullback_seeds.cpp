// EXPECT: one number per output (pullback) or per input (jvp, hvp) is expected before the bindings
// SPDX-License-Identifier: BSL-1.0
// The upstream gradient has the shape of the outputs.
#include <tapeless/tapeless.hpp>

using namespace tapeless;
using namespace tapeless::literals;

constexpr auto x = symbol<"x">;
constexpr auto y = symbol<"y">;
constexpr auto f = x * y;

#ifdef MISTAKE
double result = pullback(f, x)(x = 1.0, y = 2.0)[x];
#else
double result = pullback(f, x)(1.0, x = 1.0, y = 2.0)[x];
#endif
