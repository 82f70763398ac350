// EXPECT: the extent of an axis is an integer
// SPDX-License-Identifier: BSL-1.0
#include <tapeless/tensor.hpp>

using namespace tapeless;
constexpr auto n = axis<"n">;
constexpr auto i = axis<"i">;
constexpr auto X = tensor<"X">;
constexpr auto f = sum(n, i, X(n, i));
#ifdef MISTAKE
const auto net = prepare(f, n = 2.9, i = 3);
#else
const auto net = prepare(f, n = 2, i = 3);
#endif
