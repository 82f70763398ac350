// EXPECT: a tensor is bound to numbers that lie one after another: a vector of vectors, or text, does not have them so
// SPDX-License-Identifier: BSL-1.0
#include <vector>

#include <tapeless/tensor.hpp>

using namespace tapeless;
constexpr auto n = axis<"n">;
constexpr auto i = axis<"i">;
constexpr auto X = tensor<"X">;
constexpr auto w = tensor<"w">;
#ifdef MISTAKE
const std::vector<std::vector<double>> rows{{1, 2, 3}, {4, 5, 6}};
#else
const std::vector<double> rows{1, 2, 3, 4, 5, 6};
#endif
double total() { return prepare(sum(n, i, X(n, i)), n = 2, i = 3)(X = rows).value; }
