// EXPECT: a place along an axis is a constant, d[2_c], or labels, k[t(n)]
// SPDX-License-Identifier: BSL-1.0
#include <tapeless/tensor.hpp>

using namespace tapeless;
using namespace tapeless::literals;
constexpr auto n = axis<"n">;
constexpr auto d = axis<"d", 3>;
constexpr auto X = tensor<"X">;
#ifdef MISTAKE
constexpr auto f = X(n, d[2]);
#else
constexpr auto f = X(n, d[2_c]);
#endif
