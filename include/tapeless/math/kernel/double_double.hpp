// SPDX-License-Identifier: BSL-1.0
// A constant expression cannot call std::exp, so the kernels compute the functions themselves, with
// about 106 bits, and round once at the end.  The carrier is an unevaluated sum of two doubles; the
// algorithms and their error bounds (a few 2^-106, relative) are those of M. Joldes, J.-M. Muller and
// V. Popescu, "Tight and rigorous error bounds for basic building blocks of double-word arithmetic",
// ACM Trans. Math. Softw. 44 (2017).
#pragma once

#include <cstddef>
#include <cstdint>

namespace tapeless::inline v0_2::detail::math::kernel {

// |lo| <= ulp(hi) / 2, so hi is the value rounded to double.
struct double_double {
  double hi;
  double lo;
};

// Requires |a| >= |b| or a == 0.
constexpr double_double fast_two_sum(double a, double b) {
  const double s = a + b;
  return {s, b - (s - a)};
}

constexpr double_double two_sum(double a, double b) {
  const double s = a + b;
  const double t = s - a;
  return {s, (a - (s - t)) + (b - t)};
}

// The leading 26 bits, rounded, so that the rest fits in 26 bits as well.  Veltkamp's multiplication
// by 2^27 + 1 would overflow above 2^995, and a compiler that contracts a * b - c (g++ with -mfma)
// breaks it; rounding the bit pattern suffers from neither.  Valid for |a| < 2^1023.
constexpr double upper_half(double a) {
  return __builtin_bit_cast(double, (__builtin_bit_cast(std::uint64_t, a) + 0x4000000U) & 0xfffffffff8000000U);
}

// Where the processor has fma, compilers by default contract a product with the sums it goes into, that is, leave out
// its rounding: wrong for a product whose rounding error is taken into account separately.
template <class T>
constexpr T rounded_product(T a, T b) {
#if defined(__CUDA_ARCH__)
  return __dmul_rn(a, b);
#else
  volatile T p = a * b;
  return p;
#endif
}

// Exact unless a partial product leaves the exponent range; the callers scale their arguments.
constexpr double_double two_prod(double a, double b) {
  const double p = __builtin_is_constant_evaluated() ? a * b : rounded_product(a, b);
  const double ah = upper_half(a);
  const double al = a - ah;
  const double bh = upper_half(b);
  const double bl = b - bh;
  return {p, ((ah * bh - p) + ah * bl + al * bh) + al * bl};
}

constexpr double_double operator-(double_double a) { return {-a.hi, -a.lo}; }

constexpr double_double operator+(double_double a, double b) {
  const double_double s = two_sum(a.hi, b);
  return fast_two_sum(s.hi, s.lo + a.lo);
}

constexpr double_double operator+(double_double a, double_double b) {
  const double_double s = two_sum(a.hi, b.hi);
  const double_double t = two_sum(a.lo, b.lo);
  const double_double u = fast_two_sum(s.hi, s.lo + t.hi);
  return fast_two_sum(u.hi, u.lo + t.lo);
}

constexpr double_double operator+(double a, double_double b) { return b + a; }

constexpr double_double operator-(double_double a, double_double b) { return a + double_double{-b.hi, -b.lo}; }

constexpr double_double operator-(double_double a, double b) { return a + -b; }

constexpr double_double operator-(double a, double_double b) { return double_double{-b.hi, -b.lo} + a; }

constexpr double_double operator*(double_double a, double b) {
  const double_double p = two_prod(a.hi, b);
  return fast_two_sum(p.hi, p.lo + a.lo * b);
}

constexpr double_double operator*(double a, double_double b) { return b * a; }

constexpr double_double operator*(double_double a, double_double b) {
  const double_double p = two_prod(a.hi, b.hi);
  return fast_two_sum(p.hi, p.lo + (a.hi * b.lo + a.lo * b.hi));
}

// One correction of the quotient of the leading parts; the divisor must not be zero.
constexpr double_double operator/(double_double a, double_double b) {
  const double q = a.hi / b.hi;
  const double_double r = a - b * q;
  return fast_two_sum(q, r.hi / b.hi);
}

constexpr double_double operator/(double_double a, double b) {
  const double q = a.hi / b;
  const double_double p = two_prod(q, b);
  return fast_two_sum(q, ((a.hi - p.hi) - p.lo + a.lo) / b);
}

constexpr double_double operator/(double a, double_double b) { return double_double{a, 0} / b; }

namespace detail {

// Sums for which |a| >= |b| is known: about half the cost of the general ones.
constexpr double_double add_smaller(double_double a, double_double b) {
  const double_double s = fast_two_sum(a.hi, b.hi);
  return fast_two_sum(s.hi, s.lo + (a.lo + b.lo));
}

// Multiplication by a power of two is exact (the callers stay away from the subnormal range).
constexpr double_double scale(double_double a, double power) { return {a.hi * power, a.lo * power}; }

constexpr double_double magnitude(double_double a) { return a.hi < 0 ? -a : a; }

constexpr bool less(double_double a, double_double b) { return a.hi < b.hi || (a.hi == b.hi && a.lo < b.lo); }

template <std::size_t n>
constexpr double horner(double x, const double (&coefficient)[n]) {
  double s = coefficient[n - 1];
  for (std::size_t i = n - 1; i-- > 0;) s = s * x + coefficient[i];
  return s;
}

// coefficient[0] + coefficient[1] x + ... + tail x^n, where each coefficient outweighs what follows it.
// Coefficients that weigh less than 2^-30 or so are evaluated in double and come in as the tail.
template <std::size_t n>
constexpr double_double horner(double_double x, const double_double (&coefficient)[n], double tail) {
  double_double s = add_smaller(coefficient[n - 1], x * tail);
  for (std::size_t i = n - 1; i-- > 0;) s = add_smaller(coefficient[i], s * x);
  return s;
}

inline constexpr double_double pi{0x1.921fb54442d18p1, 0x1.1a62633145c07p-53};
inline constexpr double_double half_pi{0x1.921fb54442d18p0, 0x1.1a62633145c07p-54};
inline constexpr double_double ln_2{0x1.62e42fefa39efp-1, 0x1.abc9e3b39803fp-56};

}  // namespace detail
}  // namespace tapeless::detail::math::kernel
