// EXPECT: a function takes numbers; a formula over axes is prepared: prepare(f, n = 128)
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
constexpr auto h = function(f, arguments(s));
#else
constexpr auto h = function(square(s), arguments(s));
#endif
