// EXPECT: a symbol is bound twice in one call
// SPDX-License-Identifier: BSL-1.0
#include <vector>

#include <tapeless/tensor.hpp>

using namespace tapeless;
using namespace tapeless::literals;
constexpr auto n = axis<"n">;
constexpr auto o = axis<"o">;
constexpr auto k = axis<"k">;
constexpr auto x = tensor<"x">;
constexpr auto b = tensor<"b">;
constexpr auto t = labels<"t">;
constexpr auto s = symbol<"s">;
double f() {
  const std::vector<double> data(3, 1.0);
  auto net = prepare(sum(n, x(n)), n = 3);
#ifdef MISTAKE
  return net(x = data, x = data).value;
#else
  return net(x = data).value;
#endif
}
