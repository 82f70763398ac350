// EXPECT: to_c writes formulas of numbers; a formula over axes has no C form yet
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
const auto text = to_c(f);
#else
const auto text = to_c(square(s));
#endif
