// SPDX-License-Identifier: BSL-1.0
// A picture of test images that the network takes for something else: what they are, what it says, and how sure it is.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "assessment.hpp"
#include "data.hpp"
#include "format.hpp"
#include "png.hpp"
#include "tests/examples/classifier/drawing.hpp"

namespace network {

namespace detail {

// The surest mistakes, the surest first; each kind (true class, class found) at most twice, since a few kinds are most
// of them.
inline std::vector<std::size_t> chosen_mistakes(const data_set& data, const assessment& found, std::size_t most) {
  std::vector<std::size_t> mistakes;
  for (std::size_t k = 0; k < found.found.size(); ++k)
    if (found.found[k] != data.test.labels[k]) mistakes.push_back(k);
  std::sort(mistakes.begin(), mistakes.end(), [&](std::size_t a, std::size_t b) {
    return found.certainty[a] != found.certainty[b] ? found.certainty[a] > found.certainty[b] : a < b;
  });
  std::map<std::pair<std::uint8_t, std::uint8_t>, int> seen;
  std::erase_if(mistakes, [&](std::size_t k) { return ++seen[{data.test.labels[k], found.found[k]}] > 2; });
  mistakes.resize(std::min(mistakes.size(), most));
  return mistakes;
}

// Dark on light, and enlarged by whole pixels, so that no viewer blurs it.
inline std::string enlarged_png(const data_set& data, std::size_t k, std::size_t factor) {
  const auto image = data.test.image(k);
  const std::size_t width = data.test.width * factor;
  std::vector<std::uint8_t> pixels(width * data.test.height * factor);
  for (std::size_t p = 0; p < pixels.size(); ++p) {
    const unsigned bright = image[p / width / factor * data.test.width + p % width / factor];
    pixels[p] = static_cast<std::uint8_t>(255U - 255U * std::min<unsigned>(bright, data.brightest) / data.brightest);
  }
  return to_png(pixels, width);
}

}  // namespace detail

inline std::string gallery_svg(const data_set& data, const assessment& found) {
  constexpr std::size_t columns = 8;
  constexpr std::size_t rows = 4;
  constexpr std::size_t side = 112;  // of an image
  constexpr std::size_t tile_width = 132;
  constexpr std::size_t tile_height = 164;
  constexpr std::size_t top = 72;
  const auto mistakes = detail::chosen_mistakes(data, found, columns * rows);
  const std::size_t used_rows = (mistakes.size() + columns - 1) / columns;
  const std::size_t factor = std::max<std::size_t>(1, side / std::max(data.test.width, data.test.height));
  const int width = columns * tile_width + 20;
  const int height = static_cast<int>(top + used_rows * tile_height + 8);

  const auto text = [](int x, int y, const char* style, const std::string& words) {
    return format("<text x='%d' y='%d' style='%s'>", x, y, style) + words + "</text>\n";
  };
  std::string svg = format(
      "<svg xmlns='http://www.w3.org/2000/svg' xmlns:xlink='http://www.w3.org/1999/xlink' width='%d' height='%d' "
      "viewBox='0 0 %d %d' font-family='Helvetica, Arial, sans-serif' font-size='13'>\n",
      width, height, width, height);
  svg += "<rect width='100%' height='100%' fill='white'/>\n";
  svg += text(20, 32, "font-size:18px;fill:#202124",
              data.name + format(": %zu of %zu test images are taken for something else",
                                 found.found.size() - found.right, found.found.size()));
  if (!mistakes.empty())
    svg += text(20, 54, "fill:#5f6368",
                "The surest mistakes. Black: what it is; red: what the network says, and how sure it is.");
  for (std::size_t n = 0; n < mistakes.size(); ++n) {
    const std::size_t k = mistakes[n];
    const int x = static_cast<int>(20 + n % columns * tile_width);
    const int y = static_cast<int>(top + n / columns * tile_height);
    svg += format("<image x='%d' y='%d' width='%d' height='%d' xlink:href='data:image/png;base64,", x, y, int{side},
                  int{side}) +
           to_base64(detail::enlarged_png(data, k, factor)) + "'/>\n" +
           format("<rect x='%d' y='%d' width='%d' height='%d' fill='none' stroke='#dadce0'/>\n", x, y, int{side},
                  int{side});
    svg += text(x, y + int{side} + 17, "fill:#202124", data.class_names[data.test.labels[k]]);
    svg += text(x, y + int{side} + 34, "fill:#d93025",
                data.class_names[found.found[k]] + format(", %.0f %%", 100 * static_cast<double>(found.certainty[k])));
  }
  return svg + "</svg>\n";
}

inline std::filesystem::path draw_gallery(const std::filesystem::path& folder, const data_set& data,
                                          const assessment& found) {
  const auto picture = folder / "misclassified.svg";
  classifier::write_file(picture, gallery_svg(data, found));
  return picture;
}

}  // namespace network
