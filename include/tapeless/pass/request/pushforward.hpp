// SPDX-License-Identifier: BSL-1.0
// Directional derivatives for a direction that comes with the call.
#pragma once

#include <tapeless/pass/request/sweeps.hpp>

namespace tapeless::inline v0_2::detail::pass {

// The outputs F, then their derivatives along a direction in X, one number or tensor of each input.
template <class F, class X, conditioning How = conditioning::as_written>
struct pushforward {
  using request_type = request<F, X, How>;
  static constexpr dag::sizes estimate = request_type::room(8, 2 * F::count, X::count);
  static constexpr root_key key(int root) { return {root % F::count, -1, -1}; }
  // What seed k stands for: the direction in an input.
  static constexpr root_key seed_key(int k) { return {-1, k, -1}; }
  static constexpr void run(pass_output& out) {
    const request_type asked(out);
    dag::scratch<handle> seeds(X::count), results(F::count);
    for (int k = 0; k < X::count; ++k) seeds[k] = asked.seed(k);
    forward(out.builder, asked.values(), F::count, asked.list(), seeds.data(), X::count, results.data());
    for (const handle& result : results) out.add_root(result);
  }

  // In several constants.
  using memory = sweep_memory<request_type, estimate.nodes, F::count>;
  using share = sweeps<request_type, memory>;
  static constexpr bool in_steps = share::are_long(1);
  static constexpr void run_step(pass_output& out, memory& kept) {
    if (share::copies(out, kept)) return;
    share now(out, kept);
    dag::scratch<handle> seeds(X::count);
    for (int k = 0; k < X::count; ++k) seeds[k] = now.asked().seed(k);
    tangents all(out.builder, now.asked().values(), F::count);
    kept.done = now.forward(all, F::count, now.asked().list(), seeds.data(), X::count, kept.results.data());
    for (std::size_t r = 0; kept.done && r < F::count; ++r) out.add_root(kept.results[r]);
  }
};

}  // namespace tapeless::detail::pass
