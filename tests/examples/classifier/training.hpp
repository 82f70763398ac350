// SPDX-License-Identifier: BSL-1.0
// The fit: scores s_k = w_k . x + b_k, the mean of f3 over the rows plus L2, and gradient descent with momentum. The
// derivatives in the scores and of the penalty come from the formulas; the chain to the weights is a sum over features.
#pragma once

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <vector>

#include "data.hpp"
#include "formula.hpp"
#include "options.hpp"

namespace classifier {

// The weights of both scores, w_1, b_1, w_2, b_2 in a row.
class linear_scores {
 public:
  explicit linear_scores(std::size_t features) : features_(features), numbers_(2 * (features + 1)) {}

  std::array<double, 2> operator()(const double* x) const {
    std::array<double, 2> scores{};
    for (std::size_t s = 0; s < 2; ++s) {
      const double* weight = numbers_.data() + s * (features_ + 1);
      scores[s] = weight[features_];
      for (std::size_t k = 0; k < features_; ++k) scores[s] += weight[k] * x[k];
    }
    return scores;
  }
  std::size_t features() const { return features_; }
  std::size_t size() const { return numbers_.size(); }
  double& operator[](std::size_t k) { return numbers_[k]; }
  double operator[](std::size_t k) const { return numbers_[k]; }
  bool is_bias(std::size_t k) const { return k % (features_ + 1) == features_; }

 private:
  std::size_t features_;
  std::vector<double> numbers_;
};

struct assessment {
  double loss = 0;                                // mean of f3
  std::array<std::array<int, 2>, 2> confusion{};  // [true class][class found]

  int right() const { return confusion[0][0] + confusion[1][1]; }
  int all() const { return right() + confusion[0][1] + confusion[1][0]; }
  double accuracy() const { return static_cast<double>(right()) / all(); }

  void add(double loss_of_row, const std::array<double, 2>& scores, int label) {
    loss += loss_of_row;
    const std::size_t found = scores[0] > scores[1] ? 0 : 1;
    ++confusion[static_cast<std::size_t>(label - 1)][found];
  }
};

inline assessment assess(const table& data, const linear_scores& scores) {
  assessment result;
  for (std::size_t r = 0; r < data.rows(); ++r) {
    const auto s = scores(data.row(r));
    result.add(loss_and_gradient(s[0], s[1], data.labels[r]).value, s, data.labels[r]);
  }
  result.loss /= static_cast<double>(data.rows());
  return result;
}

// J = mean of f3 + L2, its gradient in all weights (added to `gradient`), and what the rows say on the way.
struct objective {
  double value = 0;
  assessment training;
};
inline objective evaluate(const table& data, const linear_scores& scores, double l2, std::vector<double>& gradient) {
  objective result;
  const double share = 1 / static_cast<double>(data.rows());
  const std::size_t features = data.features;
  for (std::size_t r = 0; r < data.rows(); ++r) {
    const double* x = data.row(r);
    const auto s = scores(x);
    const auto row = loss_and_gradient(s[0], s[1], data.labels[r]);
    result.training.add(row.value, s, data.labels[r]);
    const std::array<double, 2> upstream{row[s1] * share, row[s2] * share};
    for (std::size_t score = 0; score < 2; ++score) {
      double* to = gradient.data() + score * (features + 1);
      for (std::size_t k = 0; k < features; ++k) to[k] += upstream[score] * x[k];
      to[features] += upstream[score];
    }
  }
  result.training.loss *= share;
  result.value = result.training.loss;
  for (std::size_t k = 0; k < scores.size(); ++k) {
    if (scores.is_bias(k)) continue;
    const auto one = penalty_and_gradient(scores[k], l2);
    result.value += one.value;
    gradient[k] += one[w];
  }
  return result;
}

// Gradient descent over all rows at once. Calls progress(epoch, objective, weights) with the weights before each step.
template <class Progress>
linear_scores fit(const table& data, const descent& settings, const Progress& progress) {
  linear_scores scores(data.features);
  std::vector<double> velocity(scores.size());
  std::vector<double> gradient(scores.size());
  for (int epoch = 0; epoch < settings.epochs; ++epoch) {
    std::fill(gradient.begin(), gradient.end(), 0.0);
    progress(epoch, evaluate(data, scores, settings.l2, gradient), scores);
    for (std::size_t k = 0; k < scores.size(); ++k) {
      velocity[k] = settings.momentum * velocity[k] - settings.learning_rate * gradient[k];
      scores[k] += velocity[k];
    }
  }
  std::fill(gradient.begin(), gradient.end(), 0.0);
  progress(settings.epochs, evaluate(data, scores, settings.l2, gradient), scores);
  return scores;
}

// The largest difference between the gradient and central differences of J, at some weights other than zero.
inline double difference_check(const table& data, double l2) {
  linear_scores scores(data.features);
  for (std::size_t k = 0; k < scores.size(); ++k) scores[k] = 0.1 * std::sin(static_cast<double>(k + 1));
  std::vector<double> gradient(scores.size());
  evaluate(data, scores, l2, gradient);
  std::vector<double> unused(scores.size());
  double largest = 0;
  for (std::size_t k = 0; k < scores.size(); ++k) {
    constexpr double step = 1e-5;
    const double at = scores[k];
    scores[k] = at + step;
    const double above = evaluate(data, scores, l2, unused).value;
    scores[k] = at - step;
    const double below = evaluate(data, scores, l2, unused).value;
    scores[k] = at;
    largest = std::max(largest, std::abs((above - below) / (2 * step) - gradient[k]));
  }
  return largest;
}

}  // namespace classifier
