// SPDX-License-Identifier: BSL-1.0
// Directional derivatives for a direction that is given with the call.
#pragma once

#include <tapeless/api/bundle.hpp>
#include <tapeless/pass/request/pushforward.hpp>

namespace tapeless::inline v0_2 {
namespace detail {

template <class F, class X>
struct jvp_verb;
template <class... F, class... X>
struct jvp_verb<pass::outputs<F...>, pass::inputs<X...>> : verb<pass::outputs<F...>, pass::inputs<X...>> {
  template <pass::conditioning How>
  using source = pass::pushforward<pass::outputs<F...>, pass::inputs<X...>, How>;
  static constexpr int first = sizeof...(F);  // after the values
  static constexpr int count = sizeof...(F);
  static constexpr int seeds = sizeof...(X);
  // Of one formula a number, of a bundle an array.
  template <class T>
  static constexpr auto shape(const std::array<T, sizeof...(F)>& roots) {
    if constexpr (sizeof...(F) == 1)
      return roots[0];
    else
      return result_array<T, sizeof...(F)>{roots};
  }
  template <class Roots>
  using over_axes = std::conditional_t<sizeof...(F) == 1, single_root<Roots>, numbered_roots<Roots, sizeof...(F)>>;
};

}  // namespace detail

// The directional derivative of a formula or bundle: jvp(f, x, y)(dx, dy, x = 1.0, y = 2.0), the direction as numbers
// or as an array, one number per input. The result is a number for a formula, an array for a bundle. Over axes the
// direction in a tensor is data with the axes of the tensor, and the result has those of the output.
template <class F, class... X>
constexpr auto jvp(const F&, const X&...) {
  using rows = typename detail::outputs_of<F>::type;
  if constexpr (detail::check_bundle_inputs<rows, X...>())
    return request_object<detail::jvp_verb<rows, detail::bundle_inputs<rows, X...>>>{};
}

}  // namespace tapeless
