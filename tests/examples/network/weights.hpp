// SPDX-License-Identifier: BSL-1.0
// The weights of the network: where they begin, and their folder of four NumPy files.
#pragma once

#include <array>
#include <cmath>
#include <cstddef>
#include <filesystem>
#include <string>
#include <vector>

#include "model.hpp"
#include "npy.hpp"
#include "random.hpp"
#include "tests/examples/classifier/drawing.hpp"

namespace network {

inline constexpr std::array weight_names{"W1", "b1", "W2", "b2"};

inline std::array<std::vector<float>*, 4> tensors(parameters& of) { return {&of.W1, &of.b1, &of.W2, &of.b2}; }
inline std::array<const std::vector<float>*, 4> tensors(const parameters& of) {
  return {&of.W1, &of.b1, &of.W2, &of.b2};
}

// Uniform with variance 2 / inputs of the layer (He et al. 2015); biases begin at 0.
inline parameters initial_weights(const shape& sizes, random_numbers random) {
  const auto layer = [&](std::size_t inputs, std::size_t outputs) {
    const float bound = std::sqrt(6 / static_cast<float>(inputs));
    std::vector<float> weights(inputs * outputs);
    for (float& w : weights) w = bound * (2 * random.uniform() - 1);
    return weights;
  };
  parameters result;
  result.W1 = layer(sizes.inputs, sizes.width);
  result.b1.resize(sizes.width);
  result.W2 = layer(sizes.width, sizes.classes);
  result.b2.resize(sizes.classes);
  return result;
}

inline std::array<std::vector<std::size_t>, 4> weight_extents(const shape& sizes) {
  return {{{sizes.inputs, sizes.width}, {sizes.width}, {sizes.width, sizes.classes}, {sizes.classes}}};
}

// Four files, renamed only when all are written: an interrupted run does not leave weights of two runs.
inline void save_weights(const std::filesystem::path& folder, const parameters& weights, const shape& sizes) {
  std::error_code error;
  std::filesystem::create_directories(folder, error);
  if (error) throw classifier::cannot_write(folder);
  const auto file = [&](std::size_t k) { return folder / (std::string(weight_names[k]) + ".npy"); };
  const auto fresh = [&](std::size_t k) { return std::filesystem::path(file(k).string() + ".new"); };
  const auto extents = weight_extents(sizes);
  for (std::size_t k = 0; k < 4; ++k) classifier::write_file(fresh(k), to_npy(*tensors(weights)[k], extents[k]));
  for (std::size_t k = 0; k < 4; ++k) {
    std::filesystem::rename(fresh(k), file(k), error);
    if (error) throw classifier::cannot_write(file(k));
  }
}

// Reads the four files. A width of 0 is taken from W1 and set; everything else has to have the extents of `sizes`.
inline parameters load_weights(const std::filesystem::path& folder, shape& sizes) {
  parameters result;
  for (std::size_t k = 0; k < 4; ++k) {
    const auto file = folder / (std::string(weight_names[k]) + ".npy");
    npy_array array = read_npy(file);
    if (sizes.width == 0 && array.extents.size() == 2) sizes.width = array.extents[1];
    const auto expected = weight_extents(sizes)[k];
    if (array.extents != expected || sizes.width == 0)
      throw refused_file(file, "the shape is " + tuple_text(array.extents) + " instead of " +
                                   (sizes.width == 0 ? "two extents" : tuple_text(expected)));
    *tensors(result)[k] = std::move(array.numbers);
  }
  return result;
}

}  // namespace network
