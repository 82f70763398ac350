// EXPECT: a tensor stands with its axes in a formula: X(n, i)
// SPDX-License-Identifier: BSL-1.0
#include <tapeless/tensor.hpp>

using namespace tapeless;
constexpr auto n = axis<"n">;
constexpr auto i = axis<"i">;
constexpr auto X = tensor<"X">;
constexpr auto w = tensor<"w">;
#ifdef MISTAKE
constexpr auto f = sum(n, X);
#else
constexpr auto f = sum(n, X(n, i));
#endif
