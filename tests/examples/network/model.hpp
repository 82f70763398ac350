// SPDX-License-Identifier: BSL-1.0
// The network of the notes: linear, ReLU, dropout mask, linear, softmax cross-entropy and L2, written down once. The
// compiler makes the gradients and the loops; the rest of the example sees numbers only.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <ostream>
#include <span>
#include <string>
#include <vector>

#include <tapeless/tensor.hpp>

namespace network {

struct shape {
  std::size_t inputs = 0;
  std::size_t width = 0;
  std::size_t classes = 0;
  std::size_t batch = 0;
};

// By rows: W1 is inputs x width, W2 is width x classes.
struct parameters {
  std::vector<float> W1, b1, W2, b2;
};

namespace formula {

using namespace tapeless;
using namespace tapeless::literals;

// Pictures, pixels, hidden units, classes.
inline constexpr auto n = axis<"n">;
inline constexpr auto i = axis<"i">;
inline constexpr auto h = axis<"h">;
inline constexpr auto o = axis<"o">;

inline constexpr auto X = tensor<"X">;
inline constexpr auto W1 = tensor<"W1">;
inline constexpr auto b1 = tensor<"b1">;
inline constexpr auto W2 = tensor<"W2">;
inline constexpr auto b2 = tensor<"b2">;
inline constexpr auto f = tensor<"f">;  // the dropout mask: 0 or 1/(1 - dropout)
inline constexpr auto t = labels<"t">;
inline constexpr auto lambda = symbol<"lambda">;

inline constexpr auto hidden = relu(sum(i, X(n, i) * W1(i, h)) + b1(h));
inline constexpr auto masked = hidden * f(n, h);
constexpr auto scores_of(const auto& units) { return sum(h, units * W2(h, o)) + b2(o); }
constexpr auto softmax_of(const auto& scores) { return exp(scores) / sum(o, exp(scores)); }
inline constexpr auto P = softmax_of(scores_of(masked));
inline constexpr auto L = -mean(n, log(pick(P, o, t(n))));
inline constexpr auto R = lambda / 2_c * (sum(i, h, square(W1(i, h))) + sum(h, o, square(W2(h, o))));
inline constexpr auto J = L + R;

inline constexpr auto gradient = value_and_gradient(J, W1, b1, W2, b2);

}  // namespace formula

class model {
 public:
  explicit model(shape sizes, int threads = 1)
      : sizes_(sizes),
        gradient_(tapeless::prepare<float>(formula::gradient, formula::n = sizes.batch, formula::i = sizes.inputs,
                                           formula::h = sizes.width, formula::o = sizes.classes,
                                           tapeless::threads(threads))),
        scores_(tapeless::prepare<float>(formula::scores_of(formula::hidden), formula::n = sizes.batch,
                                         formula::i = sizes.inputs, formula::h = sizes.width,
                                         formula::o = sizes.classes, tapeless::threads(threads))) {}

  const shape& sizes() const { return sizes_; }

  // Mean loss of a mini-batch plus l2 / 2 times the squares of W1 and W2; gradient(k) is valid until the next call.
  // images: batch x inputs by rows; labels: batch, counted from 0; mask: batch x width, 0 or 1 / (1 - dropout).
  float step(std::span<const float> images, std::span<const std::uint8_t> labels, std::span<const float> mask, float l2,
             const parameters& now) {
    using namespace formula;
    const auto result =
        gradient_(X = images, t = labels, f = mask, lambda = l2, W1 = now.W1, b1 = now.b1, W2 = now.W2, b2 = now.b2);
    gradients_ = {result[W1].span(), result[b1].span(), result[W2].span(), result[b2].span()};
    return result.value;
  }

  // Of W1, b1, W2, b2.
  std::span<const float> gradient(std::size_t k) const { return gradients_[k]; }

  // Class scores, batch x classes by rows, without dropout; valid until the next call.
  std::span<const float> scores(std::span<const float> images, const parameters& now) {
    using namespace formula;
    return scores_(X = images, W1 = now.W1, b1 = now.b1, W2 = now.W2, b2 = now.b2).value.span();
  }

  // The formulas, their gradients and the plan of the loops as text; the circuit of the loss as a picture.
  static void describe(std::ostream& out);
  static std::string circuit();

 private:
  shape sizes_;
  tapeless::prepared_of<decltype(formula::gradient), float> gradient_;
  tapeless::prepared_of<decltype(formula::scores_of(formula::hidden)), float> scores_;
  std::array<std::span<const float>, 4> gradients_;
};

inline void model::describe(std::ostream& out) {
  using namespace formula;
  out << "hidden = " << hidden << "\nJ = " << J << "\n\ndJ/dW1 = " << derivative(J, W1(i, h))
      << "\n\ndJ/db1 = " << derivative(J, b1(h)) << "\n\ndJ/dW2 = " << derivative(J, W2(h, o))
      << "\n\ndJ/db2 = " << derivative(J, b2(o)) << "\n\n"
      << plan_of(formula::gradient);
}
inline std::string model::circuit() { return to_dot(formula::J); }

}  // namespace network
