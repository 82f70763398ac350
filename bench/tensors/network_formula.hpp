// SPDX-License-Identifier: BSL-1.0
// The network of the notes as a formula: two layers with ReLU, softmax cross-entropy with labels, L2. What is raced in
// bench/tensors is what is compiled against the clock in bench/compile.
#pragma once

#include <tapeless/tensor.hpp>

namespace bench::network_formula {

using namespace tapeless;
using namespace tapeless::literals;

inline constexpr auto n = axis<"n">;
inline constexpr auto i = axis<"i">;
inline constexpr auto h = axis<"h">;
inline constexpr auto o = axis<"o">;
inline constexpr auto X = tensor<"X">;
inline constexpr auto W1 = tensor<"W1">;
inline constexpr auto b1 = tensor<"b1">;
inline constexpr auto W2 = tensor<"W2">;
inline constexpr auto b2 = tensor<"b2">;
inline constexpr auto t = labels<"t">;
inline constexpr auto lambda = symbol<"lambda">;

inline constexpr auto hidden = relu(matmul(X(n, i), W1(i, h)) + b1(h));

// Of the units that the second layer sees: the hidden ones, or those that a mask leaves of them.
template <class Units>
constexpr auto loss(const Units& units) {
  const auto scores = matmul(units, W2(h, o)) + b2(o);
  const auto penalty = lambda / 2_c * (square_norm(i, h, W1(i, h)) + square_norm(h, o, W2(h, o)));
  return mean(n, cross_entropy(scores, o, t(n))) + penalty;
}

}  // namespace bench::network_formula
