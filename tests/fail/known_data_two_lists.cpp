// EXPECT: names all data of a formula at once
// SPDX-License-Identifier: BSL-1.0
#include <tapeless/tensor.hpp>

using namespace tapeless;
using namespace tapeless::literals;

constexpr auto n = axis<"n">;
constexpr auto w = tensor<"w">;
constexpr auto x = tensor<"x">;
constexpr auto mu = symbol<"mu">;
constexpr auto f = sum(n, square(x(n) - mu));
constexpr auto g = sum(n, w(n) * square(x(n) - mu));

#ifdef MISTAKE
void fit() { prepare(g, n = 100, data(x), data(w)); }
#else
void fit() { prepare(g, n = 100, data(x, w)); }
#endif
