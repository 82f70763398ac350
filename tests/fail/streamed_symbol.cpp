// EXPECT: streamed takes the axis whose rows arrive in blocks
// SPDX-License-Identifier: BSL-1.0
#include <vector>

#include <tapeless/tensor.hpp>

using namespace tapeless;
using namespace tapeless::literals;

constexpr auto n = axis<"n">;
constexpr auto d = axis<"d">;
constexpr auto X = tensor<"X">;
constexpr auto w = tensor<"w">;
constexpr auto c = symbol<"c">;
constexpr auto f = mean(n, square(sum(d, X(n, d) * w(d))));

#ifdef MISTAKE
void fit() { prepare(c * f, n = 100, d = 3, streamed(c)); }
#else
void fit() { prepare(c * f, n = 100, d = 3, streamed(n)); }
#endif
