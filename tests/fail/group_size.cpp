// EXPECT: several symbols are bound to another number of numbers than there are symbols
// SPDX-License-Identifier: BSL-1.0
#include <tapeless/geometry.hpp>

using namespace tapeless;
constexpr auto r = group<rot3, "r">;
constexpr auto f = record(r, [](const auto& turn) { return log(turn); });
#ifdef MISTAKE
constexpr auto J = value_and_tangent_jacobian(f, r)(r = {0.0, 0.0, 1.0});
#else
constexpr auto J = value_and_tangent_jacobian(f, r)(r = {0.0, 0.0, 0.0, 1.0});
#endif
