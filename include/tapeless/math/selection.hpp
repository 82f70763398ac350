// SPDX-License-Identifier: BSL-1.0
// Choices and quotients for the differentiation rules, in forms that constant expressions accept and that
// compile to code without branches for float and double: the condition of a piecewise function is as good as
// random to a branch predictor.
#pragma once

#include <bit>
#include <cmath>
#include <cstdint>
#include <type_traits>

#include <tapeless/math/exponential.hpp>
#include <tapeless/math/kernel/divide.hpp>
#include <tapeless/math/operand.hpp>

#if defined(__clang__) && __FINITE_MATH_ONLY__
static_assert(false, "tapeless: clang makes wrong numbers of NaN with -ffast-math: add -fno-finite-math-only");
#endif

namespace tapeless::inline v0_2::detail::math {
namespace detail {

// a and b as bits, one of them masked away.  Both compilers make cmpltsd, and, andn, or (g++: the same in
// integer registers) of it and can vectorise it; ?: becomes a jump when an operand is expensive.  What is left:
// clang folds the mask back into a jump if it cannot trace the condition to a comparison, a bool from
// memory, say.  Hiding the mask from it (by shifts, a table or asm) prevents that, but costs the usual case
// a factor of 1.7, and 3 to 5 in loops, which then are not vectorised.
template <class Bits, class T>
constexpr T select_bits(bool condition, T a, T b) {
  const Bits mask = Bits{0} - static_cast<Bits>(condition);
  return std::bit_cast<T>((std::bit_cast<Bits>(a) & mask) | (std::bit_cast<Bits>(b) & ~mask));
}

// The same for a condition that hangs on an integer, the label of a class, say: clang makes a jump of every such choice
// between doubles, so the mask is hidden from it. g++ does not.
template <class Bits, class T>
constexpr T select_labelled(bool condition, T a, T b) {
  Bits mask = Bits{0} - static_cast<Bits>(condition);
#if defined(__clang__)
  asm("" : "+r"(mask));
#endif
  return std::bit_cast<T>((std::bit_cast<Bits>(a) & mask) | (std::bit_cast<Bits>(b) & ~mask));
}

}  // namespace detail

// condition ? a : b; for a mask, the pack's own select(mask, a, b)
template <class Condition, class T>
constexpr T select(const Condition& condition, const T& a, const T& b) {
  if constexpr (!std::is_same_v<Condition, bool>) {
    using detail::by_argument::select;
    return select(condition, a, b);
  } else {
    if constexpr (std::is_same_v<T, double> || std::is_same_v<T, float>)
      if (!std::is_constant_evaluated())
        return detail::select_bits<std::conditional_t<sizeof(T) == 8, std::uint64_t, std::uint32_t>>(condition, a, b);
    return condition ? a : b;
  }
}

// label == k ? a : b, where the label is an integer in most calls
template <class T>
constexpr T select_label(const T& label, const T& k, const T& a, const T& b) {
  if constexpr (std::is_same_v<T, double> || std::is_same_v<T, float>)
    if (!std::is_constant_evaluated())
      return detail::select_labelled<std::conditional_t<sizeof(T) == 8, std::uint64_t, std::uint32_t>>(label == k, a,
                                                                                                       b);
  return math::select(label == k, a, b);
}

// b < a ? b : a, as std::min: a if one of them is NaN
template <class T>
constexpr T min(const T& a, const T& b) {
  using detail::by_argument::min;
  if constexpr (requires { min(a, b); })
    return min(a, b);
  else
    return b < a ? b : a;
}

// a < b ? b : a, as std::max: a if one of them is NaN
template <class T>
constexpr T max(const T& a, const T& b) {
  using detail::by_argument::max;
  if constexpr (requires { max(a, b); })
    return max(a, b);
  else
    return a < b ? b : a;
}

// The smaller one; the number, if the other is NaN
template <detail::operand T>
constexpr T fmin(const T& a, const T& b) {
  if constexpr (std::is_floating_point_v<T>)
    return select(b != b, a, min(b, a));
  else {
    using std::fmin;
    return fmin(a, b);
  }
}

// The larger one; the number, if the other is NaN
template <detail::operand T>
constexpr T fmax(const T& a, const T& b) {
  if constexpr (std::is_floating_point_v<T>)
    return select(b != b, a, max(b, a));
  else {
    using std::fmax;
    return fmax(a, b);
  }
}

// a / b, with IEEE's infinities and NaNs also in constant expressions, which reject the operations
// that produce them.
template <class T>
constexpr T divide(const T& a, const T& b) {
  if constexpr (std::is_floating_point_v<T>)
    if (std::is_constant_evaluated()) return kernel::divide(a, b);
  return a / b;
}

template <detail::operand T>
constexpr T rsqrt(const T& x) {
  using detail::by_argument::rsqrt;
  if constexpr (std::is_floating_point_v<T>)
    return math::divide(T(1), math::sqrt(x));
  else if constexpr (requires { rsqrt(x); })
    return rsqrt(x);
  else
    return T(1) / math::sqrt(x);
}

// -1 or 1; zero and NaN stay what they are.
template <class T>
constexpr T sign(const T& x) {
  using detail::by_argument::sign;
  if constexpr (std::is_floating_point_v<T>)
    return math::select(x > 0, T(1), math::select(x < 0, T(-1), x));
  else if constexpr (requires { sign(x); })
    return sign(x);
  else
    return T(0) < x ? T(1) : x < T(0) ? T(-1) : x;
}

}  // namespace tapeless::detail::math
