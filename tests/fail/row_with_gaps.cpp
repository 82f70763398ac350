// EXPECT: a row of numbers is a vector whose elements lie next to each other; for other vectors, expressions and
// SPDX-License-Identifier: BSL-1.0
// Rows of numbers for a function object lie in memory one after another.
#include <Eigen/Core>
#include <tapeless/interop/eigen.hpp>

using namespace tapeless;
constexpr auto x = symbol<"x">;
constexpr auto y = symbol<"y">;
constexpr auto h = function(value_and_gradient(x * y, x, y), arguments(x, y));

#ifdef MISTAKE
void call(const Eigen::MatrixXd& points, Eigen::Vector3d& out) { h(points.row(0), out); }
#else
void call(const Eigen::MatrixXd& points, Eigen::Vector3d& out) { h(points.col(0), out); }
#endif
