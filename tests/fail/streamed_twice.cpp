// EXPECT: rows need sums over all rows, as in a softmax or a mean over them that is subtracted
// SPDX-License-Identifier: BSL-1.0
#include <vector>

#include <tapeless/tensor.hpp>

using namespace tapeless;
using namespace tapeless::literals;

constexpr auto n = axis<"n">;
constexpr auto d = axis<"d">;
constexpr auto X = tensor<"X">;
constexpr auto w = tensor<"w">;
constexpr auto y = tensor<"y">;
constexpr auto f = mean(n, square(sum(d, X(n, d) * w(d))));

#ifdef MISTAKE
void fit() { prepare(sum(n, square(y(n) - mean(n, y(n)))), n = 100, streamed(n)); }
#else
void fit() { prepare(sum(n, square(y(n))) / size(n) - square(mean(n, y(n))), n = 100, streamed(n)); }
#endif
