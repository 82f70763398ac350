// EXPECT: J'J of residuals over axes is a sparse matrix: prepare(compressed(gauss_newton(r, X)), ...)
// SPDX-License-Identifier: BSL-1.0
#include <vector>

#include <tapeless/tensor.hpp>

using namespace tapeless;
constexpr auto e = axis<"e">;
constexpr auto X = tensor<"X">;
constexpr auto f = gauss_newton(exp(X(e)), X);
int main() {
  const std::vector<double> x(3);
#ifdef MISTAKE
  auto net = prepare(f, e = 3);
#else
  auto net = prepare(compressed(f), e = 3);
#endif
  net(X = x);
}
