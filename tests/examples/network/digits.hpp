// SPDX-License-Identifier: BSL-1.0
// The second choice where Fashion-MNIST cannot be had: the 1797 handwritten digits of 8 x 8 pixels that scikit-learn
// ships. One line is one image, 64 numbers from 0 to 16 and the digit.
#pragma once

#include <charconv>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>

#include "data.hpp"
#include "packed_file.hpp"

namespace network {

// Every fifth image is for the test, whatever the seed: weights of one run are not tested on what they learnt from.
inline data_set read_digits(const std::filesystem::path& path) {
  constexpr std::size_t side = 8;
  data_set result;
  result.name = "Handwritten digits";
  result.brightest = 16;
  result.class_names = {"zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine"};
  for (image_set* part : {&result.training, &result.test}) part->height = part->width = side;

  const std::string text = packed_file(path).read_text(16'000'000);
  std::string_view rest = text;
  for (std::size_t line_number = 1; !rest.empty(); ++line_number) {
    std::string_view line = rest.substr(0, rest.find('\n'));
    rest.remove_prefix(line.size() < rest.size() ? line.size() + 1 : line.size());
    if (!line.empty() && line.back() == '\r') line.remove_suffix(1);
    image_set& part = line_number % 5 == 0 ? result.test : result.training;
    for (std::size_t k = 0; k <= side * side; ++k) {
      const bool is_label = k == side * side;
      unsigned number = 0;
      const auto [end, error] = std::from_chars(line.data(), line.data() + line.size(), number);
      const auto used = static_cast<std::size_t>(end - line.data());
      const bool ended = used == line.size();
      if (error != std::errc() || number > (is_label ? 9U : result.brightest) ||
          (is_label ? !ended : ended || line[used] != ','))
        throw refused_file(path, "line " + std::to_string(line_number) + " is not 64 numbers from 0 to 16 and a digit");
      (is_label ? part.labels : part.pixels).push_back(static_cast<std::uint8_t>(number));
      line.remove_prefix(is_label ? used : used + 1);
    }
  }
  if (result.test.count() == 0) throw refused_file(path, "the file has less than five lines");
  return result;
}

}  // namespace network
