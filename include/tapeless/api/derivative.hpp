// SPDX-License-Identifier: BSL-1.0
// Derivatives of one formula as expressions, in textbook form.
#pragma once

#include <tapeless/api/request.hpp>
#include <tapeless/pass/raise.hpp>
#include <tapeless/pass/request/tangent.hpp>
#include <tapeless/pass/simplify.hpp>

namespace tapeless::inline v0_2 {
namespace detail {

// Lets the derived expression E be called with every symbol of the program of Pass.
template <class E, class Pass>
constexpr bool permit_symbols() {
  return []<std::size_t... K>(std::index_sequence<K...>) {
    return all_true({(sizeof(permit<E, typename program_symbol<Pass, K>::type>) > 0)...});
  }
  (std::make_index_sequence<static_cast<std::size_t>(detail::pass::view_of<Pass>.symbol_count)>{});
}

// Root R of Pass as a textbook expression. Source: the formulas it was derived from.
template <class Pass, int R, class Source>
constexpr auto textbook() {
  using E = detail::pass::raise<detail::pass::schedule<detail::pass::simplify<Pass>>, R>;
  static_assert(permit_symbols<E, Source>());
  return E{};
}

template <class F, class... X>
constexpr auto derivative_once() {
  using source = detail::pass::tangent<F, X...>;
  return textbook<detail::pass::schedule<source, 1, 1>, 0, typename source::request_type::written>();
}

// Whether the textbook form of one derivative would swell the next one: it multiplies with each order what the
// derivatives of shared parts only add.
template <class F, int Order>
constexpr bool swells() {
  constexpr int many_orders = 5, many_nodes = 24;
  if constexpr (Order < 3 || Order >= many_orders)
    return Order >= many_orders;
  else
    return pass::finished<pass::lower<F>>.used.nodes > many_nodes;
}

// Two orders at a time: the second derivative is that of the rules and not of the printed first one, which may have
// lost what the rules know (x/hypot(x, y) cancels when it is differentiated). High orders and those of long formulas
// all at once.
template <class F, class X, class... More>
constexpr auto derivative_of() {
  if constexpr (sizeof...(More) < 2 || swells<F, static_cast<int>(sizeof...(More)) + 1>())
    return derivative_once<F, X, More...>();
  else
    return []<class Y, class... Rest>(std::type_identity<Y>, std::type_identity<Rest>...) {
      return derivative_of<decltype(derivative_once<F, X, Y>()), Rest...>();
    }(std::type_identity<More>{}...);
}

template <int Order, class F, class X>
constexpr auto derivative_times() {
  if constexpr (Order == 0)
    return F{};
  else
    return []<std::size_t... K>(std::index_sequence<K...>) {
      return derivative_of<F, std::conditional_t<(K >= 0), X, void>...>();
    }
  (std::make_index_sequence<static_cast<std::size_t>(Order)>{});
}

// Root number `Root` of a verb as a textbook expression.
template <class Verb, std::size_t Root>
constexpr auto textbook_root() {
  using source = typename Verb::template source<pass::conditioning::as_written>;
  return textbook<pass::schedule<source, Verb::first, Verb::count>, static_cast<int>(Root), written_of<Verb>>();
}

}  // namespace detail

// The derivative of f with respect to x, then y, ... as an expression, simplified. The compiler refuses a condition,
// and an x that is not a symbol; for tensors see derivative(f, W(k, l)).
template <class F, class X, class... More>
constexpr auto derivative(const F&, const X&, const More&...) {
  if constexpr (detail::check_formula<F>() && (detail::check_symbol<X>() && ... && detail::check_symbol<More>()))
    return detail::derivative_of<F, X, More...>();
  else
    return detail::not_a_formula{};
}

// The derivative of order Order >= 0 with respect to x: derivative<2>(f, x). Order 0 is f itself.
template <int Order, class F, class X>
constexpr auto derivative(const F&, const X&) {
  static_assert(Order >= 0, "tapeless: the order of a derivative is not negative");
  if constexpr (detail::check_formula<F>() && detail::check_symbol<X>() && Order >= 0)
    return detail::derivative_times<Order, F, X>();
  else
    return detail::not_a_formula{};
}

// Refused by the compiler: a derivative in nothing.
template <class F>
constexpr detail::not_a_formula derivative(const F&) {
  if constexpr (detail::check_formula<F>())
    static_assert(detail::mistaken<F>, "tapeless: a derivative is taken in a symbol: derivative(f, x)");
  return {};
}
// Refused by the compiler: an order in nothing or in several symbols.
template <int Order, class F, class... X>
  requires(sizeof...(X) != 1)
constexpr detail::not_a_formula derivative(const F&, const X&...) {
  static_assert(sizeof...(X) == 1,
                "tapeless: an order belongs to one symbol, derivative<2>(f, x); for several write derivative(f, x, y)");
  return {};
}

}  // namespace tapeless
