// EXPECT: a place by number is along an axis of fixed length: X(n, d[2_c]) with d = axis<"d", 3>
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
constexpr auto f = X(n, k[2_c]);
#else
constexpr auto f = X(n, d[2_c]);
#endif
