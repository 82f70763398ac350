// SPDX-License-Identifier: BSL-1.0
// What rules do where the general formula does not tell: at corners, ends of domains, ties and poles. First every point
// that a rule names itself, then the same and more from a list written by hand, in constant expressions and at run
// time.
#include "tests/rules/sweep.hpp"

namespace {

using namespace sweep;
using rules::infinity;
using rules::nan;
using namespace tapeless::literals;

// Equal, or both NaN; a value in the rules is a literal rounded to double, so one ulp is granted.
constexpr bool same(double x, double expected) {
  if (x != x || expected != expected) return x != x && expected != expected;
  if (x == expected || expected == infinity || expected == -infinity) return x == expected;
  const double difference = x < expected ? expected - x : x - expected;
  return difference <= 0x1p-52 * (expected < 0 ? -expected : expected);
}

// A rule at one of its singular points. Orders are constants, as rules of Bessel functions want them.
template <class R, std::size_t Which>
void check_singular() {
  constexpr auto point = R::singular[Which];
  constexpr std::size_t count = point.at.size();
  INFO(R::name << ", singular point " << Which);
  const auto results = [&]() -> std::array<double, 1 + count> {
    if constexpr (requires { R::integer_order; }) {
      constexpr auto order = constant<static_cast<std::int64_t>(point.at[0])>;
      const auto r = value_and_gradient(apply<R>(order, b), b)(b = point.at[1]);
      return {r.value, nan, r[b]};
    } else if constexpr (count == 1) {
      const auto r = value_and_gradient(apply<R>(a), a)(a = point.at[0]);
      return {r.value, r[a]};
    } else if constexpr (count == 2) {
      const auto r = value_and_gradient(apply<R>(a, b), a, b)(a = point.at[0], b = point.at[1]);
      return {r.value, r[a], r[b]};
    } else {
      const auto r = value_and_gradient(apply<R>(a, b, c), a, b, c)(a = point.at[0], b = point.at[1], c = point.at[2]);
      return {r.value, r[a], r[b], r[c]};
    }
  }();
  INFO("value " << results[0] << ", expected " << point.value);
  CHECK(same(results[0], point.value));
  CHECK(same(operation_of<R>.value(point.at.data(), static_cast<int>(count)), point.value));
  for (std::size_t k = 0; k < count; ++k) {
    INFO("partial " << k << " " << results[1 + k] << ", expected " << point.partial[k]);
    CHECK(same(results[1 + k], point.partial[k]));
  }
}

template <class R>
int check_all_singular() {
  if constexpr (requires { R::singular; }) {
    [&]<std::size_t... K>(std::index_sequence<K...>) { (check_singular<R, K>(), ...); }
    (std::make_index_sequence<R::singular.size()>{});
    return static_cast<int>(R::singular.size());
  } else {
    return 0;
  }
}

template <class... R>
int check_registry(detail::rule_list<R...>) {
  return (0 + ... + check_all_singular<R>());
}

// Value and derivative of a formula of one symbol.
template <class F>
constexpr bool at(const F&, double x, double value, double slope) {
  const auto r = value_and_gradient(F{}, a)(a = x);
  return same(r.value, value) && same(r[a], slope);
}
template <class F>
constexpr bool at(const F&, double x, double y, double value, double slope_x, double slope_y) {
  const auto r = value_and_gradient(F{}, a, b)(a = x, b = y);
  return same(r.value, value) && same(r[a], slope_x) && same(r[b], slope_y);
}

constexpr bool corners() {
  return at(abs(a), 0, 0, 0) && at(abs(a), -0.0, 0, 0) && at(abs(a), -2, 2, -1) &&  //
         at(sign(a), 0, 0, 0) && at(sign(a), -3, -1, 0) && at(relu(a), 0, 0, 0) && at(relu(a), 2, 2, 1) &&
         at(relu(a), -2, 0, 0) &&  //
         at(floor(a), 2, 2, 0) && at(ceil(a), 2, 2, 0) && at(trunc(a), -2.5, -2, 0) && at(round(a), 2.5, 3, 0) &&
         at(round(a), -2.5, -3, 0) && at(rint(a), 2.5, 2, 0) && at(rint(a), 3.5, 4, 0) && at(step(a), 0, 0, 0) &&
         at(leaky_relu(a, 0.25_c), 0, 0, 0.25) && at(elu(a, 1_c), 0, 0, 1);
}

constexpr bool ties() {
  return at(min(a, b), 2, 2, 2, 0.5, 0.5) && at(max(a, b), 2, 2, 2, 0.5, 0.5) && at(min(a, b), 1, 2, 1, 1, 0) &&
         at(max(a, b), 1, 2, 2, 0, 1) && at(fmin(a, b), nan, 2, 2, 0, 1) && at(fmin(a, b), 2, nan, 2, 1, 0) &&
         at(fmax(a, b), nan, 2, 2, 0, 1) && at(fmax(a, b), 2, nan, 2, 1, 0) && at(fdim(a, b), 2, 2, 0, 0.5, -0.5) &&
         at(fdim(a, b), 3, 2, 1, 1, -1) && at(min(a, a), 3, 3, 1) && at(max(a, a), 3, 3, 1) &&  //
         at(clamp(a, 1_c, 2_c), 1, 1, 0.5) && at(clamp(a, 1_c, 2_c), 2, 2, 0.5) && at(clamp(a, 1_c, 2_c), 0, 1, 0) &&
         at(clamp(a, 1_c, 2_c), 3, 2, 0) && at(fmod(a, b), 6, 3, 0, 1, -2) && at(fmod(a, b), -7, 3, -1, 1, 2) &&
         at(remainder(a, b), 7, 4, -1, 1, -2) && at(copysign(a, b), 3, -2, -3, -1, 0);
}

// Not in constant expressions, where a division by zero is an error of the formula.
bool ends_of_domains() {
  return at(sqrt(a), 0, 0, infinity) && at(cbrt(a), 0, 0, infinity) && at(cbrt(a), -8, -2, 1.0 / 12) &&
         at(rsqrt(a), 0, infinity, -infinity) && at(log(a), 0, -infinity, infinity) &&
         at(log(a), infinity, infinity, 0) && at(log2(a), 0, -infinity, infinity) &&
         at(log10(a), 0, -infinity, infinity) && at(log1p(a), -1, -infinity, infinity) &&
         at(asin(a), 1, 1.5707963267948966, infinity) && at(acos(a), 1, 0, -infinity) && at(acosh(a), 1, 0, infinity) &&
         at(atanh(a), 1, infinity, infinity) && at(atanh(a), -1, -infinity, infinity) && at(exp(a), -infinity, 0, 0) &&
         at(exp(a), infinity, infinity, infinity) && at(tanh(a), infinity, 1, 0) &&
         at(atan(a), infinity, 1.5707963267948966, 0) && at(logistic(a), -800, 0, 0) && at(logistic(a), 800, 1, 0) &&
         at(softplus(a), -800, 0, 0) && at(softplus(a), 800, 800, 1) && at(erf_inv(a), 1, infinity, infinity) &&
         at(lambert_w0(a), 0, 0, 1) && at(1_c / a, infinity, 0, 0) && at(xlogy(a, b), 0, 0, 0, -infinity, 0);
}

constexpr bool at_origin() {
  return at(atan2(a, b), 0, 0, 0, 0, 0) && at(atan2(a, b), 0, 2, 0, 0.5, 0) && at(hypot(a, b), 0, 0, 0, 0, 0) &&
         at(hypot(a, b), 3, 0, 3, 1, 0) && at(hypot(a, b), 3, -4, 5, 3.0 / 5, -4.0 / 5) &&
         at(xlogy(a, b), 0, 2, 0, 0.6931471805599453, 0) && at(sinc(a), 0, 1, 0) &&
         at(derivative(sinc(a), a), 0, 0, -1.0 / 3);
}

// pow as C99 defines it; its slopes at zero and negative bases where there are such.
constexpr bool powers() {
  return at(pow(a, 2_c), 0, 0, 0) && at(pow(a, 1_c), 0, 0, 1) && at(pow(a, 0_c), 0, 1, 0) &&
         at(pow(a, 3_c), -2, -8, 12) && at(pow(a, -1_c), -2, -0.5, -0.25) && at(pow(a, -2_c), -2, 0.25, 0.25) &&
         at(pow(a, constant<3, 2>), 0, 0, 0) && at(pow(a, constant<-1, 2>), 4, 0.5, -0.0625) &&
         at(derivative(pow(a, 2_c), a), 0, 0, 2) && at(derivative(pow(a, 3_c), a), 0, 0, 0) &&
         at(pow(a, b), 1, 5, 1, 5, 0) && at(pow(2_c, a), 3, 8, 5.545177444479562) &&
         at(pow(a, b), 2, 0, 1, 0, 0.6931471805599453);
}
bool powers_without_end() {
  return at(pow(a, constant<1, 2>), 0, 0, infinity) && at(pow(a, constant<1, 2>), -1, nan, nan) &&
         at(pow(a, 4_c), -infinity, infinity, -infinity) && at(pow(a, b), 0, 2, 0, 0, 0) &&
         at(pow(a, b), 0, 1, 0, 1, 0) && at(pow(a, b), 0, 0, 1, 0, -infinity) && at(pow(a, b), -2, 3, -8, 12, nan) &&
         at(pow(a, b), -2, 0.5, nan, nan, nan) && at(pow(0_c, a), 2, 0, 0);
}

// The mixed second derivative of x^y where y is 0 is 1/x, although the first in x is 0 along that line.
constexpr bool power_zero() {
  const auto h = hessian(pow(a, b), a, b)(a = 2.0, b = 0.0);
  return same(h.values[0], 0) && same(h.values[1], 0.5) && same(h.values[2], 0.5) &&
         same(h.values[3], 0.480453013918201424);
}

// What is not selected contributes neither a value nor NaN.
constexpr bool unselected_branches() {
  return at(select(a > 0_c, sqrt(a), 0_c), -1, 0, 0) && at(select(a > 0_c, log(a), a), -2, -2, 1) &&
         at(select(a > 0_c, a, 1_c / a), 2, 2, 1) && at(select(equals(a, 0_c), 1_c, sin(a) / a), 0, 1, 0) &&
         at(3_c * select(a > 0_c, log(a), 0_c), 0, 0, 0) && at(select(isnan(a), 0_c, a), nan, 0, 0) &&
         at(select(a > 0_c && b > 0_c, log(a) * log(b), a * b), -1, 2, -2, 2, -1) &&
         at(select(!(a > 0_c), b, a), -1, 4, 4, 0, 1) && at(select(a < b || a > b, a, 2_c * b), 3, 3, 6, 0, 2);
}

static_assert(corners());
static_assert(ties());
static_assert(powers());
static_assert(power_zero());
static_assert(unselected_branches());
static_assert(at_origin());

}  // namespace

TEST_CASE("every singular point that a rule names") { CHECK(check_registry(rules::number_rules{}) >= 50); }

TEST_CASE("corners, ties and ends of domains, also at run time") {
  CHECK(corners());
  CHECK(ties());
  CHECK(ends_of_domains());
  CHECK(at_origin());
}

TEST_CASE("powers of zero and of negative bases, also at run time") {
  CHECK(powers());
  CHECK(powers_without_end());
  CHECK(power_zero());
}

TEST_CASE("branches that are not selected, also at run time") { CHECK(unselected_branches()); }

TEST_CASE("spherical Bessel functions of all signs and sizes end in numbers") {
  for (const double x : {-1e6, -2.0, -1e-300, 0.0, 1e-300, 2.0, 15000.5, 1e6, 1e300}) {
    const auto r = value_gradient_hessian(sinc(a), a)(a = x);
    INFO(x);
    const double quotient = x == 0 ? 1 : std::sin(x) / x;
    CHECK(std::abs(r.value - quotient) <= 0x1p-51 * std::abs(quotient));
    CHECK(std::isfinite(r[a]));
    CHECK(std::isfinite(r.hessian.values[0]));
  }
  CHECK(sinc(a)(a = rules::infinity) == 0);
  CHECK(std::isnan(sinc(a)(a = rules::nan)));
}

TEST_CASE("a derivative as an expression has the values of the gradient at singular points") {
  CHECK(derivative(hypot(a, b), a)(a = 0.0, b = 0.0) == 0);
  CHECK(gradient(hypot(a, b), a, b)[a](a = 0.0, b = 0.0) == 0);
  CHECK(derivative(hypot(a, 2_c * a), a)(a = 0.0) == 0);
  CHECK(std::isnan(derivative<2>(hypot(a, sin(a)), a)(a = 0.0)));
  CHECK(derivative(atan2(a, b), a)(a = 0.0, b = 0.0) == gradient(atan2(a, b), a, b)(a = 0.0, b = 0.0)[a]);
  CHECK(derivative(pow(a, 2_c), a)(a = 0.0) == 0);
  CHECK(derivative(abs(a), a)(a = 0.0) == 0);
}

TEST_CASE("Bessel functions of negative numbers are NaN") {
  for (const double x : {-1.0, -1e9, rules::nan}) {
    INFO(x);
    CHECK(std::isnan(cyl_bessel_j(1_c, a)(a = x)));
    CHECK(std::isnan(cyl_neumann(1_c, a)(a = x)));
    CHECK(std::isnan(cyl_bessel_i(1_c, a)(a = x)));
    CHECK(std::isnan(cyl_bessel_k(1_c, a)(a = x)));
  }
}
