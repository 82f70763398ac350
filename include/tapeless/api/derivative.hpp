// SPDX-License-Identifier: BSL-1.0
// Derivatives of one formula: as expressions, one symbol at a time or keyed by symbol, and as numbers together with the
// value. Expressions come in textbook form; numbers come from a program that shares every common part.
#pragma once

#include <tapeless/api/evaluate.hpp>
#include <tapeless/api/result.hpp>
#include <tapeless/pass/raise.hpp>
#include <tapeless/pass/simplify.hpp>

namespace tapeless {
namespace detail {

template <class X>
constexpr bool check_symbol() {
  static_assert(!is_bare_tensor<X>,
                "tapeless: a derivative in a tensor is one in its elements: derivative(f, W(k, l))");
  static_assert(symbolic<X> || mistaken<X>, "tapeless: a derivative is taken with respect to a symbol");
  return symbolic<X>;
}
template <class X>
inline constexpr bool is_symbol_list = false;
template <class... X>
inline constexpr bool is_symbol_list<symbol_list<X...>> = true;
template <class X>
constexpr bool check_input() {
  if constexpr (is_symbol_list<X>)
    return true;
  else
    return check_symbol<X>();
}
template <class F>
constexpr bool check_formula() {
  check_bare_tensors<F>();
  static_assert(expression<F> || mistaken<F>, "tapeless: only an expression can be differentiated");
  static_assert(!expression<F> || definition_for<F>->op->result == dag::sort::real,
                "tapeless: a condition has no derivative; select(c, a, b) makes a number of it");
  return expression<F> && definition_for<F>->op->result == dag::sort::real;
}

// Symbol number K of the program of Pass as a type, whether or not the user has spelled it as symbol<"...">: `record`
// knows it by name only.
template <class Pass, std::size_t K>
struct program_symbol {
  static constexpr const dag::symbol_entry& entry = detail::pass::view_of<Pass>.symbols[K];
  static constexpr std::size_t length = [] {
    std::size_t size = 0;
    while (entry.name[size] != '\0') ++size;
    return size;
  }();
  static constexpr fixed_string<length + 1> name = [] {
    char text[length + 1]{};
    for (std::size_t k = 0; k < length; ++k) text[k] = entry.name[k];
    return fixed_string<length + 1>(text);
  }();
  using type = leaf_t<symbol_source<name, entry.kind, entry.extent>>;
};

// Lets the derived expression E be called with every symbol of the program of Pass.
template <class E, class Pass>
constexpr bool permit_symbols() {
  return []<std::size_t... K>(std::index_sequence<K...>) {
    return ((sizeof(permit<E, typename program_symbol<Pass, K>::type>) > 0) && ...);
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
  return textbook<detail::pass::schedule<source, 1, 1>, 0, typename source::request_type::source>();
}

// Two orders at a time: the second derivative is that of the rules and not of the printed first one, which may have
// lost what the rules know (x/hypot(x, y) cancels when it is differentiated). More at a time would swell.
template <class F, class X, class... More>
constexpr auto derivative_of() {
  if constexpr (sizeof...(More) < 2)
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

// The real symbols of formulas in the order in which they appear.
template <class... F>
struct real_symbols {
  static constexpr dag::view program = detail::pass::view_of<detail::pass::lower<F...>>;
  static constexpr std::size_t count = [] {
    std::size_t n = 0;
    for (int s = 0; s < program.symbol_count; ++s) n += program.symbols[s].kind == dag::symbol_kind::real ? 1 : 0;
    return n;
  }();
  static constexpr std::size_t place(std::size_t wanted) {
    for (std::size_t s = 0;; ++s)
      if (program.symbols[s].kind == dag::symbol_kind::real && wanted-- == 0) return s;
  }
  template <std::size_t... K>
  static auto list(std::index_sequence<K...>)
      -> detail::pass::inputs<typename program_symbol<detail::pass::lower<F...>, place(K)>::type...>;
  using type = decltype(list(std::make_index_sequence<count>{}));
};

// Symbols and lists of symbols as one list.
template <class Done, class... X>
struct flattened;
template <class... Done>
struct flattened<pass::inputs<Done...>> {
  using type = pass::inputs<Done...>;
};
template <class... Done, class X, class... More>
struct flattened<pass::inputs<Done...>, X, More...> : flattened<pass::inputs<Done..., X>, More...> {};
template <class... Done, class... X, class... More>
struct flattened<pass::inputs<Done...>, symbol_list<X...>, More...> : flattened<pass::inputs<Done..., X...>, More...> {
};

template <bool Plain, class... X>
struct listed : flattened<pass::inputs<>, X...> {};
template <class... X>
struct listed<true, X...> {
  using type = pass::inputs<X...>;
};
template <class... X>
using inputs_of = listed<!(is_symbol_list<X> || ...), X...>;

template <class F, class... X>
using inputs_or_all = typename std::conditional_t<sizeof...(X) == 0, real_symbols<F>, inputs_of<X...>>::type;

}  // namespace detail

// The derivative of f with respect to x, then y, ... as an expression.
template <class F, class X, class... More>
constexpr auto derivative(const F&, const X&, const More&...) {
  if constexpr (detail::check_formula<F>() && (detail::check_symbol<X>() && ... && detail::check_symbol<More>()))
    return detail::derivative_of<F, X, More...>();
  else
    return detail::not_a_formula{};
}

// The derivative of order N with respect to x.
template <int Order, class F, class X>
constexpr auto derivative(const F&, const X&) {
  static_assert(Order >= 0, "tapeless: the order of a derivative is not negative");
  if constexpr (detail::check_formula<F>() && detail::check_symbol<X>())
    return detail::derivative_times<Order, F, X>();
  else
    return detail::not_a_formula{};
}

template <class F, class Inputs>
struct gradient_object;

// The gradient of F: expressions by symbol, g[x]; numbers when called.
template <class F, class... X>
struct gradient_object<F, detail::pass::inputs<X...>> {
  using hana_tag = keyed_values_tag;
  using source = detail::pass::gradient<F, detail::pass::inputs<X...>>;
  using known = typename source::request_type::source;
  static constexpr int first_root = 1;  // behind the value
  using program = detail::pass::finish<source, first_root, static_cast<int>(sizeof...(X))>;
  template <class T>
  using result = keyed_values<T, X...>;
  static constexpr std::size_t size() { return sizeof...(X); }

  template <expression S>
  constexpr auto operator[](const S&) const {
    constexpr int k = static_cast<int>(detail::checked_key_index<S, X...>());
    return detail::textbook<detail::pass::schedule<source, 1, static_cast<int>(sizeof...(X))>, k, known>();
  }

  template <class... B>
  [[gnu::always_inline]] constexpr auto operator()(const B&... bindings) const {
    if constexpr (detail::check_arguments<B...>())
      return shape(detail::call_plan<detail::planned<program>, gradient_object, known>(detail::no_seeds, bindings...));
  }

  template <class T>
  static constexpr result<T> shape(const std::array<T, sizeof...(X)>& roots) {
    return {roots};
  }
};

template <class F, class Inputs>
struct value_and_gradient_object;

template <class F, class... X>
struct value_and_gradient_object<F, detail::pass::inputs<X...>> {
  using source = detail::pass::gradient<F, detail::pass::inputs<X...>>;
  using known = typename source::request_type::source;
  static constexpr int first_root = 0;
  using program = detail::pass::finish<source>;
  template <class T>
  using result = value_with_gradient<T, X...>;

  template <class... B>
  [[gnu::always_inline]] constexpr auto operator()(const B&... bindings) const {
    if constexpr (detail::check_arguments<B...>())
      return shape(
          detail::call_plan<detail::planned<program>, value_and_gradient_object, known>(detail::no_seeds, bindings...));
  }

  template <class T>
  [[gnu::always_inline]] static constexpr result<T> shape(const std::array<T, 1 + sizeof...(X)>& roots) {
    result<T> answer{roots[0], {}};
    for (std::size_t k = 0; k < sizeof...(X); ++k) answer.gradient.values[k] = roots[k + 1];
    return answer;
  }
};

// The gradient of f with respect to the given symbols, or to all its real symbols.
template <class F, class... X>
constexpr auto gradient(const F&, const X&...) {
  if constexpr (detail::check_formula<F>() && (detail::check_input<X>() && ...))
    return gradient_object<F, detail::inputs_or_all<F, X...>>{};
  else
    return detail::not_a_formula{};
}

// Value and gradient in one program.
template <class F, class... X>
constexpr auto value_and_gradient(const F&, const X&...) {
  if constexpr (detail::check_formula<F>() && (detail::check_input<X>() && ...))
    return value_and_gradient_object<F, detail::inputs_or_all<F, X...>>{};
  else
    return detail::not_a_formula{};
}

}  // namespace tapeless
