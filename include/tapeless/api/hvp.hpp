// SPDX-License-Identifier: BSL-1.0
// Hessian times vector for a vector that is given with the call.
#pragma once

#include <tapeless/api/request.hpp>
#include <tapeless/pass/request/hessian_vector.hpp>

namespace tapeless::inline v0_2 {
namespace detail {

template <class F, class X>
struct hvp_verb;
template <class F, class... X>
struct hvp_verb<F, pass::inputs<X...>> : verb<pass::outputs<F>, pass::inputs<X...>> {
  template <pass::conditioning How>
  using source = pass::hessian_vector<F, pass::inputs<X...>, How>;
  static constexpr int first = 1 + static_cast<int>(sizeof...(X));  // after value and gradient
  static constexpr int count = sizeof...(X);
  static constexpr int seeds = sizeof...(X);
  template <class T>
  static constexpr keyed_values<T, X...> shape(const std::array<T, sizeof...(X)>& roots) {
    return {roots};
  }
  template <class Roots>
  using over_axes = keyed_roots<Roots, 0, X...>;
};

}  // namespace detail

// Hessian times vector: hvp(f, x, y)(vx, vy, x = 1.0, y = 2.0)[x], the vector as numbers or as an array, one number per
// input. Over axes the part of a tensor is data with the axes of the tensor, and so is the result. Errors are those of
// gradient.
template <class F, class... X>
constexpr auto hvp(const F&, const X&...) {
  if constexpr (!detail::check_formula<F>())
    return;
  else if constexpr (detail::check_number<F>() && detail::check_inputs<detail::pass::lower<F>, X...>())
    return request_object<detail::hvp_verb<F, detail::inputs_or_all<F, X...>>>{};
}

}  // namespace tapeless
