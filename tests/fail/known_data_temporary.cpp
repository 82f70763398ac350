// EXPECT: data(...) keeps pointers to what is bound, and a temporary ends with this line
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
void fit() { prepare(f, n = 100, data(x = read())); }
#else
void fit() {
  const std::vector<double> values = read();
  prepare(f, n = 100, data(x = values));
}
#endif
