// SPDX-License-Identifier: BSL-1.0
// The second derivatives of one formula.
#pragma once

#include <tapeless/pass/request/request.hpp>

namespace tapeless::inline v0_2::detail::pass {

// The value F, a number, its gradient in X, and the upper triangle of its Hessian by rows. The gradient comes by
// reverse mode; its derivatives in numbers by forward mode, one sweep per column, each computing only what the triangle
// needs; its derivatives in tensors again by reverse mode, for each element of the gradient.
template <class F, class X, conditioning How = conditioning::as_written>
struct hessian {
  using request_type = request<outputs<F>, X, How>;
  static constexpr int n = X::count;
  static constexpr dag::sizes estimate =
      request_type::room(12 + (request_type::over_axes ? 24 : 8) * n, 1 + n + n * (n + 1) / 2);
  static constexpr root_key key(int root) {
    if (root == 0) return {0, -1, -1};
    if (root <= n) return {-1, root - 1, -1};
    int i = 0;
    for (root -= 1 + n; root >= n - i; ++i) root -= n - i;
    return {-1, i, i + root};
  }
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
