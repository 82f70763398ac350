// EXPECT: labels are integers that pick: there is no derivative in them
// SPDX-License-Identifier: BSL-1.0
#include <tapeless/tensor.hpp>

using namespace tapeless;
constexpr auto n = axis<"n">;
constexpr auto i = axis<"i">;
constexpr auto X = tensor<"X">;
constexpr auto t = labels<"t">;
constexpr auto f = sum(n, pick(X(n, i), i, t(n)));
#ifdef MISTAKE
constexpr auto g = value_and_gradient(f, X, t);
#else
constexpr auto g = value_and_gradient(f, X);
#endif
