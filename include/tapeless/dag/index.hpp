// SPDX-License-Identifier: BSL-1.0
// Where a key stands in a list that is too long to be searched from its beginning every time.
#pragma once

#include <cstdint>

#include <tapeless/dag/scratch.hpp>

namespace tapeless::inline v0_2::dag {

// Open addressing over non-negative keys; the first place noted for a key stays.
class key_index {
 public:
  constexpr int size() const { return size_; }
  // -1: the key has not been noted.
  constexpr int find(int key) const {
    if (size_ == 0) return -1;
    const slot* const slots = slots_.data();
    unsigned at = start(key);
    while (slots[at].key >= 0 && slots[at].key != key) at = (at + 1) & mask_;
    return slots[at].key == key ? slots[at].place : -1;
  }
  constexpr void note(int key, int place) {
    if (2 * (size_ + 1) > slots_.size()) grow();
    unsigned at = start(key);
    while (slots_[static_cast<int>(at)].key >= 0 && slots_[static_cast<int>(at)].key != key) at = (at + 1) & mask_;
    slot& found = slots_[static_cast<int>(at)];
    if (found.key == key) return;
    found = {key, place};
    ++size_;
  }

 private:
  struct slot {
    int key = -1;
    int place = -1;
  };
  constexpr unsigned start(int key) const {
    return static_cast<unsigned>(static_cast<std::uint64_t>(key) * 0x9e3779b97f4a7c15u >> 32) & mask_;
  }
  constexpr void grow() {
    const scratch<slot> old = static_cast<scratch<slot>&&>(slots_);
    slots_ = scratch<slot>(old.empty() ? 64 : 2 * old.size());
    mask_ = static_cast<unsigned>(slots_.size()) - 1;
    size_ = 0;
    for (const slot& one : old)
      if (one.key >= 0) note(one.key, one.place);
  }

  scratch<slot> slots_;
  unsigned mask_ = 0;
  int size_ = 0;
};

}  // namespace tapeless::dag
