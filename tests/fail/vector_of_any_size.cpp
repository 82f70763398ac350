// EXPECT: a vec is made of an array or another row of numbers whose size is part of its type
// SPDX-License-Identifier: BSL-1.0
#include <vector>

#include <tapeless/linear.hpp>

using namespace tapeless;
#ifdef MISTAKE
double length(const std::vector<double>& values) { return norm(as_vec(values)); }
#else
double length(const std::array<double, 3>& values) { return norm(as_vec(values)); }
#endif
