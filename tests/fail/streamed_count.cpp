// EXPECT: rows need the number of all rows, size(n): say how many there are
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
void fit() { prepare(sum(n, log(size(n) + sum(d, X(n, d) * w(d)))), n = 100, d = 3, streamed(n)); }
#else
void fit() { prepare(sum(n, log(size(n) + sum(d, X(n, d) * w(d)))), n = 100, d = 3, streamed(n, 1000)); }
#endif
