// SPDX-License-Identifier: BSL-1.0
// Random numbers that are the same on every machine and with every standard library, whose distributions promise no
// such thing, and cheap enough for a dropout mask per step.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <utility>
#include <vector>

namespace network {

// SplitMix64 (Steele, Lea, Flood 2014). Streams of one seed are independent, so more draws for one purpose do not shift
// those for another.
class random_numbers {
 public:
  random_numbers(std::uint64_t seed, std::uint64_t stream) : state_(mixed(seed) ^ mixed(~stream)) {}

  std::uint64_t operator()() { return mixed(state_ += 0x9E3779B97F4A7C15U); }

  // From 0 (included) to 1 (excluded).
  float uniform() { return static_cast<float>((*this)() >> 40U) * 0x1p-24F; }

  // From 0 to n - 1; n below 2^32.
  std::size_t below(std::size_t n) { return static_cast<std::size_t>(((*this)() >> 32U) * n >> 32U); }

  void shuffle(std::vector<std::uint32_t>& items) {
    for (std::size_t k = items.size(); k > 1; --k) std::swap(items[k - 1], items[below(k)]);
  }

  // 0 with the probability given, else 1 / (1 - probability), so that the mean is 1.
  void draw_mask(std::span<float> mask, double probability) {
    const auto kept = static_cast<float>(1 / (1 - probability));
    const auto limit = static_cast<std::uint64_t>(probability * 0x1p32);
    std::uint64_t bits = 0;
    for (std::size_t k = 0; k < mask.size(); ++k, bits >>= 32U) {
      if (k % 2 == 0) bits = (*this)();
      mask[k] = (bits & 0xFFFFFFFFU) < limit ? 0.0F : kept;
    }
  }

 private:
  static std::uint64_t mixed(std::uint64_t z) {
    z = (z ^ (z >> 30U)) * 0xBF58476D1CE4E5B9U;
    z = (z ^ (z >> 27U)) * 0x94D049BB133111EBU;
    return z ^ (z >> 31U);
  }

  std::uint64_t state_;
};

}  // namespace network
