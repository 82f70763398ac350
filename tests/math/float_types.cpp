// SPDX-License-Identifier: BSL-1.0
// The kernels for float, which go through double, and for long double, which keep the double-double: against the
// 50-digit reference, and constant.

#include "tests/support/catch.hpp"

#include <cmath>
#include <limits>

#include <boost/math/special_functions/digamma.hpp>
#include <boost/math/special_functions/erf.hpp>
#include <boost/math/special_functions/gamma.hpp>

#include <tapeless/math/functions.hpp>

#include "tests/math/accuracy.hpp"

namespace {

namespace kernel = tapeless::detail::math::kernel;
using reference::real;
using samples::generator;

constexpr long double infinite = std::numeric_limits<long double>::infinity();

constexpr bool check_long_double() {
  return kernel::exp(1.0L) == 2.718281828459045235360287L && kernel::log(10.0L) == 2.302585092994045684017991L &&
         kernel::sin(1.0L) == 0.8414709848078965066525023L && kernel::cos(1.0L) == 0.5403023058681397174009366L &&
         kernel::pow(2.0L, 0.5L) == 1.4142135623730950488016887L &&
         kernel::sqrt(2.0L) == 1.4142135623730950488016887L && kernel::atan(1.0L) == 0.7853981633974483096156608L &&
         kernel::tgamma(0.5L) == 1.7724538509055160272981675L && kernel::erf(0.5L) == 0.5204998778130465376827466L &&
         kernel::digamma(1.0L) == -0.5772156649015328606065121L && kernel::sqrt(-1.0L) != kernel::sqrt(-1.0L) &&
         kernel::log(0.0L) == -infinite && kernel::exp(-infinite) == 0 &&
         kernel::floor(0x1p63L - 0.5L) == 0x1p63L - 1 && kernel::fma(3.0L, 4.0L, 5.0L) == 17 &&
         kernel::sin(infinite) != kernel::sin(infinite);
}

// The exponent range of x87's long double is wider than double's.
constexpr bool check_range() {
  if constexpr (std::numeric_limits<long double>::max_exponent > 1024) {
    const long double large = kernel::ldexp(1.0L, 10000);
    return kernel::log2(large) == 10000 && kernel::exp2(10000.0L) == large &&
           kernel::sqrt(large) == kernel::ldexp(1.0L, 5000) &&
           kernel::cbrt(kernel::ldexp(1.0L, -9999)) == kernel::ldexp(1.0L, -3333) &&
           kernel::pow(large, 1.5L) == kernel::ldexp(1.0L, 15000) && kernel::pow(large, 2.0L) == infinite &&
           kernel::hypot(3 * large, 4 * large) == 5 * large && kernel::exp(11300.0L) < infinite &&
           kernel::exp(11400.0L) == infinite && kernel::exp2(-16445.0L) == kernel::ldexp(1.0L, -16445) &&
           kernel::exp2(-16447.0L) == 0 && kernel::sin(kernel::ldexp(1.0L, -9000)) == kernel::ldexp(1.0L, -9000) &&
           kernel::isnan(kernel::sin(large)) && kernel::atan2(large, large) == kernel::atan(1.0L) &&
           kernel::fmod(large, 3.0L) == 1;
  } else
    return true;
}

constexpr bool check_float() {
  constexpr float largest = std::numeric_limits<float>::max();
  return kernel::exp(1.0F) == 2.7182818F && kernel::exp(89.0F) == std::numeric_limits<float>::infinity() &&
         kernel::exp(-104.0F) == 0 && kernel::exp(-103.0F) == 0x1p-149F && kernel::sqrt(2.0F) == 1.41421356F &&
         kernel::pow(largest, 1.5F) == std::numeric_limits<float>::infinity() &&
         kernel::fma(0x1.000002p0F, 0x1.000002p0F, -0x1.000004p0F) == 0x1p-46F &&
         kernel::sin(largest) == -0.52187652F && kernel::log(0.0F) == -std::numeric_limits<float>::infinity() &&
         kernel::hypot(largest, 0.0F) == largest && kernel::tgamma(5.0F) == 24;
}

static_assert(check_long_double());
static_assert(check_range());
static_assert(check_float());

// A kernel of T at arguments with all the digits of T
template <class T, class Sample, class F, class Exact>
void check(const char* name, int n, Sample sample, F f, Exact exact, double limit) {
  generator g(23);
  double worst = 0;
  T where = 0;
  for (int i = 0; i < n; ++i) {
    const double leading = sample(g);
    const T x = static_cast<T>(leading) * (1 + static_cast<T>(g.unit()) * std::numeric_limits<T>::epsilon() * 1024);
    if (static_cast<T>(leading) == 0 || !std::isfinite(x)) continue;
    const double e = reference::ulps(f(x), exact(real(x)));
    if (!(e <= worst)) {
      worst = e;
      where = x;
    }
  }
  INFO(name << " of " << checks::hexadecimal(static_cast<double>(where)));
  CHECK(worst <= limit);
}

template <class T>
void check_all(double limit) {
  const int n = 1500;
  const auto moderate = [](generator& g) {
    return g.integer(0, 1) == 0 ? g.uniform(-80, 80) : g.signed_log_uniform(-120, 5);
  };
  const auto positive = [](generator& g) {
    return g.integer(0, 1) == 0 ? g.log_uniform(-120, 120) : g.near(1, -20, -1);
  };
  const auto inside = [](generator& g) { return 0.999 * samples::below_one(g); };
  const auto small = [](generator& g) { return g.uniform(0.01, 30); };
  check<T>(
      "exp", n, moderate, [](T x) { return kernel::exp(x); }, [](const real& x) { return real(exp(x)); }, limit);
  check<T>(
      "exp2", n, moderate, [](T x) { return kernel::exp2(x); }, reference::exp2, limit);
  check<T>(
      "expm1", n, moderate, [](T x) { return kernel::expm1(x); }, reference::expm1, limit);
  check<T>(
      "log", n, positive, [](T x) { return kernel::log(x); }, [](const real& x) { return real(log(x)); }, limit);
  check<T>(
      "log2", n, positive, [](T x) { return kernel::log2(x); }, reference::log2, limit);
  check<T>(
      "log10", n, positive, [](T x) { return kernel::log10(x); }, reference::log10, limit);
  check<T>(
      "log1p", n, positive, [](T x) { return kernel::log1p(x); }, reference::log1p, limit);
  check<T>(
      "sin", n, moderate, [](T x) { return kernel::sin(x); }, reference::sin, limit);
  check<T>(
      "cos", n, moderate, [](T x) { return kernel::cos(x); }, reference::cos, limit);
  check<T>(
      "tan", n, moderate, [](T x) { return kernel::tan(x); }, reference::tan, limit);
  check<T>(
      "sin_pi", n, moderate, [](T x) { return kernel::sin_pi(x); }, reference::sin_pi, limit);
  check<T>(
      "cos_pi", n, moderate, [](T x) { return kernel::cos_pi(x); }, reference::cos_pi, limit);
  check<T>(
      "asin", n, inside, [](T x) { return kernel::asin(x); }, reference::asin, limit);
  check<T>(
      "acos", n, inside, [](T x) { return kernel::acos(x); }, reference::acos, limit);
  check<T>(
      "atan", n, moderate, [](T x) { return kernel::atan(x); }, [](const real& x) { return real(atan(x)); }, limit);
  check<T>(
      "sinh", n, moderate, [](T x) { return kernel::sinh(x); }, reference::sinh, limit);
  check<T>(
      "cosh", n, moderate, [](T x) { return kernel::cosh(x); }, reference::cosh, limit);
  check<T>(
      "tanh", n, moderate, [](T x) { return kernel::tanh(x); }, reference::tanh, limit);
  check<T>(
      "asinh", n, moderate, [](T x) { return kernel::asinh(x); }, reference::asinh, limit);
  check<T>(
      "acosh", n, [](generator& g) { return 1.001 + g.log_uniform(-9, 90); }, [](T x) { return kernel::acosh(x); },
      reference::acosh, limit);
  check<T>(
      "atanh", n, inside, [](T x) { return kernel::atanh(x); }, reference::atanh, limit);
  check<T>(
      "sqrt", n, positive, [](T x) { return kernel::sqrt(x); }, [](const real& x) { return real(sqrt(x)); }, limit);
  check<T>(
      "cbrt", n, moderate, [](T x) { return kernel::cbrt(x); }, reference::cbrt, limit);
  check<T>(
      "erf", n / 3, moderate, [](T x) { return kernel::erf(x); },
      [](const real& x) { return real(boost::math::erf(x)); }, limit);
  check<T>(
      "erfc", n / 3, moderate, [](T x) { return kernel::erfc(x); },
      [](const real& x) { return real(boost::math::erfc(x)); }, limit);
  check<T>(
      "tgamma", n / 3, small, [](T x) { return kernel::tgamma(x); },
      [](const real& x) { return real(boost::math::tgamma(x)); }, limit);
  check<T>(
      "lgamma", n / 3, small, [](T x) { return kernel::lgamma(x); },
      [](const real& x) { return real(boost::math::lgamma(x)); }, limit);
  check<T>(
      "digamma", n / 3, small, [](T x) { return kernel::digamma(x); },
      [](const real& x) { return real(boost::math::digamma(x)); }, limit);
}

}  // namespace

TEST_CASE("kernels of float and long double: values", "[math]") {
  CHECK(check_long_double());
  CHECK(check_range());
  CHECK(check_float());
}

TEST_CASE("kernels of float: accuracy", "[math]") { check_all<float>(0.50001); }

TEST_CASE("kernels of long double: accuracy", "[math]") { check_all<long double>(0.51); }

// Where the square rounds, the exponential makes thousands of units of it.
template <class T>
void check_bell(double end) {
  for (const float scale : {1.0F, 0.5F})
    check<T>(
        "exp(-x^2*scale)", 3000, [end](generator& g) { return g.with_sign(end * g.unit()); },
        [scale](T x) { return tapeless::detail::math::bell(x, scale); },
        [scale](const real& x) { return real(exp(real(-(x * x) * scale))); }, 2.5);
}
TEST_CASE("exp(-x^2) and exp(-x^2/2) of all types", "[math]") {
  check_bell<float>(9);
  check_bell<double>(26);
  check_bell<long double>(std::numeric_limits<long double>::max_exponent > 1024 ? 106 : 26);
}
