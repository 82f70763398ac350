// EXPECT: operations over axes are counted for extents: count(f, n = 128)
// SPDX-License-Identifier: BSL-1.0
#include <tapeless/tensor.hpp>

using namespace tapeless;
using namespace tapeless::literals;
constexpr auto i = axis<"i">;
constexpr auto n = axis<"n">;
constexpr auto X = tensor<"X">;
constexpr auto w = tensor<"w">;
constexpr auto s = symbol<"s">;
constexpr auto f = sum(i, square(s* w(i)));
#ifdef MISTAKE
static_assert(count(f).total > 0);
#else
static_assert(count(f, i = 3).total > 0);
#endif
