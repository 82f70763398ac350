// EXPECT: pointers to data are kept for later calls, and a temporary ends with this line
// SPDX-License-Identifier: BSL-1.0
#include <vector>

#include <tapeless/tensor.hpp>

using namespace tapeless;
using namespace tapeless::literals;

constexpr auto n = axis<"n">;
constexpr auto x = tensor<"x">;
constexpr auto mu = symbol<"mu">;
constexpr auto f = sum(n, square(x(n) - mu));

std::vector<double> read();

#ifdef MISTAKE
void fit() {
  auto h = prepare(f, n = 100, data(x));
  h(x = read(), mu = 0.5);
}
#else
void fit() {
  auto h = prepare(f, n = 100, data(x));
  const std::vector<double> values = read();
  h(x = values, mu = 0.5);
}
#endif
