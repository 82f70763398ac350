// SPDX-License-Identifier: BSL-1.0
// The network of the notes, 784-128-10: loss and all gradients, prepared and called once. SIZE=0: the headers alone.
#include <tapeless/tensor.hpp>

#if SIZE > 0

#include "../tensors/network_formula.hpp"

using namespace bench::network_formula;

constexpr auto mask = tensor<"mask">;
constexpr auto request = value_and_gradient(loss(hidden * mask(n, h)), W1, b1, W2, b2);

double call(const double* x, const double* m, const double* w1, const double* v1, const double* w2, const double* v2,
            const int* classes) {
  auto net = prepare(request, n = 128, i = 784, h = 128, o = 10);
  const auto r = net(X = view(x, 128, 784), mask = view(m, 128, 128), W1 = view(w1, 784, 128), b1 = view(v1, 128),
                     W2 = view(w2, 128, 10), b2 = view(v2, 10), t = view(classes, 128), lambda = 1e-4);
  return r.value + r[W1](0, 0) + r[b1](0) + r[W2](0, 0) + r[b2](0);
}

#endif
