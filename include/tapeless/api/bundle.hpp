// SPDX-License-Identifier: BSL-1.0
// Several formulas as one program.
#pragma once

#include <tuple>

#include <tapeless/api/request.hpp>

namespace tapeless::inline v0_2 {
namespace detail {

template <class F>
struct bundle_verb;
template <class... F>
struct bundle_verb<pass::outputs<F...>> : values_verb<pass::outputs<F...>> {
  template <class T>
  static constexpr result_array<T, sizeof...(F)> shape(const std::array<T, sizeof...(F)>& roots) {
    return {roots};
  }
  template <class Roots>
  using over_axes = numbered_roots<Roots, sizeof...(F)>;
};

}  // namespace detail

// f1, f2, ... evaluated together. b[0_c] is the first formula; b(x = 1.0) is an array of numbers.
template <class... F>
struct bundle_object : request_object<detail::bundle_verb<detail::pass::outputs<F...>>> {
  // The number of formulas.
  static constexpr std::size_t size() { return sizeof...(F); }

  // Formula number I, an expression: b[0_c] is the first. The compiler refuses a number that is no constant or too
  // large.
  template <class I>
  constexpr auto operator[](const I&) const {
    constexpr std::size_t index = detail::constant_index<I>();
    static_assert(index < sizeof...(F), "tapeless: the bundle has no output of this number; they are counted from 0");
    return std::tuple_element_t<(index < sizeof...(F) ? index : 0), std::tuple<F...>>{};
  }
};

namespace detail {

template <class... F>
struct outputs_of<bundle_object<F...>> {
  using type = detail::pass::outputs<F...>;
};

// All real symbols and tensors of several formulas.
template <class F>
struct symbols_of_outputs;
template <class... F>
struct symbols_of_outputs<detail::pass::outputs<F...>> : real_symbols<F...> {};

template <class F, class... X>
using bundle_inputs = typename std::conditional_t<sizeof...(X) == 0, symbols_of_outputs<F>, inputs_of<X...>>::type;

template <class F, class... X>
constexpr bool check_bundle_inputs() {
  return []<class... G>(pass::outputs<G...>) { return check_inputs<pass::lower<G...>, X...>(); }(F{});
}

}  // namespace detail

// Several formulas that share one program: bundle(f, g)(x = 1.0) is an array of their values, in order. Over axes
// r[0_c], r[1_c], ... are the values, each with the axes of its formula.
template <class... F>
constexpr auto bundle(const F&...) {
  if constexpr (detail::all_true({detail::check_formula<F>()...})) return bundle_object<F...>{};
}

}  // namespace tapeless
