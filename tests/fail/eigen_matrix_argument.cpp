// EXPECT: an argument of evaluate is a vector of Eigen or a number, not a matrix
// SPDX-License-Identifier: BSL-1.0
#include <tapeless/interop/eigen.hpp>

using namespace tapeless;

constexpr auto x = symbol<"x">;
constexpr auto y = symbol<"y">;
constexpr auto h = function(value_and_gradient(x * y, x, y), arguments(x, y));

#ifdef MISTAKE
auto call(const Eigen::Matrix2d& at) { return evaluate(h, at); }
#else
auto call(const Eigen::Vector2d& at) { return evaluate(h, at); }
#endif
