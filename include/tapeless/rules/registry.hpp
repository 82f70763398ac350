// SPDX-License-Identifier: BSL-1.0
// The one list of all rules, of numbers and of axes, in the groups in which the list of functions shows them. Nothing
// in the library needs it; tests walk over all of it, so that a rule cannot stay untested, and the list of functions
// (api/README.md) is written from it.
#pragma once

#include <tapeless/rules/axes.hpp>
#include <tapeless/rules/composite.hpp>

namespace tapeless::rules {

// A group: its rules, those of them that formulas write as operators or that only passes make, and the functions that
// are formulas and have no rule (composite.hpp, api/axis_functions.hpp).
template <class... R>
struct rule_group {
  using rules = detail::rule_list<R...>;
};

struct arithmetic_group : rule_group<add_, subtract_, multiply_, divide_, negate_> {
  static constexpr auto title = "arithmetic";
  static constexpr auto unnamed = "add subtract multiply divide negate";  // + - * /
  static constexpr auto composites = "";
};
struct power_group
    : rule_group<pow_, square_, one_minus_square_, sqrt_, cbrt_, rsqrt_, hypot_, hypot3_, hypot_slope_, fma_> {
  static constexpr auto title = "powers";
  static constexpr auto unnamed = "one_minus_square hypot3 hypot_slope";
  static constexpr auto composites = "ldexp inverse abs2 norm azmul";
};
struct exponential_group
    : rule_group<exp_, exp2_, expm1_, log_, log2_, log10_, log1p_, log1m_exp_, log_sum_exp_, xlogy_> {
  static constexpr auto title = "exponentials";
  static constexpr auto unnamed = "";
  static constexpr auto composites = "logit";
};
struct trigonometric_group : rule_group<sin_, cos_, tan_, asin_, acos_, atan_, atan2_, sin_pi_, cos_pi_> {
  static constexpr auto title = "trigonometric";
  static constexpr auto unnamed = "";
  static constexpr auto composites = "sinc degrees radians";
};
struct hyperbolic_group : rule_group<sinh_, cosh_, tanh_, asinh_, acosh_, atanh_> {
  static constexpr auto title = "hyperbolic";
  static constexpr auto unnamed = "";
  static constexpr auto composites = "";
};
struct piecewise_group : rule_group<abs_, sign_, floor_, ceil_, round_, rint_, trunc_, fmod_, remainder_, copysign_,
                                    min_, max_, fmin_, fmax_, fdim_, clamp_> {
  static constexpr auto title = "piecewise";
  static constexpr auto unnamed = "";
  static constexpr auto composites = "step lerp midpoint";
};
struct special_group
    : rule_group<erf_, erfc_, erf_inv_, erfc_inv_, tgamma_, lgamma_, digamma_, trigamma_, polygamma_, beta_,
                 lambert_w0_, expint_, cyl_bessel_j_, cyl_neumann_, cyl_bessel_i_, cyl_bessel_k_, sph_bessel_> {
  static constexpr auto title = "special";
  static constexpr auto unnamed = "";
  static constexpr auto composites = "lbeta normal_cdf normal_quantile";
};
struct activation_group : rule_group<logistic_, softplus_, relu_> {
  static constexpr auto title = "networks";
  static constexpr auto unnamed = "";
  static constexpr auto composites = "leaky_relu elu silu gelu mish";
};
struct condition_group : rule_group<less_, less_equal_, greater_, greater_equal_, equals_, not_equals_, and_, or_, not_,
                                    isnan_, isinf_, isfinite_, signbit_, select_, guard_, choose_> {
  static constexpr auto title = "conditions and branches";
  static constexpr auto unnamed = "less less_equal greater greater_equal not_equals and or not";  // < <= > >= && || !
  static constexpr auto composites = "";
};
struct constant_group : rule_group<pi_, e_, ln2_, ln10_, root_pi_> {
  static constexpr auto title = "constants";
  static constexpr auto unnamed = "";
  static constexpr auto composites = "";
};
struct axis_group
    : rule_group<size_, sum_, access_, max_over_, min_over_, log_sum_exp_over_, repeat_, ordered_, onehot_, pick_> {
  static constexpr auto title = "over axes";
  static constexpr auto unnamed = "access max_over min_over log_sum_exp_over";  // X(n, i), max, min, log_sum_exp
  static constexpr auto composites = "mean matmul softmax log_softmax cross_entropy square_norm rename";
};

template <class... Group>
struct group_list {};
using groups =
    group_list<arithmetic_group, power_group, exponential_group, trigonometric_group, hyperbolic_group, piecewise_group,
               special_group, activation_group, condition_group, constant_group, axis_group>;

template <class... List>
struct joined_lists;
template <class... R>
struct joined_lists<detail::rule_list<R...>> {
  using type = detail::rule_list<R...>;
};
template <class... A, class... B, class... More>
struct joined_lists<detail::rule_list<A...>, detail::rule_list<B...>, More...>
    : joined_lists<detail::rule_list<A..., B...>, More...> {};
template <class... Group>
using joined = typename joined_lists<typename Group::rules...>::type;

// The rules that take numbers, those that take an axis, and all.
using number_rules = joined<arithmetic_group, power_group, exponential_group, trigonometric_group, hyperbolic_group,
                            piecewise_group, special_group, activation_group, condition_group, constant_group>;
using axis_rules = axis_group::rules;
using registry = typename joined_lists<number_rules, axis_rules>::type;

}  // namespace tapeless::rules
