// SPDX-License-Identifier: BSL-1.0
// Functions of packs against long double, at special values and in their ranges, with the largest error in units in the
// last place; the bounds are a little above what was measured. Compiled for AVX2 and AVX-512 too.

#include "tests/support/catch.hpp"

#include <bit>
#include <cmath>
#include <cstdint>
#include <limits>
#include <random>
#include <type_traits>

#include <tapeless/simd/functions.hpp>

namespace math = tapeless::detail::math;
using tapeless::detail::simd::pack;

namespace {

template <class T>
constexpr T inf = std::numeric_limits<T>::infinity();

template <class T>
struct interval {
  T low, high;
};

template <class T>
long double unit_at(long double value) {
  const T size = static_cast<T>(std::abs(value));
  if (size < std::numeric_limits<T>::min()) return static_cast<long double>(std::numeric_limits<T>::denorm_min());
  int exponent = 0;
  std::frexp(std::isinf(size) ? std::numeric_limits<T>::max() : size, &exponent);
  return std::ldexp(1.0L, exponent - std::numeric_limits<T>::digits);
}

// The error in units, 0 for special values that are right, and a huge number otherwise.
template <class T>
double error_of(T found, long double expected) {
  const T rounded = static_cast<T>(expected);
  constexpr double wrong = 1e30;
  if (std::isnan(rounded)) return std::isnan(found) ? 0 : wrong;
  if (std::isinf(rounded) && std::isinf(found)) return std::signbit(rounded) == std::signbit(found) ? 0 : wrong;
  if (std::isnan(found)) return wrong;
  // Overflow may come one unit early or late.
  constexpr auto most = static_cast<long double>(std::numeric_limits<T>::max());
  const long double seen = std::isinf(found) ? (std::signbit(found) ? -2 : 2) * most : static_cast<long double>(found);
  const long double meant = std::isinf(rounded) ? (std::signbit(rounded) ? -1 : 1) * most : expected;
  if (std::isinf(found) &&
      std::abs(meant) > most * (1 - 4 * static_cast<long double>(std::numeric_limits<T>::epsilon())))
    return 1;
  if (rounded == 0 && found == 0) return std::signbit(rounded) == std::signbit(found) ? 0 : wrong;
  return static_cast<double>(std::abs(seen - meant) / unit_at<T>(meant));
}

// The largest error at special values, at any bits, and in the intervals.
template <class T, class F, class Reference, std::size_t N>
double worst_error(const F& f, const Reference& reference, const interval<T> (&intervals)[N]) {
  using limits = std::numeric_limits<T>;
  using word = std::conditional_t<sizeof(T) == 8, std::uint64_t, std::uint32_t>;
  constexpr int width = pack<T>::width;
  double worst = 0;
  T lanes[std::size_t{width}], found[std::size_t{width}];
  const auto check = [&] {
    f(pack<T>::load(lanes)).store(found);
    for (int k = 0; k < width; ++k) {
      const double error = error_of<T>(found[k], reference(static_cast<long double>(lanes[k])));
      if (error <= worst) continue;
      worst = error;
      UNSCOPED_INFO("error " << error << " at " << lanes[k] << ": " << found[k]);
    }
  };
  for (const T size : {T(0), limits::denorm_min(), limits::min(), T(1e-30), T(1e-5), T(0.5), T(0.75),
                       std::nextafter(T(1), T(0)), T(1), std::nextafter(T(1), T(2)), std::nextafter(T(1.5), T(0)),
                       T(1.5), T(2), T(17), T(1e20), limits::max(), inf<T>, limits::quiet_NaN()})
    for (const T value : {size, -size}) {
      for (T& lane : lanes) lane = value;
      check();
    }
  std::mt19937_64 random(11);
  for (int i = 0; i < 40000 / width; ++i) {
    for (T& lane : lanes) lane = std::bit_cast<T>(static_cast<word>(random()));
    check();
  }
  for (const interval<T>& range : intervals) {
    std::uniform_real_distribution<T> uniform(range.low, range.high);
    for (int i = 0; i < 40000 / width; ++i) {
      for (T& lane : lanes) lane = uniform(random);
      check();
    }
  }
  return worst;
}

}  // namespace

// f: the function, of any number. Long double is the reference, where it has more digits than double.
#define CHECK_FUNCTION(f, bound, ...)                                                                            \
  if constexpr (std::numeric_limits<long double>::digits >= 64) {                                                \
    INFO(#f);                                                                                                    \
    const interval<TestType> intervals[] = {__VA_ARGS__};                                                        \
    CHECK(worst_error<TestType>([](const auto& x) { return math::f(x); },                                        \
                                [](long double x) -> long double { return math::f(x); }, intervals) <= (bound)); \
  }

TEMPLATE_TEST_CASE("exponentials of packs", "[simd]", float, double) {
  constexpr bool wide = sizeof(TestType) == 8;
  constexpr TestType low = wide ? -746 : -105, high = wide ? 711 : 90;
  CHECK_FUNCTION(exp, 1.2, {-1, 1}, {-20, 20}, {low, high}, {low, low + 40});
  CHECK_FUNCTION(exp2, 1.2, {-1, 1}, {-20, 20}, {low * TestType(1.45), high * TestType(1.45)});
  CHECK_FUNCTION(expm1, 2.6, {TestType(-1e-3), TestType(1e-3)}, {-1, 1}, {-20, 20}, {low, high});
  CHECK_FUNCTION(sinh, 2.7, {TestType(-1e-3), TestType(1e-3)}, {-2, 2}, {-20, 20}, {low, high});
  CHECK_FUNCTION(cosh, 1.8, {TestType(-1e-3), TestType(1e-3)}, {-2, 2}, {-20, 20}, {low, high});
  CHECK_FUNCTION(tanh, 2.8, {TestType(-1e-3), TestType(1e-3)}, {-1, 1}, {-20, 20});
}

TEMPLATE_TEST_CASE("logarithms of packs", "[simd]", float, double) {
  CHECK_FUNCTION(log, 1.2, {TestType(0.7), TestType(1.4)}, {TestType(0.5), 2}, {0, 10});
  CHECK_FUNCTION(log2, 2.2, {TestType(0.7), TestType(1.4)}, {TestType(0.5), 2}, {0, 10});
  CHECK_FUNCTION(log10, 2.1, {TestType(0.7), TestType(1.4)}, {TestType(0.5), 2}, {0, 10});
  CHECK_FUNCTION(log1p, 1.7, {TestType(-1e-3), TestType(1e-3)}, {TestType(-0.5), TestType(0.5)}, {-1, 1}, {0, 10});
}

TEMPLATE_TEST_CASE("circular functions of packs", "[simd]", float, double) {
  CHECK_FUNCTION(sin, 0.9, {-1, 1}, {-5, 5}, {-200, 200}, {-100000, 100000});
  CHECK_FUNCTION(cos, 0.9, {-1, 1}, {-5, 5}, {-200, 200}, {-100000, 100000});
  CHECK_FUNCTION(tan, 2.4, {-1, 1}, {-5, 5}, {-200, 200}, {-100000, 100000});
  CHECK_FUNCTION(asin, 2.6, {-1, 1}, {TestType(0.49), TestType(0.52)}, {TestType(0.95), 1});
  CHECK_FUNCTION(acos, 1.5, {-1, 1}, {TestType(0.49), TestType(0.52)}, {TestType(0.95), 1});
  CHECK_FUNCTION(atan, 2.5, {-1, 1}, {-5, 5}, {-200, 200});
}

TEMPLATE_TEST_CASE("inverse hyperbolic functions, roots and erf of packs", "[simd]", float, double) {
  CHECK_FUNCTION(asinh, 2.4, {TestType(-1e-3), TestType(1e-3)}, {-1, 1}, {-20, 20});
  CHECK_FUNCTION(acosh, 2.6, {1, TestType(1.1)}, {1, 20});
  CHECK_FUNCTION(atanh, 2.6, {TestType(-1e-3), TestType(1e-3)}, {-1, 1});
  CHECK_FUNCTION(sqrt, 0.501, {0, 1}, {0, 100});
  CHECK_FUNCTION(rsqrt, 1.6, {0, 1}, {0, 100});
  CHECK_FUNCTION(erf, 1.8, {-1, 1}, {TestType(0.9), TestType(1.1)}, {-6, 6});
}

TEMPLATE_TEST_CASE("rounding of packs", "[simd]", float, double) {
  const TestType whole = sizeof(TestType) == 8 ? TestType(0x1p52) : TestType(0x1p23);
  CHECK_FUNCTION(floor, 0, {-5, 5}, {-1000000, 1000000}, {-2 * whole, 2 * whole});
  CHECK_FUNCTION(ceil, 0, {-5, 5}, {-1000000, 1000000}, {-2 * whole, 2 * whole});
  CHECK_FUNCTION(trunc, 0, {-5, 5}, {-1000000, 1000000}, {-2 * whole, 2 * whole});
  CHECK_FUNCTION(round, 0, {-5, 5}, {-1000000, 1000000}, {-2 * whole, 2 * whole});
  CHECK_FUNCTION(rint, 0, {-5, 5}, {-1000000, 1000000}, {-2 * whole, 2 * whole});
  for (const TestType half : {TestType(0.5), TestType(1.5), TestType(2.5), TestType(-0.5), TestType(-2.5)}) {
    TestType lanes[pack<TestType>::width];
    math::round(pack<TestType>(half)).store(lanes);
    CHECK(lanes[0] == std::round(half));
    math::rint(pack<TestType>(half)).store(lanes);
    CHECK(lanes[0] == std::rint(half));
  }
}

TEMPLATE_TEST_CASE("hypot of packs neither overflows nor underflows on the way", "[simd]", float, double) {
  using T = TestType;
  using limits = std::numeric_limits<T>;
  const T samples[] = {T(0),          limits::denorm_min(),
                       limits::min(), T(3e-25),
                       T(1e-10),      T(1),
                       T(3.7),        T(-2e15),
                       T(5e20),       limits::max() / 3,
                       limits::max(), inf<T>,
                       -inf<T>,       limits::quiet_NaN()};
  T lanes[pack<T>::width];
  for (const T x : samples)
    for (const T y : samples) {
      INFO(x << ' ' << y);
      math::hypot(pack<T>(x), pack<T>(y)).store(lanes);
      CHECK(error_of<T>(lanes[0], std::hypot(static_cast<long double>(x), static_cast<long double>(y))) <= 1.6);
      for (const T z : samples) {
        INFO(z);
        math::hypot(pack<T>(x), pack<T>(y), pack<T>(z)).store(lanes);
        const bool infinite = std::isinf(x) || std::isinf(y) || std::isinf(z);
        const long double both = std::hypot(static_cast<long double>(x), static_cast<long double>(y));
        const long double all = infinite ? inf<long double> : std::hypot(both, static_cast<long double>(z));
        CHECK(error_of<T>(lanes[0], all) <= 2);
      }
    }
}
