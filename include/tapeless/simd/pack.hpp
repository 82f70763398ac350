// SPDX-License-Identifier: BSL-1.0
// As many numbers as a register of the processor holds, behind the operators of one number: the rules' formulas run on
// packs as they run on doubles. The registers and their arithmetic are xsimd's. Everything is inlined by force,
// because one call that is left in a loop costs more than the arithmetic around it. The architecture is part of the
// type's name, so that translation units with different flags can be linked.
#pragma once

#include <concepts>
#include <cstddef>
#include <cstdint>
#include <type_traits>

#include <tapeless/simd/instructions.hpp>

namespace tapeless::inline v0_2::detail::simd {

template <class T>
concept packable = std::same_as<T, float> || std::same_as<T, double>;

// Which lanes a condition holds in. & and | are && and || with both sides evaluated, as on bool.
template <packable T, class Isa = xsimd::default_arch>
struct pack_mask {
  using register_type = xsimd::batch_bool<T, Isa>;

  register_type value;

  pack_mask() = default;
  [[gnu::always_inline]] pack_mask(register_type v) : value(v) {}
  [[gnu::always_inline]] pack_mask(bool v) : value(v) {}

  [[gnu::always_inline]] friend pack_mask operator&(const pack_mask& a, const pack_mask& b) {
    return a.value & b.value;
  }
  [[gnu::always_inline]] friend pack_mask operator|(const pack_mask& a, const pack_mask& b) {
    return a.value | b.value;
  }
  [[gnu::always_inline]] friend pack_mask operator&&(const pack_mask& a, const pack_mask& b) {
    return a.value & b.value;
  }
  [[gnu::always_inline]] friend pack_mask operator||(const pack_mask& a, const pack_mask& b) {
    return a.value | b.value;
  }
  [[gnu::always_inline]] friend pack_mask operator!(const pack_mask& a) { return ~a.value; }
  [[gnu::always_inline]] friend pack_mask operator==(const pack_mask& a, const pack_mask& b) { return !(a != b); }
  [[gnu::always_inline]] friend pack_mask operator!=(const pack_mask& a, const pack_mask& b) {
    return (a & !b) | (!a & b);  // xsimd 8 takes ^ for | on AVX-512
  }
};

template <packable T, class Isa = xsimd::default_arch>
struct pack {
  using value_type = T;
  using register_type = xsimd::batch<T, Isa>;
  using mask = pack_mask<T, Isa>;
  static constexpr int width = static_cast<int>(register_type::size);
  // Whether loads and stores of some lanes cost no more than those of all.
#if defined(__AVX512F__)
  static constexpr bool masks = true;
#else
  static constexpr bool masks = false;
#endif

  register_type value;

  pack() = default;
  [[gnu::always_inline]] pack(const register_type& v) : value(v) {}
  // All lanes alike
  template <class Number>
    requires std::is_arithmetic_v<Number>
  [[gnu::always_inline]] pack(Number v) : value(static_cast<T>(v)) {}

  // memory.hpp defines these, gather.hpp those that gather.
  static pack load(const T* from);
  static pack load(const T* from, int n);  // n < width: the first n lanes, 0 in the others
  void store(T* to) const;
  void store(T* to, int n) const;
  // Around the caches where the processor can; `to` is aligned to 64 bytes. Others see it after fence().
  void store_around(T* to) const;
  static void fence();
  // from[k*step] in lane k < n, 0 in the others
  static pack gather(const T* from, std::ptrdiff_t step, int n);
  // from[k*step + index[k]*stride] in lane k < n, 0 in the others; the indices are integers from 0 on
  static pack gather_at(const T* from, std::ptrdiff_t step, std::ptrdiff_t stride, const pack& index, int n);
  // Integers, such as labels, as integers.
  void store_integers(std::int64_t* to) const;
  // first, first + 1, ...
  static pack iota(T first);
  static mask first_lanes(int n);

  [[gnu::always_inline]] pack& operator+=(const pack& b) { return *this = *this + b; }
  [[gnu::always_inline]] pack& operator-=(const pack& b) { return *this = *this - b; }
  [[gnu::always_inline]] pack& operator*=(const pack& b) { return *this = *this * b; }
  [[gnu::always_inline]] pack& operator/=(const pack& b) { return *this = *this / b; }

  [[gnu::always_inline]] friend pack operator+(const pack& a, const pack& b) { return a.value + b.value; }
  [[gnu::always_inline]] friend pack operator-(const pack& a, const pack& b) { return a.value - b.value; }
  [[gnu::always_inline]] friend pack operator*(const pack& a, const pack& b) { return a.value * b.value; }
  [[gnu::always_inline]] friend pack operator/(const pack& a, const pack& b) { return a.value / b.value; }
  [[gnu::always_inline]] friend pack operator+(const pack& a) { return a; }
  [[gnu::always_inline]] friend pack operator-(const pack& a) {
    return xsimd::bitwise_xor(a.value, register_type(T(-0.0)));
  }

  [[gnu::always_inline]] friend mask operator<(const pack& a, const pack& b) { return a.value < b.value; }
  [[gnu::always_inline]] friend mask operator<=(const pack& a, const pack& b) { return a.value <= b.value; }
  [[gnu::always_inline]] friend mask operator>(const pack& a, const pack& b) { return b.value < a.value; }
  [[gnu::always_inline]] friend mask operator>=(const pack& a, const pack& b) { return b.value <= a.value; }
  [[gnu::always_inline]] friend mask operator==(const pack& a, const pack& b) { return a.value == b.value; }
  [[gnu::always_inline]] friend mask operator!=(const pack& a, const pack& b) {
    return typename mask::register_type(kernel::instructions<register_type>::differ(a.value, b.value));
  }

  [[gnu::always_inline]] friend pack select(const mask& c, const pack& a, const pack& b) {
    return xsimd::select(c.value, a.value, b.value);
  }
  // b < a ? b : a, which is a if one of them is NaN
  [[gnu::always_inline]] friend pack min(const pack& a, const pack& b) {
    return {kernel::instructions<register_type>::min(b.value, a.value)};
  }
  // a < b ? b : a, which is a if one of them is NaN
  [[gnu::always_inline]] friend pack max(const pack& a, const pack& b) {
    return {kernel::instructions<register_type>::max(b.value, a.value)};
  }
  // a*b + c, rounded once where the processor can
  [[gnu::always_inline]] friend pack fma(const pack& a, const pack& b, const pack& c) {
    return {kernel::instructions<register_type>::fused(a.value, b.value, c.value)};
  }
};

}  // namespace tapeless::detail::simd
