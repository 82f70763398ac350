// EXPECT: start takes what is the same for all blocks, accumulate what stands along their rows
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
  auto total = prepare(f, n = 100, d = 3, streamed(n));
  total.start(w = weights, X = rows);
}
#else
void fit(const std::vector<double>& rows, const std::vector<double>& weights) {
  auto total = prepare(f, n = 100, d = 3, streamed(n));
  total.start(w = weights);
  total.accumulate(n = 40, X = rows);
  total.finish();
}
#endif
