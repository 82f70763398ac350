// EXPECT: the result does not hold this: .hessian() is of value_gradient_hessian and gauss_newton
// SPDX-License-Identifier: BSL-1.0
#include <vector>

#include <tapeless/tensor.hpp>

using namespace tapeless;
constexpr auto e = axis<"e">;
constexpr auto X = tensor<"X">;
constexpr auto L = sum(e, exp(X(e)));
int main() {
  const std::vector<double> x(3);
  auto net = prepare(compressed(value_gradient_hessian(L, X)), e = 3);
  const auto r = net(X = x);
#ifdef MISTAKE
  return r.jacobian().rows();
#else
  return r.hessian().rows();
#endif
}
