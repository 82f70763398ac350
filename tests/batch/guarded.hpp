// SPDX-License-Identifier: BSL-1.0
// Rows of numbers between guards that nobody may write to, and the sizes at which loops over packs have their corners.
#pragma once

#include <cstddef>
#include <span>
#include <vector>

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
