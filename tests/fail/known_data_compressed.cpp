// EXPECT: compressed(...) keeps nothing of its data
// SPDX-License-Identifier: BSL-1.0
#include <tapeless/tensor.hpp>

using namespace tapeless;
using namespace tapeless::literals;

constexpr auto n = axis<"n">;
constexpr auto x = tensor<"x">;
constexpr auto mu = symbol<"mu">;
constexpr auto f = sum(n, square(x(n) - mu));

#ifdef MISTAKE
void fit() { prepare(compressed(value_gradient_hessian(f, mu)), n = 100, data(x)); }
#else
void fit() { prepare(compressed(value_gradient_hessian(f, mu)), n = 100); }
#endif
