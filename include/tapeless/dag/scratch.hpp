// SPDX-License-Identifier: BSL-1.0
// Memory of functions that run in the compiler: a list that grows as far as it is filled and is freed by itself. There
// is no fixed capacity anywhere that could cut what is longer. Loops over many elements take `data()` once: compilers
// count every call.
#pragma once

#include <cstddef>

namespace tapeless::dag {

template <class T>
class scratch {
 public:
  constexpr scratch() = default;
  // `count` elements with the value T().
  constexpr explicit scratch(int count) : data_(new T[room_for(count)]{}), size_(count), capacity_(count) {}
  constexpr scratch(int count, const T& value) : scratch(count) {
    for (T* at = data_; at != data_ + size_; ++at) *at = value;
  }
  constexpr ~scratch() { delete[] data_; }
  constexpr scratch(const scratch& other) : scratch(other.size_) {
    for (int k = 0; k < size_; ++k) data_[k] = other.data_[k];
  }
  constexpr scratch& operator=(const scratch& other) {
    scratch copy(other);
    swap(copy);
    return *this;
  }
  constexpr scratch(scratch&& other) noexcept { swap(other); }
  constexpr scratch& operator=(scratch&& other) noexcept {
    swap(other);
    return *this;
  }

  constexpr int size() const { return size_; }
  constexpr bool empty() const { return size_ == 0; }
  constexpr T* data() { return data_; }
  constexpr const T* data() const { return data_; }
  constexpr T& operator[](int k) { return data_[k]; }
  constexpr const T& operator[](int k) const { return data_[k]; }
  constexpr T* begin() { return data_; }
  constexpr T* end() { return data_ + size_; }
  constexpr const T* begin() const { return data_; }
  constexpr const T* end() const { return data_ + size_; }
  constexpr T& back() { return data_[size_ - 1]; }

  constexpr void push(const T& value) {
    if (size_ == capacity_) {
      const T kept = value;  // may be an element of this list
      grow();
      data_[size_++] = kept;
      return;
    }
    data_[size_++] = value;
  }
  constexpr T pop() { return data_[--size_]; }
  // The first `count` elements stay.
  constexpr void shorten(int count) { size_ = count; }

 private:
  static constexpr std::size_t room_for(int count) { return static_cast<std::size_t>(count > 0 ? count : 1); }
  constexpr void grow() {
    const int capacity = capacity_ < 8 ? 16 : 2 * capacity_;
    T* const more = new T[room_for(capacity)]{};
    for (int k = 0; k < size_; ++k) more[k] = data_[k];
    delete[] data_;
    data_ = more;
    capacity_ = capacity;
  }
  constexpr void swap(scratch& other) noexcept {
    T* const data = data_;
    const int size = size_, capacity = capacity_;
    data_ = other.data_;
    size_ = other.size_;
    capacity_ = other.capacity_;
    other.data_ = data;
    other.size_ = size;
    other.capacity_ = capacity;
  }

  T* data_ = nullptr;
  int size_ = 0;
  int capacity_ = 0;
};

}  // namespace tapeless::dag
