// EXPECT: upstream gradients and directions come before the bindings, those along the rows with each block
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
void fit(const std::vector<double>& rows, const std::vector<double>& weights) {
  auto total = prepare(pullback(sum(d, X(n, d) * w(d)), w), n = 100, d = 3, streamed(n));
  total.start(weights, w = weights);
}
#else
void fit(const std::vector<double>& rows, const std::vector<double>& weights) {
  auto total = prepare(pullback(sum(d, X(n, d) * w(d)), w), n = 100, d = 3, streamed(n));
  total.start(w = weights);
  total.accumulate(rows, X = rows);
}
#endif
