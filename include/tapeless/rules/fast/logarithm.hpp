// SPDX-License-Identifier: BSL-1.0
// Logarithms to base 10 by the natural one. That to base 2 stays: it is as fast as the natural one.
#pragma once

#include <tapeless/rules/exponential.hpp>

namespace tapeless::inline v0_2::rules {

// Not exact at powers of ten.
template <class H>
constexpr H log10_::fast(const H& x) {
  return (1 / (handle(1, x.owner()) * constants::ln10)) * log(x);
}

}  // namespace tapeless::rules
