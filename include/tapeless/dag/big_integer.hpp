// SPDX-License-Identifier: BSL-1.0
// Unsigned integers of fixed large capacity, just enough to read and write decimal doubles exactly in the compiler:
// the nearest double of a decimal literal and the shortest decimal of a double both need some 1,200 bits.
#pragma once

#include <array>
#include <cstdint>

#include <tapeless/dag/int128.hpp>

namespace tapeless::inline v0_2::dag {

class big_integer {
 public:
  constexpr big_integer() = default;
  constexpr explicit big_integer(uint128 value) {
    for (; value != 0; value >>= 32) push(static_cast<std::uint32_t>(value));
  }

  constexpr bool is_zero() const { return size_ == 0; }

  // Number of bits up to the highest one set.
  constexpr int bit_length() const {
    if (size_ == 0) return 0;
    int bits = 32 * (size_ - 1);
    for (auto top = limb(size_ - 1); top != 0; top >>= 1) ++bits;
    return bits;
  }

  // The lower 64 bits, or those above them.
  constexpr std::uint64_t word(int index) const {
    const int k = 2 * index;
    return (k + 1 < size_ ? std::uint64_t{limb(k + 1)} << 32 : 0) | (k < size_ ? limb(k) : 0u);
  }

  constexpr void multiply_add(std::uint32_t factor, std::uint32_t addend) {
    std::uint64_t carry = addend;
    for (int k = 0; k < size_; ++k) {
      carry += std::uint64_t{limb(k)} * factor;
      limb(k) = static_cast<std::uint32_t>(carry);
      carry >>= 32;
    }
    if (carry != 0) push(static_cast<std::uint32_t>(carry));
  }

  constexpr void multiply_power_of_ten(int exponent) {
    for (; exponent >= 9; exponent -= 9) multiply_add(1000000000u, 0);
    for (; exponent > 0; --exponent) multiply_add(10, 0);
  }

  constexpr void shift_left(int bits) {
    if (size_ == 0 || bits == 0) return;
    const int words = bits / 32;
    const int rest = bits % 32;
    push(0);
    for (int k = 1; k < words; ++k) push(0);
    if (words > 0) push(0);
    for (int k = size_ - 1; k >= 0; --k) {
      const std::uint64_t high = k - words >= 0 ? limb(k - words) : 0;
      const std::uint64_t low = k - words - 1 >= 0 ? limb(k - words - 1) : 0;
      limb(k) = static_cast<std::uint32_t>(((high << 32 | low) << rest) >> 32);
    }
    trim();
  }

  // Requires *this >= other.
  constexpr void subtract(const big_integer& other) {
    std::int64_t borrow = 0;
    for (int k = 0; k < size_; ++k) {
      borrow += std::int64_t{limb(k)} - (k < other.size_ ? std::int64_t{other.limb(k)} : 0);
      limb(k) = static_cast<std::uint32_t>(borrow);
      borrow >>= 32;
    }
    trim();
  }

  // Becomes the quotient by a divisor of up to 127 bits; returns the remainder.
  constexpr uint128 divide(uint128 divisor) {
    uint128 rest = 0;
    for (int k = size_ - 1; k >= 0; --k) {
      const std::uint32_t digits = limb(k);
      std::uint32_t quotient = 0;
      for (int bit = 31; bit >= 0; --bit) {
        rest = rest << 1 | (digits >> bit & 1u);
        quotient <<= 1;
        if (rest < divisor) continue;
        rest -= divisor;
        quotient |= 1;
      }
      limb(k) = quotient;
    }
    trim();
    return rest;
  }

  friend constexpr int compare(const big_integer& a, const big_integer& b) {
    if (a.size_ != b.size_) return a.size_ < b.size_ ? -1 : 1;
    for (int k = a.size_ - 1; k >= 0; --k)
      if (a.limb(k) != b.limb(k)) return a.limb(k) < b.limb(k) ? -1 : 1;
    return 0;
  }

  friend constexpr big_integer operator+(big_integer a, const big_integer& b) {
    std::uint64_t carry = 0;
    for (int k = 0; k < a.size_ || k < b.size_; ++k) {
      if (k == a.size_) a.push(0);
      carry += std::uint64_t{a.limb(k)} + (k < b.size_ ? b.limb(k) : 0u);
      a.limb(k) = static_cast<std::uint32_t>(carry);
      carry >>= 32;
    }
    if (carry != 0) a.push(static_cast<std::uint32_t>(carry));
    return a;
  }

  friend constexpr big_integer operator*(const big_integer& a, const big_integer& b) {
    big_integer result;
    for (int k = a.size_ - 1; k >= 0; --k) {
      result.shift_left(32);
      big_integer row = b;
      row.multiply_add(a.limb(k), 0);
      row.trim();
      result = result + row;
    }
    return result;
  }

 private:
  static constexpr int capacity = 84;  // 2,688 bits: 10^400 beside a shift of 1,100 bits
  constexpr std::uint32_t& limb(int k) { return limbs_[static_cast<std::size_t>(k)]; }
  constexpr std::uint32_t limb(int k) const { return limbs_[static_cast<std::size_t>(k)]; }
  constexpr void push(std::uint32_t value) { limb(size_++) = value; }
  constexpr void trim() {
    while (size_ > 0 && limb(size_ - 1) == 0) --size_;
  }

  std::array<std::uint32_t, capacity> limbs_{};
  int size_ = 0;
};

}  // namespace tapeless::dag
