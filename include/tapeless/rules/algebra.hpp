// SPDX-License-Identifier: BSL-1.0
// The table of the operations that arithmetic and powers are made of, for passes, which must not name a function. It
// stands behind all rules, because compilers look into a rule as soon as it is named.
#pragma once

#include <tapeless/rules/composite.hpp>

namespace tapeless::inline v0_2::rules {

// T: any type that depends on a template parameter, so that a header that is only included compiles no rule.
template <class T>
inline constexpr dag::algebra arithmetic{
    .add = detail::operation_at<add_>(),
    .subtract = detail::operation_at<subtract_>(),
    .multiply = detail::operation_at<multiply_>(),
    .divide = detail::operation_at<divide_>(),
    .negate = detail::operation_at<negate_>(),
    .power = detail::operation_at<pow_>(),
    .square_root = detail::operation_at<sqrt_>(),
};

}  // namespace tapeless::rules
