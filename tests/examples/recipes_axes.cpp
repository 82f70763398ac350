// SPDX-License-Identifier: BSL-1.0
// The recipes of README.md beside this file that work on arrays, as they stand there, each with a number that it gives.
#include <cstdio>
#include <vector>

#include <tapeless/tensor.hpp>

namespace statistics {

using namespace tapeless;
using namespace tapeless::literals;

// Poisson regression: counts y(n) with features X(n, d), and the Hessian in w for standard errors.
constexpr auto n = axis<"n">;
constexpr auto d = axis<"d">;
constexpr auto e = axis<"e">;
constexpr auto X = tensor<"X">;
constexpr auto y = tensor<"y">;
constexpr auto w = tensor<"w">;
constexpr auto rate = sum(d, X(n, d) * w(d));
constexpr auto loss = mean(n, exp(rate) - y(n) * rate);
constexpr auto information = ordered(derivative(derivative(loss, w(d)), w(e)), d, e);

std::vector<double> descend(const std::vector<double>& features, const std::vector<double>& counts, int steps) {
  auto fit = prepare(value_and_gradient(loss, w), n = counts.size(), d = features.size() / counts.size());
  std::vector<double> weights(features.size() / counts.size());
  fit.bind(X = features, y = counts, w = weights);  // once: it keeps pointers
  for (int k = 0; k < steps; ++k) {
    const auto r = fit();
    for (std::size_t j = 0; j < weights.size(); ++j) weights[j] -= 0.1 * r[w].span()[j];
  }
  return weights;
}

}  // namespace statistics

namespace networks {

using namespace tapeless;

// A layer of ReLUs, the softmax cross-entropy of its scores, and all gradients in one plan.
constexpr auto n = axis<"n">;
constexpr auto i = axis<"i">;
constexpr auto h = axis<"h">;
constexpr auto o = axis<"o">;
constexpr auto X = tensor<"X">;
constexpr auto W1 = tensor<"W1">;
constexpr auto b1 = tensor<"b1">;
constexpr auto W2 = tensor<"W2">;
constexpr auto t = labels<"t">;
constexpr auto hidden = relu(matmul(X(n, i), W1(i, h)) + b1(h));
constexpr auto loss = mean(n, cross_entropy(matmul(hidden, W2(h, o)), o, t(n)));
constexpr auto request = value_and_gradient(loss, W1, b1, W2);

struct network {
  std::vector<float> first = std::vector<float>(2 * 3, 0.5f);
  std::vector<float> bias = std::vector<float>(3, 0.1f);
  std::vector<float> second = {1, -1, 0.5f, -0.5f, 0.2f, -0.2f};
  prepared_of<decltype(request), float> run = prepare<float>(request, n = 4, i = 2, h = 3, o = 2);

  // One step of gradient descent; the loss before it.
  float learn(const std::vector<float>& data, const std::vector<int>& classes) {
    const auto r = run(X = data, W1 = first, b1 = bias, W2 = second, t = classes);
    const auto descend = [](std::vector<float>& weights, const auto& gradient) {
      for (std::size_t k = 0; k < weights.size(); ++k) weights[k] -= 0.1f * gradient.span()[k];
    };
    descend(first, r[W1]);
    descend(bias, r[b1]);
    descend(second, r[W2]);
    return r.value;
  }
};

}  // namespace networks

int main() {
  const std::vector<double> features{1, 0, 1, 1, 1, 2, 1, 3};
  const std::vector<double> counts{1, 2, 4, 9};
  const auto weights = statistics::descend(features, counts, 3000);
  std::printf("%.4f %.4f\n", weights[0], weights[1]);
  auto information =
      tapeless::prepare(statistics::information, statistics::n = 4, statistics::d = 2, statistics::e = 2);
  const auto r = information(statistics::X = features, statistics::w = weights);
  std::printf("%.4f %.4f %.4f\n", r.value(0, 0), r.value(0, 1), r.value(1, 1));

  networks::network net;
  const std::vector<float> data{0, 0, 1, 0, 0, 1, 1, 1};
  const std::vector<int> classes{0, 0, 0, 1};
  const float before = net.learn(data, classes);
  float after = before;
  for (int k = 0; k < 200; ++k) after = net.learn(data, classes);
  std::printf("%.3f, then less than half: %s\n", static_cast<double>(before), after < before / 2 ? "yes" : "no");
}
