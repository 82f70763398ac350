// SPDX-License-Identifier: BSL-1.0
// Hessian times a direction that comes with the call.
#pragma once

#include <tapeless/pass/request/sweeps.hpp>

namespace tapeless::inline v0_2::detail::pass {

// The value F, a number, its gradient in X, and the Hessian times a direction, forward over reverse.
template <class F, class X, conditioning How = conditioning::as_written>
struct hessian_vector {
  using request_type = request<outputs<F>, X, How>;
  static constexpr int n = X::count;
  static constexpr dag::sizes estimate = request_type::room(24, 1 + 2 * n, n);
  static constexpr root_key key(int root) { return root == 0 ? root_key{0, -1, -1} : root_key{-1, (root - 1) % n, -1}; }
  // What seed k stands for: the direction in an input.
  static constexpr root_key seed_key(int k) { return {-1, k, -1}; }
  static constexpr void run(pass_output& out) {
    const request_type asked(out);
    const handle one = 1;
    dag::scratch<handle> seeds(n), adjoints(n), products(n);
    for (int k = 0; k < n; ++k) seeds[k] = asked.seed(k);
    reverse<request_type>(out.builder, asked.values(), &one, 1, asked.list(), n, adjoints.data());
    dag::scratch<int> gradient(n);
    for (int k = 0; k < n; ++k) {
      gradient[k] = adjoints[k].id_in(out.builder);
      out.add_root(gradient[k]);
    }
    forward(out.builder, gradient.data(), n, asked.list(), seeds.data(), n, products.data());
    for (const handle& product : products) out.add_root(product);
  }

  // In several constants: a sweep in reverse and one forward.
  using memory = sweep_memory<request_type, estimate.nodes, 2 * n>;
  using share = sweeps<request_type, memory>;
  static constexpr bool in_steps = share::are_long(2);
  static constexpr void run_step(pass_output& out, memory& kept) {
    if (share::copies(out, kept)) return;
    share now(out, kept);
    const handle one = 1;
    dag::scratch<handle> seeds(n);
    for (int k = 0; k < n; ++k) seeds[k] = now.asked().seed(k);
    int* const gradient = kept.results.data();
    if (kept.sweep == 0 && !now.reverse(now.asked().values(), &one, 1, gradient)) return;
    tangents all(out.builder, gradient, n);
    if (now.spent() || !now.forward(all, n, now.asked().list(), seeds.data(), n, gradient + n)) return;
    for (int k = 0; k < 2 * n; ++k) out.add_root(gradient[k]);
    kept.done = true;
  }
};

}  // namespace tapeless::detail::pass
