// EXPECT: an axis is no number: size(n) is how many elements it has
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
#ifdef MISTAKE
constexpr auto f = derivative(sum(n, x(n) / n) * s, s);
#else
constexpr auto f = derivative(sum(n, x(n) / size(n)) * s, s);
#endif
