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
float f() {
  const std::vector<float> data(3, 1.0f);
#ifdef MISTAKE
  auto net = prepare(sum(n, x(n)), n = 3);
  return static_cast<float>(net(x = data).value);
#else
  auto net = prepare<float>(sum(n, x(n)), n = 3);
  return net(x = data).value;
#endif
}
