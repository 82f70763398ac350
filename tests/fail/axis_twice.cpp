// EXPECT: an axis stands twice in one tensor: X(i, i) is not a diagonal here
// SPDX-License-Identifier: BSL-1.0
#include <tapeless/tensor.hpp>

using namespace tapeless;
constexpr auto n = axis<"n">;
constexpr auto o = axis<"o">;
constexpr auto X = tensor<"X">;
#ifdef MISTAKE
constexpr auto f = X(n, n);
#else
constexpr auto f = X(n, o);
#endif
