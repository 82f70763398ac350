// EXPECT: the bundle has no output of this number; they are counted from 0
// SPDX-License-Identifier: BSL-1.0
// Outputs are counted from 0.
#include <tapeless/tapeless.hpp>

using namespace tapeless;
using namespace tapeless::literals;

constexpr auto x = symbol<"x">;
constexpr auto y = symbol<"y">;
constexpr auto f = x * y;

#ifdef MISTAKE
constexpr auto g = bundle(f, x)[2_c];
#else
constexpr auto g = bundle(f, x)[1_c];
#endif
