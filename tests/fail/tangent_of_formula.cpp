// EXPECT: a tangent Jacobian is in groups, symbols and lists of symbols: value_and_tangent_jacobian(f, group<pose3
// SPDX-License-Identifier: BSL-1.0
// Derivatives in the steps of a group are taken in the group, and in symbols.
#include <tapeless/geometry.hpp>

using namespace tapeless;
constexpr auto r = group<rot2, "r">;
constexpr auto p = symbols<"p", 2>;
constexpr auto f = record(r, p, [](const auto& turn, const auto& point) { return turn * point; });
#ifdef MISTAKE
constexpr auto J = value_and_tangent_jacobian(f, f[constant<0>] * f[constant<1>]);
#else
constexpr auto J = value_and_tangent_jacobian(f, r, p);
#endif
