// SPDX-License-Identifier: BSL-1.0
// How well the network does on images it has not learnt from: loss, accuracy, and which class is taken for which.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "data.hpp"
#include "model.hpp"

namespace network {

struct assessment {
  double loss = 0;                     // mean of -ln of the probability of the true class
  std::size_t right = 0;               // images whose most probable class is the true one
  std::vector<std::uint8_t> found;     // of each image, the most probable class
  std::vector<float> certainty;        // of each image, the probability of that class
  std::vector<std::size_t> confusion;  // true class x class found

  double accuracy() const { return static_cast<double>(right) / static_cast<double>(found.size()); }
};

// Looks at the images in blocks of one size. The last block is filled up with images whose scores nobody reads.
class examiner {
 public:
  examiner(const data_set& data, std::size_t width, int threads)
      : data_(data),
        model_({data.test.size(), width, data.class_names.size(), std::min<std::size_t>(1000, data.test.count())},
               threads),
        block_(model_.sizes().batch * model_.sizes().inputs) {}

  assessment operator()(const parameters& weights) {
    const auto& [inputs, width, classes, batch] = model_.sizes();
    const image_set& images = data_.test;
    assessment result;
    result.confusion.resize(classes * classes);
    for (std::size_t first = 0; first < images.count(); first += batch) {
      const std::size_t count = std::min(batch, images.count() - first);
      for (std::size_t k = 0; k < count; ++k)
        data_.copy_scaled(images, first + k, std::span(block_).subspan(k * inputs, inputs));
      const auto scores = model_.scores(block_, weights);
      for (std::size_t k = 0; k < count; ++k)
        add(result, scores.subspan(k * classes, classes), images.labels[first + k]);
    }
    result.loss /= static_cast<double>(images.count());
    return result;
  }

 private:
  static void add(assessment& to, std::span<const float> scores, std::uint8_t label) {
    const auto best = std::max_element(scores.begin(), scores.end());
    const auto largest = static_cast<double>(*best);
    double sum = 0;
    for (const float score : scores) sum += std::exp(static_cast<double>(score) - largest);
    const auto found = static_cast<std::uint8_t>(best - scores.begin());
    to.loss += std::log(sum) - (static_cast<double>(scores[label]) - largest);
    to.right += found == label ? 1 : 0;
    to.found.push_back(found);
    to.certainty.push_back(static_cast<float>(1 / sum));
    ++to.confusion[label * scores.size() + found];
  }

  const data_set& data_;
  model model_;
  std::vector<float> block_;
};

}  // namespace network
