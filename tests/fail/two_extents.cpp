// EXPECT: two extents for one axis: axis<"o", 10> has ten elements everywhere in a formula
// SPDX-License-Identifier: BSL-1.0
#include <tapeless/tensor.hpp>

using namespace tapeless;
constexpr auto X = tensor<"X">;
constexpr auto Y = tensor<"Y">;
constexpr auto o = axis<"o", 10>;
#ifdef MISTAKE
constexpr auto p = axis<"o", 12>;
#else
constexpr auto p = o;
#endif
auto total = prepare(sum(o, X(o)) + sum(p, Y(p)));
