// SPDX-License-Identifier: BSL-1.0
// The beta function in constant expressions, from tiny to huge operands, against logarithms of gamma in 100 digits.
#include "tests/support/catch.hpp"

#include <cmath>
#include <limits>
#include <utility>

#include <boost/multiprecision/cpp_bin_float.hpp>

#include <tapeless/tapeless.hpp>

namespace {

using namespace tapeless;
using wide = boost::multiprecision::cpp_bin_float_100;
namespace kernel = tapeless::detail::math::kernel;

constexpr auto x = symbol<"x">;
constexpr auto y = symbol<"y">;
static_assert(beta(x, y)(x = 2.0, y = 3.0) == 1.0 / 12);
static_assert(beta(x, y)(x = 0.5, y = 0.5) > 3.14159265358979 && beta(x, y)(x = 0.5, y = 0.5) < 3.1415926535898);
static_assert(beta(x, y)(x = 2.0f, y = 3.0f) == 1.0f / 12 && beta(x, y)(x = 2.0f, y = 1e30f) < 1.1e-60f + 1e-45f);
constexpr double slope = derivative(beta(x, y), x)(x = 2.0, y = 3.0);
static_assert(slope < -0.0902777777777777 && slope > -0.0902777777777779);

wide right(double a, double b) {
  const wide small = std::min(a, b), large = std::max(a, b);
  if (large > wide("1e40"))  // the next term is small^2/large of this
    return small > 3000 ? wide(0) : exp(lgamma(small) - small * log(large));
  return exp(lgamma(small) + lgamma(large) - lgamma(small + large));
}

}  // namespace

TEST_CASE("beta as a constant rounds correctly, all but always") {
  for (const double a : {1e-80, 1e-21, 1e-10,  0.1,    0.5, 1.0,  1.5,  3.0,  17.0, 100.0,
                         400.0, 999.0, 1001.0, 5000.0, 1e6, 1e12, 1e20, 1e60, 1e70, 1e200})
    for (const double b :
         {1e-75, 1e-21, 1e-12, 0.1, 0.5, 1.0, 2.25, 3.0, 50.0, 300.0, 999.5, 1e3, 2e3, 1e9, 1e15, 1e20, 1e65, 1e250}) {
      INFO("beta(" << a << ", " << b << ")");
      const double got = kernel::beta(a, b);
      const wide exact = right(a, b);
      if (exact < wide("1e-300")) {
        CHECK(got <= 1e-300);
        continue;
      }
      CHECK(static_cast<double>(abs(wide(got) - exact) / exact) < 0.51 * std::numeric_limits<double>::epsilon());
      CHECK(std::abs(kernel::beta(static_cast<long double>(a), static_cast<long double>(b)) - got) <=
            static_cast<long double>(got) * 1.2e-16L);
    }
  CHECK(std::isnan(kernel::beta(-1.0, 2.0)));
  CHECK(std::isnan(kernel::beta(std::nan(""), 2.0)));
  CHECK(kernel::beta(std::numeric_limits<double>::infinity(), 2.0) == 0);
}
