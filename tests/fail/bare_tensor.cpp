// EXPECT: a tensor stands with its axes in a formula: X(n, i)
// SPDX-License-Identifier: BSL-1.0
#include <tapeless/tensor.hpp>

using namespace tapeless;
constexpr auto n = axis<"n">;
constexpr auto i = axis<"i">;
constexpr auto X = tensor<"X">;
constexpr auto w = tensor<"w">;
#ifdef MISTAKE
constexpr auto f = exp(X * w) + constant<1>;
#else
constexpr auto f = exp(sum(i, X(n, i) * w(i))) + constant<1>;
#endif
