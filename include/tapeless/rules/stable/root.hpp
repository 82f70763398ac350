// SPDX-License-Identifier: BSL-1.0
// The better conditioned equals of square roots: lengths, whose squares may overflow.
#pragma once

#include <tapeless/rules/stable/patterns.hpp>

namespace tapeless::inline v0_2::rules {

// sqrt(x*x), sqrt(x*x + y*y), sqrt(x*x + y*y + z*z)
template <class H>
constexpr H sqrt_::stabilize(const H& x) {
  dag::scratch<H> sides = summands(x);
  if (sides.size() > 3) return H::none();
  for (H& term : sides) {
    const bool squared = is<square_>(term) || (term.part() == dag::role::power && term.operand(1).is(2)) ||
                         (term.part() == dag::role::product && term.operand(0).same(term.operand(1)));
    if (!squared) return H::none();
    term = term.operand(0);
  }
  if (sides.size() == 1) return abs(sides[0]);
  if (sides.size() == 2) return hypot(sides[0], sides[1]);
  return hypot(sides[0], sides[1], sides[2]);
}

}  // namespace tapeless::rules
