// EXPECT: compressed(...) takes all rows at once, in one process
// SPDX-License-Identifier: BSL-1.0
#include <vector>

#include <tapeless/tensor.hpp>

using namespace tapeless;
using namespace tapeless::literals;

constexpr auto n = axis<"n">;
constexpr auto d = axis<"d">;
constexpr auto X = tensor<"X">;
constexpr auto w = tensor<"w">;
constexpr auto f = mean(n, square(sum(d, X(n, d) * w(d))));

#ifdef MISTAKE
void fit() { prepare(compressed(value_gradient_hessian(sum(n, square(w(n))), w)), n = 100, streamed(n)); }
#else
void fit() { prepare(compressed(value_gradient_hessian(sum(n, square(w(n))), w)), n = 100); }
#endif
