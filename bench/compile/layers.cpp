// SPDX-License-Identifier: BSL-1.0
// A network of eight hidden layers: loss and all gradients, prepared and called once.
#include <vector>
#include <tapeless/tensor.hpp>

using namespace tapeless;

constexpr auto n = axis<"n">;
constexpr auto h0 = axis<"h0">;
constexpr auto h1 = axis<"h1">;
constexpr auto h2 = axis<"h2">;
constexpr auto h3 = axis<"h3">;
constexpr auto h4 = axis<"h4">;
constexpr auto h5 = axis<"h5">;
constexpr auto h6 = axis<"h6">;
constexpr auto h7 = axis<"h7">;
constexpr auto h8 = axis<"h8">;
constexpr auto h9 = axis<"h9">;
constexpr auto X = tensor<"X">;
constexpr auto W1 = tensor<"W1">;
constexpr auto W2 = tensor<"W2">;
constexpr auto W3 = tensor<"W3">;
constexpr auto W4 = tensor<"W4">;
constexpr auto W5 = tensor<"W5">;
constexpr auto W6 = tensor<"W6">;
constexpr auto W7 = tensor<"W7">;
constexpr auto W8 = tensor<"W8">;
constexpr auto W9 = tensor<"W9">;
constexpr auto b1 = tensor<"b1">;
constexpr auto b2 = tensor<"b2">;
constexpr auto b3 = tensor<"b3">;
constexpr auto b4 = tensor<"b4">;
constexpr auto b5 = tensor<"b5">;
constexpr auto b6 = tensor<"b6">;
constexpr auto b7 = tensor<"b7">;
constexpr auto b8 = tensor<"b8">;
constexpr auto b9 = tensor<"b9">;
constexpr auto t = labels<"t">;

constexpr auto a1 = relu(matmul(X(n, h0), W1(h0, h1)) + b1(h1));
constexpr auto a2 = relu(matmul(a1, W2(h1, h2)) + b2(h2));
constexpr auto a3 = relu(matmul(a2, W3(h2, h3)) + b3(h3));
constexpr auto a4 = relu(matmul(a3, W4(h3, h4)) + b4(h4));
constexpr auto a5 = relu(matmul(a4, W5(h4, h5)) + b5(h5));
constexpr auto a6 = relu(matmul(a5, W6(h5, h6)) + b6(h6));
constexpr auto a7 = relu(matmul(a6, W7(h6, h7)) + b7(h7));
constexpr auto a8 = relu(matmul(a7, W8(h7, h8)) + b8(h8));
constexpr auto loss = mean(n, cross_entropy(matmul(a8, W9(h8, h9)) + b9(h9), h9, t(n)));
constexpr auto request =
    value_and_gradient(loss, W1, b1, W2, b2, W3, b3, W4, b4, W5, b5, W6, b6, W7, b7, W8, b8, W9, b9);

double call(const std::vector<double>& x, const std::vector<double>& w, const std::vector<double>& b,
            const std::vector<int>& classes) {
  auto net = prepare(request, n = 64, h0 = 32, h1 = 32, h2 = 32, h3 = 32, h4 = 32, h5 = 32, h6 = 32, h7 = 32, h8 = 32,
                     h9 = 32);
  return net(X = x, t = classes, W1 = w, b1 = b, W2 = w, b2 = b, W3 = w, b3 = b, W4 = w, b4 = b, W5 = w, b5 = b, W6 = w,
             b6 = b, W7 = w, b7 = b, W8 = w, b8 = b, W9 = w, b9 = b)
      .value;
}
