// SPDX-License-Identifier: BSL-1.0
// Hessian times a direction that comes with the call.
#pragma once

#include <tapeless/pass/request/request.hpp>

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
};

}  // namespace tapeless::detail::pass
