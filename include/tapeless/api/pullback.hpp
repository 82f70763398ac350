// SPDX-License-Identifier: BSL-1.0
// Derivatives for upstream gradients that are given with the call.
#pragma once

#include <tapeless/api/bundle.hpp>
#include <tapeless/pass/request/pullback.hpp>

namespace tapeless::inline v0_2 {
namespace detail {

template <class F, class X>
struct pullback_verb;
template <class... F, class... X>
struct pullback_verb<pass::outputs<F...>, pass::inputs<X...>> : verb<pass::outputs<F...>, pass::inputs<X...>> {
  template <pass::conditioning How>
  using source = pass::pullback<pass::outputs<F...>, pass::inputs<X...>, How>;
  static constexpr int first = sizeof...(F);  // after the values
  static constexpr int count = sizeof...(X);
  static constexpr int seeds = sizeof...(F);
  template <class T>
  static constexpr keyed_values<T, X...> shape(const std::array<T, sizeof...(X)>& roots) {
    return {roots};
  }
  template <class Roots>
  using over_axes = keyed_roots<Roots, 0, X...>;
};

}  // namespace detail

// Adjoints for an upstream gradient that comes with the call, the g-L of the notes on back-propagation:
// pullback(f, x, y)(seed, x = 1.0, y = 2.0)[x]. A bundle takes one seed per output, as numbers or as an array. Over
// axes a seed is data with the axes of the output, and the adjoint of a tensor has the axes of the tensor.
template <class F, class... X>
constexpr auto pullback(const F&, const X&...) {
  using rows = typename detail::outputs_of<F>::type;
  if constexpr (detail::check_bundle_inputs<rows, X...>())
    return request_object<detail::pullback_verb<rows, detail::bundle_inputs<rows, X...>>>{};
}

}  // namespace tapeless
