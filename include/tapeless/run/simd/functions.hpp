// SPDX-License-Identifier: BSL-1.0
// The functions that rules call, for packs; found by argument-dependent lookup from tapeless::detail::math's own, as for
// any type of the user. This is the header to include.
#pragma once

#include <cmath>
#include <limits>
#include <utility>

#include <tapeless/math/functions.hpp>
#include <tapeless/run/simd/basic.hpp>
#include <tapeless/run/simd/error.hpp>
#include <tapeless/run/simd/exp.hpp>
#include <tapeless/run/simd/gather.hpp>
#include <tapeless/run/simd/hyperbolic.hpp>
#include <tapeless/run/simd/inverse.hpp>
#include <tapeless/run/simd/lanes.hpp>
#include <tapeless/run/simd/log.hpp>
#include <tapeless/run/simd/memory.hpp>
#include <tapeless/run/simd/pack.hpp>
#include <tapeless/run/simd/reduce.hpp>
#include <tapeless/run/simd/trigonometric.hpp>

namespace tapeless::detail::run {

#define TAPELESS_LANES_1(name)                                                    \
  template <class T>                                                              \
  [[gnu::always_inline]] inline pack<T> name(const pack<T>& x) {                  \
    return lane_by_lane([](T a) { return math::name(a); }, x);                    \
  }
#define TAPELESS_LANES_2(name)                                                    \
  template <class T>                                                              \
  [[gnu::always_inline]] inline pack<T> name(const pack<T>& x, const pack<T>& y) { \
    return lane_by_lane([](T a, T b) { return math::name(a, b); }, x, y);         \
  }
TAPELESS_LANES_1(cbrt)
TAPELESS_LANES_1(erf_inv)
TAPELESS_LANES_1(erfc_inv)
TAPELESS_LANES_1(tgamma)
TAPELESS_LANES_1(lgamma)
TAPELESS_LANES_1(digamma)
TAPELESS_LANES_1(trigamma)
TAPELESS_LANES_1(lambert_w0)
TAPELESS_LANES_1(expint)
TAPELESS_LANES_1(sin_pi)
TAPELESS_LANES_1(cos_pi)
TAPELESS_LANES_2(atan2)
TAPELESS_LANES_2(pow)
TAPELESS_LANES_2(fmod)
TAPELESS_LANES_2(remainder)
TAPELESS_LANES_2(polygamma)
TAPELESS_LANES_2(beta)
TAPELESS_LANES_2(cyl_bessel_i)
TAPELESS_LANES_2(cyl_bessel_j)
TAPELESS_LANES_2(cyl_bessel_k)
TAPELESS_LANES_2(cyl_neumann)
TAPELESS_LANES_2(sph_bessel)
#undef TAPELESS_LANES_1
#undef TAPELESS_LANES_2

}  // namespace tapeless::detail::run
