// SPDX-License-Identifier: BSL-1.0
// Several formulas as one program, and what can be asked of them: values, Jacobian, Hessian, products with directions,
// and which entries are zero whatever the numbers.
#pragma once

#include <tuple>

#include <tapeless/api/count.hpp>
#include <tapeless/api/rewrite.hpp>

namespace tapeless {

// f1, f2, ... evaluated together. b[0_c] is the first formula; b(x = 1.0) is an array of numbers.
template <class... F>
struct bundle_object {
  using source = detail::pass::values<detail::pass::outputs<F...>>;
  using known = detail::pass::lower<F...>;
  using program = detail::pass::finish_values<source>;
  template <class T>
  using result = std::array<T, sizeof...(F)>;
  static constexpr std::size_t size() { return sizeof...(F); }

  template <class I>
  constexpr auto operator[](const I&) const {
    constexpr std::size_t index = detail::constant_index<I>();
    static_assert(index < sizeof...(F), "tapeless: the bundle has no output of this number; they are counted from 0");
    return std::tuple_element_t<index, std::tuple<F...>>{};
  }

  template <class... B>
  [[gnu::always_inline]] constexpr auto operator()(const B&... bindings) const {
    if constexpr (detail::check_arguments<B...>())
      return shape(detail::call_plan<detail::planned<program>, bundle_object, known>(detail::no_seeds, bindings...));
  }

  template <class T>
  static constexpr result<T> shape(const std::array<T, sizeof...(F)>& roots) {
    return roots;
  }
};

namespace detail {

template <class T>
struct outputs_of {
  static_assert(expression<T>, "tapeless: an expression or a bundle of expressions is expected here");
};
template <auto Label, class... Rules>
struct outputs_of<expr<Label, Rules...>> {
  using type = detail::pass::outputs<expr<Label, Rules...>>;
};
template <class... F>
struct outputs_of<bundle_object<F...>> {
  using type = detail::pass::outputs<F...>;
};

// All real symbols of several formulas.
template <class F>
struct symbols_of_outputs;
template <class... F>
struct symbols_of_outputs<detail::pass::outputs<F...>> : real_symbols<F...> {};

template <class F, class... X>
using bundle_inputs = typename std::conditional_t<sizeof...(X) == 0, symbols_of_outputs<F>, inputs_of<X...>>::type;

}  // namespace detail

// Several formulas that share one program.
template <class... F>
constexpr auto bundle(const F&...) {
  if constexpr ((detail::check_formula<F>() && ...)) return bundle_object<F...>{};
}

}  // namespace tapeless
