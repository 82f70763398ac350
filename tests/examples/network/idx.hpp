// SPDX-License-Identifier: BSL-1.0
// The idx format of MNIST and its relatives: a magic number, the extents, then bytes. Every file that is not exactly as
// long as it says is refused.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <filesystem>
#include <span>
#include <string>
#include <vector>

#include "data.hpp"
#include "packed_file.hpp"

namespace network {

namespace detail {

inline std::uint32_t big_endian(std::span<const std::uint8_t, 4> bytes) {
  std::uint32_t number = 0;
  for (const std::uint8_t byte : bytes) number = number << 8U | byte;
  return number;
}

inline std::string hexadecimal(std::uint32_t number) {
  char text[16];
  std::snprintf(text, sizeof text, "0x%08X", static_cast<unsigned>(number));
  return text;
}

inline std::size_t product(std::span<const std::size_t> extents) {
  constexpr std::size_t most = std::size_t{1} << 30U;  // a wrong head must not ask for all memory
  std::size_t result = 1;
  for (const std::size_t extent : extents) {
    if (extent == 0 || extent > most / result) return 0;
    result *= extent;
  }
  return result;
}

}  // namespace detail

// A file of unsigned bytes with as many extents as `extents` has room for. `what` is what it holds: "images".
inline std::vector<std::uint8_t> read_idx(const std::filesystem::path& path, const std::string& what,
                                          std::span<std::size_t> extents) {
  packed_file file(path);
  std::array<std::uint8_t, 4> word{};
  const auto next_word = [&] {
    const std::size_t got = file.read(word);
    if (got < word.size()) throw refused_file(path, got == 0 ? "the file is empty" : "the file ends within its head");
    return detail::big_endian(word);
  };
  const auto expected = static_cast<std::uint32_t>(0x800 + extents.size());
  if (const std::uint32_t magic = next_word(); magic != expected)
    throw refused_file(path, "the file begins with " + detail::hexadecimal(magic) + " instead of " +
                                 detail::hexadecimal(expected) + ", the magic number of idx " + what);
  std::string sizes;
  for (std::size_t& extent : extents) {
    extent = next_word();
    sizes += (sizes.empty() ? "" : " x ") + std::to_string(extent);
  }
  const std::size_t size = detail::product(extents);
  if (size == 0) throw refused_file(path, "the head says " + sizes + " bytes: none at all or more than 1 GiB");
  std::vector<std::uint8_t> bytes(size);
  const std::size_t got = file.read(bytes);
  if (got < size)
    throw refused_file(
        path, "the file ends after " + std::to_string(got) + " of " + std::to_string(size) + " bytes of " + what);
  if (file.read(std::span(word).first(1)) != 0)
    throw refused_file(path, "the file goes on after the " + sizes + " bytes that its head says");
  return bytes;
}

// One half of a data set. Labels are 0 to classes - 1.
inline image_set read_idx_pair(const std::filesystem::path& images, const std::filesystem::path& labels,
                               std::size_t classes) {
  image_set result;
  std::array<std::size_t, 3> sizes{};
  result.pixels = read_idx(images, "images", sizes);
  result.height = sizes[1];
  result.width = sizes[2];
  std::array<std::size_t, 1> count{};
  result.labels = read_idx(labels, "labels", count);
  if (count[0] != sizes[0])
    throw refused_file(labels, std::to_string(count[0]) + " labels for " + std::to_string(sizes[0]) + " images");
  for (std::size_t k = 0; k < result.count(); ++k)
    if (result.labels[k] >= classes)
      throw refused_file(labels, "label " + std::to_string(k + 1) + " is " + std::to_string(result.labels[k]) +
                                     ", but there are " + std::to_string(classes) + " classes, counted from 0");
  return result;
}

}  // namespace network
