// EXPECT: a place that is counted off stands along an axis of its own: x(k[n + 1_c])
// SPDX-License-Identifier: BSL-1.0
#include <tapeless/tensor.hpp>

using namespace tapeless;
using namespace tapeless::literals;
constexpr auto n = axis<"n">;
constexpr auto k = axis<"k">;
constexpr auto x = tensor<"x">;
#ifdef MISTAKE
constexpr auto f = sum(n, x(n + 1_c));
#else
constexpr auto f = sum(n, x(k[n + 1_c]));
#endif
