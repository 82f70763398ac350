// SPDX-License-Identifier: BSL-1.0
// Hessians over axes, and derivatives for upstream gradients and directions that come with the call.
#include "tests/indexed/every_request.hpp"

using namespace requests;

TEST_CASE("Hessians") {
  auto net = prepare(hessian(L, W, b, s), n = rows, i = in, o = out);
  check_hessian(net(X = x, W = w, b = bias, s = scale));
  check_hessian(hessian(L, W, b, s)(X = x, W = w, b = bias, s = scale));
  static constexpr auto constant = hessian(L, W, b, s)(X = x, W = w, b = bias, s = scale);
  check_hessian(constant);

  auto all = prepare(value_gradient_hessian(L, W, b, s), n = rows, i = in, o = out, threads(2));
  const auto r = all(X = x, W = w, b = bias, s = scale);
  check_hessian(r.hessian);
  check_gradient(r.gradient);
  check_gradient(r);
  CHECK(close(r.value, static_cast<double>(l_of(here()))));
}

TEST_CASE("upstream gradients and directions that come with the call") {
  auto back = prepare(pullback(both, W, b, s), n = rows, i = in, o = out);
  check_pullback(back(upstream, 0.5, X = x, W = w, b = bias, s = scale));
  check_pullback(pullback(both, W, b, s)(upstream, 0.5, X = x, W = w, b = bias, s = scale));
  static constexpr auto constant = pullback(both, W, b, s)(upstream, 0.5, X = x, W = w, b = bias, s = scale);
  check_pullback(constant);

  auto along = prepare(jvp(both, W, b, s), n = rows, i = in, o = out);
  check_jvp(along(dw, db, ds, X = x, W = w, b = bias, s = scale));
  check_jvp(jvp(both, W, b, s)(dw, db, ds, X = x, W = w, b = bias, s = scale));

  auto curved = prepare(hvp(L, W, b, s), n = rows, i = in, o = out);
  check_hvp(curved(dw, db, ds, X = x, W = w, b = bias, s = scale));
  check_hvp(hvp(L, W, b, s)(dw, db, ds, X = x, W = w, b = bias, s = scale));
}

TEST_CASE("a value and its derivatives share one plan") {
  constexpr auto apart = plan_of(L).contractions() + plan_of(gradient(L, W, b)).contractions();
  static_assert(plan_of(value_and_gradient(L, W, b)).contractions() < apart);
  static_assert(plan_of(value_gradient_hessian(L, b)).contractions() <=
                plan_of(hessian(L, b)).contractions() + plan_of(value_and_gradient(L, b)).contractions());
}
