// SPDX-License-Identifier: BSL-1.0
// Forms of values that suit loops, which the rules of the library name. They are defined apart from the rules, because
// only programs over axes ask for them.
#pragma once

#include <tapeless/rules/loop/arithmetic.hpp>
#include <tapeless/rules/loop/exponential.hpp>

namespace tapeless::inline v0_2::rules {

// The rules that name a loop form.
using with_loop_form = detail::rule_list<multiply_, add_, subtract_, divide_, exp_, sum_, pick_, along_>;

// Whether op is R; then its loop form is the result.
template <class R, class H>
constexpr bool take_loop_form(const dag::operation& op, const H* operands, bool lone, bool wide, H& result) {
  if (op.hash != detail::rule_hash<R> || op.identity != 0) return false;
  constexpr int arity = detail::arity_of<R>();
  if constexpr (requires { R::loop_form(operands[0], operands[1], lone, wide); })
    result = R::loop_form(operands[0], operands[1], lone, wide);
  else if constexpr (arity == 1)
    result = R::loop_form(operands[0]);
  else if constexpr (arity == 2)
    result = R::loop_form(operands[0], operands[1]);
  else
    result = R::loop_form(operands[0], operands[1], operands[2]);
  return true;
}
template <class H, class... R>
constexpr H loop_form_among(detail::rule_list<R...>, const dag::operation& op, const H* operands, bool lone,
                            bool wide) {
  H result = H::none();
  static_cast<void>((take_loop_form<R>(op, operands, lone, wide, result) || ...));
  return result;
}

// The equal of op(operands) that is cheaper in a loop, or handle::none(). lone: what a sum over an axis sums up, and
// the sums in it, have no other use. Wide: for numbers of double precision.
template <class H>
constexpr H loop_form(const dag::operation& op, const H* operands, int count, bool lone, bool wide) {
  // Where these forms have taken the axis out of what is summed up, as the indicator of a label is 1 once.
  if (op.part == dag::role::reduction && !varies_along(operands[1], operands[0]))
    return build(*operands[0].owner(), op, operands, count);
  return loop_form_among(with_loop_form{}, op, operands, lone, wide);
}

}  // namespace tapeless::rules
