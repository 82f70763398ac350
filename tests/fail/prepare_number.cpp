// EXPECT: prepare takes a formula or a request, such as value_and_gradient(f, X, ...)
// SPDX-License-Identifier: BSL-1.0
#include <tapeless/tensor.hpp>

using namespace tapeless;
using namespace tapeless::literals;
constexpr auto i = axis<"i">;
constexpr auto n = axis<"n">;
constexpr auto X = tensor<"X">;
constexpr auto w = tensor<"w">;
constexpr auto s = symbol<"s">;
constexpr auto f = sum(i, square(s* w(i)));
#ifdef MISTAKE
const auto net = prepare(2.0, i = 3);
#else
const auto net = prepare(gradient(f, s, w), i = 3);
#endif
