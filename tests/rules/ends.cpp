// SPDX-License-Identifier: BSL-1.0
// Functions at the ends of the floating-point range: value, gradient, Hessian and derivative as an expression at
// infinity, at huge, tiny and equal operands, of double, float and complex numbers. Numbers come from 50-digit
// evaluation; at infinity they are limits.
#include <cmath>
#include <complex>
#include <limits>

#include "tests/support/catch.hpp"

#include <tapeless/tapeless.hpp>

using namespace tapeless;
using namespace tapeless::literals;

namespace {

constexpr auto x = symbol<"x">;
constexpr auto y = symbol<"y">;
constexpr auto z = symbol<"z">;
constexpr auto n = integer<"n">;
constexpr double inf = std::numeric_limits<double>::infinity();
constexpr double not_a_number = std::numeric_limits<double>::quiet_NaN();

template <class T>
bool near(T computed, T right, T ulps = 8) {
  if (right != right || computed != computed) return right != right && computed != computed;
  return computed == right ||
         std::abs(computed - right) <=
             ulps * (std::numeric_limits<T>::epsilon() * std::abs(right) + std::numeric_limits<T>::denorm_min());
}

// Value, first and second derivative of a formula of x, as numbers and as expressions.
template <class F>
void at(const F& f, double point, double value, double first, double second) {
  INFO(to_string(f) << " at " << point);
  const auto r = value_gradient_hessian(f, x)(x = point);
  CHECK(near(r.value, value));
  CHECK(near(r.gradient[x], first));
  CHECK(near(r.hessian(0, 0), second, 16.0));
  CHECK(near(derivative(f, x)(x = point), first));
  CHECK(near(derivative(f, x, x)(x = point), second, 16.0));
}

}  // namespace

TEST_CASE("functions with limits at infinity have them in every derivative") {
  at(tanh(x), inf, 1, 0, 0);
  at(tanh(x), -inf, -1, 0, 0);
  at(logistic(x), -inf, 0, 0, 0);
  at(softplus(x), inf, inf, 1, 0);
  at(softplus(x), -inf, 0, 0, 0);
  at(silu(x), -inf, 0, 0, 0);
  at(silu(x), inf, inf, 1, 0);
  at(gelu(x), -inf, 0, 0, 0);
  at(gelu(x), inf, inf, 1, 0);
  at(mish(x), -inf, 0, 0, 0);
  at(mish(x), inf, inf, 1, 0);
  at(erf(x), inf, 1, 0, 0);
  at(erfc(x), -inf, 2, 0, 0);
  at(normal_cdf(x), -inf, 0, 0, 0);
  at(atan(x), inf, 1.5707963267948966, 0, 0);
  at(asinh(x), -inf, -inf, 0, 0);
  at(acosh(x), inf, inf, 0, 0);
  at(cbrt(x), inf, inf, 0, 0);
  at(cbrt(x), 0, 0, inf, -inf);
  at(cbrt(x), -0.0, 0, inf, inf);
  at(silu(x), not_a_number, not_a_number, not_a_number, not_a_number);
  at(gelu(x), not_a_number, not_a_number, not_a_number, not_a_number);
}

TEST_CASE("the product logarithm at both ends") {
  at(lambert_w0(x), inf, inf, 0, 0);
  at(lambert_w0(x), 0, 0, 1, -2);
  at(lambert_w0(x), 1e-300, 1e-300, 1, -2);
  at(lambert_w0(x), 1e300, 684.24720862976084, 9.9854067263987875e-301, 0);
  at(lambert_w0(x), 1e100, 224.84310644511850, 9.9557214733829829e-101, -9.9555262827104893e-201);
}

// There are no second derivatives; 0 would look like one.
TEST_CASE("second derivatives of an angle at the origin") {
  const auto h = hessian(atan2(y, x), x, y)(x = 0.0, y = 0.0);
  CHECK((std::isnan(h(0, 0)) && std::isnan(h(0, 1)) && std::isnan(h(1, 1))));
  CHECK(std::isnan(derivative(atan2(y, x), x, x)(x = 0.0, y = 0.0)));
  CHECK(std::isnan(derivative(atan2(y, x), x, y)(x = 0.0, y = 0.0)));
  const auto along = hessian(atan2(y, x), x, y)(x = 2.0, y = 0.0);
  CHECK((along(0, 0) == 0 && along(0, 1) == -0.25 && along(1, 1) == 0));
  const auto across = hessian(atan2(y, x), x, y)(x = 0.0, y = 2.0);
  CHECK((across(0, 0) == 0 && across(0, 1) == 0.25 && across(1, 1) == 0));
}

TEST_CASE("huge, tiny and saturated operands") {
  at(tanh(x), 20, 1, 1.6993417021166355e-17, -3.3986834042332710e-17);
  at(logistic(x), 40, 1, 4.2483542552915889e-18, -4.2483542552915889e-18);
  at(softplus(x), 40, 40, 1, 4.2483542552915889e-18);
  at(silu(x), -40, -1.6993417021166355e-16, -1.6568581595637197e-16, -1.6143746170108038e-16);
  at(asinh(x), 1e200, 461.21016577936907, 1e-200, 0);
  at(asinh(x), 1e150, 346.0809111296668, 1e-150, -1e-300);
  at(acosh(x), 1e200, 461.21016577936907, 1e-200, 0);
  at(atan(x), 1e100, 1.5707963267948966, 1e-200, -2e-300);
  at(gelu(x), 1e200, 1e200, 1, 0);
  at(erf(x), 1e200, 1, 0, 0);
  at(erf(x), 26, 1, 2.9470349932662695e-294, -1.5324581964984602e-292);
  at(normal_cdf(x), -38, 2.8854283600687843e-316, 1.097221052007593e-314, 4.1694399976288532e-313);
  at(erfc_inv(x), 0x1p-1074, 27.213293210812949, -inf, inf);
  at(expint(x), -200, -6.8852261063076342e-90, -6.9194826336836878e-90, -6.9540800468521061e-90);
  at(expint(x), -101, -1.3418319022952068e-46, -1.3549895754196564e-46, -1.3684053137901482e-46);
}

TEST_CASE("lengths and angles of all sizes") {
  for (const double size : {1e200, 1.0, 1e-100, 3e-200}) {
    INFO(size);
    const auto r = value_gradient_hessian(hypot(x, y), x, y)(x = 3 * size, y = 4 * size);
    CHECK(near(r.value, 5 * size));
    CHECK(near(r.hessian(0, 0), 16 / 125.0 / size));
    CHECK(near(r.hessian(0, 1), -12 / 125.0 / size));
    CHECK(near(derivative(hypot(x, y), x, x)(x = 3 * size, y = 4 * size), 16 / 125.0 / size));
    const auto s = value_gradient_hessian(hypot(x, y, z), x, y, z)(x = 2 * size, y = 3 * size, z = 6 * size);
    CHECK(near(s.hessian(0, 0), 45 / 343.0 / size));
    CHECK(near(s.hessian(1, 2), -18 / 343.0 / size));
    CHECK(near(derivative(hypot(x, y, z), x, x)(x = 2 * size, y = 3 * size, z = 6 * size), 45 / 343.0 / size));
    const auto a = gradient(atan2(y, x), x, y)(x = 3 * size, y = 4 * size);
    CHECK(near(a[x], -4 / 25.0 / size));
    CHECK(near(a[y], 3 / 25.0 / size));
    CHECK(near(derivative(atan2(y, x), y)(x = 3 * size, y = 4 * size), 3 / 25.0 / size));
  }
  const auto h = hessian(hypot(x, y, z), x, y, z)(x = 1e8, y = 1.0, z = 1.0);
  CHECK(near(h(0, 0), 1.9999999999999994e-24));
  const auto f = gradient(atan2(y, x), x, y)(x = 3e-23F, y = 4e-23F);
  CHECK(near(static_cast<float>(f[x]), -4 / 25.0F / 1e-23F));
  CHECK(gradient(atan2(y, x), x, y)(x = inf, y = 1.0)[y] == 0);
  CHECK(std::isnan(gradient(atan2(y, x), x, y)(x = 0.0, y = not_a_number)[y]));
}

TEST_CASE("beta functions of large and of very different arguments") {
  CHECK(near(lbeta(x, y)(x = 1e20, y = 3.0), -137.46195839908279));
  const auto r = value_gradient_hessian(lbeta(x, y), x, y)(x = 1e20, y = 3.0);
  CHECK(near(r.gradient[x], -3e-20));
  CHECK(near(r.hessian(0, 0), 3e-40));
  CHECK(near(r.hessian(0, 1), -1e-20));
  CHECK(near(lbeta(x, y)(x = 1e300, y = 1e300), -1.3862943611198906e300));
  CHECK(near(lbeta(x, y)(x = 1e-300, y = 1e-300), 691.4686750787737));
  CHECK(near(beta(x, y)(x = 1e-300, y = 1e-300), 2e300));
  CHECK(near(beta(x, y)(x = 1e10, y = 2.5), 1.3293403879298857e-25));
  static_assert(beta(x, y)(x = 2.0, y = 3.0) > 0.08333 && beta(x, y)(x = 2.0, y = 3.0) < 0.08334);
}

TEST_CASE("Bessel functions at 0 whose order is data") {
  const auto slope = [](const auto& f, int order) { return gradient(f, x)(x = 0.0, n = order)[x]; };
  CHECK(slope(cyl_bessel_i(n, x), 0) == 0);
  CHECK(slope(cyl_bessel_i(n, x), 1) == 0.5);
  CHECK(slope(cyl_bessel_j(n, x), 0) == 0);
  CHECK(slope(cyl_bessel_j(n, x), 1) == 0.5);
  CHECK(slope(cyl_bessel_j(n, x), 2) == 0);
  CHECK(near(slope(sph_bessel(n, x), 1), 1.0 / 3));
  CHECK(slope(sph_bessel(n, x), 0) == 0);
  const auto curvature = [](const auto& f, int order) { return hessian(f, x)(x = 0.0, n = order)(0, 0); };
  CHECK(curvature(cyl_bessel_j(n, x), 0) == -0.5);
  CHECK(curvature(cyl_bessel_j(n, x), 2) == 0.25);
  CHECK(curvature(cyl_bessel_i(n, x), 0) == 0.5);
  CHECK(near(curvature(sph_bessel(n, x), 0), -1.0 / 3));
  CHECK(near(curvature(sph_bessel(n, x), 2), 2.0 / 15));
  CHECK(near(cyl_bessel_j(n, x)(x = 2.0, n = -3), -0.12894324947440205));
}

TEST_CASE("roots next to their own operands") {
  at(x * sqrt(x), 0, 0, 0, inf);
  at(x * cbrt(x), 0, 0, 0, inf);
  CHECK(gradient(x * x * sqrt(x), x)(x = 0.0)[x] == 0);
  CHECK(gradient(y * x * sqrt(x), x, y)(x = 0.0, y = 2.0)[x] == 0);
  CHECK(gradient(pow(sqrt(x), 3_c), x)(x = 0.0)[x] == 0);
  CHECK(gradient(x * pow(x, constant<1, 3>), x)(x = 0.0)[x] == 0);
  CHECK(gradient(x * sqrt(x), x)(x = 4.0)[x] == 3);
  CHECK(gradient(y * sqrt(x), x)(x = 0.0, y = 2.0)[x] == inf);
}

TEST_CASE("coefficients whose product is large or small stay apart") {
  const auto close = [](double computed, double right) {
    return std::abs(computed - right) <= 1e-14 * std::abs(right);
  };
  constexpr auto f = (1e100_c * x) * (1e100_c * y) * x;
  const auto r = value_and_gradient(f, x, y)(x = 1e-165, y = 1e-165);
  CHECK(close(r.value, 1e-295));
  CHECK(close(r[x], 2e-130));
  CHECK(close(r[y], 1e-130));
  CHECK(close(square(1e100_c * x)(x = 1e-165), 1e-130));
  CHECK(close(pow(1e60_c * x, 4_c)(x = 1e-100), 1e-160));
  CHECK(close(pow(1e-60_c * x, -4_c)(x = 1e100), 1e-160));
  const auto h = value_gradient_hessian(square(1e-100_c * x) * y, x, y)(x = 1e170, y = 1e-120);
  CHECK(close(h.value, 1e20));
  CHECK(close(h.gradient[x], 2e-150));
  CHECK(close(h.gradient[y], 1e140));
  // a double coefficient to the power of 5 is no float
  constexpr auto g = pow(299792458_c * logistic(0.25_c - (x + x) * x), -3_c);
  const auto in_double = value_gradient_hessian(g, x)(x = double{-2.5529442F});
  const auto in_float = value_gradient_hessian(g, x)(x = -2.5529442F);
  CHECK(std::abs(double{in_float.hessian(x, x)} / in_double.hessian(x, x) - 1) < 1e-4);
  CHECK(std::abs(double{in_float.gradient[x]} / in_double.gradient[x] - 1) < 1e-4);
}

// C99's pow of -0 and -infinity is that of their absolute values unless the exponent is odd, the square root is not; at
// 0 derivatives are those of the limit from above.
TEST_CASE("half-integer powers are those of pow at -0 and -infinity, roots stay roots") {
  const auto is = [](double computed, double right) {
    return std::isnan(right) ? std::isnan(computed)
                             : computed == right && std::signbit(computed) == std::signbit(right);
  };
  const auto agrees = [&](const auto& f, double exponent) {
    for (const double point : {0.0, -0.0, inf, -inf, -1.0, 2.25, not_a_number}) {
      INFO(to_string(f) << " at " << point);
      const auto r = value_gradient_hessian(f, x)(x = point);
      const double value = std::pow(point, exponent), first = exponent * std::pow(point, exponent - 1);
      CHECK(is(r.value, value));
      CHECK(is(f(x = point), value));
      CHECK(is(simplify(f)(x = point), value));
      CHECK((is(r.gradient[x], first) || near(r.gradient[x], first)));
      CHECK(near(derivative(f, x)(x = point), first));
      CHECK(near(r.hessian(0, 0), exponent * (exponent - 1) * std::pow(point, exponent - 2)));
    }
  };
  agrees(pow(x, constant<1, 2>), 0.5);
  agrees(pow(x, constant<3, 2>), 1.5);
  agrees(pow(x, constant<5, 2>), 2.5);
  agrees(pow(x, constant<7, 2>), 3.5);
  agrees(pow(x, constant<-1, 2>), -0.5);
  agrees(pow(x, constant<-3, 2>), -1.5);
  const auto has_root = [&](const auto& f) {
    INFO(to_string(f));
    CHECK(std::isnan(simplify(f)(x = -inf)));
    CHECK(std::isnan(f(x = -inf)));
    CHECK(simplify(f)(x = 4.0) == f(x = 4.0));
    CHECK(simplify(f)(x = 0.0) == 0);
  };
  has_root(sqrt(x));
  has_root(x * sqrt(x));
  has_root(pow(sqrt(x), 3_c));
  has_root(x * x * sqrt(x));
  has_root(sqrt(x) * sqrt(x) * sqrt(x));
  CHECK(is(sqrt(x)(x = -0.0), -0.0));
  CHECK(is(simplify(sqrt(x))(x = -0.0), -0.0));
  CHECK(to_string(simplify(x * sqrt(x))) == "x*sqrt(x)");
  CHECK(to_string(derivative(pow(x, constant<3, 2>), x)) == "3*x^(1/2)/2");
}

TEST_CASE("the logarithm of a sum of exponentials of infinities") {
  CHECK(log_sum_exp(x, y)(x = -inf, y = -inf) == -inf);
  CHECK(log_sum_exp(x, y)(x = inf, y = inf) == inf);
  CHECK(log_sum_exp(x, y)(x = -inf, y = 2.0) == 2);
  CHECK(std::isnan(log_sum_exp(x, y)(x = not_a_number, y = 2.0)));
  CHECK(std::isnan(log_sum_exp(x, y)(x = 2.0, y = not_a_number)));
  CHECK(log_sum_exp(x, y, z)(x = -inf, y = -inf, z = -inf) == -inf);
  CHECK(std::isnan(gradient(log_sum_exp(x, y), x)(x = -inf, y = -inf)[x]));  // depends on the way there
  CHECK(gradient(log_sum_exp(x, y), x)(x = inf, y = 0.0)[x] == 1);
}

TEST_CASE("weights of a sum of exponentials of huge and of infinite operands") {
  constexpr auto f = log_sum_exp(x, y, z);
  constexpr auto all = value_gradient_hessian(f, x, y, z);
  const auto tied = all(x = 2e15, y = 2e15, z = 2e15);
  for (std::size_t i = 0; i < 3; ++i) {
    CHECK(near(tied.gradient.data()[i], 1.0 / 3));
    for (std::size_t j = 0; j < 3; ++j) CHECK(near(tied.hessian(i, j), i == j ? 2.0 / 9 : -1.0 / 9));
  }
  // exp(-10), exp(-40), and the digits of 1 - p
  const auto apart = all(x = 1000.0, y = 990.0, z = 960.0);
  CHECK(near(apart.gradient[x], 0.99995460213129757));
  CHECK(near(apart.gradient[y], 4.5397868702434394e-05));
  CHECK(near(apart.gradient[z], 4.2481613890629058e-18));
  CHECK(near(apart.hessian(0, 0), 4.5395807735955919e-05));
  CHECK(near(apart.hessian(1, 0), -4.5395807735951671e-05));
  CHECK(near(derivative(f, x)(x = 2e15, y = 2e15, z = -inf), 0.5));
  const auto one = all(x = 1.0, y = inf, z = 0.0);
  CHECK((one.value == inf && one.gradient[x] == 0 && one.gradient[y] == 1 && one.gradient[z] == 0));
  CHECK(gradient(f, x)(x = 3.0, y = -inf, z = -inf)[x] == 1);
  CHECK(std::isnan(gradient(f, x)(x = -inf, y = -inf, z = -inf)[x]));
  CHECK(std::isnan(gradient(f, x)(x = inf, y = inf, z = 0.0)[x]));
  CHECK(gradient(f, z)(x = inf, y = inf, z = 0.0)[z] == 0);
  CHECK(std::isnan(gradient(f, x)(x = 1.0, y = not_a_number, z = 0.0)[x]));
  // So many that each weight has not all operands
  constexpr auto many = log_sum_exp(x, y, x, y, x, y, x, y, x, y, x, y, x, y, x, y, x, y, x, z);
  const auto r = value_and_gradient(many, x, y, z)(x = 2e15, y = 2e15, z = 1e15);
  CHECK(near(r[x], 10.0 / 19));
  CHECK(near(r[y], 9.0 / 19));
  CHECK(r[z] == 0);
}

TEST_CASE("a NaN leaves no gate shut") {
  const auto is_nan = [](const auto& f) {
    INFO(to_string(f));
    const auto r = value_gradient_hessian(f, x)(x = not_a_number);
    CHECK((std::isnan(r.value) && std::isnan(r.gradient[x]) && std::isnan(r.hessian(0, 0))));
    CHECK(std::isnan(derivative(f, x)(x = not_a_number)));
    CHECK(std::isnan(gradient(f, x)(x = std::numeric_limits<float>::quiet_NaN())[x]));
  };
  is_nan(relu(x));
  is_nan(relu(sin(x)));
  is_nan(square(relu(x)));
  is_nan(relu(x) * x);
  at(relu(x), -0.0, 0, 0, 0);
  at(relu(x), inf, inf, 1, 0);
  at(relu(log(x)), 0, 0, 0, 0);  // an infinite derivative behind a gate that is shut
  // Linear pieces: the derivative of the piece that the value comes from.
  const auto r = gradient(fdim(x, y), x, y)(x = not_a_number, y = 1.0);
  CHECK((r[x] == 1 && r[y] == -1));
  CHECK(gradient(max(x, y), x)(x = not_a_number, y = 1.0)[x] == 1);
}

TEST_CASE("inverse functions of complex numbers on both sides of their cuts") {
  using complex = std::complex<double>;
  const auto close = [](const complex& computed, const complex& right) {
    return std::abs(computed - right) <= 1e-15 * std::abs(right);
  };
  const complex left(-1, 2);
  CHECK(close(derivative(acosh(x), x)(x = left), {-0.16089856322639594, -0.38844349350750933}));
  CHECK(close(gradient(acosh(x), x)(x = left)[x], {-0.16089856322639594, -0.38844349350750933}));
  const complex near_point(1e-9, 1.0000001);
  CHECK(close(gradient(atan(x), x)(x = near_point)[x], {-4999499.7970765528, -49995.000441574841}));
  CHECK(close(gradient(tanh(x), x)(x = complex(20, 1))[x], {-7.0717567354847427e-18, -1.5452070370322308e-17}));
}
