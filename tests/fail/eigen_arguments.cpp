// EXPECT: the vectors and numbers of evaluate are as many as the arguments
// SPDX-License-Identifier: BSL-1.0
#include <tapeless/interop/eigen.hpp>

using namespace tapeless;

constexpr auto x = symbol<"x">;
constexpr auto y = symbol<"y">;
constexpr auto h = function(value_and_gradient(x * y, x, y), arguments(x, y));

#ifdef MISTAKE
auto call(const Eigen::Vector3d& at) { return evaluate(h, at); }
#else
auto call(const Eigen::Vector2d& at) { return evaluate(h, at); }
#endif
