// EXPECT: the value is a view into the prepared formula: keep that in a variable, net = prepare(f)
// SPDX-License-Identifier: BSL-1.0
#include <vector>

#include <tapeless/tensor.hpp>

using namespace tapeless;
constexpr auto n = axis<"n">;
constexpr auto i = axis<"i">;
constexpr auto X = tensor<"X">;
const std::vector<double> rows(6);
double first() {
#ifdef MISTAKE
  return prepare(sum(i, X(n, i)), n = 2, i = 3)(X = rows).value(0);
#else
  auto net = prepare(sum(i, X(n, i)), n = 2, i = 3);
  return net(X = rows).value(0);
#endif
}
