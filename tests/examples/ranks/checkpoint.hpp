// SPDX-License-Identifier: BSL-1.0
// The state of a training in one file that is whole at any time: it is written beside the old one and takes its place
// in one step. A file that is cut off, changed or of another training is refused.
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <memory>
#include <stdexcept>
#include <string>
#include <vector>

#include <unistd.h>

namespace ranks_example {

class checkpoint {
 public:
  // Numbers that are part of the state, in the order in which they are added; they are read and written where they are.
  template <class T>
  void add(T* data, std::size_t count) {
    static_assert(std::is_trivially_copyable_v<T>);
    pieces_.push_back({reinterpret_cast<char*>(data), count * sizeof(T)});
  }

  // Throws std::runtime_error where the file cannot be written; then the old one is still there.
  void save(const std::filesystem::path& file) const {
    std::string text(head);
    for (const piece& one : pieces_) text.append(one.data, one.size);
    const std::uint64_t sum = checksum(text);
    text.append(reinterpret_cast<const char*>(&sum), sizeof sum);
    const std::filesystem::path fresh = file.string() + ".new";
    const std::unique_ptr<std::FILE, int (*)(std::FILE*)> out(std::fopen(fresh.c_str(), "wb"), &std::fclose);
    const bool written = out != nullptr && std::fwrite(text.data(), 1, text.size(), out.get()) == text.size() &&
                         std::fflush(out.get()) == 0 && fsync(fileno(out.get())) == 0;
    if (!written || std::rename(fresh.c_str(), file.c_str()) != 0)
      throw std::runtime_error(file.string() + ": the state cannot be written");
  }

  // False where there is no such file. Throws std::runtime_error, with nothing read, where it is not such a state.
  bool load(const std::filesystem::path& file) const {
    std::ifstream in(file, std::ios::binary);
    if (!in) return false;
    const std::string text{std::istreambuf_iterator<char>(in), {}};
    std::size_t size = head.size() + sizeof(std::uint64_t);
    for (const piece& one : pieces_) size += one.size;
    if (text.size() != size || text.compare(0, head.size(), head) != 0)
      throw std::runtime_error(file.string() + ": this is not a state of this training");
    std::uint64_t sum = 0;
    std::memcpy(&sum, text.data() + text.size() - sizeof sum, sizeof sum);
    if (sum != checksum(text.substr(0, text.size() - sizeof sum)))
      throw std::runtime_error(file.string() + ": the state is damaged");
    std::size_t at = head.size();
    for (const piece& one : pieces_) {
      std::memcpy(one.data, text.data() + at, one.size);
      at += one.size;
    }
    return true;
  }

 private:
  inline static const std::string head = "state of a training, 1\n";
  // FNV-1a.
  static std::uint64_t checksum(const std::string& text) {
    std::uint64_t sum = 0xCBF29CE484222325U;
    for (const char c : text) sum = (sum ^ static_cast<unsigned char>(c)) * 0x100000001B3U;
    return sum;
  }
  struct piece {
    char* data;
    std::size_t size;
  };
  std::vector<piece> pieces_;
};

}  // namespace ranks_example
