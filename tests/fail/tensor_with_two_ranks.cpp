// EXPECT: a tensor stands with different numbers of axes in one formula
// SPDX-License-Identifier: BSL-1.0
#include <tapeless/tensor.hpp>

using namespace tapeless;
constexpr auto n = axis<"n">;
constexpr auto k = axis<"k">;
constexpr auto X = tensor<"X">;
#ifdef MISTAKE
constexpr auto f = sum(n, k, X(n, k) * X(n));
#else
constexpr auto f = sum(n, k, X(n, k) * sum(k, X(n, k)));
#endif
double value(const double* x) { return prepare(f, n = 2, k = 3)(X = view(x, 2, 3)).value; }
