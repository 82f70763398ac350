// EXPECT: an extent is given for an axis that the formula does not have
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
void f() {
#ifdef MISTAKE
  auto net = prepare(sum(n, x(n)), n = 3, o = 4);
#else
  auto net = prepare(sum(n, x(n)), n = 3);
#endif
  (void)net;
}
