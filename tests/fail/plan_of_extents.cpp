// EXPECT: plan_of takes the extents of axes: plan.bytes(n = 128)
// SPDX-License-Identifier: BSL-1.0
#include <tapeless/tensor.hpp>

using namespace tapeless;
constexpr auto n = axis<"n">;
constexpr auto X = tensor<"X">;
constexpr auto plan = plan_of(sum(n, square(X(n))));
#ifdef MISTAKE
constexpr auto bytes = plan.bytes(128);
#else
constexpr auto bytes = plan.bytes(n = 128);
#endif
