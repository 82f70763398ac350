// SPDX-License-Identifier: BSL-1.0
// Where the data are: the folder that was named, else that of Debian's package dataset-fashion-mnist, else the digits
// that fetch_digits.sh left in the cache or python3-sklearn installed.
#pragma once

#include <array>
#include <cstdlib>
#include <filesystem>
#include <stdexcept>
#include <string>
#include <vector>

#include "data.hpp"
#include "digits.hpp"
#include "idx.hpp"

namespace network {

namespace detail {

inline constexpr std::array idx_files{"train-images-idx3-ubyte", "train-labels-idx1-ubyte", "t10k-images-idx3-ubyte",
                                      "t10k-labels-idx1-ubyte"};
inline constexpr const char* digits_file = "digits.csv.gz";

// The file of this name, packed or not; the packed name where neither is there.
inline std::filesystem::path packed_or_not(const std::filesystem::path& folder, const std::string& name) {
  const auto plain = folder / name;
  return std::filesystem::exists(plain) ? plain : std::filesystem::path(plain.string() + ".gz");
}

inline bool holds_idx(const std::filesystem::path& folder) {
  for (const char* name : idx_files)
    if (std::filesystem::exists(packed_or_not(folder, name))) return true;
  return false;
}

inline bool holds_data(const std::filesystem::path& folder) {
  return holds_idx(folder) || std::filesystem::exists(folder / digits_file);
}

inline data_set read_fashion(const std::filesystem::path& folder) {
  data_set result;
  result.name = "Fashion-MNIST";
  result.class_names = {"T-shirt/top", "Trouser", "Pullover", "Dress", "Coat",
                        "Sandal",      "Shirt",   "Sneaker",  "Bag",   "Ankle boot"};
  const auto file = [&](std::size_t k) { return packed_or_not(folder, idx_files[k]); };
  const std::size_t classes = result.class_names.size();
  result.training = read_idx_pair(file(0), file(1), classes);
  result.test = read_idx_pair(file(2), file(3), classes);
  if (result.test.height != result.training.height || result.test.width != result.training.width)
    throw refused_file(file(2), "the test images have another size than the training images");
  return result;
}

}  // namespace detail

// Where data are looked for without --data, the best first.
inline std::vector<std::filesystem::path> usual_folders() {
  std::vector<std::filesystem::path> folders{"/usr/share/datasets/fashion-mnist"};
  const auto variable = [](const char* name) {
    const char* value = std::getenv(name);
    return std::filesystem::path(value == nullptr ? "" : value);
  };
  if (const auto cache = variable("XDG_CACHE_HOME"); !cache.empty())
    folders.push_back(cache / "tapeless");
  else if (const auto home = variable("HOME"); !home.empty())
    folders.push_back(home / ".cache/tapeless");
  folders.emplace_back("/usr/lib/python3/dist-packages/sklearn/datasets/data");
  return folders;
}

// The folder that holds data: `named`, or the first of the usual ones where it is empty.
inline std::filesystem::path find_data(const std::filesystem::path& named) {
  if (!named.empty()) {
    if (detail::holds_data(named)) return named;
    throw std::runtime_error(named.string() +
                             ": there are no data here: neither the four idx files of Fashion-MNIST (" +
                             detail::idx_files[0] + ".gz, ...) nor " + detail::digits_file);
  }
  for (const auto& folder : usual_folders())
    if (detail::holds_data(folder)) return folder;
  throw std::runtime_error(
      "there are no data on this machine: install Debian's package dataset-fashion-mnist, or name a folder with "
      "--data");
}

inline data_set read_data(const std::filesystem::path& folder) {
  return detail::holds_idx(folder) ? detail::read_fashion(folder) : read_digits(folder / detail::digits_file);
}

}  // namespace network
