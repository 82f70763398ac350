// SPDX-License-Identifier: BSL-1.0
// The steps that random formulas are made of, by number, so that the formulas of the compiler (random.hpp) and those of
// the planner's test (random_program.hpp) are drawn from one stock. Numbers beyond those listed are the default.
#pragma once

#include <tapeless/tensor.hpp>

namespace random_steps {

using tapeless::handle;

constexpr handle elementwise(int kind, const handle& a) {
  switch (kind) {
    case 0:
      return tanh(a);
    case 1:
      return sin(a);
    case 2:
      return exp(-square(a));
    case 3:
      return logistic(a);
    case 4:
      return softplus(a);
    case 5:
      return sqrt(1 + square(a));
    case 6:
      return 1 / (2 + square(a));
    case 7:
      return relu(a);
    case 8:
      return log1p(square(a));
    default:
      return abs(a) * handle(0.5);
  }
}

constexpr handle met(int kind, const handle& a, const handle& b) {
  switch (kind) {
    case 0:
      return a + b;
    case 1:
      return a - b;
    case 2:
      return a / (1 + square(b));
    case 3:
      return max(a, b);
    case 4:
      return select(a < b, sin(a), b * handle(0.25));
    default:
      return a * b;
  }
}

constexpr handle over(int kind, const handle& axis, const handle& a) {
  switch (kind) {
    case 0:
      return tapeless::max_over(axis, a);
    case 1:
      return tapeless::min_over(axis, a);
    case 2:
      return tapeless::log_sum_exp_over(axis, a);
    default:
      return tapeless::rules::sum_along(axis, a) / tapeless::size(axis);
  }
}

// On the way to a number.
constexpr handle without(int kind, const handle& axis, const handle& a) {
  if (kind == 0) return tapeless::max_over(axis, a);
  return tapeless::rules::sum_along(axis, kind == 1 ? square(a) : a);
}

}  // namespace random_steps
