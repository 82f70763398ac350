// EXPECT: the formula still varies along an axis: sum or average it before it is differentiated
// SPDX-License-Identifier: BSL-1.0
#include <tapeless/tensor.hpp>

using namespace tapeless;
constexpr auto n = axis<"n">;
constexpr auto X = tensor<"X">;
#ifdef MISTAKE
constexpr auto g = derivative(X(n) * X(n), X(n));
#else
constexpr auto g = derivative(sum(n, X(n) * X(n)), X(n));
#endif
