// EXPECT: renaming puts an axis twice into one tensor: X(i, i) is not a diagonal here
// SPDX-License-Identifier: BSL-1.0
#include <tapeless/tensor.hpp>

using namespace tapeless;
constexpr auto n = axis<"n">;
constexpr auto i = axis<"i">;
constexpr auto X = tensor<"X">;
#ifdef MISTAKE
constexpr auto f = sum(i, rename(X(n, i), n, i));
#else
constexpr auto f = sum(i, rename(X(n, i), n, axis<"m">));
#endif
