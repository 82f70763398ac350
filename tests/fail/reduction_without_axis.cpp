// EXPECT: a reduction is over axes, which come first: sum(n, i, e) with n = axis<"n">
// SPDX-License-Identifier: BSL-1.0
#include <tapeless/tensor.hpp>

using namespace tapeless;
constexpr auto n = axis<"n">;
constexpr auto i = axis<"i">;
constexpr auto X = tensor<"X">;
constexpr auto w = tensor<"w">;
#ifdef MISTAKE
constexpr auto f = mean(X(n, i));
#else
constexpr auto f = mean(n, i, X(n, i));
#endif
