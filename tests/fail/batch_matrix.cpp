// EXPECT: a matrix that stands for columns has a number of columns that the compiler knows
// SPDX-License-Identifier: BSL-1.0
#include <vector>

#include <Eigen/Core>

#include <tapeless/batch.hpp>

using namespace tapeless;

constexpr auto x = symbol<"x">;
constexpr auto y = symbol<"y">;
constexpr auto h = function(value_and_gradient(x * y, x), arguments(x, y));

#ifdef MISTAKE
void call(const Eigen::MatrixXd& in, std::vector<double>& values) { batch(h, inputs(in), outputs(values, nullptr)); }
#else
void call(const Eigen::MatrixX2d& in, std::vector<double>& values) { batch(h, inputs(in), outputs(values, nullptr)); }
#endif
