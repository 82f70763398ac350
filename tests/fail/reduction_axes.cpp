// EXPECT: a reduction is over axes: sum(n, i, e) with n = axis<"n">
// SPDX-License-Identifier: BSL-1.0
#include <tapeless/tensor.hpp>

using namespace tapeless;
constexpr auto n = axis<"n">;
constexpr auto x = symbol<"x">;
constexpr auto X = tensor<"X">;
#ifdef MISTAKE
constexpr auto f = sum(n, x, X(n));
#else
constexpr auto f = sum(n, x* X(n));
#endif
