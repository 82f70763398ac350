// EXPECT: into(...) has one target for each part of the result
// SPDX-License-Identifier: BSL-1.0
#include <tapeless/interop/eigen.hpp>

using namespace tapeless;

constexpr auto x = symbol<"x">;
constexpr auto y = symbol<"y">;
constexpr auto h = function(value_and_gradient(x * y, x, y), arguments(x, y));

#ifdef MISTAKE
void call(const Eigen::Vector2d& at, double& value, Eigen::Vector2d& gradient) { evaluate_into(h, into(value), at); }
#else
void call(const Eigen::Vector2d& at, double& value, Eigen::Vector2d& gradient) {
  evaluate_into(h, into(value, gradient), at);
}
#endif
