// SPDX-License-Identifier: BSL-1.0
// Memory of functions that run in the compiler: a list that grows as far as it is filled and is freed by itself. There
// is no fixed capacity anywhere that could cut what is longer. Loops over many elements take `data()` once: compilers
// count every call.
#pragma once

#include <cstddef>
#include <string>  // std::allocator and std::construct_at, at a third of what <memory> costs
#include <type_traits>

namespace tapeless::inline v0_2::dag {

// Elements that are there all at once: g++ fills an array in a class with one operation, however long it is, and one of
// new element by element.
class block_of_elements {
 public:
  constexpr virtual ~block_of_elements() {}
};
template <class T, std::size_t Size>
class elements final : public block_of_elements {
 public:
  constexpr elements() : list() {}  // g++ 12: with an initialiser of the member what T() is at run time would change
  constexpr ~elements() override {}
  T list[Size];
};

template <class T>
class scratch {
 public:
  constexpr scratch() = default;
  // `count` elements with the value T().
  constexpr explicit scratch(int count) : size_(count), capacity_(count) {
    if constexpr (by_blocks) {
      if (std::is_constant_evaluated()) {
        // Few cost as much one by one.
        if (count > 8 && count <= 64)
          take(new elements<T, 64>());
        else if (count > 64 && count <= 512)
          take(new elements<T, 512>());
        else if (count > 512 && count <= 4096)
          take(new elements<T, 4096>());
        if (block_ != nullptr) return;
      }
    }
    if constexpr (by_allocator) {
      data_ = allocate(count);
      for (T* at = data_; at != data_ + count; ++at) construct(at, T());
    } else {
      data_ = new T[room_for(count)]{};
    }
  }
  constexpr scratch(int count, const T& value) : data_(allocate(count)), size_(count), capacity_(count) {
    if constexpr (by_allocator)
      for (T* at = data_; at != data_ + count; ++at) construct(at, value);
    else
      for (int k = 0; k < count; ++k) data_[k] = value;
  }
  // `count` elements that are written before they are read, which costs nothing in advance.
  static constexpr scratch unwritten(int count) {
    static_assert(trivial);
    scratch list;
    list.data_ = allocate(count);
    list.size_ = list.capacity_ = count;
    return list;
  }
  constexpr ~scratch() { free(); }
  constexpr scratch(const scratch& other) : data_(allocate(other.size_)), size_(other.size_), capacity_(other.size_) {
    for (int k = 0; k < size_; ++k) construct(data_ + k, other.data_[k]);
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
      construct(data_ + size_++, kept);
      return;
    }
    if constexpr (by_allocator)
      construct(data_ + size_++, value);
    else
      data_[size_++] = value;
  }
  constexpr T pop() { return data_[--size_]; }
  // Elements with the value T() are added until there are `count`.
  constexpr void lengthen(int count) {
    scratch longer(count);
    for (int k = 0; k < size_; ++k) longer.data_[k] = data_[k];
    swap(longer);
  }
  // The first `count` elements stay.
  constexpr void shorten(int count) { size_ = count; }

 private:
  // g++ counts what it does for each element that is initialised, clang each call: with g++ a list is given memory
  // without elements where the language allows it. nvcc ends with a segmentation fault where it deletes a block.
#if defined(__clang__) || defined(__NVCC__)
  static constexpr bool counts_elements = false;
#else
  static constexpr bool counts_elements = true;
#endif
  // Not by the traits of the library, which instantiate a dozen templates of g++ 12 for each T.
  static constexpr bool trivial = __is_trivially_constructible(T), copyable = __is_trivially_copyable(T);
  static constexpr bool by_allocator = counts_elements && !trivial && copyable;  // so it is destroyed trivially, too

  static constexpr bool by_blocks = counts_elements && copyable;

  static constexpr std::size_t room_for(int count) { return static_cast<std::size_t>(count > 0 ? count : 1); }
  static constexpr T* allocate(int count) {
    if constexpr (by_allocator)
      return std::allocator<T>().allocate(room_for(count));
    else if constexpr (trivial)
      return new T[room_for(count)];
    else
      return new T[room_for(count)]{};
  }
  static constexpr void release(T* data, [[maybe_unused]] int capacity) {
    if constexpr (by_allocator)
      std::allocator<T>().deallocate(data, room_for(capacity));
    else
      delete[] data;
  }
  static constexpr void construct(T* at, const T& value) {
    if constexpr (by_allocator)
      std::construct_at(at, value);
    else
      *at = value;
  }

  template <std::size_t Size>
  constexpr void take(elements<T, Size>* block) {
    data_ = block->list;
    block_ = block;
  }
  constexpr void free() {
    if (block_ != nullptr)
      delete block_;
    else if (data_ != nullptr)
      release(data_, capacity_);
  }

  constexpr void grow() {
    const int capacity = capacity_ < 8 ? 16 : 2 * capacity_;
    T* const more = allocate(capacity);
    for (int k = 0; k < size_; ++k) construct(more + k, data_[k]);
    free();
    data_ = more;
    block_ = nullptr;
    capacity_ = capacity;
  }
  constexpr void swap(scratch& other) noexcept {
    T* const data = data_;
    block_of_elements* const block = block_;
    const int size = size_, capacity = capacity_;
    data_ = other.data_;
    block_ = other.block_;
    size_ = other.size_;
    capacity_ = other.capacity_;
    other.data_ = data;
    other.block_ = block;
    other.size_ = size;
    other.capacity_ = capacity;
  }

  T* data_ = nullptr;
  block_of_elements* block_ = nullptr;  // that the elements belong to, if to any
  int size_ = 0;
  int capacity_ = 0;
};

}  // namespace tapeless::dag
