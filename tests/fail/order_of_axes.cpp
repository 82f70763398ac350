// EXPECT: an order of axes names one that the value does not vary along
// SPDX-License-Identifier: BSL-1.0
#include <tapeless/tensor.hpp>

using namespace tapeless;
constexpr auto i = axis<"i">;
constexpr auto j = axis<"j">;
constexpr auto A = tensor<"A">;
#ifdef MISTAKE
constexpr auto f = ordered(A(i, j), j, axis<"k">);
#else
constexpr auto f = ordered(A(i, j), j, i);
#endif
