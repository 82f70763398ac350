// SPDX-License-Identifier: BSL-1.0
// Reductions over an axis that is written out: the sum, the largest, ... of its elements.
#pragma once

#include <tapeless/rules/axes.hpp>
#include <tapeless/rules/log_sum_exp.hpp>
#include <tapeless/rules/piecewise.hpp>

namespace tapeless::inline v0_2::rules {

// One or more elements as one value.
template <class H>
constexpr H combined(dag::builder& program, dag::combination how, const H* elements, int count) {
  if (how == dag::combination::exponentials)
    return build(program, *detail::operation_at<typename later<log_sum_exp_, H>::type>(), elements, count);
  H result = elements[0];
  for (int k = 1; k < count; ++k) {
    const H operands[2] = {result, elements[k]};
    if (how == dag::combination::add)
      result = result + elements[k];
    else if (how == dag::combination::larger)
      result = build(program, *detail::operation_at<typename later<max_, H>::type>(), operands, 2);
    else
      result = build(program, *detail::operation_at<typename later<min_, H>::type>(), operands, 2);
  }
  return result;
}

}  // namespace tapeless::rules
