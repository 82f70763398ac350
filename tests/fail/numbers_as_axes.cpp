// EXPECT: a tensor is called with axes: X(n, i) with n = axis<"n">
// SPDX-License-Identifier: BSL-1.0
#include <tapeless/tensor.hpp>

using namespace tapeless;
constexpr auto n = axis<"n">;
constexpr auto i = axis<"i">;
constexpr auto X = tensor<"X">;
constexpr auto w = tensor<"w">;
#ifdef MISTAKE
constexpr auto f = X(0, 0);
#else
constexpr auto f = X(n, i);
#endif
