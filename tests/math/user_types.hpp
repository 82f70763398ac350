// SPDX-License-Identifier: BSL-1.0
// Types that a user brings: a number and a pack with functions of their own next to them, which the functions of the
// library find.
#pragma once

#include <cmath>
#include <string>

#include <tapeless/math/functions.hpp>

// A number that records which function was called on it, with plain overloads
namespace user {

struct number {
  double value = 0;
  std::string called;
};

inline number made(const number& x, const char* name) { return {x.value, name}; }

inline number exp(const number& x) { return made(x, "exp"); }
inline number exp2(const number& x) { return made(x, "exp2"); }
inline number expm1(const number& x) { return made(x, "expm1"); }
inline number log(const number& x) { return made(x, "log"); }
inline number log2(const number& x) { return made(x, "log2"); }
inline number log10(const number& x) { return made(x, "log10"); }
inline number log1p(const number& x) { return made(x, "log1p"); }
inline number sqrt(const number& x) { return made(x, "sqrt"); }
inline number cbrt(const number& x) { return made(x, "cbrt"); }
inline number sin(const number& x) { return made(x, "sin"); }
inline number cos(const number& x) { return made(x, "cos"); }
inline number tan(const number& x) { return made(x, "tan"); }
inline number asin(const number& x) { return made(x, "asin"); }
inline number acos(const number& x) { return made(x, "acos"); }
inline number atan(const number& x) { return made(x, "atan"); }
inline number sinh(const number& x) { return made(x, "sinh"); }
inline number cosh(const number& x) { return made(x, "cosh"); }
inline number tanh(const number& x) { return made(x, "tanh"); }
inline number asinh(const number& x) { return made(x, "asinh"); }
inline number acosh(const number& x) { return made(x, "acosh"); }
inline number atanh(const number& x) { return made(x, "atanh"); }
inline number erf(const number& x) { return made(x, "erf"); }
inline number erfc(const number& x) { return made(x, "erfc"); }
inline number tgamma(const number& x) { return made(x, "tgamma"); }
inline number lgamma(const number& x) { return made(x, "lgamma"); }
inline number floor(const number& x) { return made(x, "floor"); }
inline number ceil(const number& x) { return made(x, "ceil"); }
inline number trunc(const number& x) { return made(x, "trunc"); }
inline number round(const number& x) { return made(x, "round"); }
inline number rint(const number& x) { return made(x, "rint"); }
inline number abs(const number& x) { return made(x, "abs"); }
inline number sin_pi(const number& x) { return made(x, "sin_pi"); }
inline number cos_pi(const number& x) { return made(x, "cos_pi"); }
inline number digamma(const number& x) { return made(x, "digamma"); }
inline number trigamma(const number& x) { return made(x, "trigamma"); }
inline number erf_inv(const number& x) { return made(x, "erf_inv"); }
inline number erfc_inv(const number& x) { return made(x, "erfc_inv"); }
inline number lambert_w0(const number& x) { return made(x, "lambert_w0"); }
inline number rsqrt(const number& x) { return made(x, "rsqrt"); }
inline number sign(const number& x) { return made(x, "sign"); }
inline number pow(const number& x, const number&) { return made(x, "pow"); }
inline number atan2(const number& x, const number&) { return made(x, "atan2"); }
inline number hypot(const number& x, const number&) { return made(x, "hypot"); }
inline number fmod(const number& x, const number&) { return made(x, "fmod"); }
inline number fmin(const number& x, const number&) { return made(x, "fmin"); }
inline number fmax(const number& x, const number&) { return made(x, "fmax"); }
inline number copysign(const number& x, const number&) { return made(x, "copysign"); }
inline number cyl_bessel_j(const number& x, const number&) { return made(x, "cyl_bessel_j"); }
inline number fma(const number& x, const number&, const number&) { return made(x, "fma"); }
inline number ldexp(const number& x, int) { return made(x, "ldexp"); }
inline number polygamma(int, const number& x) { return made(x, "polygamma"); }
inline number legendre(unsigned, const number& x) { return made(x, "legendre"); }

inline number operator/(const number& a, const number& b) { return {a.value / b.value, "divide"}; }

// A pack with templates and its own masks, as SIMD libraries have them
template <class T>
struct pack {
  T lane[2];
};

struct mask {
  bool lane[2];
};

template <class T>
constexpr pack<T> exp(const pack<T>& x) {
  return {{tapeless::detail::math::exp(x.lane[0]), tapeless::detail::math::exp(x.lane[1])}};
}

template <class T>
constexpr pack<T> digamma(const pack<T>& x) {
  return {{tapeless::detail::math::digamma(x.lane[0]), tapeless::detail::math::digamma(x.lane[1])}};
}

template <class T>
constexpr mask isnan(const pack<T>& x) {
  return {{tapeless::detail::math::isnan(x.lane[0]), tapeless::detail::math::isnan(x.lane[1])}};
}

template <class T>
constexpr pack<T> select(const mask& m, const pack<T>& a, const pack<T>& b) {
  return {{m.lane[0] ? a.lane[0] : b.lane[0], m.lane[1] ? a.lane[1] : b.lane[1]}};
}

template <class T>
constexpr pack<T> min(const pack<T>& a, const pack<T>& b) {
  return {{tapeless::detail::math::min(a.lane[0], b.lane[0]), tapeless::detail::math::min(a.lane[1], b.lane[1])}};
}

}  // namespace user
