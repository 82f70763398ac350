// SPDX-License-Identifier: BSL-1.0
// What of a formula is known before the rest of a call: data(x, t) among the arguments of prepare, data(u, v) among
// those of ceres_batch.
#pragma once

#include <tuple>

#include <tapeless/api/request.hpp>
#include <tapeless/api/threads.hpp>

namespace tapeless::inline v0_2 {

// The symbols, tensors and labels that are data, as types.
template <class... X>
struct data_symbols {};

// The same with what they are bound to.
template <class... B>
struct bound_data {
  std::tuple<B...> bindings;  // x = view, ...
};

namespace detail {

template <class... X>
constexpr data_symbols<X...> as_data_symbols(const pass::inputs<X...>&) {
  return {};
}
template <class X>
constexpr bool may_be_data() {
  if constexpr (symbolic<X>)
    return definition_for<X>->kind != dag::symbol_kind::axis;
  else
    return is_symbol_list<X> || is_bare_tensor<X>;
}

template <class A>
inline constexpr bool is_temporary_binding = false;
template <class Symbol, class V>
inline constexpr bool is_temporary_binding<temporary_binding<Symbol, V>> = true;

template <class B>
inline constexpr bool is_known_data = false;
template <class... X>
inline constexpr bool is_known_data<data_symbols<X...>> = true;
template <class... B>
inline constexpr bool is_known_data<bound_data<B...>> = true;
template <class... X>
inline constexpr bool says_who_works<data_symbols<X...>> = true;
template <class... B>
inline constexpr bool says_who_works<bound_data<B...>> = true;

}  // namespace detail

// What of a formula is data, which many calls share: prepare(f, n = 1000, data(x, t)), bound by bind(x = view, t =
// classes) or with a call; or at once, data(x = view, t = classes). In ceres_batch what is bound anew for each residual
// block, data(u, v). The compiler refuses what is no symbol, tensor or label, and arrays that end with the line.
template <class... X>
constexpr auto data(const X&... arguments) {
  constexpr bool bound = sizeof...(X) > 0 && detail::all_true({detail::is_binding<X>..., true});
  constexpr bool named = sizeof...(X) > 0 && detail::all_true({detail::may_be_data<X>()..., true});
  constexpr bool lasting = !detail::any_true({detail::is_temporary_binding<X>..., false});
  static_assert(bound || named,
                "tapeless: data are symbols, tensors and labels, data(x, t), or all of them bound, "
                "data(x = view, t = classes)");
  static_assert(lasting,
                "tapeless: data(...) keeps pointers to what is bound, and a temporary ends with this line: give it a "
                "name");
  if constexpr (bound)
    return bound_data<X...>{{arguments...}};
  else if constexpr (named)
    return detail::as_data_symbols(typename detail::inputs_of<X...>::type{});
  else
    return detail::not_a_formula{};
}

}  // namespace tapeless
