// EXPECT: the axis whose rows arrive in blocks has no fixed number of elements
// SPDX-License-Identifier: BSL-1.0
#include <vector>

#include <tapeless/tensor.hpp>

using namespace tapeless;
using namespace tapeless::literals;

constexpr auto n = axis<"n">;
constexpr auto d = axis<"d">;
constexpr auto X = tensor<"X">;
constexpr auto w = tensor<"w">;
constexpr auto m = axis<"m", 8>;
constexpr auto f = mean(n, square(sum(d, X(n, d) * w(d))));

#ifdef MISTAKE
void fit() { prepare(sum(m, square(w(m))), streamed(m)); }
#else
void fit() { prepare(sum(n, square(w(n))), n = 8, streamed(n)); }
#endif
