// SPDX-License-Identifier: BSL-1.0
// Rows of numbers between guards that nobody may write to, and the sizes at which loops over packs have their corners.
#pragma once

#include <cstddef>
#include <span>
#include <vector>

#if defined(__unix__)
#include <sys/mman.h>
#include <unistd.h>
#endif

#include "tests/support/catch.hpp"

#include <tapeless/batch.hpp>

namespace rows {

template <class T>
class guarded {
 public:
  explicit guarded(std::ptrdiff_t size) : size_(static_cast<std::size_t>(size)), all_(size_ + 2 * guard, sentinel) {}
  ~guarded() {
    for (std::size_t k = 0; k < guard; ++k) CHECK((all_[k] == sentinel && all_[guard + size_ + k] == sentinel));
  }
  guarded(const guarded&) = delete;
  guarded& operator=(const guarded&) = delete;
  T* data() { return all_.data() + guard; }
  const T* data() const { return all_.data() + guard; }
  std::size_t size() const { return size_; }
  T& operator[](std::ptrdiff_t k) { return data()[k]; }
  const T& operator[](std::ptrdiff_t k) const { return data()[k]; }
  std::span<T> span() { return {data(), size_}; }

 private:
  static constexpr std::size_t guard = 40;
  static constexpr T sentinel = T(-77);
  std::size_t size_;
  std::vector<T> all_;
};

// Numbers that lie right before, or right behind, a page that nobody may read or write: whoever does faults. Elsewhere
// than on Unix these are plain vectors.
enum class fence { before, behind };
template <class T>
class fenced {
 public:
  explicit fenced(std::ptrdiff_t size, fence where = fence::behind) : size_(static_cast<std::size_t>(size)) {
#if defined(__unix__)
    const auto page = static_cast<std::size_t>(sysconf(_SC_PAGESIZE)), bytes = size_ * sizeof(T);
    room_ = (bytes + page - 1) / page * page;
    all_ = static_cast<char*>(mmap(nullptr, room_ + 2 * page, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0));
    REQUIRE(all_ != MAP_FAILED);
    REQUIRE((room_ == 0 || mprotect(all_ + page, room_, PROT_READ | PROT_WRITE) == 0));
    data_ = reinterpret_cast<T*>(all_ + page + (where == fence::behind ? room_ - bytes : 0));
    room_ += 2 * page;
#else
    static_cast<void>(where);
    data_ = new T[size_]{};
#endif
  }
#if defined(__unix__)
  ~fenced() { munmap(all_, room_); }
#else
  ~fenced() { delete[] data_; }
#endif
  fenced(const fenced&) = delete;
  fenced& operator=(const fenced&) = delete;
  T* data() { return data_; }
  const T* data() const { return data_; }
  std::size_t size() const { return size_; }
  T& operator[](std::ptrdiff_t k) { return data_[k]; }
  const T& operator[](std::ptrdiff_t k) const { return data_[k]; }

 private:
  std::size_t size_, room_ = 0;
  char* all_ = nullptr;
  T* data_ = nullptr;
};

// 0, 1, around the width of a pack, several packs, and blocks for several threads.
template <class T>
std::vector<std::ptrdiff_t> sizes() {
  constexpr std::ptrdiff_t w = tapeless::detail::simd::pack<T>::width;
  return {0, 1, w - 1, w, w + 1, 3 * w + 2, 40 * w, 133 * w + 5};
}

// Numbers between 1/2 and 5/2 without a pattern.
template <class T>
T sample(std::ptrdiff_t row, int which) {
  const auto k = static_cast<unsigned>(row) * 2654435761u + static_cast<unsigned>(which) * 40503u + 12345u;
  return T(0.5) + T(2) * static_cast<T>(k >> 8 & 0xffffu) / T(65536);
}

}  // namespace rows
