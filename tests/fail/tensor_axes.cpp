// EXPECT: a tensor is called with axes: X(n, i) with n = axis<"n">
// SPDX-License-Identifier: BSL-1.0
#include <tapeless/tensor.hpp>

using namespace tapeless;
constexpr auto n = axis<"n">;
constexpr auto x = symbol<"x">;
constexpr auto X = tensor<"X">;
#ifdef MISTAKE
constexpr auto f = X(n, x);
#else
constexpr auto f = X(n, axis<"i">) * x;
#endif
