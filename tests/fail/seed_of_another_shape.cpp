// EXPECT: what comes before the bindings are numbers where the output (pullback) or input (jvp, hvp) is a number
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
const auto r = jvp(f, w)(1.0, w = std::array{1.0, 2.0}, s = 1.0);
#else
const auto r = jvp(f, w)(std::array{1.0, 2.0}, w = std::array{1.0, 2.0}, s = 1.0);
#endif
