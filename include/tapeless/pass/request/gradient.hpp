// SPDX-License-Identifier: BSL-1.0
// The gradient of one formula in numbers and tensors.
#pragma once

#include <tapeless/pass/request/sweeps.hpp>

namespace tapeless::inline v0_2::detail::pass {

// The values F and the derivatives in X of the first, a number, by reverse mode; in one number by forward mode, which
// keeps no adjoints: for x^16 by Horner's rule it makes no powers of x.
template <class F, class X, conditioning How = conditioning::as_written>
struct gradient {
  using request_type = request<F, X, How>;
  static constexpr dag::sizes estimate = request_type::room(request_type::over_axes ? 16 : 8, F::count + X::count);
  static constexpr root_key key(int root) {
    return root < F::count ? root_key{root, -1, -1} : root_key{-1, root - F::count, -1};
  }
  static constexpr void run(pass_output& out) {
    const request_type asked(out);
    const handle one = 1;
    dag::scratch<handle> results(X::count);
    if constexpr (X::count == 1 && !request_type::over_axes)
      forward(out.builder, asked.values(), 1, asked.list(), &one, 1, results.data());
    else
      reverse<request_type>(out.builder, asked.values(), &one, 1, asked.list(), X::count, results.data());
    for (const handle& result : results) out.add_root(result);
  }

  using memory = sweep_memory<request_type, estimate.nodes, X::count>;
  using share = sweeps<request_type, memory>;
  static constexpr bool in_steps = share::are_long(1);
  static constexpr void run_step(pass_output& out, memory& kept) {
    if (share::copies(out, kept)) return;
    share now(out, kept);
    const handle one = 1;
    if constexpr (X::count == 1) {
      tangents all(out.builder, now.asked().values(), 1);
      kept.done = now.forward(all, 1, now.asked().list(), &one, 1, kept.results.data());
    } else {
      kept.done = now.reverse(now.asked().values(), &one, 1, kept.results.data());
    }
    for (std::size_t k = 0; kept.done && k < X::count; ++k) out.add_root(kept.results[k]);
  }
};

}  // namespace tapeless::detail::pass
