// EXPECT: a reduction is over axes of a formula, which comes last: sum(n, i, e)
// SPDX-License-Identifier: BSL-1.0
#include <tapeless/tensor.hpp>

using namespace tapeless;
constexpr auto n = axis<"n">;
constexpr auto X = tensor<"X">;
#ifdef MISTAKE
constexpr auto f = sum(n, 2.0);
#else
constexpr auto f = sum(n, X(n));
#endif
