// SPDX-License-Identifier: BSL-1.0
// Arrays in NumPy's .npy files, format 1.0 (numpy.lib.format), little-endian, C order: written as 4-byte floats, read
// as 4-byte or 8-byte ones. What is not such a file, or not whole, is refused in one sentence.
#pragma once

#include <bit>
#include <charconv>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "data.hpp"

namespace network {

struct npy_array {
  std::vector<std::size_t> extents;
  std::vector<float> numbers;
};

// As Python writes a tuple: "(784, 128)", "(10,)".
inline std::string tuple_text(std::span<const std::size_t> extents) {
  std::string text = "(";
  for (std::size_t k = 0; k < extents.size(); ++k) text += (k == 0 ? "" : ", ") + std::to_string(extents[k]);
  return text + (extents.size() == 1 ? ",)" : ")");
}

namespace detail {

inline constexpr std::string_view npy_magic = "\x93NUMPY";

// An unsigned number of `Word`'s size, lowest byte first.
template <class Word>
Word little_endian(std::string_view bytes) {
  Word word = 0;
  for (std::size_t k = sizeof(Word); k-- > 0;)
    word = static_cast<Word>(word << 8U | static_cast<unsigned char>(bytes[k]));
  return word;
}
template <class Word>
void append_little_endian(std::string& to, Word word) {
  for (std::size_t k = 0; k < sizeof(Word); ++k) to += static_cast<char>(word >> (8 * k) & 0xFFU);
}

struct npy_header {
  std::string_view type;
  std::string_view order;
  std::vector<std::size_t> extents;
};

// The Python dictionary {'descr': '<f4', 'fortran_order': False, 'shape': (784, 128), } with its keys in any order.
class npy_header_reader {
 public:
  explicit npy_header_reader(std::string_view text) : rest_(text) {}

  std::optional<npy_header> read() {
    npy_header header;
    bool has_shape = false;
    if (!accept('{')) return {};
    while (!accept('}')) {
      const auto key = quoted();
      if (!accept(':')) return {};
      if (key == "descr" && header.type.empty())
        header.type = quoted();
      else if (key == "fortran_order" && header.order.empty())
        header.order = word();
      else if (key == "shape" && !has_shape)
        has_shape = tuple(header.extents);
      else
        return {};
      if (!accept(',') && !rest_.starts_with('}')) return {};
    }
    skip_space();
    const bool complete = !header.type.empty() && !header.order.empty() && has_shape && rest_.empty();
    return complete ? std::optional(header) : std::nullopt;
  }

 private:
  void skip_space() {
    const std::size_t first = rest_.find_first_not_of(" \n");
    rest_.remove_prefix(first == std::string_view::npos ? rest_.size() : first);
  }
  bool accept(char c) {
    skip_space();
    if (!rest_.starts_with(c)) return false;
    rest_.remove_prefix(1);
    skip_space();
    return true;
  }
  std::string_view take(std::size_t size) {
    const auto taken = rest_.substr(0, size);
    rest_.remove_prefix(taken.size());
    return taken;
  }
  std::string_view quoted() {
    skip_space();
    const char mark = rest_.empty() ? ' ' : rest_.front();
    if (mark != '\'' && mark != '"') return {};
    rest_.remove_prefix(1);
    const auto text = take(rest_.find(mark));
    accept(mark);
    return text;
  }
  std::string_view word() { return take(rest_.find_first_of(" ,}")); }
  bool tuple(std::vector<std::size_t>& extents) {
    if (!accept('(')) return false;
    while (!accept(')')) {
      std::size_t extent = 0;
      const auto [end, error] = std::from_chars(rest_.data(), rest_.data() + rest_.size(), extent);
      if (error != std::errc()) return false;
      rest_.remove_prefix(static_cast<std::size_t>(end - rest_.data()));
      extents.push_back(extent);
      if (!accept(',') && !rest_.starts_with(')')) return false;
    }
    return true;
  }

  std::string_view rest_;
};

}  // namespace detail

// The bytes of a .npy file. The numbers begin at a multiple of 64 bytes, after spaces and a line feed.
inline std::string to_npy(std::span<const float> numbers, std::span<const std::size_t> extents) {
  constexpr std::size_t alignment = 64;
  const std::string header = "{'descr': '<f4', 'fortran_order': False, 'shape': " + tuple_text(extents) + ", }";
  const std::size_t before = detail::npy_magic.size() + 2 + 2;
  const std::size_t begin = (before + header.size() + 1 + alignment - 1) / alignment * alignment;
  std::string bytes(detail::npy_magic);
  bytes += '\x01';
  bytes += '\x00';
  detail::append_little_endian(bytes, static_cast<std::uint16_t>(begin - before));
  bytes += header;
  bytes.resize(begin - 1, ' ');
  bytes += '\n';
  for (const float number : numbers) detail::append_little_endian(bytes, std::bit_cast<std::uint32_t>(number));
  return bytes;
}

inline npy_array read_npy(const std::filesystem::path& path) {
  const auto refuse = [&](const std::string& reason) { return refused_file(path, reason); };
  if (!std::filesystem::exists(path)) throw refuse("the file is not there");
  std::ifstream in(path, std::ios::binary);
  if (std::filesystem::is_directory(path) || !in) throw refuse("the file cannot be read");
  const std::string bytes{std::istreambuf_iterator<char>(in), {}};

  std::string_view rest = bytes;
  const auto take = [&](std::size_t size) {
    if (rest.size() < size) throw refuse("the file ends within its header");
    const auto taken = rest.substr(0, size);
    rest.remove_prefix(size);
    return taken;
  };
  if (!rest.starts_with(detail::npy_magic.substr(0, rest.size())) || rest.empty())
    throw refuse("this is not a NumPy file: it does not begin with \\x93NUMPY");
  take(detail::npy_magic.size());
  const auto version = take(2);
  if (version != std::string_view("\x01\x00", 2))
    throw refuse("the file has version " + std::to_string(int{version[0]}) + "." + std::to_string(int{version[1]}) +
                 " of NumPy's format instead of 1.0");
  const auto header_text = take(detail::little_endian<std::uint16_t>(take(2)));
  const auto header = detail::npy_header_reader(header_text).read();
  if (!header || (header->order != "True" && header->order != "False")) throw refuse("the header is malformed");
  if (header->type != "<f4" && header->type != "<f8")
    throw refuse("the numbers are of type " + std::string(header->type) + " instead of <f4 or <f8");
  if (header->order == "True" && header->extents.size() > 1) throw refuse("the numbers are in Fortran order");

  const std::size_t bytes_each = header->type == "<f4" ? 4 : 8;
  std::size_t count = 1;
  for (const std::size_t extent : header->extents) {
    if (extent != 0 && count > (std::size_t{1} << 40U) / extent) throw refuse("the header is malformed");
    count *= extent;
  }
  if (rest.size() != count * bytes_each)
    throw refuse("there are " + std::to_string(rest.size()) + " bytes of numbers instead of the " +
                 std::to_string(count * bytes_each) + " of shape " + tuple_text(header->extents));
  npy_array result{header->extents, {}};
  result.numbers.reserve(count);
  while (!rest.empty()) {
    const auto number = bytes_each == 4
                            ? std::bit_cast<float>(detail::little_endian<std::uint32_t>(take(4)))
                            : static_cast<float>(std::bit_cast<double>(detail::little_endian<std::uint64_t>(take(8))));
    if (!std::isfinite(number))
      throw refuse("number " + std::to_string(result.numbers.size() + 1) + " is not a finite 4-byte float");
    result.numbers.push_back(number);
  }
  return result;
}

}  // namespace network
