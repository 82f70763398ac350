// SPDX-License-Identifier: BSL-1.0
// The special functions that only exist at run time reach std, and a user's type its own (see dispatch.cpp).

#include "tests/support/catch.hpp"

#include <cmath>

#include <tapeless/math/bessel.hpp>
#include <tapeless/math/special.hpp>

namespace math = tapeless::detail::math;

TEST_CASE("bessel functions and others of C++17", "[math]") {
  volatile double opaque = 1.3;
  const double x = opaque;
  CHECK(math::cyl_bessel_j(0.5, x) == std::cyl_bessel_j(0.5, x));
  CHECK(math::cyl_neumann(0.5, x) == std::cyl_neumann(0.5, x));
  CHECK(math::cyl_bessel_i(0.5, x) == std::cyl_bessel_i(0.5, x));
  CHECK(math::cyl_bessel_k(0.5, x) == std::cyl_bessel_k(0.5, x));
  CHECK(math::beta(0.5, x) == Approx(std::beta(0.5, x)).epsilon(1e-14));
  CHECK(math::ellint_1(0.5, x) == std::ellint_1(0.5, x));
  CHECK(math::ellint_2(0.5, x) == std::ellint_2(0.5, x));
  CHECK(math::ellint_3(0.5, 0.2, x) == std::ellint_3(0.5, 0.2, x));
  CHECK(math::expint(x) == std::expint(x));
  CHECK(math::riemann_zeta(x) == std::riemann_zeta(x));
  CHECK(math::legendre(3U, 0.5 * x) == std::legendre(3U, 0.5 * x));
  CHECK(math::legendre(3.0, 0.5 * x) == std::legendre(3U, 0.5 * x));
  CHECK(math::hermite(3U, x) == std::hermite(3U, x));
  CHECK(math::hermite(3.0, x) == std::hermite(3U, x));
  CHECK(math::laguerre(3U, x) == std::laguerre(3U, x));
  CHECK(math::laguerre(3.0, x) == std::laguerre(3U, x));
  // An own recurrence, because the standard library throws for negative x.
  CHECK(std::abs(math::sph_bessel(3U, x) - std::sph_bessel(3U, x)) <= 1e-15 * std::sph_bessel(3U, x));
  CHECK(std::abs(math::sph_bessel(3.0, x) - std::sph_bessel(3U, x)) <= 1e-15 * std::sph_bessel(3U, x));
  CHECK(math::sph_neumann(3U, x) == std::sph_neumann(3U, x));
  CHECK(math::sph_neumann(3.0, x) == std::sph_neumann(3U, x));
  CHECK(std::isnan(math::legendre(2.5, 0.5)));
  CHECK(std::isnan(math::sph_bessel(-1.0, 0.5)));
  CHECK(math::cyl_bessel_j(0.5F, 1.3F) == std::cyl_bessel_j(0.5F, 1.3F));
}
