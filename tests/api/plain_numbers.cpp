// SPDX-License-Identifier: BSL-1.0
// Functions of formulas on plain numbers: code that is recorded runs as it is, too. Every function of the list against
// the value of its formula, beside those of <cmath> in one program, and a cost function as it is written for Ceres.
#include "tests/support/catch.hpp"

#include <array>
#include <cmath>
#include <numeric>
#include <string>

#include <tapeless/tapeless.hpp>

namespace {

using tapeless::symbol;

constexpr auto x_ = symbol<"x">;
constexpr auto y_ = symbol<"y">;

// Numbers give the bits of the formula: both are the rule's own value. Of composed functions the formula may order what
// it is made of in another way.
template <class Function>
void unary(const char* name, const Function& f) {
  INFO(name);
  for (const double x : {0.3, 0.8}) {
    static_assert(std::is_same_v<decltype(f(x)), double> && std::is_same_v<decltype(f(0.5F)), float>);
    CHECK(f(x) == Approx(f(x_)(x_ = x)).epsilon(1e-15).margin(1e-300));
    CHECK(f(static_cast<float>(x)) == Approx(f(x_)(x_ = static_cast<float>(x))).epsilon(1e-6).margin(1e-30));
  }
}
template <class Function>
void binary(const char* name, const Function& f) {
  INFO(name);
  for (const double x : {0.3, 0.8}) {
    static_assert(std::is_same_v<decltype(f(x, x)), double>);
    CHECK(f(x, 0.6) == Approx(f(x_, y_)(x_ = x, y_ = 0.6)).epsilon(1e-15).margin(1e-300));
    CHECK(f(0.6F, static_cast<float>(x)) ==
          Approx(f(x_, y_)(x_ = 0.6F, y_ = static_cast<float>(x))).epsilon(1e-6).margin(1e-30));
  }
}

}  // namespace

// Apart, because the formulas of y are written without it, too.
TEST_CASE("functions of one plain number") {
  unary("square", [](const auto& x) { return tapeless::square(x); });
  unary("sqrt", [](const auto& x) { return tapeless::sqrt(x); });
  unary("cbrt", [](const auto& x) { return tapeless::cbrt(x); });
  unary("rsqrt", [](const auto& x) { return tapeless::rsqrt(x); });
  unary("inverse", [](const auto& x) { return tapeless::inverse(x); });
  unary("abs2", [](const auto& x) { return tapeless::abs2(x); });
  unary("norm", [](const auto& x) { return tapeless::norm(x); });
  unary("exp", [](const auto& x) { return tapeless::exp(x); });
  unary("exp2", [](const auto& x) { return tapeless::exp2(x); });
  unary("expm1", [](const auto& x) { return tapeless::expm1(x); });
  unary("log", [](const auto& x) { return tapeless::log(x); });
  unary("log2", [](const auto& x) { return tapeless::log2(x); });
  unary("log10", [](const auto& x) { return tapeless::log10(x); });
  unary("log1p", [](const auto& x) { return tapeless::log1p(x); });
  unary("log_cosh", [](const auto& x) { return tapeless::log_cosh(x); });
  unary("versine", [](const auto& x) { return tapeless::versine(x); });
  unary("sin", [](const auto& x) { return tapeless::sin(x); });
  unary("cos", [](const auto& x) { return tapeless::cos(x); });
  unary("tan", [](const auto& x) { return tapeless::tan(x); });
  unary("atan", [](const auto& x) { return tapeless::atan(x); });
  unary("sin_pi", [](const auto& x) { return tapeless::sin_pi(x); });
  unary("cos_pi", [](const auto& x) { return tapeless::cos_pi(x); });
  unary("sinc", [](const auto& x) { return tapeless::sinc(x); });
  unary("degrees", [](const auto& x) { return tapeless::degrees(x); });
  unary("radians", [](const auto& x) { return tapeless::radians(x); });
  unary("sinh", [](const auto& x) { return tapeless::sinh(x); });
  unary("cosh", [](const auto& x) { return tapeless::cosh(x); });
  unary("tanh", [](const auto& x) { return tapeless::tanh(x); });
  unary("asinh", [](const auto& x) { return tapeless::asinh(x); });
  unary("abs", [](const auto& x) { return tapeless::abs(x); });
  unary("sign", [](const auto& x) { return tapeless::sign(x); });
  unary("floor", [](const auto& x) { return tapeless::floor(x); });
  unary("ceil", [](const auto& x) { return tapeless::ceil(x); });
  unary("round", [](const auto& x) { return tapeless::round(x); });
  unary("rint", [](const auto& x) { return tapeless::rint(x); });
  unary("trunc", [](const auto& x) { return tapeless::trunc(x); });
  unary("step", [](const auto& x) { return tapeless::step(x); });
  unary("erf", [](const auto& x) { return tapeless::erf(x); });
  unary("erfc", [](const auto& x) { return tapeless::erfc(x); });
  unary("erf_inv", [](const auto& x) { return tapeless::erf_inv(x); });
  unary("erfc_inv", [](const auto& x) { return tapeless::erfc_inv(x); });
  unary("normal_cdf", [](const auto& x) { return tapeless::normal_cdf(x); });
  unary("log_normal_cdf", [](const auto& x) { return tapeless::log_normal_cdf(x); });
  unary("tgamma", [](const auto& x) { return tapeless::tgamma(x); });
  unary("lgamma", [](const auto& x) { return tapeless::lgamma(x); });
  unary("digamma", [](const auto& x) { return tapeless::digamma(x); });
  unary("trigamma", [](const auto& x) { return tapeless::trigamma(x); });
  unary("lambert_w0", [](const auto& x) { return tapeless::lambert_w0(x); });
  unary("normal_quantile", [](const auto& x) { return tapeless::normal_quantile(x); });
  unary("exprel", [](const auto& x) { return tapeless::exprel(x); });
  unary("log1prel", [](const auto& x) { return tapeless::log1prel(x); });
  unary("logistic", [](const auto& x) { return tapeless::logistic(x); });
  unary("logit", [](const auto& x) { return tapeless::logit(x); });
  unary("asin", [](const auto& x) { return tapeless::asin(x); });
  unary("acos", [](const auto& x) { return tapeless::acos(x); });
  unary("atanh", [](const auto& x) { return tapeless::atanh(x); });
  unary("softplus", [](const auto& x) { return tapeless::softplus(x); });
  unary("silu", [](const auto& x) { return tapeless::silu(x); });
  unary("gelu", [](const auto& x) { return tapeless::gelu(x); });
  unary("mish", [](const auto& x) { return tapeless::mish(x); });
  unary("relu", [](const auto& x) { return tapeless::relu(x); });
  unary("log_sinh", [](const auto& x) { return tapeless::log_sinh(x); });
  unary("acosh", [](const auto& x) { return tapeless::acosh(x + x + x + x); });
  unary("log1m_exp", [](const auto& x) { return tapeless::log1m_exp(-x); });
  unary("expint", [](const auto& x) { return tapeless::expint(x); });
}

TEST_CASE("functions of several plain numbers") {
  binary("pow", [](const auto& x, const auto& y) { return tapeless::pow(x, y); });
  binary("hypot", [](const auto& x, const auto& y) { return tapeless::hypot(x, y); });
  binary("azmul", [](const auto& x, const auto& y) { return tapeless::azmul(x, y); });
  binary("xlogy", [](const auto& x, const auto& y) { return tapeless::xlogy(x, y); });
  binary("atan2", [](const auto& x, const auto& y) { return tapeless::atan2(x, y); });
  binary("fmod", [](const auto& x, const auto& y) { return tapeless::fmod(x, y); });
  binary("remainder", [](const auto& x, const auto& y) { return tapeless::remainder(x, y); });
  binary("copysign", [](const auto& x, const auto& y) { return tapeless::copysign(x, y); });
  binary("min", [](const auto& x, const auto& y) { return tapeless::min(x, y); });
  binary("max", [](const auto& x, const auto& y) { return tapeless::max(x, y); });
  binary("fmin", [](const auto& x, const auto& y) { return tapeless::fmin(x, y); });
  binary("fmax", [](const auto& x, const auto& y) { return tapeless::fmax(x, y); });
  binary("fdim", [](const auto& x, const auto& y) { return tapeless::fdim(x, y); });
  binary("beta", [](const auto& x, const auto& y) { return tapeless::beta(x, y); });
  binary("lbeta", [](const auto& x, const auto& y) { return tapeless::lbeta(x, y); });
  binary("leaky_relu", [](const auto& x, const auto& y) { return tapeless::leaky_relu(x, y); });
  binary("elu", [](const auto& x, const auto& y) { return tapeless::elu(x, y); });
  binary("ldexp", [](const auto& x, const auto& y) { return tapeless::ldexp(x, y); });
  binary("fma", [](const auto& x, const auto& y) { return tapeless::fma(x, y, x); });
  binary("clamp", [](const auto& x, const auto& y) { return tapeless::clamp(x, y - y, y); });
  binary("lerp", [](const auto& x, const auto& y) { return tapeless::lerp(x, y, x); });
  binary("midpoint", [](const auto& x, const auto& y) { return tapeless::midpoint(x, y); });
  binary("log_sum_exp", [](const auto& x, const auto& y) { return tapeless::log_sum_exp(x, y, x); });
  binary("select", [](const auto& x, const auto& y) { return tapeless::select(x < y, x, y); });
  binary("isnan", [](const auto& x, const auto& y) { return tapeless::select(tapeless::isnan(x), y, x); });
  binary("isinf", [](const auto& x, const auto& y) { return tapeless::select(tapeless::isinf(x), y, x); });
  binary("isfinite", [](const auto& x, const auto& y) { return tapeless::select(tapeless::isfinite(x), y, x); });
  binary("signbit", [](const auto& x, const auto& y) { return tapeless::select(tapeless::signbit(x - y), y, x); });
  binary("equals", [](const auto& x, const auto& y) { return tapeless::select(tapeless::equals(x, y), x, y); });
  binary("guard", [](const auto& x, const auto& y) { return tapeless::guard(tapeless::equals(x, y), x, y); });
  binary("choose", [](const auto& x, const auto& y) { return tapeless::choose(tapeless::ceil(x), x, y); });
  CHECK(tapeless::polygamma(1.0, 0.7) == Approx(tapeless::trigamma(0.7)).epsilon(1e-14));
  CHECK(tapeless::cyl_bessel_j(0.0, 0.7) == Approx(0.88120088860740528).epsilon(1e-14));
  CHECK(tapeless::sph_bessel(0.0, 0.7) == Approx(std::sin(0.7) / 0.7).epsilon(1e-14));
  // In constant expressions, of conditions, and out of the options.
  static_assert(tapeless::softplus(0.0) == tapeless::log1p(1.0) && tapeless::equals(0.5, 0.5));
  static_assert(tapeless::select(1.0 < 2.0, 3.0F, 4.0F) == 3.0F && tapeless::select(false, 1, 2.5) == 2.5);
  CHECK(std::isnan(tapeless::choose(3.0, 1.0, 2.0)));
}

// As it is written for Ceres, with constexpr in front, so that the compiler can record it.
struct snavely_like {
  template <class T>
  constexpr bool operator()(const T* camera, const T* point, T* residual) const {
    using std::cos, std::sin, std::sqrt;
    using tapeless::hypot, tapeless::select;
    const T angle = hypot(camera[0], camera[1]);
    const T c = cos(angle), s = select(angle > T(0), sin(angle) / select(angle > T(0), angle, T(1)), T(1));
    residual[0] = c * point[0] + s * camera[0] * point[1];
    residual[1] = tapeless::softplus(c * point[1] - s * camera[1] * point[0]);
    return true;
  }
};

TEST_CASE("a cost function of Ceres, recorded and called with numbers") {
  constexpr auto recorded = tapeless::record<"a", "b", "u", "v">([](auto a, auto b, auto u, auto v) {
    const decltype(a) camera[2] = {a, b}, point[2] = {u, v};
    std::array<decltype(a), 2> residual{a, a};
    snavely_like{}(camera, point, residual.data());
    return residual;
  });
  for (const double a : {0.0, 0.4}) {
    const double camera[2] = {a, -a / 2}, point[2] = {1.5, -0.7};
    double residual[2];
    snavely_like{}(camera, point, residual);
    const auto r =
        recorded(symbol<"a"> = camera[0], symbol<"b"> = camera[1], symbol<"u"> = point[0], symbol<"v"> = point[1]);
    CHECK(residual[0] == Approx(r[0]).epsilon(1e-15));
    CHECK(residual[1] == Approx(r[1]).epsilon(1e-15));
  }
}

// Both namespaces at once, as in programs with `using namespace std`.
namespace everything_visible {
using namespace std;
using namespace tapeless;

TEST_CASE("functions of <cmath> stay what they are beside those of formulas") {
  const double a = 0.3, b = 0.7;
  const float f = 1.5F;
  const int k = 2;
  CHECK(exp(a) == std::exp(a));
  CHECK(exp(f) == std::exp(f));
  CHECK(exp(k) == std::exp(2.0));
  CHECK(pow(a, k) == std::pow(a, 2));
  CHECK(pow(k, a) == std::pow(2, a));
  CHECK(max(a, b) == b);
  CHECK(clamp(a, b, b) == b);
  CHECK(abs(-k) == 2);
  CHECK(hypot(a, b) == std::hypot(a, b));
  CHECK(hypot(a, b, a) == Approx(std::hypot(a, b, a)).epsilon(1e-15));
  CHECK(midpoint(a, b) == 0.5);
  CHECK(lerp(a, b, a) == std::lerp(a, b, a));
  CHECK(isnan(f) == false);
  CHECK(fma(a, b, a) == std::fma(a, b, a));
}
}  // namespace everything_visible
