// SPDX-License-Identifier: BSL-1.0
// The derivatives of several formulas in several inputs.
#pragma once

#include <tapeless/pass/request/sweeps.hpp>

namespace tapeless::inline v0_2::detail::pass {

enum class direction : std::uint8_t { forward, reverse };

// The outputs F and their derivatives in X, by rows.
template <class F, class X, direction Way, conditioning How = conditioning::as_written>
struct jacobian {
  using request_type = request<F, X, How>;
  static constexpr int m = F::count;
  static constexpr int n = X::count;
  static constexpr int sweeps = Way == direction::forward && !request_type::over_axes ? n : m;
  static constexpr dag::sizes estimate = request_type::room((request_type::over_axes ? 24 : 4) + 4 * sweeps, m*(1 + n));
  static constexpr root_key key(int root) {
    return root < m ? root_key{root, -1, -1} : root_key{(root - m) / n, (root - m) % n, -1};
  }
  static constexpr void run(pass_output& out) {
    const request_type asked(out);
    dag::scratch<handle> entries(m * n);
    if constexpr (request_type::over_axes)
      by_elements(out.builder, asked, entries.data());
    else if constexpr (Way == direction::reverse)
      by_rows(out.builder, asked, entries.data());
    else
      by_columns(out.builder, asked, entries.data());
    for (const handle& entry : entries) out.add_root(entry);
  }

  // In several constants: a sweep for each row, or for each column.
  using memory = sweep_memory<request_type, estimate.nodes, m * n + m>;
  using share = pass::sweeps<request_type, memory>;
  static constexpr bool in_steps = share::are_long(sweeps);
  static constexpr void run_step(pass_output& out, memory& kept) {
    if (share::copies(out, kept)) return;
    share now(out, kept);
    const handle one = 1;
    int* const entries = kept.results.data();
    if constexpr (Way == direction::reverse) {
      while (kept.sweep < m)
        if (now.spent() || !now.reverse(now.asked().values() + kept.sweep, &one, 1, entries + kept.sweep * n)) return;
    } else {
      tangents all(out.builder, now.asked().values(), m);
      int* const column = entries + m * n;
      while (kept.sweep < n) {
        const int k = kept.sweep;
        if (now.spent() || !now.forward(all, m, now.asked().list() + k, &one, 1, column)) return;
        for (int r = 0; r < m; ++r) entries[r * n + k] = column[r];
      }
    }
    for (int k = 0; k < m * n; ++k) out.add_root(entries[k]);
    kept.done = true;
  }

 private:
  static constexpr void by_rows(dag::builder& program, const request_type& asked, handle* entries) {
    const handle one = 1;
    for (int r = 0; r < m; ++r)
      reverse<request_type>(program, asked.values() + r, &one, 1, asked.list(), n, entries + r * n);
  }
  static constexpr void by_columns(dag::builder& program, const request_type& asked, handle* entries) {
    const handle one = 1;
    dag::scratch<handle> column(m);
    tangents sweep(program, asked.values(), m);
    for (int k = 0; k < n; ++k) {
      sweep.run(m, asked.list() + k, &one, 1, column.data());
      for (int r = 0; r < m; ++r) entries[r * n + k] = column[r];
    }
  }
  // Each element of an output has a derivative of its own.
  static constexpr void by_elements(dag::builder& program, const request_type& asked, handle* entries) {
    dag::scratch<input> along(n);
    for (int r = 0; r < m; ++r) {
      for (int k = 0; k < n; ++k) along[k] = asked.along({r, k, -1}, k);
      axis_derivatives<request_type>::by_elements(program, asked.values()[r], along.data(), n, entries + r * n);
    }
  }
};

}  // namespace tapeless::detail::pass
