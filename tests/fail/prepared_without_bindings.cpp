// EXPECT: a prepared formula is called with bindings: net(X = data)
// SPDX-License-Identifier: BSL-1.0
#include <vector>

#include <tapeless/tensor.hpp>

using namespace tapeless;
constexpr auto n = axis<"n">;
constexpr auto X = tensor<"X">;
double value(const std::vector<double>& data) {
  auto net = prepare(sum(n, square(X(n))), n = 2);
#ifdef MISTAKE
  return net(data).value;
#else
  return net(X = data).value;
#endif
}
