// SPDX-License-Identifier: BSL-1.0
// The network behind one interface: linear, ReLU, dropout mask, linear, softmax cross-entropy and L2. Everything else
// in the example sees numbers only, so the derivatives can come from anywhere; here they are written by hand with
// Eigen.
#pragma once

#ifndef EIGEN_STACK_ALLOCATION_LIMIT
#define EIGEN_STACK_ALLOCATION_LIMIT 4194304  // packed blocks of a product on the stack: no allocation per step
#endif

#include <array>
#include <cassert>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <ostream>
#include <span>
#include <vector>

#include <Eigen/Core>

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

class model {
 public:
  // The threads are those of Eigen, which has more than one only where the compiler has OpenMP switched on.
  explicit model(shape sizes, int threads = 1) : sizes_(sizes) {
    Eigen::setNbThreads(threads);
    const auto [inputs, width, classes, batch] = sizes;
    hidden_.resize(index(batch), index(width));
    back_.resize(index(batch), index(width));
    scores_.resize(index(batch), index(classes));
    delta_.resize(index(batch), index(classes));
    gradient_ = {std::vector<float>(inputs * width), std::vector<float>(width), std::vector<float>(width * classes),
                 std::vector<float>(classes)};
  }

  const shape& sizes() const { return sizes_; }

  // Mean loss of a mini-batch plus l2 / 2 times the squares of W1 and W2; gradient(k) is valid until the next call.
  // images: batch x inputs by rows; labels: batch, counted from 0; mask: batch x width, 0 or 1 / (1 - dropout).
  float step(std::span<const float> images, std::span<const std::uint8_t> labels, std::span<const float> mask, float l2,
             const parameters& now) {
    assert(images.size() == sizes_.batch * sizes_.inputs && labels.size() == sizes_.batch);
    const auto X = by_rows(images, sizes_.batch, sizes_.inputs);
    const auto W1 = by_rows(now.W1, sizes_.inputs, sizes_.width);
    const auto W2 = by_rows(now.W2, sizes_.width, sizes_.classes);
    const auto f = by_rows(mask, sizes_.batch, sizes_.width);
    forward(X, now, [&](auto& hidden) { hidden.array() *= f.array(); });

    float loss = 0;
    const float share = 1 / static_cast<float>(sizes_.batch);
    for (Eigen::Index n = 0; n < scores_.rows(); ++n) {
      const Eigen::Index label = labels[static_cast<std::size_t>(n)];
      const float largest = scores_.row(n).maxCoeff();
      delta_.row(n) = (scores_.row(n).array() - largest).exp();
      const float sum = delta_.row(n).sum();
      loss += std::log(sum) - (scores_(n, label) - largest);
      delta_.row(n) *= share / sum;
      delta_(n, label) -= share;
    }
    auto gW1 = by_rows(gradient_[0], sizes_.inputs, sizes_.width);
    auto gW2 = by_rows(gradient_[2], sizes_.width, sizes_.classes);
    gW2.noalias() = hidden_.transpose() * delta_;
    gW2 += l2 * W2;
    by_rows(gradient_[3], 1, sizes_.classes) = delta_.colwise().sum();
    back_.noalias() = delta_ * W2.transpose();
    back_.array() *= (hidden_.array() > 0).select(f.array(), 0.0F);
    gW1.noalias() = X.transpose() * back_;
    gW1 += l2 * W1;
    by_rows(gradient_[1], 1, sizes_.width) = back_.colwise().sum();
    return share * loss + l2 / 2 * (W1.squaredNorm() + W2.squaredNorm());
  }

  // Of W1, b1, W2, b2.
  std::span<const float> gradient(std::size_t k) const { return gradient_[k]; }

  // Class scores, batch x classes by rows, without dropout; valid until the next call.
  std::span<const float> scores(std::span<const float> images, const parameters& now) {
    assert(images.size() == sizes_.batch * sizes_.inputs);
    forward(by_rows(images, sizes_.batch, sizes_.inputs), now, [](auto&) {});
    return {scores_.data(), static_cast<std::size_t>(scores_.size())};
  }

  // What runs, as text, and the circuit as a picture.
  static void describe(std::ostream& out) { out << "  Derivatives written by hand, products by Eigen.\n"; }
  static void draw(const std::filesystem::path& /*picture*/) {}

 private:
  using matrix = Eigen::Matrix<float, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;

  static Eigen::Index index(std::size_t n) { return static_cast<Eigen::Index>(n); }
  static Eigen::Map<const matrix> by_rows(std::span<const float> numbers, std::size_t rows, std::size_t columns) {
    return {numbers.data(), index(rows), index(columns)};
  }
  static Eigen::Map<matrix> by_rows(std::vector<float>& numbers, std::size_t rows, std::size_t columns) {
    return {numbers.data(), index(rows), index(columns)};
  }
  static Eigen::Map<const matrix> by_rows(const std::vector<float>& numbers, std::size_t rows, std::size_t columns) {
    return {numbers.data(), index(rows), index(columns)};
  }

  template <class Images, class Mask>
  void forward(const Images& X, const parameters& now, const Mask& apply_mask) {
    hidden_.noalias() = X * by_rows(now.W1, sizes_.inputs, sizes_.width);
    hidden_.rowwise() += by_rows(now.b1, 1, sizes_.width).row(0);
    hidden_ = hidden_.cwiseMax(0.0F);
    apply_mask(hidden_);
    scores_.noalias() = hidden_ * by_rows(now.W2, sizes_.width, sizes_.classes);
    scores_.rowwise() += by_rows(now.b2, 1, sizes_.classes).row(0);
  }

  shape sizes_;
  matrix hidden_, back_, scores_, delta_;
  std::array<std::vector<float>, 4> gradient_;
};

}  // namespace network
