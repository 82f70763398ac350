// SPDX-License-Identifier: BSL-1.0
// The second derivatives of one formula.
#pragma once

#include <tapeless/pass/request/long_reverse.hpp>

namespace tapeless::inline v0_2::detail::pass {

// Of a value, its gradient in n inputs and the upper triangle of its second derivatives by rows: which one a root is.
constexpr root_key second_order_key(int root, int n) {
  if (root == 0) return {0, -1, -1};
  if (root <= n) return {-1, root - 1, -1};
  int i = 0;
  for (root -= 1 + n; root >= n - i; ++i) root -= n - i;
  return {-1, i, i + root};
}

// The value F, a number, its gradient in X, and the upper triangle of its Hessian by rows. The gradient comes by
// reverse mode; its derivatives in numbers by forward mode, one sweep per column, each computing only what the triangle
// needs; its derivatives in tensors again by reverse mode, for each element of the gradient.
template <class F, class X, conditioning How = conditioning::as_written>
struct hessian {
  using request_type = request<outputs<F>, X, How>;
  static constexpr int n = X::count;
  static constexpr dag::sizes estimate =
      request_type::room(12 + (request_type::over_axes ? 24 : 8) * n, 1 + n + n * (n + 1) / 2);
  static constexpr root_key key(int root) { return second_order_key(root, n); }
  static constexpr void run(pass_output& out) {
    const request_type asked(out);
    const handle one = 1;
    dag::scratch<handle> adjoints(n);
    reverse<request_type>(out.builder, asked.values(), &one, 1, asked.list(), n, adjoints.data());
    dag::scratch<int> gradient(n);
    for (int k = 0; k < n; ++k) {
      gradient[k] = adjoints[k].id_in(out.builder);
      out.add_root(gradient[k]);
    }
    dag::scratch<handle> entries(n * n), column(n);
    tangents sweep(out.builder, gradient.data(), n);
    for (int j = 0; j < n; ++j) {
      if (asked.list()[j].is_tensor())
        in_tensor(out.builder, asked, gradient.data(), j, column.data());
      else
        sweep.run(j + 1, asked.list() + j, &one, 1, column.data());
      for (int i = 0; i <= j; ++i) entries[i * n + j] = column[i];
    }
    for (int i = 0; i < n; ++i)
      for (int j = i; j < n; ++j) out.add_root(entries[i * n + j]);
  }

  // In several constants: the gradient, then the columns, of which a later one costs more.
  using sweep = long_reverse<request_type>;
  static constexpr int operations_per_node = 1600;  // and column
  static constexpr int column_steps = steps_for(static_cast<double>(n) * request_type::used.nodes, operations_per_node);
  static constexpr int gradient_steps = sweep::steps == 1 ? 2 : sweep::steps;
  static constexpr int steps =
      request_type::over_axes || column_steps + sweep::steps < 3 ? 1 : gradient_steps + column_steps;
  struct memory {
    typename sweep::memory reverse;
    std::array<int, static_cast<std::size_t>(n)> gradient{};
    std::array<int, static_cast<std::size_t>(n* n)> entries{};
  };
  static constexpr void run_step(pass_output& out, memory& kept, int step) {
    if (step == 0) return sweep::start(out, kept.reverse);
    if (step < gradient_steps) {
      sweep::pass_on(out, kept.reverse, step);
      for (int k = 0; step == gradient_steps - 1 && k < n; ++k) {
        kept.gradient[static_cast<std::size_t>(k)] = sweep::derivative(out, kept.reverse, k).id_in(out.builder);
        out.add_root(kept.gradient[static_cast<std::size_t>(k)]);
      }
      return;
    }
    const request_type asked(out, kept.reverse.places.data());
    const handle one = 1;
    tangents sweeps(out.builder, kept.gradient.data(), n);
    dag::scratch<handle> column(n);
    for (int j = 0; j < n; ++j) {
      if (gradient_steps + column_steps * (j * (j + 1) / 2) / (n * (n + 1) / 2) != step) continue;
      sweeps.run(j + 1, asked.list() + j, &one, 1, column.data());
      for (int i = 0; i <= j; ++i) kept.entries[static_cast<std::size_t>(i * n + j)] = column[i].id_in(out.builder);
    }
    for (int i = 0; step == steps - 1 && i < n; ++i)
      for (int j = i; j < n; ++j) out.add_root(kept.entries[static_cast<std::size_t>(i * n + j)]);
  }

 private:
  static constexpr void in_tensor(dag::builder& program, const request_type& asked, const int* gradient, int j,
                                  handle* column) {
    if constexpr (request_type::over_axes)
      for (int i = 0; i <= j; ++i) {
        const input along = asked.along({-1, i, j}, j, true);
        axis_derivatives<request_type>::by_elements(program, gradient[i], &along, 1, column + i);
      }
  }
};

}  // namespace tapeless::detail::pass
