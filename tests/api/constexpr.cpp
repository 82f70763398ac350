// SPDX-License-Identifier: BSL-1.0
// One check, made in the compiler and at run time, on every compiler: values, gradients, Hessians and Jacobians of
// formulas with all kinds of functions are constants when their arguments are, to the last bit or nearly.
#include "tests/support/catch.hpp"

#include <array>

#include <tapeless/tapeless.hpp>

namespace {

using namespace tapeless;
using namespace tapeless::literals;

constexpr auto x = symbol<"x">;
constexpr auto y = symbol<"y">;
constexpr auto k = integer<"k">;

constexpr bool close(double value, double reference, double tolerance = 4e-16) {
  const double error = value > reference ? value - reference : reference - value;
  return error <= tolerance * (reference < 0 ? -reference : reference);
}

// References to 20 digits, from an arbitrary-precision calculator.
constexpr bool values() {
  return close(exp(x)(x = 1.0), 2.7182818284590452354) && close(sin(x)(x = 1.0), 0.84147098480789650665) &&
         close(log(x)(x = 10.0), 2.3025850929940456840) &&
         close(atan2(y, x)(x = -1.0, y = 1.0), 2.3561944901923449288) &&
         close(pow(x, y)(x = 2.0, y = 0.5), 1.4142135623730950488) && close(tanh(x)(x = 0.5), 0.46211715726000975850) &&
         close(erf(x)(x = 0.5), 0.52049987781304653768) && close(lgamma(x)(x = 0.5), 0.57236494292470008707) &&
         close(cbrt(x)(x = 27.0), 3) && close(hypot(x, y)(x = 3.0, y = 4.0), 5) && floor(x)(x = -1.5) == -2 &&
         close(logistic(x)(x = 0.0), 0.5) && close(static_cast<double>(exp(x)(x = 1.0f)), 2.71828183, 1e-7) &&
         choose(k, x, y)(k = 2, x = 1.0, y = 3.0) == 3 && max(x, y)(x = 1.0, y = 3.0) == 3;
}
static_assert(values());

constexpr auto f = exp(-x * x) * sin(y) + pow(x, 3_c) / (1_c + y * y);

constexpr bool derivatives() {
  const auto all = value_gradient_hessian(f, x, y)(x = 0.5, y = 0.25);
  // At x = 1/2, y = 1/4: E = exp(-1/4), S = sin(1/4), C = cos(1/4).
  const double E = 0.77880078307140486825, S = 0.24740395925452292960, C = 0.96891242171064478414;
  const double d = 1.0625;
  return close(all.value, E * S + 0.125 / d) && close(all[x], -E * S + 0.75 / d) &&
         close(all[y], E * C - 0.125 * 0.5 / (d * d)) && close(all.hessian(x, x), -E * S + 3 / d, 1e-15) &&
         close(all.hessian(x, y), -E * C - 0.75 * 0.5 / (d * d), 1e-15) &&
         close(all.hessian(y, y), -E * S - 0.25 / (d * d) + 0.25 * 0.25 / (d * d * d), 1e-14) &&
         close(derivative(f, x)(x = 0.5, y = 0.25), all[x], 1e-15) &&
         close(gradient(f)(x = 0.5, y = 0.25)[y], all[y], 1e-15);
}
static_assert(derivatives());

constexpr bool matrices() {
  constexpr auto b = bundle(x * cos(y), x * sin(y), exp(x));
  const auto j = jacobian(b, x, y)(x = 2.0, y = 0.25);
  const double S = 0.24740395925452292960, C = 0.96891242171064478414;
  const auto both = value_and_jacobian(b, x, y)(x = 2.0, y = 0.25);
  const auto back = pullback(b, x, y)(1.0, 0.0, 2.0, x = 2.0, y = 0.25);
  return close(j(0, x), C) && close(j(0, y), -2 * S) && close(j(1, x), S) && close(j(1, y), 2 * C) &&
         close(j(2, x), 7.3890560989306502272) && j(2, y) == 0 && both.jacobian == j && close(both.values[1], 2 * S) &&
         close(back[x], C + 2 * 7.3890560989306502272) && close(back[y], -2 * S);
}
static_assert(matrices());

constexpr bool positional() {
  constexpr auto h = tapeless::function(value_and_gradient(x * x * y, x, y), arguments(x, y));
  std::array in{3.0, 5.0};
  std::array out{0.0, 0.0, 0.0};
  h(std::span<const double, 2>(in), std::span<double, 3>(out));
  return h(3.0, 5.0).value == 45 && h(3.0f, 5.0f)[x] == 30.0f && h(3.0L, 5.0L)[y] == 9.0L && out[0] == 45 &&
         out[1] == 30 && out[2] == 9;
}
static_assert(positional());

// A table of a density and its slope, made by the compiler.
constexpr auto density = exp(-x * x / 2_c) / sqrt(2_c * constants::pi);
constexpr auto table = [] {
  std::array<std::array<double, 2>, 9> rows{};
  constexpr auto row = tapeless::function(value_and_gradient(density, x), arguments(x));
  for (std::size_t n = 0; n < rows.size(); ++n) {
    const auto r = row(static_cast<double>(n) / 4);
    rows[n] = {r.value, r[x]};
  }
  return rows;
}();
static_assert(close(table[0][0], 0.39894228040143267794) && table[0][1] == 0);
static_assert(close(table[4][0], 0.24197072451914334980) && close(table[4][1], -0.24197072451914334980));

// Structural facts are constants too.
static_assert(count(value_and_gradient(f, x, y)).total > 0 && sparsity(hessian(f, x, y)).nonzeros == 4);

TEST_CASE("what holds in the compiler holds at run time") {
  CHECK(values());
  CHECK(derivatives());
  CHECK(matrices());
  CHECK(positional());
  for (std::size_t n = 0; n < table.size(); ++n) {
    const volatile double at = static_cast<double>(n) / 4;
    const auto r = value_and_gradient(density, x)(x = double(at));
    CHECK(close(table[n][0], r.value));
    CHECK(close(table[n][1], r[x]));
  }
}

}  // namespace
