// SPDX-License-Identifier: BSL-1.0
// Reads files that may be packed with gzip, and says in one sentence when one is cut off or damaged. zlib reads files
// that are not packed as they are.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include <zlib.h>

#include "data.hpp"

namespace network {

class packed_file {
 public:
  explicit packed_file(const std::filesystem::path& path) : path_(path) {
    std::error_code error;
    if (!std::filesystem::exists(path, error)) throw refused_file(path, "the file is not there");
    if (!std::filesystem::is_directory(path, error)) file_.reset(gzopen(path.c_str(), "rb"));
    if (!file_) throw refused_file(path, "the file cannot be read");
    gzbuffer(file_.get(), 1U << 17U);
  }

  const std::filesystem::path& path() const { return path_; }

  // Fills `to` from where the last call stopped. Returns how many bytes there were, fewer only at the end of the file.
  std::size_t read(std::span<std::uint8_t> to) {
    std::size_t got = 0;
    while (got < to.size()) {
      const auto wanted = static_cast<unsigned>(std::min<std::size_t>(to.size() - got, 1U << 24U));
      const int count = gzread(file_.get(), to.data() + got, wanted);
      if (count > 0) got += static_cast<std::size_t>(count);
      if (count == static_cast<int>(wanted)) continue;
      int problem = Z_OK;
      gzerror(file_.get(), &problem);
      if (problem == Z_BUF_ERROR) throw refused_file(path_, "the packed file is cut off");
      if (problem == Z_DATA_ERROR) throw refused_file(path_, "the packed file is damaged");
      if (problem != Z_OK && problem != Z_STREAM_END) throw refused_file(path_, "the file cannot be read");
      break;
    }
    return got;
  }

  // All that is left; refuses more than `most` bytes.
  std::string read_text(std::size_t most) {
    std::vector<std::uint8_t> bytes(most + 1);
    bytes.resize(read(bytes));
    if (bytes.size() > most) throw refused_file(path_, "the file is longer than " + std::to_string(most) + " bytes");
    return {bytes.begin(), bytes.end()};
  }

 private:
  struct closer {
    void operator()(gzFile file) const { gzclose(file); }
  };
  std::filesystem::path path_;
  std::unique_ptr<gzFile_s, closer> file_;
};

}  // namespace network
