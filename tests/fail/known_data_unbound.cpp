// EXPECT: a tensor, label or symbol of the formula is not bound
// SPDX-License-Identifier: BSL-1.0
#include <vector>

#include <tapeless/tensor.hpp>

using namespace tapeless;
using namespace tapeless::literals;

constexpr auto n = axis<"n">;
constexpr auto s = symbol<"s">;
constexpr auto x = tensor<"x">;
constexpr auto mu = symbol<"mu">;
constexpr auto f = sum(n, square(x(n) - mu));
constexpr auto g = f / s;

#ifdef MISTAKE
void fit(const std::vector<double>& values) {
  auto h = prepare(g, n = 100, data(x = values));
  h(mu = 0.5);
}
#else
void fit(const std::vector<double>& values) {
  auto h = prepare(g, n = 100, data(x = values));
  h(mu = 0.5, s = 2.0);
}
#endif
