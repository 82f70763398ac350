// EXPECT: the axis comes first: softmax(o, z) with o = axis<"o">
// SPDX-License-Identifier: BSL-1.0
#include <tapeless/tensor.hpp>

using namespace tapeless;
constexpr auto n = axis<"n">;
constexpr auto i = axis<"i">;
constexpr auto X = tensor<"X">;
constexpr auto w = tensor<"w">;
#ifdef MISTAKE
constexpr auto f = softmax(X(n, i), i);
#else
constexpr auto f = softmax(i, X(n, i));
#endif
