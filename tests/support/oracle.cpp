// SPDX-License-Identifier: BSL-1.0
// The functions of the library from their definitions, with 440 decimal digits where a formula of elementary functions
// says what they are and 150 where it takes Boost.Math. Derivatives are central differences: with a step of 2^-84 times
// the distance over which the function changes they have 50 correct digits, and the rest of the digits is lost to
// cancellation.
#include "tests/support/oracle.hpp"

#include "tests/support/oracle_functions.hpp"
#include "tests/support/oracle_stable.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstring>
#include <limits>
#include <map>

namespace oracle {
namespace {

template <class T>
T truth(bool holds) {
  return holds ? T(1) : T(0);
}

const entry table[] = {
    {"add", [](const L* x, std::size_t) -> L { return x[0] + x[1]; }, nullptr, at_least_one},
    {"subtract", [](const L* x, std::size_t) -> L { return x[0] - x[1]; }, nullptr, at_least_one},
    {"multiply", [](const L* x, std::size_t) -> L { return x[0] * x[1]; }, nullptr, at_least_one},
    {"divide", [](const L* x, std::size_t) -> L { return x[0] / x[1]; }, nullptr, second_own, no_divisor},
    {"negate", [](const L* x, std::size_t) -> L { return -x[0]; }, nullptr, at_least_one},
    {"pow", [](const L* x, std::size_t) -> L { return power(x[0], x[1]); }, nullptr, base},
    {"in_order", [](const L* x, std::size_t) -> L { return x[0] * x[1]; }, nullptr, at_least_one},
    {"square", [](const L* x, std::size_t) -> L { return x[0] * x[0]; }, nullptr, at_least_one},
    {"one_minus_square", [](const L* x, std::size_t) -> L { return 1 - x[0] * x[0]; }, nullptr, at_least_one},
    {"sqrt", [](const L* x, std::size_t) -> L { return sqrt(x[0]); }, nullptr, own},
    {"cbrt",
     [](const L* x, std::size_t) -> L {
       const L root = exp(log(abs(x[0])) / 3);
       return x[0] == 0 ? L(0) : x[0] < 0 ? L(-root) : root;
     },
     nullptr, own, zero},
    {"cbrt_slope", [](const L* x, std::size_t) -> L { return exp(log(abs(x[0])) * -2 / 3) / 3; }, nullptr, own, zero},
    {"rsqrt", [](const L* x, std::size_t) -> L { return 1 / sqrt(x[0]); }, nullptr, own},
    {"hypot", [](const L* x, std::size_t) -> L { return sqrt(x[0] * x[0] + x[1] * x[1]); }, nullptr, radius2, origin2},
    {"hypot_slope",
     [](const L* x, std::size_t) -> L {
       return x[0] == 0 && x[1] == 0 ? L(0) : L(x[0] / sqrt(x[0] * x[0] + x[1] * x[1]));
     },
     nullptr, radius2, origin2},
    {"hypot3_slope",
     [](const L* x, std::size_t) -> L { return x[0] == 0 ? L(0) : L(x[0] / sqrt(x[0] * x[0] + x[1] * x[1] + x[2] * x[2])); },
     nullptr, radius3, origin3},
    {"over_cube", [](const L* x, std::size_t) -> L { return x[0] * x[1] / (x[2] * x[2] * x[2]); }, nullptr, own_or_one},
    {"hypot3", [](const L* x, std::size_t) -> L { return sqrt(x[0] * x[0] + x[1] * x[1] + x[2] * x[2]); }, nullptr,
     radius3, origin3},
    {"fma", [](const L* x, std::size_t) -> L { return x[0] * x[1] + x[2]; }, nullptr, at_least_one},

    {"exp", [](const L* x, std::size_t) -> L { return exp(x[0]); }, nullptr},
    {"exp2", [](const L* x, std::size_t) -> L { return exp(x[0] * log(L(2))); }, nullptr},
    {"expm1", [](const L* x, std::size_t) -> L { return expm1_series(x[0]); }, nullptr},
    {"log", [](const L* x, std::size_t) -> L { return log(x[0]); }, nullptr, own},
    {"log2", [](const L* x, std::size_t) -> L { return log(x[0]) / log(L(2)); }, nullptr, own},
    {"log10", [](const L* x, std::size_t) -> L { return log(x[0]) / log(L(10)); }, nullptr, own},
    {"log1p", [](const L* x, std::size_t) -> L { return log1p_series(x[0]); }, nullptr, above_minus_one},
    {"log1m_exp",
     [](const L* x, std::size_t) -> L {
       return x[0] > -0.5 ? L(log(-expm1_series(x[0]))) : log1p_series(-exp(x[0]));
     },
     nullptr, at_most_one},
    {"log_sum_exp",
     [](const L* x, std::size_t count) -> L {
       const L largest = *std::max_element(x, x + count);
       L sum = 0;
       bool taken = false;
       for (std::size_t k = 0; k < count; ++k) {
         if (!taken && x[k] == largest)
           taken = true;
         else
           sum += exp(x[k] - largest);
       }
       return largest + log1p_series(sum);
     },
     nullptr},
    {"exp_below", [](const L* x, std::size_t) -> L { return exp(x[0] - x[1]); }, nullptr},
    {"exp_over_sum",
     [](const L* x, std::size_t count) -> L {
       L sum = 0;
       for (std::size_t k = 1; k < count; ++k) sum += exp(x[k] - x[0]);
       return 1 / sum;
     },
     nullptr},
    {"logit", [](const L* x, std::size_t) -> L { return log1p_series((2 * x[0] - 1) / (1 - x[0])); }, nullptr,
     [](const double* x, std::size_t) { return std::min(x[0], 1 - x[0]); }},
    {"xlogy", [](const L* x, std::size_t) -> L { return x[0] * log(x[1]); }, nullptr, second_own},

    {"sin", [](const L* x, std::size_t) -> L { return sin(two_pi_remainder(x[0])); }, nullptr},
    {"cos", [](const L* x, std::size_t) -> L { return cos(two_pi_remainder(x[0])); }, nullptr},
    {"tan",
     [](const L* x, std::size_t) -> L { return sin(two_pi_remainder(x[0])) / cos(two_pi_remainder(x[0])); }, nullptr,
     [](const double* x, std::size_t) { return std::abs(std::cos(x[0])); }},
    {"asin", [](const L* x, std::size_t) -> L { return 2 * atan(x[0] / (1 + sqrt((1 - x[0]) * (1 + x[0])))); },
     nullptr, to_plus_minus_one},
    {"acos", [](const L* x, std::size_t) -> L { return 2 * atan(sqrt((1 - x[0]) / (1 + x[0]))); }, nullptr,
     to_plus_minus_one},
    {"atan", [](const L* x, std::size_t) -> L { return atan(x[0]); }, nullptr, at_least_one},
    {"atan_slope", [](const L* x, std::size_t) -> L { return 1 / (1 + x[0] * x[0]); }, nullptr, at_least_one},
    {"atan2_slope",
     [](const L* x, std::size_t) -> L { return x[0] == 0 ? L(0) : L(x[0] / (x[0] * x[0] + x[1] * x[1])); }, nullptr,
     radius2, origin2},
    {"atan2_bend",
     [](const L* x, std::size_t) -> L {
       const L square = x[0] * x[0] + x[1] * x[1];
       return (x[1] * x[1] - x[0] * x[0]) / (square * square);
     },
     nullptr, radius2, origin2},
    {"atan2_twist",
     [](const L* x, std::size_t) -> L {
       const L square = x[0] * x[0] + x[1] * x[1];
       return -2 * x[0] * x[1] / (square * square);
     },
     nullptr, radius2, origin2},
    {"atan2", [](const L* x, std::size_t) -> L { return atan2_of(x[0], x[1]); }, nullptr, angle, cut},
    {"sin_pi", [](const L* x, std::size_t) -> L { return sin(pi() * (x[0] - 2 * round(x[0] / 2))); }, nullptr},
    {"cos_pi", [](const L* x, std::size_t) -> L { return cos(pi() * (x[0] - 2 * round(x[0] / 2))); }, nullptr},

    {"sinh", [](const L* x, std::size_t) -> L { return sinh_of(x[0]); }, nullptr},
    {"cosh", [](const L* x, std::size_t) -> L { return (exp(x[0]) + exp(-x[0])) / 2; }, nullptr},
    {"tanh", [](const L* x, std::size_t) -> L { return tanh_of(x[0]); }, nullptr},
    {"asinh", [](const L* x, std::size_t) -> L { return asinh_of(x[0]); }, nullptr, at_least_one},
    {"tanh_slope",
     [](const L* x, std::size_t) -> L {
       const L sum = exp(x[0]) + exp(-x[0]);
       return 4 / (sum * sum);
     },
     nullptr},
    {"asinh_slope", [](const L* x, std::size_t) -> L { return 1 / sqrt(1 + x[0] * x[0]); }, nullptr, at_least_one},
    {"acosh_slope", [](const L* x, std::size_t) -> L { return 1 / sqrt((x[0] - 1) * (x[0] + 1)); }, nullptr,
     above_one},
    {"acosh",
     [](const L* x, std::size_t) -> L {
       const L t = x[0] - 1;
       return log1p_series(t + sqrt(t * (x[0] + 1)));
     },
     nullptr, above_one},
    {"atanh", [](const L* x, std::size_t) -> L { return log1p_series(2 * x[0] / (1 - x[0])) / 2; }, nullptr,
     to_plus_minus_one},

    {"abs", [](const L* x, std::size_t) -> L { return x[0] < 0 ? L(-x[0]) : x[0]; }, nullptr, linear, zero},
    {"sign", [](const L* x, std::size_t) -> L { return x[0] > 0 ? L(1) : x[0] < 0 ? L(-1) : L(0); }, nullptr, linear,
     zero},
    {"abs_slope", [](const L* x, std::size_t) -> L { return x[0] > 0 ? L(1) : x[0] < 0 ? L(-1) : L(0); }, nullptr,
     linear, zero},
    {"floor", [](const L* x, std::size_t) -> L { return floor(x[0]); }, nullptr, linear, whole},
    {"ceil", [](const L* x, std::size_t) -> L { return ceil(x[0]); }, nullptr, linear, whole},
    {"round", [](const L* x, std::size_t) -> L { return x[0] < 0 ? L(ceil(x[0] - L(0.5))) : L(floor(x[0] + L(0.5))); },
     nullptr, linear, half},
    {"rint", [](const L* x, std::size_t) -> L { return half_to_even(x[0]); }, nullptr, linear, half},
    {"trunc", [](const L* x, std::size_t) -> L { return x[0] < 0 ? L(ceil(x[0])) : L(floor(x[0])); }, nullptr, linear,
     whole},
    {"fmod",
     [](const L* x, std::size_t) -> L {
       const L quotient = x[0] / x[1];
       return x[0] - x[1] * (quotient < 0 ? L(ceil(quotient)) : L(floor(quotient)));
     },
     nullptr, linear_in_modulus, multiple},
    {"remainder", [](const L* x, std::size_t) -> L { return x[0] - x[1] * half_to_even(x[0] / x[1]); }, nullptr,
     linear_in_modulus, half_multiple},
    {"copysign", [](const L* x, std::size_t) -> L { return signbit(x[0]) != signbit(x[1]) ? L(-x[0]) : x[0]; }, nullptr,
     linear, either_zero},
    {"min", [](const L* x, std::size_t) -> L { return x[0] < x[1] ? x[0] : x[1]; }, nullptr, linear, tie},
    {"max", [](const L* x, std::size_t) -> L { return x[0] < x[1] ? x[1] : x[0]; }, nullptr, linear, tie},
    {"min_more", [](const L* x, std::size_t) -> L { return x[0] < x[1] ? x[0] : x[1]; }, nullptr, linear, tie},
    {"max_more", [](const L* x, std::size_t) -> L { return x[0] < x[1] ? x[1] : x[0]; }, nullptr, linear, tie},
    {"fmin", [](const L* x, std::size_t) -> L { return x[0] < x[1] ? x[0] : x[1]; }, nullptr, linear, tie},
    {"fmax", [](const L* x, std::size_t) -> L { return x[0] < x[1] ? x[1] : x[0]; }, nullptr, linear, tie},
    {"fdim", [](const L* x, std::size_t) -> L { return x[1] < x[0] ? L(x[0] - x[1]) : L(0); }, nullptr, linear, tie},
    {"clamp", [](const L* x, std::size_t) -> L { return x[0] < x[1] ? x[1] : x[2] < x[0] ? x[2] : x[0]; }, nullptr,
     linear, bounds},

    {"lerp", [](const L* x, std::size_t) -> L { return x[0] + x[2] * (x[1] - x[0]); }, nullptr, at_least_one},
    {"midpoint", [](const L* x, std::size_t) -> L { return (x[0] + x[1]) / 2; }, nullptr, at_least_one},

    {"erf", [](const L* x, std::size_t) -> L { return erf_of(x[0]); }, nullptr},
    {"erfc", [](const L* x, std::size_t) -> L { return erfc_of(x[0]); }, nullptr},
    {"erf_slope", [](const L* x, std::size_t) -> L { return 2 * exp(-x[0] * x[0]) / sqrt(pi()); }, nullptr},
    {"erf_inv_slope",
     [](const L* x, std::size_t) -> L {
       const L w = erf_inv_of(x[0]);
       return sqrt(pi()) / 2 * exp(w * w);
     },
     nullptr, to_plus_minus_one},
    {"erfc_inv_slope",
     [](const L* x, std::size_t) -> L {
       const L w = erfc_inv_of(x[0]);
       return sqrt(pi()) / 2 * exp(w * w);
     },
     nullptr, between_zero_and_two},
    {"normal_cdf", [](const L* x, std::size_t) -> L { return erfc_of(-x[0] / sqrt(L(2))) / 2; }, nullptr},
    {"normal_density", [](const L* x, std::size_t) -> L { return exp(-x[0] * x[0] / 2) / sqrt(2 * pi()); }, nullptr},
    {"log_normal_cdf", [](const L* x, std::size_t) -> L { return log_of_normal_cdf(x[0]); }, nullptr, to_tail},
    {"normal_hazard",
     [](const L* x, std::size_t) -> L {
       return exp(-x[0] * x[0] / 2 - log_of_normal_cdf(x[0])) / sqrt(2 * pi());
     },
     nullptr, to_tail},
    {"normal_excess",
     [](const L* x, std::size_t) -> L {
       return x[0] + exp(-x[0] * x[0] / 2 - log_of_normal_cdf(x[0])) / sqrt(2 * pi());
     },
     nullptr, to_tail},
    {"erf_inv", [](const L* x, std::size_t) -> L { return erf_inv_of(x[0]); }, nullptr, to_plus_minus_one},
    {"erfc_inv", [](const L* x, std::size_t) -> L { return erfc_inv_of(x[0]); }, nullptr, between_zero_and_two},
    {"tgamma", none, [](const S* x, std::size_t) -> S { return tgamma_of(x[0]); }, to_pole},
    {"lgamma", none, [](const S* x, std::size_t) -> S { return lgamma_of(x[0]); }, to_pole},
    {"digamma", none, [](const S* x, std::size_t) -> S { return digamma_of(x[0]); }, to_pole},
    {"trigamma", none, [](const S* x, std::size_t) -> S { return polygamma_of(1, x[0]); }, to_pole},
    {"polygamma", none,
     [](const S* x, std::size_t) -> S { return polygamma_of(static_cast<int>(x[0]), x[1]); }, second_own},
    {"beta", none,
     [](const S* x, std::size_t) -> S {
       return boost::math::tgamma(x[0]) * boost::math::tgamma(x[1]) / boost::math::tgamma(S(x[0] + x[1]));
     },
     own},
    {"lbeta", none, [](const S* x, std::size_t) -> S { return lbeta_of(x[0], x[1]); }, own},
    {"digamma_difference", none,
     [](const S* x, std::size_t) -> S { return digamma_of(x[0] + x[1]) - digamma_of(x[0]); }, own},
    {"trigamma_difference", none,
     [](const S* x, std::size_t) -> S { return polygamma_of(1, x[0] + x[1]) - polygamma_of(1, x[0]); }, own},
    {"lambert_w0", [](const L* x, std::size_t) -> L { return lambert_of(x[0]); }, nullptr, above_minus_1_over_e},
    {"lambert_w0_slope", [](const L* x, std::size_t) -> L { return 1 / (x[0] + exp(lambert_of(x[0]))); }, nullptr,
     above_minus_1_over_e},
    {"expint", [](const L* x, std::size_t) -> L { return expint_of(x[0]); }, nullptr, at_most_one},
    {"cyl_bessel_j", none, [](const S* x, std::size_t) -> S { return bessel_series(x[0], x[1], -1); }, second_own},
    {"cyl_neumann", none, [](const S* x, std::size_t) -> S { return cyl_neumann_of(x[0], x[1]); },
     second_own},
    {"cyl_bessel_i", none, [](const S* x, std::size_t) -> S { return bessel_series(x[0], x[1], 1); }, second_own},
    {"cyl_bessel_k", none, [](const S* x, std::size_t) -> S { return cyl_bessel_k_of(x[0], x[1]); },
     second_own},
    {"exp_moment", [](const L* x, std::size_t) -> L { return exp_moment_of(static_cast<int>(x[0]), x[1]); }, nullptr,
     unit},
    {"log_moment", [](const L* x, std::size_t) -> L { return log_moment_of(static_cast<int>(x[0]), x[1]); }, nullptr,
     [](const double* x, std::size_t) { return 1 + x[1]; }},
    {"sin_moment", [](const L* x, std::size_t) -> L { return sin_moment_of(static_cast<int>(x[0]), x[1]); }, nullptr,
     unit},
    {"sph_bessel", [](const L* x, std::size_t) -> L { return sph_bessel_of(x[0], x[1]); }, nullptr},

    {"logistic", [](const L* x, std::size_t) -> L { return 1 / (1 + exp(-x[0])); }, nullptr},
    {"logistic_slope", [](const L* x, std::size_t) -> L { return 1 / ((1 + exp(-x[0])) * (1 + exp(x[0]))); }, nullptr},
    {"silu", [](const L* x, std::size_t) -> L { return x[0] / (1 + exp(-x[0])); }, nullptr},
    {"gelu", [](const L* x, std::size_t) -> L { return x[0] * erfc_of(-x[0] / sqrt(L(2))) / 2; }, nullptr},
    {"mish", [](const L* x, std::size_t) -> L { return x[0] * tanh_of(log1p_series(exp(x[0]))); }, nullptr},
    {"softplus", [](const L* x, std::size_t) -> L { return x[0] > 0 ? L(x[0] + log1p_series(exp(-x[0]))) : log1p_series(exp(x[0])); },
     nullptr},
    {"relu", [](const L* x, std::size_t) -> L { return x[0] > 0 ? x[0] : L(0); }, nullptr, linear, zero},

    {"less", [](const L* x, std::size_t) -> L { return truth<L>(x[0] < x[1]); }, nullptr, linear, tie},
    {"less_equal", [](const L* x, std::size_t) -> L { return truth<L>(x[0] <= x[1]); }, nullptr, linear, tie},
    {"greater", [](const L* x, std::size_t) -> L { return truth<L>(x[0] > x[1]); }, nullptr, linear, tie},
    {"greater_equal", [](const L* x, std::size_t) -> L { return truth<L>(x[0] >= x[1]); }, nullptr, linear, tie},
    {"equals", [](const L* x, std::size_t) -> L { return truth<L>(x[0] == x[1]); }, nullptr, linear, tie},
    {"not_equals", [](const L* x, std::size_t) -> L { return truth<L>(x[0] != x[1]); }, nullptr, linear, tie},
    {"and", [](const L* x, std::size_t) -> L { return truth<L>(x[0] != 0 && x[1] != 0); }, nullptr, linear},
    {"or", [](const L* x, std::size_t) -> L { return truth<L>(x[0] != 0 || x[1] != 0); }, nullptr, linear},
    {"not", [](const L* x, std::size_t) -> L { return truth<L>(x[0] == 0); }, nullptr, linear},
    {"isnan", [](const L* x, std::size_t) -> L { return truth<L>((boost::math::isnan)(x[0])); }, nullptr, linear},
    {"isinf", [](const L* x, std::size_t) -> L { return truth<L>((boost::math::isinf)(x[0])); }, nullptr, linear},
    {"isfinite", [](const L* x, std::size_t) -> L { return truth<L>((boost::math::isfinite)(x[0])); }, nullptr, linear},
    {"signbit", [](const L* x, std::size_t) -> L { return truth<L>(signbit(x[0]) != 0); }, nullptr, linear, zero},
    {"select", [](const L* x, std::size_t) -> L { return x[0] != 0 ? x[1] : x[2]; }, nullptr, linear},
    {"guard", [](const L* x, std::size_t) -> L { return x[0] != 0 ? x[1] : x[2]; }, nullptr, linear},
    {"choose",
     [](const L* x, std::size_t count) -> L {
       const int k = static_cast<int>(x[0]);
       return k >= 1 && k < static_cast<int>(count) && x[0] == k ? x[k] : std::numeric_limits<L>::quiet_NaN();
     },
     nullptr, at_least_one},

    {"pi", [](const L*, std::size_t) -> L { return pi(); }, nullptr},
    {"e", [](const L*, std::size_t) -> L { return exp(L(1)); }, nullptr},
    {"ln2", [](const L*, std::size_t) -> L { return log(L(2)); }, nullptr},
    {"ln10", [](const L*, std::size_t) -> L { return log(L(10)); }, nullptr},
    {"root_pi", [](const L*, std::size_t) -> L { return sqrt(pi()); }, nullptr},
};

constexpr std::size_t first_count = sizeof table / sizeof table[0];
constexpr std::size_t stable_count = sizeof stable_table / sizeof stable_table[0];

const entry& at(std::size_t k) { return k < first_count ? table[k] : stable_table[k - first_count]; }

const entry* find(const char* name) {
  for (std::size_t k = 0; k < first_count + stable_count; ++k)
    if (std::strcmp(at(k).name, name) == 0) return &at(k);
  return nullptr;
}

// Central differences D_i f = (f(x + h_i) - f(x - h_i))/(2 h_i), applied up to three times. Every point is computed
// once.
template <class T>
class differences {
 public:
  using offsets = std::array<int, max_operands>;

  differences(function<T> f, const double* x, std::size_t count, const entry& rule) : f_(f), count_(count) {
    for (std::size_t k = 0; k < count; ++k) {
      x_[k] = T(x[k]);
      step_[k] = ldexp(T(rule.step(x, k)), -84);
    }
  }

  T at(const offsets& place) {
    const auto found = known_.find(place);
    if (found != known_.end()) return found->second;
    std::array<T, max_operands> x;
    for (std::size_t k = 0; k < count_; ++k) x[k] = place[k] == 0 ? x_[k] : T(x_[k] + place[k] * step_[k]);
    const T value = f_(x.data(), count_);
    known_.emplace(place, value);
    return value;
  }
  template <class... K>
  T derivative(offsets place, std::size_t k, K... more) {
    offsets below = place;
    ++place[k];
    --below[k];
    return (derivative(place, more...) - derivative(below, more...)) / (2 * step_[k]);
  }
  T derivative(const offsets& place) { return at(place); }

 private:
  function<T> f_;
  std::size_t count_;
  std::array<T, max_operands> x_;
  std::array<T, max_operands> step_;
  std::map<offsets, T> known_;
};

template <class T>
answer evaluate(function<T> f, const double* x, std::size_t count, const entry& rule, int order, unsigned active) {
  differences<T> d(f, x, count, rule);
  constexpr std::array<int, max_operands> here{};
  answer result;
  const auto on = [&](std::size_t k) { return (active >> k & 1u) != 0; };
  const auto is_smooth = !rule.has_corner(x);
  const double nan = std::numeric_limits<double>::quiet_NaN();
  result.value.exact = static_cast<double>(d.at(here));
  const auto weight = [&](std::size_t k, const T& slope) { return std::abs(x[k] * static_cast<double>(slope)); };
  for (std::size_t i = 0; i < count; ++i) {
    if (!on(i) || order < 1) continue;
    if (!is_smooth) {
      result.gradient[i].exact = nan;
      for (std::size_t j = 0; j < count; ++j) result.hessian[i][j].exact = nan;
      continue;
    }
    const T slope = d.derivative(here, i);
    result.gradient[i].exact = static_cast<double>(slope);
    result.value.condition += weight(i, slope);
    if (order < 2) continue;
    for (std::size_t j = 0; j < count; ++j) {
      if (!on(j)) continue;
      const T curvature = d.derivative(here, std::min(i, j), std::max(i, j));
      result.hessian[i][j].exact = static_cast<double>(curvature);
      result.gradient[i].condition += weight(j, curvature);
      for (std::size_t k = 0; k < count; ++k)
        if (on(k)) result.hessian[i][j].condition += weight(k, d.derivative(here, i, j, k));
    }
  }
  return result;
}

}  // namespace

std::size_t size() { return first_count + stable_count; }
const char* name(std::size_t k) { return at(k).name; }
bool knows(const char* name) { return find(name) != nullptr; }

answer ask(const char* name, const double* operands, std::size_t count, int order, unsigned active) {
  const entry& rule = *find(name);
  if (rule.by_formula != nullptr) return evaluate(rule.by_formula, operands, count, rule, order, active);
  return evaluate(rule.by_library, operands, count, rule, order, active);
}

bool is_corner(const char* name, const double* operands, std::size_t count) {
  return count > 0 && find(name)->has_corner(operands);
}

}  // namespace oracle
