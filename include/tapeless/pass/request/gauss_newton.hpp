// SPDX-License-Identifier: BSL-1.0
// Half the sum of squares of several formulas, with the approximation of its second derivatives by first ones.
#pragma once

#include <tapeless/pass/request/hessian.hpp>
#include <tapeless/pass/request/jacobian.hpp>

namespace tapeless::inline v0_2::detail::pass {

// The outputs F, r, and with their derivatives J in X: r'r/2, J'r and the upper triangle of J'J by rows (Nocedal and
// Wright, Numerical Optimization, 2nd ed., (10.5) and (10.23)).
template <class F, class X, conditioning How = conditioning::as_written>
struct gauss_newton {
  using request_type = request<F, X, How>;
  static constexpr int m = F::count, n = X::count;
  static constexpr dag::sizes derived = jacobian<F, X, direction::reverse, How>::estimate;
  static constexpr int products = 2 * m * (n * (n + 1) / 2 + n + 1);
  static constexpr dag::sizes estimate{derived.nodes + products, derived.edges + 2 * products, derived.numbers,
                                       derived.symbols, m + 1 + n + n*(n + 1) / 2};
  static constexpr root_key key(int root) { return root < m ? root_key{root, -1, -1} : second_order_key(root - m, n); }
  static constexpr void run(pass_output& out) {
    const request_type asked(out);
    dag::builder& program = out.builder;
    dag::scratch<handle> entries(m * n);
    const handle one = 1;
    for (int r = 0; r < m; ++r)
      reverse<request_type>(program, asked.values() + r, &one, 1, asked.list(), n, entries.data() + r * n);
    add_squares(out, asked.values());
    for (int i = 0; i < n; ++i) add_slope(out, asked.values(), entries.data(), i);
    for (int i = 0; i < n; ++i) add_row(out, entries.data(), i);
  }

  // In several constants: a sweep for each formula, then the products row by row.
  using memory = sweep_memory<request_type, estimate.nodes, m * n>;
  using share = sweeps<request_type, memory>;
  static constexpr bool in_steps = share::are_long(m);
  static constexpr void run_step(pass_output& out, memory& kept) {
    if (share::copies(out, kept)) return;
    share now(out, kept);
    const handle one = 1;
    int* const places = kept.results.data();
    while (kept.sweep < m)
      if (now.spent() || !now.reverse(now.asked().values() + kept.sweep, &one, 1, places + kept.sweep * n)) return;
    dag::scratch<handle> entries(m * n);
    for (int k = 0; k < m * n; ++k) entries[k] = handle(out.builder, places[k]);
    for (; kept.sweep < m + 1 + 2 * n; ++kept.sweep) {
      if (now.spent()) return;
      const int i = kept.sweep - m - 1;
      if (i < 0)
        add_squares(out, now.asked().values());
      else if (i < n)
        add_slope(out, now.asked().values(), entries.data(), i);
      else
        add_row(out, entries.data(), i - n);
    }
    kept.done = true;
  }

 private:
  // r'r/2
  static constexpr void add_squares(pass_output& out, const int* values) {
    handle squares = 0;
    for (int r = 0; r < m; ++r) {
      const handle value(out.builder, values[r]);
      squares = squares + value * value;
    }
    out.add_root(squares / 2);
  }
  // Element i of J'r.
  static constexpr void add_slope(pass_output& out, const int* values, const handle* entries, int i) {
    handle sum = 0;
    for (int r = 0; r < m; ++r) sum = sum + entries[r * n + i] * handle(out.builder, values[r]);
    out.add_root(sum);
  }
  // Row i of J'J from the diagonal on.
  static constexpr void add_row(pass_output& out, const handle* entries, int i) {
    for (int j = i; j < n; ++j) {
      handle sum = 0;
      for (int r = 0; r < m; ++r) sum = sum + entries[r * n + i] * entries[r * n + j];
      out.add_root(sum);
    }
  }
};

}  // namespace tapeless::detail::pass
