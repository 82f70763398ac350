// SPDX-License-Identifier: BSL-1.0
// Values, gradients and Jacobians over axes: in tensors and numbers alike, prepared, called with arrays and in constant
// expressions.
#include "tests/indexed/every_request.hpp"

using namespace requests;

TEST_CASE("gradients") {
  auto net = prepare(gradient(L, W, b, s), n = rows, i = in, o = out);
  check_gradient(net(X = x, W = w, b = bias, s = scale));
  check_gradient(gradient(L, W, b, s)(X = x, W = w, b = bias, s = scale));
  static constexpr auto constant = gradient(L, W, b, s)(X = x, W = w, b = bias, s = scale);
  check_gradient(constant);

  auto with_value = prepare(value_and_gradient(L, W, b, s), n = rows, i = in, o = out);
  const auto r = with_value(X = x, W = w, b = bias, s = scale);
  check_gradient(r);
  CHECK(close(r.value, static_cast<double>(l_of(here()))));
}

TEST_CASE("gradients in everything that is real") {
  const auto all = gradient(L)(X = x, W = w, b = bias, s = scale);
  check_gradient(all);
  static_assert(std::same_as<std::remove_cvref_t<decltype(all[X])>, std::array<std::array<double, in>, rows>>);
}

TEST_CASE("values with axes, and bundles of them") {
  const auto check = [](const auto& values) {
    for (std::size_t row = 0; row < rows; ++row)
      for (std::size_t c = 0; c < out; ++c)
        CHECK(close(at(values[0_c], row, c), static_cast<double>(z_of(here(), row, c))));
    CHECK(close(values[1_c], static_cast<double>(l_of(here()))));
  };
  auto net = prepare(both, n = rows, i = in, o = out);
  check(net(X = x, W = w, b = bias, s = scale));
  check(both(X = x, W = w, b = bias, s = scale));
  static constexpr auto constant = both(X = x, W = w, b = bias, s = scale);
  check(constant);
  static constexpr auto one = Z(X = x, W = w, b = bias, s = scale);
  CHECK(one == constant[0_c]);
  const std::vector<double> xs{0.3, -1.1, 0.7, 0.2, -0.4, 0.9};
  const auto flat = Z(X = view(xs.data(), rows, in), W = w, b = bias, s = scale);
  static_assert(std::same_as<std::remove_cvref_t<decltype(flat)>, std::vector<double>>);
  for (std::size_t k = 0; k < flat.size(); ++k) CHECK(flat[k] == one[k / out][k % out]);
}

TEST_CASE("Jacobians") {
  auto net = prepare(jacobian(both, W, b, s), n = rows, i = in, o = out);
  check_jacobian(net(X = x, W = w, b = bias, s = scale));
  check_jacobian(jacobian(both, W, b, s)(X = x, W = w, b = bias, s = scale));
  static constexpr auto constant = jacobian(both, W, b, s)(X = x, W = w, b = bias, s = scale);
  check_jacobian(constant);

  auto with_values = prepare(value_and_jacobian(both, W, b, s), n = rows, i = in, o = out);
  const auto r = with_values(X = x, W = w, b = bias, s = scale);
  check_jacobian(r.jacobian);
  CHECK(close(r.values[1_c], static_cast<double>(l_of(here()))));
}

TEST_CASE("entries are formulas in index notation") {
  constexpr auto J = sum(i, o, square(W(i, o))) * s / 2_c;
  static_assert(gradient(J, W)[W] == s * W(i, o));
  CHECK(to_string(gradient(J, W)[W]) == "s*W(i, o)");
  CHECK(to_string(hessian(J, W, s)(W, s)) == "W(i, o)");
  CHECK(to_string(jacobian(sum(i, X(n, i) * W(i, o)), W)(0_c, W)) == "X(n, i)*onehot(o', o)");
}
