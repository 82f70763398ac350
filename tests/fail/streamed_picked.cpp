// EXPECT: this formula needs rows of other blocks
// SPDX-License-Identifier: BSL-1.0
#include <vector>

#include <tapeless/tensor.hpp>

using namespace tapeless;
using namespace tapeless::literals;

constexpr auto n = axis<"n">;
constexpr auto d = axis<"d">;
constexpr auto X = tensor<"X">;
constexpr auto w = tensor<"w">;
constexpr auto k = axis<"k">;
constexpr auto t = labels<"t">;
constexpr auto f = mean(n, square(sum(d, X(n, d) * w(d))));

#ifdef MISTAKE
void fit() { prepare(sum(k, square(X(n[t(k)], d) * w(d))), n = 100, k = 10, d = 3, streamed(n)); }
#else
void fit() { prepare(sum(k, d, square(X(n[t(k)], d) * w(d))), n = 20, k = 100, d = 3, streamed(k)); }
#endif
