// EXPECT: the rows of one axis arrive in blocks, not those of two
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
void fit() { prepare(f, n = 100, d = 3, streamed(n), streamed(d)); }
#else
void fit() { prepare(f, n = 100, d = 3, streamed(n)); }
#endif
