// EXPECT: a formula with places that axes count off, x(k[n + 1_c]), is prepared, which says how many there are
// SPDX-License-Identifier: BSL-1.0
#include <vector>

#include <tapeless/tensor.hpp>

using namespace tapeless;
using namespace tapeless::literals;
constexpr auto n = axis<"n">;
constexpr auto k = axis<"k">;
constexpr auto x = tensor<"x">;
constexpr auto f = sum(n, x(k[n + 1_c]));
#ifdef MISTAKE
double call(const std::vector<double>& data) { return f(x = data); }
#else
double call(const std::vector<double>& data) { return prepare(f, n = 99, k = 100)(x = data).value; }
#endif
