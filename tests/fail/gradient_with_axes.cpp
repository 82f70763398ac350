// EXPECT: the formula still varies along an axis: sum or average it before it is differentiated
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
constexpr auto g = value_and_gradient(square(x(n)), x);
#else
constexpr auto g = value_and_gradient(sum(n, square(x(n))), x);
#endif
