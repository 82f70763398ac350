// EXPECT: the value is a view into the prepared formula: keep that in a variable, net = prepare(f)
// SPDX-License-Identifier: BSL-1.0
#include <array>

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
const auto r = prepare(gradient(f, w), i = 2)(w = std::array{1.0, 2.0}, s = 1.0);
#else
const auto r = prepare(f, i = 2)(w = std::array{1.0, 2.0}, s = 1.0);
#endif
