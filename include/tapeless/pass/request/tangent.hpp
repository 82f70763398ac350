// SPDX-License-Identifier: BSL-1.0
// The derivative of one formula in one number after the other, by forward mode: the way a textbook goes.
#pragma once

#include <tapeless/pass/request/request.hpp>

namespace tapeless::inline v0_2::detail::pass {

// F and its derivative with respect to X, then the next.
template <class F, class... X>
struct tangent {
  using request_type = request<outputs<F>, inputs<X...>>;
  static constexpr int order = sizeof...(X);
  // Long formulas and high orders grow less; tables that nobody fills cost the compiler memory.
  static constexpr int growth = request_type::used.nodes > 256 ? 5 : order > 4 ? 3 : 8;
  static constexpr dag::sizes estimate = request_type::room(growth * order * order, 2);
  static constexpr void run(pass_output& out) {
    const request_type asked(out);
    const handle one = 1;
    handle result;
    int root = asked.values()[0];
    for (int k = 0; k < order; ++k) {
      const int before = root;
      forward(out.builder, &root, 1, asked.list() + k, &one, 1, &result);
      root = result.id_in(out.builder);
      const handle shorter = by_adjoints(out.builder, before, asked.list()[k]);
      if (shorter.exists()) root = shorter.id_in(out.builder);
    }
    out.add_root(root);
  }

 private:
  // The derivative of a value by reverse mode, where terms of the normal distribution cancel at a value between:
  // forward mode has them in several products. Or none().
  static constexpr handle by_adjoints(dag::builder& program, int value, const input& x) {
    int bells = 0;
    for (int id = 0; id < program.size() && bells < 2; ++id)
      if (program[id].op->growth_power == 2) ++bells;
    if (bells < 2 || request_type::over_axes) return handle::none();
    const handle one = 1;
    const adjoints all(program, &value, &one, 1, &x, 1);
    for (int id = 0; id <= all.last(); ++id)
      if (all[id].exists() && all[id].is(0)) return all[x.symbol].exists() ? all[x.symbol] : handle(0);
    return handle::none();
  }
};

}  // namespace tapeless::detail::pass
