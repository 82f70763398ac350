// EXPECT: a result stands along the rows, which are not all there at any time
// SPDX-License-Identifier: BSL-1.0
#include <vector>

#include <tapeless/tensor.hpp>

using namespace tapeless;
using namespace tapeless::literals;

constexpr auto n = axis<"n">;
constexpr auto d = axis<"d">;
constexpr auto X = tensor<"X">;
constexpr auto w = tensor<"w">;
constexpr auto f = mean(n, square(sum(d, X(n, d) * w(d))));

#ifdef MISTAKE
void fit() { prepare(value_and_gradient(f, X), n = 100, d = 3, streamed(n)); }
#else
void fit() { prepare(value_and_gradient(f, w), n = 100, d = 3, streamed(n)); }
#endif
