// EXPECT: a value of this formula has more than six axes
// SPDX-License-Identifier: BSL-1.0
#include <vector>

#include <tapeless/tensor.hpp>

using namespace tapeless;
constexpr auto a = axis<"a">;
constexpr auto b = axis<"b">;
constexpr auto c = axis<"c">;
constexpr auto d = axis<"d">;
constexpr auto e = axis<"e">;
constexpr auto f = axis<"f">;
constexpr auto g = axis<"g">;
constexpr auto X = tensor<"X">;
void call() {
#ifdef MISTAKE
  prepare(square(X(a, b, c, d, e, f, g)), a = 2, b = 2, c = 2, d = 2, e = 2, f = 2, g = 2);
#else
  prepare(square(X(a, b, c, d, e, f)), a = 2, b = 2, c = 2, d = 2, e = 2, f = 2);
#endif
}
