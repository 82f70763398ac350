// EXPECT: a tensor of this formula has more than six axes
// SPDX-License-Identifier: BSL-1.0
#include <vector>

#include <tapeless/tensor.hpp>

using namespace tapeless;

constexpr auto a = axis<"a", 2>;
constexpr auto b = axis<"b", 2>;
constexpr auto c = axis<"c", 2>;
constexpr auto d = axis<"d", 2>;
constexpr auto e = axis<"e", 2>;
constexpr auto f = axis<"f", 2>;
constexpr auto g = axis<"g", 2>;
constexpr auto x = tensor<"x">;
#ifdef MISTAKE
double call(const std::vector<double>& data) { return sum(a, b, c, d, e, f, g, x(a, b, c, d, e, f, g))(x = data); }
#else
double call(const std::vector<double>& data) { return sum(a, b, c, d, e, f, x(a, b, c, d, e, f))(x = data); }
#endif
