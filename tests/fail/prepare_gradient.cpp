// EXPECT: prepare takes a formula or value_and_gradient(f, X, ...) of one with tensors
// SPDX-License-Identifier: BSL-1.0
#include <tapeless/tensor.hpp>

using namespace tapeless;
constexpr auto n = axis<"n">;
constexpr auto i = axis<"i">;
constexpr auto X = tensor<"X">;
constexpr auto w = tensor<"w">;
constexpr auto s = symbol<"s">;
constexpr auto f = sum(i, square(s* w(i)));
#ifdef MISTAKE
const auto net = prepare(gradient(f, s), i = 3);
#else
const auto net = prepare(value_and_gradient(f, s, w), i = 3);
#endif
