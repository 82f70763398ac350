// SPDX-License-Identifier: BSL-1.0
// The fit: mini-batches of shuffled images, a dropout mask for each, and gradient descent with momentum whose step
// shrinks to nothing along a half cosine, which is worth about one percent of accuracy over a constant step.
#pragma once

#include <array>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <numbers>
#include <numeric>
#include <span>
#include <stdexcept>
#include <string>
#include <vector>

#include "data.hpp"
#include "model.hpp"
#include "options.hpp"
#include "random.hpp"
#include "weights.hpp"

namespace network {

// velocity = momentum * velocity - rate * gradient, and the weights move by it.
class momentum_descent {
 public:
  explicit momentum_descent(const parameters& weights) {
    for (std::size_t k = 0; k < 4; ++k) velocity_[k].resize(tensors(weights)[k]->size());
  }
  void operator()(parameters& weights, const model& network, float rate) {
    constexpr float momentum = 0.9F;
    for (std::size_t k = 0; k < 4; ++k) {
      float* weight = tensors(weights)[k]->data();
      float* velocity = velocity_[k].data();
      const auto gradient = network.gradient(k);
      for (std::size_t n = 0; n < gradient.size(); ++n) {
        velocity[n] = momentum * velocity[n] - rate * gradient[n];
        weight[n] += velocity[n];
      }
    }
  }

 private:
  std::array<std::vector<float>, 4> velocity_;
};

// Where the fit is, for whoever watches.
struct progress {
  int epoch = 0;  // counted from 1
  std::size_t step = 0;
  std::size_t steps = 0;  // of one epoch
  double loss = 0;        // mean over the steps of this epoch, with dropout and L2
};

// Calls watch(progress) after each step. Images that do not fill a mini-batch sit out the epoch; the next one shuffles
// anew.
template <class Watch>
void train(parameters& weights, const data_set& data, const shape& sizes, const descent& settings, Watch&& watch) {
  const auto& [inputs, width, classes, batch] = sizes;
  model network(sizes, settings.threads);
  momentum_descent descend(weights);
  random_numbers shuffling(settings.seed, 1);
  random_numbers dropping(settings.seed, 2);
  std::vector<float> images(batch * inputs);
  std::vector<std::uint8_t> labels(batch);
  std::vector<float> mask(batch * width);
  std::vector<std::uint32_t> order(data.training.count());
  std::iota(order.begin(), order.end(), 0U);

  progress now;
  now.steps = order.size() / batch;
  const double all_steps = static_cast<double>(now.steps) * settings.epochs;
  double done = 0;
  for (now.epoch = 1; now.epoch <= settings.epochs; ++now.epoch) {
    shuffling.shuffle(order);
    double sum = 0;
    for (now.step = 1; now.step <= now.steps; ++now.step, ++done) {
      for (std::size_t k = 0; k < batch; ++k) {
        const std::uint32_t image = order[(now.step - 1) * batch + k];
        data.copy_scaled(data.training, image, std::span(images).subspan(k * inputs, inputs));
        labels[k] = data.training.labels[image];
      }
      dropping.draw_mask(mask, settings.dropout);
      sum += static_cast<double>(network.step(images, labels, mask, static_cast<float>(settings.l2), weights));
      now.loss = sum / static_cast<double>(now.step);
      if (!std::isfinite(now.loss))
        throw std::runtime_error("the loss is no longer finite in epoch " + std::to_string(now.epoch) +
                                 ": choose a smaller --rate");
      const double rate = settings.rate / 2 * (1 + std::cos(std::numbers::pi * done / all_steps));
      descend(weights, network, static_cast<float>(rate));
      watch(now);
    }
  }
}

}  // namespace network
