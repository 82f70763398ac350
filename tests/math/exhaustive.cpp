// SPDX-License-Identifier: BSL-1.0
// A survey of the kernels' accuracy that takes minutes and is not part of the test suite: prints the largest
// error in units in the last place over many random arguments of each function, and where it occurred.
//
//     g++ -std=c++20 -O2 -Iinclude -I. tests/math/exhaustive.cpp -o exhaustive
//     ./exhaustive [points per function = 1000000] [name of a single function]

#include <cstdio>
#include <cstdlib>
#include <cstring>

#include <tapeless/math/kernel/erf.hpp>
#include <tapeless/math/kernel/erf_inv.hpp>
#include <tapeless/math/kernel/exp.hpp>
#include <tapeless/math/kernel/gamma.hpp>
#include <tapeless/math/kernel/hyperbolic.hpp>
#include <tapeless/math/kernel/inverse_trigonometric.hpp>
#include <tapeless/math/kernel/lambert_w.hpp>
#include <tapeless/math/kernel/log.hpp>
#include <tapeless/math/kernel/polygamma.hpp>
#include <tapeless/math/kernel/pow.hpp>
#include <tapeless/math/kernel/root.hpp>
#include <tapeless/math/kernel/trigonometric.hpp>

#include "tests/math/reference_special.hpp"
#include "tests/math/samples.hpp"

namespace {

namespace kernel = tapeless::detail::math::kernel;
using reference::real;
using samples::generator;

struct program_facts {
  long points;
  const char* only;

  template <class Sample, class Kernel, class Reference>
  void unary(const char* name, Sample sample, Kernel f, Reference exact, long divisor = 1) const {
    if (only != nullptr && std::strcmp(only, name) != 0) return;
    generator g(1);
    double worst = 0;
    double where = 0;
    long late = 0;
    const long n = points / divisor;
    for (long i = 0; i < n; ++i) {
      const double x = sample(g);
      const double e = reference::ulps(f(x), exact(real(x)));
      late += e > 0.5001 ? 1 : 0;
      if (e > worst) {
        worst = e;
        where = x;
      }
    }
    std::printf("%-16s %9ld points  worst %.6f ulp at %a; beyond 0.5001: %ld\n", name, n, worst, where, late);
    std::fflush(stdout);
  }

  template <class Sample, class Kernel, class Reference>
  void binary(const char* name, Sample sample, Kernel f, Reference exact, long divisor = 1) const {
    if (only != nullptr && std::strcmp(only, name) != 0) return;
    generator g(1);
    double worst = 0;
    double where[2] = {};
    long late = 0;
    const long n = points / divisor;
    for (long i = 0; i < n; ++i) {
      double x = 0;
      double y = 0;
      sample(g, x, y);
      const double e = reference::ulps(f(x, y), exact(real(x), real(y)));
      late += e > 0.5001 ? 1 : 0;
      if (e > worst) {
        worst = e;
        where[0] = x;
        where[1] = y;
      }
    }
    std::printf("%-16s %9ld points  worst %.6f ulp at %a, %a; beyond 0.5001: %ld\n", name, n, worst, where[0], where[1],
                late);
    std::fflush(stdout);
  }
};

}  // namespace

int main(int argc, char** argv) {
  const program_facts s{argc > 1 ? std::atol(argv[1]) : 1000000, argc > 2 ? argv[2] : nullptr};
  using boost::multiprecision::atan2;
  const auto one_of = [](auto first, auto second) {
    return [=](generator& g) { return g.integer(0, 1) == 0 ? first(g) : second(g); };
  };
  const auto uniform = [](double low, double high) { return [=](generator& g) { return g.uniform(low, high); }; };
  const auto sizes = [](int low, int high) { return [=](generator& g) { return g.log_uniform(low, high); }; };

  s.unary(
      "exp", samples::exponent, [](double x) { return kernel::exp(x); }, [](const real& x) { return real(exp(x)); });
  s.unary(
      "exp2", [](generator& g) { return 1.4427 * samples::exponent(g); }, [](double x) { return kernel::exp2(x); },
      reference::exp2);
  s.unary(
      "expm1", samples::exponent, [](double x) { return kernel::expm1(x); }, reference::expm1);
  s.unary(
      "log", samples::positive, [](double x) { return kernel::log(x); }, [](const real& x) { return real(log(x)); });
  s.unary(
      "log2", samples::positive, [](double x) { return kernel::log2(x); }, reference::log2);
  s.unary(
      "log10", samples::positive, [](double x) { return kernel::log10(x); }, reference::log10);
  s.unary(
      "log1p", one_of(samples::positive, samples::below_one), [](double x) { return kernel::log1p(x); },
      reference::log1p);
  s.unary(
      "sin", samples::radians, [](double x) { return kernel::sin(x); }, reference::sin, 2);
  s.unary(
      "cos", samples::radians, [](double x) { return kernel::cos(x); }, reference::cos, 2);
  s.unary(
      "tan", samples::radians, [](double x) { return kernel::tan(x); }, reference::tan, 2);
  s.unary(
      "sin_pi", samples::half_turns, [](double x) { return kernel::sin_pi(x); }, reference::sin_pi);
  s.unary(
      "cos_pi", samples::half_turns, [](double x) { return kernel::cos_pi(x); }, reference::cos_pi);
  s.unary(
      "asin", samples::below_one, [](double x) { return kernel::asin(x); }, reference::asin);
  s.unary(
      "acos", samples::below_one, [](double x) { return kernel::acos(x); }, reference::acos);
  s.unary(
      "atan", samples::slope, [](double x) { return kernel::atan(x); }, [](const real& x) { return real(atan(x)); });
  s.unary(
      "sinh", samples::exponent, [](double x) { return kernel::sinh(x); }, reference::sinh);
  s.unary(
      "cosh", samples::exponent, [](double x) { return kernel::cosh(x); }, reference::cosh);
  s.unary(
      "tanh", samples::exponent, [](double x) { return kernel::tanh(x); }, reference::tanh);
  s.unary(
      "asinh", samples::slope, [](double x) { return kernel::asinh(x); }, reference::asinh);
  s.unary(
      "acosh", samples::above_one, [](double x) { return kernel::acosh(x); }, reference::acosh);
  s.unary(
      "atanh", samples::below_one, [](double x) { return kernel::atanh(x); }, reference::atanh);
  s.unary(
      "sqrt", samples::positive, [](double x) { return kernel::sqrt(x); }, [](const real& x) { return real(sqrt(x)); });
  s.unary(
      "cbrt", samples::everywhere, [](double x) { return kernel::cbrt(x); }, reference::cbrt);
  s.binary(
      "pow", samples::power, [](double x, double y) { return kernel::pow(x, y); },
      [](const real& x, const real& y) { return real(exp(real(y * log(x)))); });
  s.binary(
      "atan2", samples::point, [](double y, double x) { return kernel::atan2(y, x); },
      [](const real& y, const real& x) { return real(atan2(y, x)); });
  s.binary(
      "hypot", samples::point, [](double x, double y) { return kernel::hypot(x, y); },
      [](const real& x, const real& y) { return reference::hypot(x, y); });
  s.binary(
      "hypot3", samples::point, [](double x, double y) { return kernel::hypot(x, y, y); },
      [](const real& x, const real& y) { return reference::hypot(x, y, y); });
  s.unary(
      "erf", one_of(uniform(-6, 6), [](generator& g) { return g.signed_log_uniform(-1022, 1); }),
      [](double x) { return kernel::erf(x); }, reference::erf, 4);
  s.unary(
      "erfc", one_of(uniform(-6, 27.3), [](generator& g) { return g.signed_log_uniform(-1022, 1); }),
      [](double x) { return kernel::erfc(x); }, reference::erfc, 4);
  s.unary(
      "tgamma", one_of(uniform(0, 172), uniform(0, 20)), [](double x) { return kernel::tgamma(x); }, reference::tgamma,
      4);
  s.unary(
      "tgamma(x<0)", uniform(-185, 0), [](double x) { return kernel::tgamma(x); }, reference::tgamma, 4);
  s.unary(
      "lgamma", one_of(uniform(0, 20), sizes(-1022, 1010)), [](double x) { return kernel::lgamma(x); },
      reference::lgamma, 4);
  s.unary(
      "lgamma(1,2)", [](generator& g) { return g.near(g.integer(1, 2), -52, -4); },
      [](double x) { return kernel::lgamma(x); }, reference::lgamma, 4);
  s.unary(
      "lgamma(x<0)", uniform(-185, 0), [](double x) { return kernel::lgamma(x); }, reference::lgamma, 4);
  s.unary(
      "digamma", one_of(uniform(0, 20), sizes(-1022, 1000)), [](double x) { return kernel::digamma(x); },
      reference::digamma, 4);
  s.unary(
      "digamma(x0)", [](generator& g) { return g.near(1.4616321449683622, -50, -3); },
      [](double x) { return kernel::digamma(x); }, reference::digamma, 4);
  s.unary(
      "digamma(x<0)", uniform(-185, 0), [](double x) { return kernel::digamma(x); }, reference::digamma, 4);
  s.unary(
      "polygamma1", one_of(uniform(0, 20), sizes(-30, 30)), [](double x) { return kernel::polygamma(1, x); },
      [](const real& x) { return reference::polygamma(1, x); }, 10);
  s.unary(
      "polygamma1(x<0)", uniform(-20, 0), [](double x) { return kernel::polygamma(1, x); },
      [](const real& x) { return reference::polygamma(1, x); }, 20);
  s.unary(
      "polygamma2", one_of(uniform(0, 20), sizes(-30, 30)), [](double x) { return kernel::polygamma(2, x); },
      [](const real& x) { return reference::polygamma(2, x); }, 10);
  s.unary(
      "polygamma2(x<0)", uniform(-20, 0), [](double x) { return kernel::polygamma(2, x); },
      [](const real& x) { return reference::polygamma(2, x); }, 20);
  s.unary(
      "polygamma5", one_of(uniform(0, 20), sizes(-30, 30)), [](double x) { return kernel::polygamma(5, x); },
      [](const real& x) { return reference::polygamma(5, x); }, 10);
  s.unary(
      "polygamma5(x<0)", uniform(-20, 0), [](double x) { return kernel::polygamma(5, x); },
      [](const real& x) { return reference::polygamma(5, x); }, 20);
  s.unary(
      "polygamma20", one_of(uniform(0, 20), sizes(-30, 30)), [](double x) { return kernel::polygamma(20, x); },
      [](const real& x) { return reference::polygamma(20, x); }, 10);
  s.unary(
      "erf_inv", one_of(uniform(-1, 1), [](generator& g) { return g.with_sign(1 - g.log_uniform(-53, -1)); }),
      [](double x) { return kernel::erf_inv(x); }, reference::erf_inv, 10);
  s.unary(
      "erfc_inv", one_of(uniform(0, 2), sizes(-1022, -1)), [](double x) { return kernel::erfc_inv(x); },
      reference::erfc_inv, 10);
  s.unary(
      "lambert_w0", one_of(uniform(-0.3678, 3), sizes(-60, 1023)), [](double x) { return kernel::lambert_w0(x); },
      reference::lambert_w0, 4);
  s.unary(
      "lambert_w0(-1/e)", [](generator& g) { return -0x1.78b56362cef37p-2 + g.log_uniform(-53, -4); },
      [](double x) { return kernel::lambert_w0(x); }, reference::lambert_w0, 4);
}
