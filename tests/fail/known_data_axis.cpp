// EXPECT: data are symbols, tensors and labels, data(x, t), or all of them bound
// SPDX-License-Identifier: BSL-1.0
#include <tapeless/tensor.hpp>

using namespace tapeless;
using namespace tapeless::literals;

constexpr auto n = axis<"n">;
constexpr auto x = tensor<"x">;
constexpr auto mu = symbol<"mu">;
constexpr auto f = sum(n, square(x(n) - mu));

#ifdef MISTAKE
auto known() { return data(x, n); }
#else
auto known() { return data(x, mu); }
#endif
