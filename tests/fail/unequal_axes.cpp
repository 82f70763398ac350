// EXPECT: a tensor stands with different numbers of axes in one formula
// SPDX-License-Identifier: BSL-1.0
#include <tapeless/tensor.hpp>

using namespace tapeless;
constexpr auto n = axis<"n">;
constexpr auto o = axis<"o">;
constexpr auto X = tensor<"X">;
#ifdef MISTAKE
constexpr auto g = derivative(sum(n, X(n)), X(n, o));
#else
constexpr auto g = derivative(sum(n, X(n)), X(o));
#endif
