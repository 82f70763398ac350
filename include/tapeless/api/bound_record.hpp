// SPDX-License-Identifier: BSL-1.0
// Where data lie to which a prepared formula keeps pointers, and what they were: a sum over all their bytes, in their
// order, which says later whether they have changed.
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>

#include <tapeless/dag/operation.hpp>
#include <tapeless/run/memory/view.hpp>

namespace tapeless::inline v0_2::detail {

class bound_record {
 public:
  // Data of this shape; `check` is 0 before they have been read.
  template <class E>
  void refer_to(const tensor_view<E>& data) {
    shape_ = {static_cast<const char*>(static_cast<const void*>(data.elements)), data.rank};
    for (int d = 0; d < data.rank; ++d) {
      shape_.extents[d] = data.extents[d];
      shape_.strides[d] = data.strides[d] * static_cast<std::ptrdiff_t>(sizeof(E));
    }
    size_ = sizeof(E);
    sum_ = sum();
    bound_ = true;
  }
  // A number, which is copied.
  void refer_to_number() { bound_ = true; }
  void forget() { bound_ = false; }

  bool bound() const { return bound_; }
  // Whether all bytes are those of refer_to, but for a chance of 2^-64.
  bool unchanged() const { return shape_.elements == nullptr || sum() == sum_; }

 private:
  // Four sums side by side, which the processor works on at once.
  struct lanes {
    std::uint64_t part[4] = {1, 2, 3, 4};
    std::uint64_t count = 0;

    void add(std::uint64_t word) {
      std::uint64_t& own = part[count++ & 3u];
      own = dag::mix(own, word);
    }
    void add_bytes(const char* from, std::size_t bytes) {
      std::size_t k = 0;
      if ((count & 3u) == 0)
        for (; k + 32 <= bytes; k += 32) {
          std::uint64_t words[4];
          std::memcpy(words, from + k, 32);
          for (int lane = 0; lane < 4; ++lane) part[lane] = dag::mix(part[lane], words[lane]);
        }
      for (; k < bytes; k += 8) {
        std::uint64_t word = 0;
        std::memcpy(&word, from + k, bytes - k < 8 ? bytes - k : 8);
        add(word);
      }
    }
    std::uint64_t total() const {
      std::uint64_t result = count;
      for (const std::uint64_t one : part) result = dag::mix(result, one);
      return result;
    }
  };
  std::uint64_t sum() const {
    lanes all;
    add(all, shape_.elements, 0);
    return all.total();
  }
  // Rows whose elements lie next to each other as they are, others one by one.
  void add(lanes& all, const char* from, int dimension) const {
    if (dimension == shape_.rank) return all.add_bytes(from, size_);
    const bool row = dimension == shape_.rank - 1 && shape_.strides[dimension] == static_cast<std::ptrdiff_t>(size_);
    if (row) return all.add_bytes(from, size_ * static_cast<std::size_t>(shape_.extents[dimension]));
    for (std::ptrdiff_t k = 0; k < shape_.extents[dimension]; ++k)
      add(all, from + k * shape_.strides[dimension], dimension + 1);
  }

  tensor_view<const char> shape_{nullptr, 0};  // strides in bytes
  std::size_t size_ = 0;                       // of an element
  std::uint64_t sum_ = 0;
  bool bound_ = false;
};

}  // namespace tapeless::detail
