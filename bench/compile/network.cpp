// SPDX-License-Identifier: BSL-1.0
// The network of the notes, 784-128-10: loss and all gradients, prepared and called once. SIZE=0: the headers alone.
#include <tapeless/tensor.hpp>

#if SIZE > 0

using namespace tapeless;
using namespace tapeless::literals;

constexpr auto n = axis<"n">;
constexpr auto i = axis<"i">;
constexpr auto h = axis<"h">;
constexpr auto o = axis<"o">;
constexpr auto X = tensor<"X">;
constexpr auto mask = tensor<"mask">;
constexpr auto W1 = tensor<"W1">;
constexpr auto b1 = tensor<"b1">;
constexpr auto W2 = tensor<"W2">;
constexpr auto b2 = tensor<"b2">;
constexpr auto t = labels<"t">;
constexpr auto lambda = symbol<"lambda">;

constexpr auto hidden = relu(matmul(X(n, i), W1(i, h)) + b1(h)) * mask(n, h);
constexpr auto scores = matmul(hidden, W2(h, o)) + b2(o);
constexpr auto penalty = lambda / 2_c * (square_norm(i, h, W1(i, h)) + square_norm(h, o, W2(h, o)));
constexpr auto loss = mean(n, cross_entropy(scores, o, t(n))) + penalty;

double call(const double* x, const double* m, const double* w1, const double* v1, const double* w2, const double* v2,
            const int* classes) {
  auto net = prepare(value_and_gradient(loss, W1, b1, W2, b2), n = 128, i = 784, h = 128, o = 10);
  const auto r = net(X = view(x, 128, 784), mask = view(m, 128, 128), W1 = view(w1, 784, 128), b1 = view(v1, 128),
                     W2 = view(w2, 128, 10), b2 = view(v2, 10), t = view(classes, 128), lambda = 1e-4);
  return r.value + r[W1](0, 0) + r[b1](0) + r[W2](0, 0) + r[b2](0);
}

#endif
