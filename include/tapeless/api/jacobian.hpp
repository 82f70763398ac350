// SPDX-License-Identifier: BSL-1.0
// First and second derivatives of several outputs: Jacobians by forward or reverse mode, whichever needs fewer
// operations, symmetric Hessians, and the pattern of entries that are zero whatever the numbers.
#pragma once

#include <tapeless/api/bundle.hpp>

namespace tapeless {

// Which entries of a matrix can be other than zero, in compressed rows: the columns of row r are
// column_indices[row_starts[r] .. row_starts[r + 1]).
template <std::size_t Rows, std::size_t Columns, std::size_t Nonzeros>
struct sparsity_pattern {
  static constexpr std::size_t rows = Rows;
  static constexpr std::size_t columns = Columns;
  static constexpr std::size_t nonzeros = Nonzeros;
  std::array<int, Rows + 1> row_starts{};
  std::array<int, Nonzeros == 0 ? 1 : Nonzeros> column_indices{};

  constexpr bool operator()(std::size_t row, std::size_t column) const {
    for (int k = row_starts[row]; k < row_starts[row + 1]; ++k)
      if (column_indices[static_cast<std::size_t>(k)] == static_cast<int>(column)) return true;
    return false;
  }
  bool operator==(const sparsity_pattern&) const = default;
};

namespace detail {

constexpr bool is_zero(const dag::view& program, int root) {
  const dag::node& node = program.nodes[program.roots[root]];
  return node.op->is_number() && program.value(node).is(0);
}

template <class F, class X>
constexpr auto pick_jacobian() {
  using by_rows = detail::pass::jacobian<F, X, detail::pass::direction::reverse>;
  using by_columns = detail::pass::jacobian<F, X, detail::pass::direction::forward>;
  if constexpr (F::count == 1 || X::count > 4 * F::count) {
    return by_rows{};
  } else if constexpr (X::count == 1 || F::count > 4 * X::count) {
    return by_columns{};
  } else {
    constexpr int rows = price(count_operations(detail::pass::view_of<detail::pass::finish<by_rows>>));
    constexpr int columns = price(count_operations(detail::pass::view_of<detail::pass::finish<by_columns>>));
    return std::conditional_t<(columns < rows), by_columns, by_rows>{};
  }
}

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

template <class F, class X>
struct jacobian_object;

// The Jacobian of the outputs F in the symbols X. J(0_c, x) is an expression; J(x = 1.0, ...) are the numbers by rows.
template <class... F, class... X>
struct jacobian_object<detail::pass::outputs<F...>, detail::pass::inputs<X...>> {
  static constexpr std::size_t m = sizeof...(F);
  static constexpr std::size_t n = sizeof...(X);
  using source = decltype(detail::pick_jacobian<detail::pass::outputs<F...>, detail::pass::inputs<X...>>());
  using known = typename source::request_type::source;
  static constexpr int first_root = static_cast<int>(m);  // behind the values
  using program = detail::pass::finish<source, first_root, static_cast<int>(m* n)>;
  template <class T>
  using result = matrix_values<T, m, X...>;

  static constexpr std::size_t rows() { return m; }
  static constexpr std::size_t columns() { return n; }

  template <class R, class C>
    requires(!detail::is_binding<R>)
  constexpr auto operator()(const R& row, const C&) const {
    constexpr std::size_t column = detail::checked_key_index<C, X...>();
    if constexpr (std::integral<R>)
      return choice<column>(static_cast<std::size_t>(row), std::make_index_sequence<m>{});
    else
      return entry<detail::constant_index<R>(), column>();
  }

  template <class... B>
    requires(detail::is_binding<B>&&...)
  [[gnu::always_inline]] constexpr auto operator()(const B&... bindings) const {
    return shape(detail::call_plan<detail::planned<program>, jacobian_object, known>(detail::no_seeds, bindings...));
  }

  template <class T>
  static constexpr result<T> shape(const std::array<T, m * n>& roots) {
    return {roots};
  }

  static constexpr bool is_structural_zero(std::size_t row, std::size_t column) {
    return detail::is_zero(detail::pass::view_of<program>, static_cast<int>(row * n + column));
  }

 private:
  template <std::size_t Row, std::size_t Column>
  static constexpr auto entry() {
    static_assert(Row < m, "tapeless: the Jacobian has no row of this number; rows are counted from 0");
    return detail::textbook<detail::pass::schedule<source, static_cast<int>(m), static_cast<int>(m * n)>,
                            static_cast<int>(Row * n + Column), known>();
  }
  template <std::size_t Column, std::size_t... R>
  static constexpr auto choice(std::size_t row, std::index_sequence<R...>) {
    return detail::expression_choice<decltype(entry<R, Column>())...>{row};
  }
};

template <class F, class X>
struct hessian_object;

// The Hessian of F in the symbols X. H(x, y) is an expression; H(x = 1.0, ...) are all numbers by rows. Each entry of
// the upper triangle is computed once.
template <class F, class... X>
struct hessian_object<F, detail::pass::inputs<X...>> {
  static constexpr std::size_t n = sizeof...(X);
  static constexpr std::size_t triangle = n * (n + 1) / 2;
  using source = detail::pass::hessian<F, detail::pass::inputs<X...>>;
  using known = typename source::request_type::source;
  static constexpr int first_root = static_cast<int>(1 + n);  // behind value and gradient
  using program = detail::pass::finish<source, first_root, static_cast<int>(triangle)>;
  template <class T>
  using result = matrix_values<T, n, X...>;

  static constexpr std::size_t rows() { return n; }
  static constexpr std::size_t columns() { return n; }

  template <expression R, expression C>
  constexpr auto operator()(const R&, const C&) const {
    constexpr std::size_t row = detail::checked_key_index<R, X...>();
    constexpr std::size_t column = detail::checked_key_index<C, X...>();
    return detail::textbook<detail::pass::schedule<source, static_cast<int>(1 + n), static_cast<int>(triangle)>,
                            static_cast<int>(place(row, column)), known>();
  }

  template <class... B>
    requires(detail::is_binding<B>&&...)
  [[gnu::always_inline]] constexpr auto operator()(const B&... bindings) const {
    return shape(detail::call_plan<detail::planned<program>, hessian_object, known>(detail::no_seeds, bindings...));
  }

  template <class T>
  [[gnu::always_inline]] static constexpr result<T> shape(const std::array<T, triangle>& roots) {
    return [&]<std::size_t... K>(std::index_sequence<K...>) {
      return result<T>{{roots[std::integral_constant<std::size_t, root_at(K)>::value]...}};
    }
    (std::make_index_sequence<n * n>{});
  }
  // Which root number k of the result is.
  static constexpr std::size_t root_at(std::size_t k) {
    constexpr std::size_t columns_or_one = n > 0 ? n : 1;
    return place(k / columns_or_one, k % columns_or_one);
  }

  static constexpr bool is_structural_zero(std::size_t row, std::size_t column) {
    return detail::is_zero(detail::pass::view_of<program>, static_cast<int>(place(row, column)));
  }

 private:
  static constexpr std::size_t place(std::size_t i, std::size_t j) {
    return i <= j ? i * n - i * (i + 1) / 2 + j : place(j, i);
  }
};

namespace detail {

template <class Matrix>
struct pattern_of {
  static constexpr std::size_t nonzeros = [] {
    std::size_t count = 0;
    for (std::size_t i = 0; i < Matrix::rows(); ++i)
      for (std::size_t j = 0; j < Matrix::columns(); ++j) count += Matrix::is_structural_zero(i, j) ? 0 : 1;
    return count;
  }();
  static constexpr auto value = [] {
    sparsity_pattern<Matrix::rows(), Matrix::columns(), nonzeros> pattern;
    std::size_t at = 0;
    for (std::size_t i = 0; i < Matrix::rows(); ++i) {
      for (std::size_t j = 0; j < Matrix::columns(); ++j)
        if (!Matrix::is_structural_zero(i, j)) pattern.column_indices[at++] = static_cast<int>(j);
      pattern.row_starts[i + 1] = static_cast<int>(at);
    }
    return pattern;
  }();
};

}  // namespace detail

// Which entries of a Jacobian or Hessian can be other than zero, as a constant.
template <class Matrix>
  requires requires { Matrix::is_structural_zero(0, 0); }
constexpr auto sparsity(const Matrix&) { return detail::pattern_of<Matrix>::value; }

// The entries that sparsity(matrix) lists, in its order: compressed(J)(x = 1.0) is an array without the zeros.
template <class Matrix>
struct compressed_object {
  static constexpr auto pattern = detail::pattern_of<Matrix>::value;
  static constexpr std::size_t nonzeros = detail::pattern_of<Matrix>::nonzeros;
  using known = typename Matrix::known;
  using program = typename Matrix::program;
  template <class T>
  using result = std::array<T, nonzeros>;

  template <class... B>
  [[gnu::always_inline]] constexpr auto operator()(const B&... bindings) const {
    if constexpr (detail::check_arguments<B...>())
      return shape(detail::call_plan<detail::planned<program>, Matrix, known>(detail::no_seeds, bindings...));
  }

  template <class T, std::size_t N>
  [[gnu::always_inline]] static constexpr result<T> shape(const std::array<T, N>& roots) {
    const auto full = Matrix::shape(roots);
    result<T> values{};
    for (std::size_t i = 0; i < Matrix::rows(); ++i)
      for (int k = pattern.row_starts[i]; k < pattern.row_starts[i + 1]; ++k)
        values[static_cast<std::size_t>(k)] =
            full.values[i * Matrix::columns() +
                        static_cast<std::size_t>(pattern.column_indices[static_cast<std::size_t>(k)])];
    return values;
  }
};

template <class Matrix>
  requires requires { Matrix::is_structural_zero(0, 0); }
constexpr auto compressed(const Matrix&) { return compressed_object<Matrix>{}; }

// The Jacobian of a formula or bundle in the given symbols, or in all its real symbols.
template <class F, class... X>
constexpr auto jacobian(const F&, const X&...) {
  using rows = typename detail::outputs_of<F>::type;
  if constexpr ((detail::check_input<X>() && ...)) return jacobian_object<rows, detail::bundle_inputs<rows, X...>>{};
}

// The Hessian of a formula in the given symbols, or in all its real symbols.
template <class F, class... X>
constexpr auto hessian(const F&, const X&...) {
  if constexpr (detail::check_formula<F>() && (detail::check_input<X>() && ...))
    return hessian_object<F, detail::inputs_or_all<F, X...>>{};
}

}  // namespace tapeless
