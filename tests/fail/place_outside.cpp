// EXPECT: the place lies outside of the axis: places are counted from 0
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
constexpr auto f = X(n, d[3_c]);
#else
constexpr auto f = X(n, d[2_c]);
#endif
