// EXPECT: a value of this formula has more than six axes
// SPDX-License-Identifier: BSL-1.0
#include <tapeless/tensor.hpp>

using namespace tapeless;

constexpr auto a = axis<"a">;
constexpr auto b = axis<"b">;
constexpr auto c = axis<"c">;
constexpr auto d = axis<"d">;
constexpr auto e = axis<"e">;
constexpr auto f = axis<"f">;
constexpr auto g = axis<"g">;
constexpr auto x = tensor<"x">(a, b, c, d, e, f);
#ifdef MISTAKE
constexpr auto value = sum(a, b, c, d, e, f, g, exp(x + tensor<"y">(f, g)));
#else
constexpr auto value = sum(a, b, c, d, e, f, exp(x + tensor<"y">(f)));
#endif
constexpr int nests = plan_of(value).nests();
