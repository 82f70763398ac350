// SPDX-License-Identifier: BSL-1.0
// First derivatives of one formula: expressions by key, g[x], and numbers, alone or together with the value.
// Expressions come in textbook form; numbers come from a program that shares every common part.
#pragma once

#include <tapeless/api/derivative.hpp>
#include <tapeless/pass/request/gradient.hpp>

namespace tapeless::inline v0_2 {
namespace detail {

template <class F, class X>
struct gradient_verb;
template <class F, class... X>
struct gradient_verb<F, pass::inputs<X...>> : verb<pass::outputs<F>, pass::inputs<X...>> {
  template <pass::conditioning How>
  using source = pass::gradient<pass::outputs<F>, pass::inputs<X...>, How>;
  static constexpr int first = 1;  // after the value
  static constexpr int count = sizeof...(X);
  template <class T>
  static constexpr keyed_values<T, X...> shape(const std::array<T, sizeof...(X)>& roots) {
    return {roots};
  }
  template <class Roots>
  using over_axes = keyed_roots<Roots, 0, X...>;
};

template <class F, class X>
struct value_and_gradient_verb;
template <class F, class... X>
struct value_and_gradient_verb<F, pass::inputs<X...>> : verb<pass::outputs<F>, pass::inputs<X...>> {
  template <pass::conditioning How>
  using source = pass::gradient<pass::outputs<F>, pass::inputs<X...>, How>;
  static constexpr int first = 0;
  static constexpr int count = 1 + static_cast<int>(sizeof...(X));
  template <class T>
  [[gnu::always_inline]] static constexpr value_with_gradient<T, X...> shape(
      const std::array<T, 1 + sizeof...(X)>& roots) {
    value_with_gradient<T, X...> answer{roots[0], {}};
    for (std::size_t k = 0; k < sizeof...(X); ++k) answer.gradient.values[k] = roots[k + 1];
    return answer;
  }
  template <class Roots>
  using over_axes = value_and_keyed_roots<Roots, X...>;
};

}  // namespace detail

// The gradient of F; see the specialization.
template <class F, class Inputs>
struct gradient_object;

// The gradient of F: expressions by key, g[x]; numbers when called.
template <class F, class... X>
struct gradient_object<F, detail::pass::inputs<X...>>
    : request_object<detail::gradient_verb<F, detail::pass::inputs<X...>>> {
  using hana_tag = keyed_values_tag;  // for Boost.Hana: found by symbol
  // The number of symbols and tensors.
  static constexpr std::size_t size() { return sizeof...(X); }

  // The derivative in this symbol or tensor as an expression, simplified.
  template <class Key>
  constexpr auto operator[](const Key&) const {
    return detail::textbook_root<detail::gradient_verb<F, detail::pass::inputs<X...>>,
                                 detail::checked_key_index<Key, X...>()>();
  }
};

// The gradient of f, one number, with respect to the given symbols and tensors, or to all its real ones: g[x] is an
// expression, g(x = 1.0, ...)[x] a number, g[tensor<"W">] an expression over the axes with which f names W first. The
// compiler refuses a formula that varies along an axis, and a tensor that it does not contain.
template <class F, class... X>
constexpr auto gradient(const F&, const X&...) {
  if constexpr (!detail::check_formula<F>())
    return detail::not_a_formula{};
  else if constexpr (detail::check_number<F>() && detail::check_inputs<detail::pass::lower<F>, X...>())
    return gradient_object<F, detail::inputs_or_all<F, X...>>{};
  else
    return detail::not_a_formula{};
}

// Value and gradient in one program, with the arguments and errors of gradient. Called with bindings it returns r.value
// and r[x]; r[tensor<"W">] has the axes of W.
template <class F, class... X>
constexpr auto value_and_gradient(const F&, const X&...) {
  if constexpr (!detail::check_formula<F>())
    return detail::not_a_formula{};
  else if constexpr (detail::check_number<F>() && detail::check_inputs<detail::pass::lower<F>, X...>())
    return request_object<detail::value_and_gradient_verb<F, detail::inputs_or_all<F, X...>>>{};
  else
    return detail::not_a_formula{};
}

}  // namespace tapeless
