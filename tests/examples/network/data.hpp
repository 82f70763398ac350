// SPDX-License-Identifier: BSL-1.0
// What the network learns from, whatever file it came from: grey images, their classes and the names of these.
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <span>
#include <stdexcept>
#include <string>
#include <vector>

namespace network {

// Why a file was refused, in one sentence with its name.
struct refused_file : std::runtime_error {
  refused_file(const std::filesystem::path& path, const std::string& reason)
      : std::runtime_error(path.string() + ": " + reason) {}
};

struct image_set {
  std::size_t height = 0;
  std::size_t width = 0;
  std::vector<std::uint8_t> pixels;  // image by image, by rows
  std::vector<std::uint8_t> labels;  // counted from 0

  std::size_t count() const { return labels.size(); }
  std::size_t size() const { return height * width; }
  std::span<const std::uint8_t> image(std::size_t k) const { return std::span(pixels).subspan(k * size(), size()); }
};

struct data_set {
  std::string name;
  std::vector<std::string> class_names;
  std::uint8_t brightest = 255;
  image_set training;
  image_set test;

  // One image as the network takes it, from 0 to 1.
  void copy_scaled(const image_set& from, std::size_t k, std::span<float> to) const {
    const float scale = 1 / static_cast<float>(brightest);
    const auto image = from.image(k);
    for (std::size_t p = 0; p < image.size(); ++p) to[p] = scale * static_cast<float>(image[p]);
  }
};

}  // namespace network
