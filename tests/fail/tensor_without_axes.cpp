// EXPECT: a tensor has at least one axis: X(n, i); a number is a symbol
// SPDX-License-Identifier: BSL-1.0
#include <tapeless/tensor.hpp>

using namespace tapeless;
constexpr auto n = axis<"n">;
constexpr auto X = tensor<"X">;
#ifdef MISTAKE
constexpr auto f = X();
#else
constexpr auto f = X(n);
#endif
