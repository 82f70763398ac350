// EXPECT: an axis of the formula has no extent: prepare(f, n = 128)
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
  auto net = prepare(sum(n, o, x(n, o)), n = 3);
#else
  auto net = prepare(sum(n, o, x(n, o)), n = 3, o = 4);
#endif
  (void)net;
}
