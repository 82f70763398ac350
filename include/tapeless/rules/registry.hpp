// SPDX-License-Identifier: BSL-1.0
// The one list of all rules, of numbers and of axes, in the groups in which the list of functions shows them. Nothing
// in the library needs it; tests walk over all of it, so that a rule cannot stay untested, and the list of functions
// (api/README.md) is written from it.
#pragma once

#include <tapeless/rules/axes.hpp>
#include <tapeless/rules/composite.hpp>
#include <tapeless/rules/stable.hpp>

namespace tapeless::inline v0_2::rules {

// The rules that only `stabilize` makes. Some have operands that belong together: f(u) - f(v) knows u - v as its third.
struct stable_group
    : rule_group<versine_, sin_change_, cos_change_, tan_change_, tan_slope_change_, atan_change_, atan_slope_change_,
                 power_change_, root_change_, inverse_root_change_, inverse_change_, log_change_, cube_root_change_,
                 cube_root_slope_change_, exp_change_, exp_difference_, exp_of_sum_, share_, share_slope_, share_of_,
                 log_share_, log_sum_of_exp_, exp_over_expm1_, log_cosh_, log_sinh_, stop_gradient_,
                 difference_of_squares_, root_of_sum_, root_minus_, root_minus_slope_, hypot_minus_, hypot_minus_slope_,
                 root_of_sum_slope_, entropy_change_, rest_of_share_, discriminant_root_, quadratic_root_,
                 quadratic_slope_, quadratic_bend_> {
  static constexpr auto title = "stable forms";
  static constexpr auto unnamed =
      "sin_change cos_change tan_change tan_slope_change atan_change atan_slope_change power_change "
      "root_change inverse_root_change inverse_change log_change cube_root_change "
      "cube_root_slope_change exp_change exp_difference exp_of_sum share share_slope share_of "
      "log_share log_sum_of_exp exp_over_expm1 stop_gradient difference_of_squares root_of_sum "
      "root_minus root_minus_slope hypot_minus hypot_minus_slope root_of_sum_slope entropy_change "
      "rest_of_share discriminant_root quadratic_slope quadratic_bend";
  static constexpr auto composites = "";
};

template <class... Group>
struct group_list {};
using groups =
    group_list<arithmetic_group, power_group, exponential_group, trigonometric_group, hyperbolic_group, piecewise_group,
               special_group, activation_group, condition_group, constant_group, stable_group, axis_group>;

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
using stable_rules = stable_group::rules;
using registry = typename joined_lists<number_rules, axis_rules>::type;

}  // namespace tapeless::rules
