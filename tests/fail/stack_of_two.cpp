// EXPECT: stack takes one value for each place of an axis of fixed length: stack(d, x, y, z) with d = axis<"d", 3>
// SPDX-License-Identifier: BSL-1.0
#include <tapeless/tensor.hpp>

using namespace tapeless;
using namespace tapeless::literals;
constexpr auto n = axis<"n">;
constexpr auto k = axis<"k">;
constexpr auto d = axis<"d", 3>;
constexpr auto X = tensor<"X">;
constexpr auto y = tensor<"y">;
#ifdef MISTAKE
constexpr auto f = stack(d, y(n), y(n));
#else
constexpr auto f = stack(d, y(n), y(n), y(n));
#endif
