// SPDX-License-Identifier: BSL-1.0
// Makes what the check of the network needs and nobody should commit: tiny idx data that can be learnt, the same data
// with one thing wrong each, and weights with one thing wrong each.
//
//   synthetic data FOLDER         FOLDER/right and one folder per mistake
//   synthetic weights FROM TO     TO/NAME is FROM with one mistake in W1.npy
#include <array>
#include <cstddef>
#include <cstdint>
#include <exception>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <iterator>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include <zlib.h>

namespace {

namespace fs = std::filesystem;

void write(const fs::path& path, const std::string& bytes) {
  fs::create_directories(path.parent_path());
  std::ofstream out(path, std::ios::binary);
  out << bytes;
  if (!out.flush()) throw std::runtime_error(path.string() + ": the file cannot be written");
}

std::string read(const fs::path& path) {
  std::ifstream in(path, std::ios::binary);
  if (!in) throw std::runtime_error(path.string() + ": the file cannot be read");
  return {std::istreambuf_iterator<char>(in), {}};
}

void write_packed(const fs::path& path, const std::string& bytes) {
  fs::create_directories(path.parent_path());
  gzFile file = gzopen(path.c_str(), "wb");
  const auto size = static_cast<unsigned>(bytes.size());
  if (file == nullptr || gzwrite(file, bytes.data(), size) != static_cast<int>(size) || gzclose(file) != Z_OK)
    throw std::runtime_error(path.string() + ": the file cannot be written");
}

std::string idx(std::uint32_t magic, const std::vector<std::uint32_t>& extents, const std::string& content) {
  std::string bytes;
  const auto append = [&](std::uint32_t word) {
    for (int shift = 24; shift >= 0; shift -= 8)
      bytes += static_cast<char>(word >> static_cast<unsigned>(shift) & 255U);
  };
  append(magic);
  for (const std::uint32_t extent : extents) append(extent);
  return bytes + content;
}

// Pictures of 4 x 3 pixels: the pixel of the class is bright, the others are noise.
struct half {
  std::string pixels;
  std::string labels;
  std::uint32_t count = 0;
};
half draw(std::uint32_t count) {
  half result;
  result.count = count;
  std::uint32_t noise = count;
  for (std::uint32_t k = 0; k < count; ++k) {
    const std::uint32_t label = k % 10;
    result.labels += static_cast<char>(label);
    for (std::uint32_t p = 0; p < 12; ++p) {
      noise = noise * 1664525U + 1013904223U;
      result.pixels += static_cast<char>(p == label ? 255U : noise >> 26U);
    }
  }
  return result;
}

constexpr std::array names{"train-images-idx3-ubyte", "train-labels-idx1-ubyte", "t10k-images-idx3-ubyte",
                           "t10k-labels-idx1-ubyte"};
using files = std::array<std::string, 4>;

files right_files() {
  const half training = draw(400);
  const half test = draw(130);
  return {idx(0x803, {training.count, 4, 3}, training.pixels), idx(0x801, {training.count}, training.labels),
          idx(0x803, {test.count, 4, 3}, test.pixels), idx(0x801, {test.count}, test.labels)};
}

void write_all(const fs::path& folder, const files& contents) {
  for (std::size_t k = 0; k < 4; ++k) write_packed(folder / (std::string(names[k]) + ".gz"), contents[k]);
}

void make_data(const fs::path& folder) {
  const files right = right_files();
  write_all(folder / "right", right);
  for (std::size_t k = 0; k < 4; ++k) write(folder / "unpacked" / names[k], right[k]);
  const auto wrong = [&](const std::string& name, std::size_t file, const std::string& content) {
    files changed = right;
    changed[file] = content;
    write_all(folder / name, changed);
  };
  wrong("empty", 0, "");
  wrong("head", 0, right[0].substr(0, 10));
  wrong("magic", 1, right[0]);
  wrong("cut", 2, right[2].substr(0, 500));
  wrong("long", 3, right[3] + "x");
  wrong("huge", 0, idx(0x803, {0xFFFFFFFFU, 28, 28}, "x"));
  wrong("none", 0, idx(0x803, {0, 28, 28}, ""));
  wrong("label", 3, idx(0x801, {130}, std::string(129, '\1') + '\x0a'));
  wrong("count", 1, idx(0x801, {399}, std::string(399, '\1')));
  wrong("size", 2, idx(0x803, {130, 3, 3}, std::string(1170, '\1')));

  const std::string packed = read(folder / "right" / (std::string(names[0]) + ".gz"));
  std::string damaged = packed;
  damaged[damaged.size() / 2] = static_cast<char>(~damaged[damaged.size() / 2]);
  const auto raw = [&](const std::string& name, const std::string& bytes) {
    write_all(folder / name, right);
    write(folder / name / (std::string(names[0]) + ".gz"), bytes);
  };
  raw("packed_cut", packed.substr(0, packed.size() / 2));
  raw("packed_damaged", damaged);
  write_all(folder / "missing", right);
  fs::remove(folder / "missing" / (std::string(names[3]) + ".gz"));
}

void make_weights(const fs::path& from, const fs::path& to) {
  const std::string right = read(from / "W1.npy");
  const auto wrong = [&](const std::string& name, const std::string& bytes) {
    fs::create_directories(to / name);
    for (const char* file : {"W1.npy", "b1.npy", "W2.npy", "b2.npy"})
      fs::copy_file(from / file, to / name / file, fs::copy_options::overwrite_existing);
    write(to / name / "W1.npy", bytes);
  };
  const auto replaced = [&](std::string_view old, std::string_view fresh) {
    std::string bytes = right;
    return bytes.replace(bytes.find(old), old.size(), fresh);
  };
  wrong("right", right);
  wrong("empty", "");
  wrong("foreign", "PK\x03\x04" + right);
  wrong("magic_cut", right.substr(0, 8));
  wrong("header_cut", right.substr(0, 40));
  wrong("cut", right.substr(0, right.size() - 4));
  wrong("long", right + "1234");
  wrong("version", replaced(std::string_view("\x01\x00", 2), std::string_view("\x02\x00", 2)));
  wrong("integers", replaced("<f4", "<i4"));
  wrong("big_endian", replaced("<f4", ">f4"));
  wrong("fortran", replaced("False,", "True, "));
  wrong("header", replaced("'shape'", "'shade'"));
  wrong("shape", read(from / "W2.npy"));
  wrong("vector", read(from / "b1.npy"));
  wrong("infinite", right.substr(0, right.size() - 4) + std::string("\x00\x00\x80\x7F", 4));
}

}  // namespace

int main(int argc, char** argv) {
  try {
    const std::vector<std::string> words(argv + 1, argv + argc);
    if (words.size() == 2 && words[0] == "data")
      make_data(words[1]);
    else if (words.size() == 3 && words[0] == "weights")
      make_weights(words[1], words[2]);
    else
      throw std::runtime_error("synthetic data FOLDER, or synthetic weights FROM TO");
    return 0;
  } catch (const std::exception& problem) {
    std::cerr << "synthetic: " << problem.what() << "\n";
    return 1;
  }
}
