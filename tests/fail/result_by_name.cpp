// EXPECT: what a result holds is found by symbol or tensor, r[x] with x = symbol<"x">, or by its place from 0, r[0_c]
// SPDX-License-Identifier: BSL-1.0
#include <tapeless/tapeless.hpp>

using namespace tapeless;
constexpr auto x = symbol<"x">;
constexpr auto g = gradient(x * x, x);
#ifdef MISTAKE
constexpr double slope = g(x = 1.0)["x"];
#else
constexpr double slope = g(x = 1.0)[x];
#endif
