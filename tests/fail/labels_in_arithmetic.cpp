// EXPECT: labels are integers that pick; they take no part in arithmetic
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
constexpr auto f = derivative(sum(n, x(n) * t(n)) * s, s);
#else
constexpr auto f = derivative(sum(n, x(n) * pick(b(o), o, t(n))) * s, s);
#endif
