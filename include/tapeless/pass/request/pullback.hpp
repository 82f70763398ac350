// SPDX-License-Identifier: BSL-1.0
// Derivatives in the inputs for upstream gradients that come with the call.
#pragma once

#include <tapeless/pass/request/sweeps.hpp>

namespace tapeless::inline v0_2::detail::pass {

// The outputs F, then the derivatives in X of their products with upstream gradients, one of each output.
template <class F, class X, conditioning How = conditioning::as_written>
struct pullback {
  using request_type = request<F, X, How>;
  static constexpr dag::sizes estimate =
      request_type::room(request_type::over_axes ? 16 : 8, F::count + X::count, F::count);
  static constexpr root_key key(int root) {
    return root < F::count ? root_key{root, -1, -1} : root_key{-1, root - F::count, -1};
  }
  // What seed k stands for: the upstream gradient of an output.
  static constexpr root_key seed_key(int k) { return {k, -1, -1}; }
  static constexpr void run(pass_output& out) {
    const request_type asked(out);
    dag::scratch<handle> seeds(F::count);
    for (int r = 0; r < F::count; ++r) seeds[r] = asked.seed(r, r);
    dag::scratch<handle> results(X::count);
    reverse<request_type>(out.builder, asked.values(), seeds.data(), F::count, asked.list(), X::count, results.data());
    for (const handle& result : results) out.add_root(result);
  }

  // In several constants.
  using memory = sweep_memory<request_type, estimate.nodes, X::count>;
  using share = sweeps<request_type, memory>;
  static constexpr bool in_steps = share::are_long(1);
  static constexpr void run_step(pass_output& out, memory& kept) {
    if (share::copies(out, kept)) return;
    share now(out, kept);
    dag::scratch<handle> seeds(F::count);
    for (int r = 0; r < F::count; ++r) seeds[r] = now.asked().seed(r, r);
    kept.done = now.reverse(now.asked().values(), seeds.data(), F::count, kept.results.data());
    for (std::size_t k = 0; kept.done && k < X::count; ++k) out.add_root(kept.results[k]);
  }
};

}  // namespace tapeless::detail::pass
