// SPDX-License-Identifier: BSL-1.0
// Sums of powers of data about their centre, in units of their largest distance from it: what a sum of a polynomial in
// data needs to know of them. Nothing cancels that does not cancel in the polynomial, and nothing leaves the range.
#pragma once

#include <tapeless/rules/axes.hpp>
#include <tapeless/rules/condition.hpp>
#include <tapeless/rules/piecewise.hpp>

namespace tapeless::inline v0_2::rules {

// The sum over several axes of what is made of data, as it is: no term leaves it.
template <class H>
constexpr H plain_sum(const H* axes, int count, const H& body) {
  H result = body;
  for (int k = 0; k < count; ++k) {
    if (!varies_along(result, axes[k])) {
      result = result * extent_of(axes[k]);
      continue;
    }
    dag::builder& program = *result.owner();
    const dag::mode before = program.how();
    program.set_mode(dag::mode::as_written);
    result = apply<sum_>(axes[k], result);
    program.set_mode(before);
  }
  return result;
}

// The mean of data over axes; with weights their centre of mass, in which weights of either sign count by their size.
// Where all weights are 0, it is 0.
template <class H>
constexpr H centre_of(const H* axes, int count, const H& data, const H& weight) {
  if (weight.is(1)) return plain_sum(axes, count, data) / plain_sum(axes, count, H(1));
  const H size = abs(weight);
  const H total = plain_sum(axes, count, size);
  return plain_sum(axes, count, H(size * data)) / select(equals(total, 0), 1, total);
}

// The largest distance from the centre among data whose weight is not 0, or 1 where all are there.
template <class H>
constexpr H reach_of(const H* axes, int count, const H& distance, const H& weight) {
  H largest = weight.is(1) ? H(abs(distance)) : H(select(equals(weight, 0), 0, abs(distance)));
  for (int k = 0; k < count; ++k) largest = largest_along(axes[k], largest);
  return select(equals(largest, 0), 1, largest);
}

// A condition as a number, and the condition that such a number stands for.
template <class H>
constexpr H number_for(const H& condition) {
  return select(condition, 1, 0);
}
template <class H>
constexpr H condition_for(const H& number) {
  return equals(number, 1);
}

}  // namespace tapeless::rules
