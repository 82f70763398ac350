// EXPECT: a derivative in a tensor is one in its elements: derivative(f, W(k, l))
// SPDX-License-Identifier: BSL-1.0
#include <tapeless/tensor.hpp>

using namespace tapeless;
constexpr auto n = axis<"n">;
constexpr auto i = axis<"i">;
constexpr auto X = tensor<"X">;
constexpr auto w = tensor<"w">;
constexpr auto f = sum(i, square(w(i)));
#ifdef MISTAKE
constexpr auto g = derivative(f, w);
#else
constexpr auto g = derivative(f, w(i));
#endif
