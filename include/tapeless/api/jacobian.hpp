// SPDX-License-Identifier: BSL-1.0
// First derivatives of several outputs: Jacobians by forward or reverse mode, whichever needs fewer operations.
#pragma once

#include <tapeless/api/bundle.hpp>
#include <tapeless/api/derivative.hpp>
#include <tapeless/api/evaluate.hpp>
#include <tapeless/pass/request/jacobian.hpp>

namespace tapeless::inline v0_2 {
namespace detail {

constexpr bool is_zero(const dag::view& program, int root) {
  const dag::node& node = program.nodes[program.roots[root]];
  return node.op->is_number() && program.value(node).is(0);
}

// A rough price of a finished program in additions, to choose between programs. A few steps for each value: compilers
// count them.
template <class Pass>
inline constexpr int price_of = [] {
  using plan = planned<Pass>;
  int sum = 0;
  for (int k = 0; k < plan::order.count; ++k) {
    const dag::cost one = plan::program.nodes[plan::order.values[k]].op->price;
    if (one == dag::cost::call)
      sum += 16;
    else if (one == dag::cost::divide)
      sum += 4;
    else if (one != dag::cost::free)
      ++sum;
  }
  return sum;
}();

// Forward or reverse mode, whichever needs fewer operations.
template <class F, class X>
constexpr pass::direction jacobian_direction() {
  using by_rows = pass::jacobian<F, X, pass::direction::reverse>;
  using by_columns = pass::jacobian<F, X, pass::direction::forward>;
  constexpr int many_nodes = 12'000;
  if constexpr (F::count == 1 || X::count > 4 * F::count || by_rows::request_type::over_axes) {
    return pass::direction::reverse;
  } else if constexpr (X::count == 1 || F::count > 4 * X::count) {
    return pass::direction::forward;
  } else if constexpr (pass::sizes_of<by_rows>.nodes + pass::sizes_of<by_columns>.nodes > many_nodes) {
    // Planning both of them would cost compilers more than what it may save.
    return pass::sizes_of<by_columns>.nodes < pass::sizes_of<by_rows>.nodes ? pass::direction::forward
                                                                            : pass::direction::reverse;
  } else {
    return price_of<pass::finish<by_columns>> < price_of<pass::finish<by_rows>> ? pass::direction::forward
                                                                                : pass::direction::reverse;
  }
}

template <class F, class X>
struct jacobian_verb;
template <class... F, class... X>
struct jacobian_verb<pass::outputs<F...>, pass::inputs<X...>> : verb<pass::outputs<F...>, pass::inputs<X...>> {
  static constexpr std::size_t m = sizeof...(F);
  static constexpr std::size_t n = sizeof...(X);
  template <pass::conditioning How>
  using source = pass::jacobian<pass::outputs<F...>, pass::inputs<X...>,
                                jacobian_direction<pass::outputs<F...>, pass::inputs<X...>>(), How>;
  static constexpr int first = static_cast<int>(m);  // after the values
  static constexpr int count = static_cast<int>(m * n);
  template <class T>
  static constexpr matrix_values<T, m, X...> shape(const std::array<T, m * n>& roots) {
    return {roots};
  }
  template <class Roots>
  using over_axes = matrix_roots<Roots, 0, m, X...>;
};

template <class F, class X>
struct value_and_jacobian_verb;
template <class... F, class... X>
struct value_and_jacobian_verb<pass::outputs<F...>, pass::inputs<X...>>
    : jacobian_verb<pass::outputs<F...>, pass::inputs<X...>> {
  static constexpr std::size_t m = sizeof...(F);
  static constexpr std::size_t n = sizeof...(X);
  static constexpr int first = 0;
  static constexpr int count = static_cast<int>(m + m * n);
  template <class T>
  [[gnu::always_inline]] static constexpr values_with_jacobian<T, m, X...> shape(
      const std::array<T, m + m * n>& roots) {
    values_with_jacobian<T, m, X...> answer{};
    for (std::size_t k = 0; k < m; ++k) answer.values[k] = roots[k];
    for (std::size_t k = 0; k < m * n; ++k) answer.jacobian.values[k] = roots[m + k];
    return answer;
  }
  template <class Roots>
  using over_axes = values_and_matrix_roots<Roots, m, X...>;
};

// Entry (row, column) of a matrix of expressions when the row is a number known only to the function body: one of E...
template <class... E>
struct expression_choice {
  std::size_t index = 0;

  template <class... B>
  constexpr auto operator()(const B&... bindings) const {
    return pick([&](auto one) { return one(bindings...); });
  }
  template <expression G>
  friend constexpr bool operator==(const expression_choice& f, const G& g) {
    return f.pick([&](auto one) { return bool(one == g); });
  }
  // Calls `use` with the chosen expression.
  template <class Use>
  constexpr auto pick(const Use& use) const {
    return pick_from(use, std::index_sequence_for<E...>{});
  }

 private:
  template <class Use, std::size_t... K>
  constexpr auto pick_from(const Use& use, std::index_sequence<K...>) const {
    using first = std::tuple_element_t<0, std::tuple<E...>>;
    decltype(use(first{})) answer = use(first{});
    ((index == K ? void(answer = use(E{})) : void()), ...);
    return answer;
  }
};

}  // namespace detail

// The Jacobian of outputs F; see the specialization.
template <class F, class X>
struct jacobian_object;

// The Jacobian of the outputs F in X. J(0_c, x) is an expression; J(x = 1.0, ...) are the numbers by rows.
template <class... F, class... X>
struct jacobian_object<detail::pass::outputs<F...>, detail::pass::inputs<X...>>
    : request_object<detail::jacobian_verb<detail::pass::outputs<F...>, detail::pass::inputs<X...>>> {
  // The part that is called with bindings.
  using base = request_object<detail::jacobian_verb<detail::pass::outputs<F...>, detail::pass::inputs<X...>>>;
  static constexpr std::size_t m = sizeof...(F);  // the number of outputs
  static constexpr std::size_t n = sizeof...(X);  // the number of symbols and tensors

  // The number of rows, m.
  static constexpr std::size_t rows() { return m; }
  // The number of columns, n.
  static constexpr std::size_t columns() { return n; }

  // The derivative of output number `row`, counted from 0, in a symbol or tensor, as an expression. The compiler
  // refuses a row such as 7_c that does not exist; a plain integer that is out of range is an error in a constant
  // expression and fails an assertion at run time.
  template <class R, class C>
    requires(!detail::is_binding<R> && !detail::is_binding<C>)
  constexpr auto operator()(const R& row, const C&) const {
    constexpr std::size_t column = detail::checked_key_index<C, X...>();
    if constexpr (std::integral<R>)
      return choice<column>(dag::in_range(static_cast<std::size_t>(row), m), std::make_index_sequence<m>{});
    else
      return entry<detail::constant_index<R>(), column>();
  }

  // The numbers for these bindings; over axes one array for each output and symbol or tensor.
  template <class... B>
    requires(detail::is_binding<B>&&...)
  [[gnu::always_inline]] constexpr auto operator()(const B&... bindings) const { return base::operator()(bindings...); }

  // Whether the entry is zero for all values of the symbols. Row and column are counted from 0.
  static constexpr bool is_structural_zero(std::size_t row, std::size_t column) {
    return detail::is_zero(detail::pass::view_of<typename base::program>,
                           static_cast<int>(dag::in_range(row, m) * n + dag::in_range(column, n)));
  }

 private:
  template <std::size_t Row, std::size_t Column>
  static constexpr auto entry() {
    static_assert(Row < m, "tapeless: the Jacobian has no row of this number; rows are counted from 0");
    return detail::textbook_root<typename base::verb, (Row < m ? Row : 0) * n + Column>();
  }
  template <std::size_t Column, std::size_t... R>
  static constexpr auto choice(std::size_t row, std::index_sequence<R...>) {
    return detail::expression_choice<decltype(entry<R, Column>())...>{row};
  }
};

// The Jacobian of a formula or bundle in the given symbols and tensors, or in all its real ones, by forward or reverse
// mode, whichever takes fewer operations; over axes always by reverse mode. There J(0_c, tensor<"W">) has the axes of
// the output, then those of the tensor.
template <class F, class... X>
constexpr auto jacobian(const F&, const X&...) {
  using rows = typename detail::outputs_of<F>::type;
  if constexpr (detail::check_bundle_inputs<rows, X...>())
    return jacobian_object<rows, detail::bundle_inputs<rows, X...>>{};
}

// The values of a formula or bundle and their Jacobian in one program: r.values and r.jacobian(row, x).
template <class F, class... X>
constexpr auto value_and_jacobian(const F&, const X&...) {
  using rows = typename detail::outputs_of<F>::type;
  if constexpr (detail::check_bundle_inputs<rows, X...>())
    return request_object<detail::value_and_jacobian_verb<rows, detail::bundle_inputs<rows, X...>>>{};
}

}  // namespace tapeless
