// SPDX-License-Identifier: BSL-1.0
// The one list of all rules, of numbers and of axes, in the groups in which the list of functions shows them. Nothing
// in the library needs it; tests walk over all of it, so that a rule cannot stay untested, and the list of functions
// (api/README.md) is written from it.
#pragma once

#include <tapeless/rules/axes.hpp>
#include <tapeless/rules/composite.hpp>

namespace tapeless::inline v0_2::rules {

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
