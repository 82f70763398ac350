// EXPECT: a group has a tangent space, and derivatives there are those of value_and_jacobian(f, a, x): r[a]; a.storage
// SPDX-License-Identifier: BSL-1.0
// The gradient of a formula of a rotation.
#include <tapeless/geometry.hpp>

using namespace tapeless;
constexpr auto r = group<rot2, "r">;
constexpr auto p = symbols<"p", 2>;
constexpr auto f = record(r, p, [](const auto& turn, const auto& point) { return dot(turn * point, point); });
#ifdef MISTAKE
constexpr auto J = gradient(f, r);
#else
constexpr auto J = value_and_jacobian(f, r);
#endif
