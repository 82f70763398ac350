// EXPECT: tensors are bound to numbers of the prepared type (prepare<float>(...) for floats), labels to integers
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
  auto net = prepare(sum(n, pick(b(o), o, t(n))), n = 3, o = 3);
#ifdef MISTAKE
  return net(b = data, t = data).value;
#else
  const std::vector<int> picked(3, 1);
  return net(b = data, t = picked).value;
#endif
}
