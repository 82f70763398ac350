// SPDX-License-Identifier: BSL-1.0
// The values of formulas, without derivatives.
#pragma once

#include <tapeless/pass/request/request.hpp>

namespace tapeless::inline v0_2::detail::pass {

// The values F.
template <class F, conditioning How = conditioning::as_written>
struct values {
  using request_type = request<F, inputs<>, How>;
  static constexpr dag::sizes estimate = request_type::room(2, F::count);
  static constexpr root_key key(int root) { return {root, -1, -1}; }
  static constexpr void run(pass_output& out) { request_type asked(out); }
};

}  // namespace tapeless::detail::pass
