// SPDX-License-Identifier: BSL-1.0
// The table of what arithmetic and powers are made of, for passes, which must not name a function. It
// stands behind all rules, because compilers look into a rule as soon as it is named.
#pragma once

#include <tapeless/rules/composite.hpp>
#include <tapeless/rules/masks.hpp>

namespace tapeless::inline v0_2::rules {

// T: any type that depends on a template parameter, so that a header that is only included compiles no rule.
template <class T>
inline constexpr dag::algebra arithmetic{
    .add = detail::operation_at<typename later<add_, T>::type>(),
    .subtract = detail::operation_at<typename later<subtract_, T>::type>(),
    .multiply = detail::operation_at<typename later<multiply_, T>::type>(),
    .divide = detail::operation_at<typename later<divide_, T>::type>(),
    .negate = detail::operation_at<typename later<negate_, T>::type>(),
    .power = detail::operation_at<typename later<pow_, T>::type>(),
    .square_root = detail::operation_at<typename later<sqrt_, T>::type>(),
    .both = detail::operation_at<typename later<and_, T>::type>(),
    .complement = detail::operation_at<typename later<not_, T>::type>(),
    .without_root_pole = &rules::without_root_pole<typename later<handle, T>::type>,
    .with_mask = &rules::with_mask<typename later<handle, T>::type>,
};

}  // namespace tapeless::rules
